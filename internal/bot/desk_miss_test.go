package bot_test

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/bot"
	"rolecall/internal/bot/desk"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// askMissing has no answer: what is offered for it is not meant.
const askMissing = "how tall is a cto on average"

// desks is a workspace whose curators are tomas and ines; their channel is "general".
type desks struct {
	*lab
	live *curate.Live
	room *curate.Room
}

// curating prepares a bot with a desk; prepare it, change it, then run it.
func curating(t *testing.T, settings ...func(*lab)) *desks {
	t.Helper()
	d := &desks{}
	users := []slacktest.User{{Name: "maya"}, {Name: "tomas"}, {Name: "ines"}}
	d.lab = prepare(t, slacktest.Options{Users: users}, append([]func(*lab){with(d.adopt), patient()}, settings...)...)
	return d
}

// adopt starts the knowledge in service over the store that has just been opened.
func (d *desks) adopt(o *bot.Options) {
	store := d.store.Recorder.(feedback.Store)
	live := curate.NewLive(curate.LiveOptions{Base: []corpus.Layer{{Name: "knowledge", FS: os.DirFS("../blockkit/testdata/knowledge")}}, Every: time.Hour,
		Edits: func(ctx context.Context) ([]feedback.Document, error) {
			return store.Documents(ctx, feedback.DocumentEdit)
		}})
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- live.Run(ctx, nil) }()
	d.t.Cleanup(func() { stop(); <-ended })
	<-live.Ready()
	d.live, d.room = live, curate.NewRoom(live, store, d.clock.Now)
	o.Advisor = func() *advisor.Advisor { s := live.State(); return advisor.New(s.Corpus, s.Index) } // another process may be adopted later
	o.Curate = &desk.Options{Room: d.room, State: live.State, Store: store}
	o.Curators, o.CuratorsChannel, o.Retention = []string{"U0TOMAS", "U0INES"}, "C0GENERAL", 90*24*time.Hour
}

// miss has someone ask what nobody can answer, and waits until that is stored.
func (d *desks) miss(who, text string) {
	d.t.Helper()
	n, left := len(d.store.asked), len(d.store.choices)
	e := d.answer(d.ws.Slash(d.ctx, "hiring", who, "/rolecall", text))
	d.waitStored("the miss", func(s *spy) bool { return len(s.asked) > n })
	if strings.Contains(string(e.Blocks), "None of these") {
		d.sent(d.press(who, e, "None of these"))
		d.waitStored("that no choice was right", func(s *spy) bool { return len(s.choices) > left })
	}
}

// card is the first message in the curators' channel after seq that has a text.
func (d *desks) card(seq int, text string) slacktest.Event {
	d.t.Helper()
	return d.until(seq, "a card with "+text, func(e slacktest.Event) bool {
		return e.Channel == "C0GENERAL" && e.For == "" && (e.Kind == slacktest.KindMessage || e.Kind == slacktest.KindUpdate) && strings.Contains(e.Text, text)
	})
}

// missed asks, wakes the desk, and returns the card.
func (d *desks) missed(text string) slacktest.Event {
	d.t.Helper()
	seq := d.ws.Seq()
	d.miss("maya", text)
	d.bot.WakeDesk()
	return d.card(seq, "No answer")
}

// replaced presses a button in a modal, and returns the modal that takes its place.
func (d *desks) replaced(who string, modal slacktest.Event, label string) slacktest.Event {
	d.t.Helper()
	seq := d.ws.Seq()
	d.sent(d.press(who, modal, label))
	return d.until(seq, "a modal in place of another", func(e slacktest.Event) bool { return e.Kind == slacktest.KindView && e.View.ID == modal.View.ID })
}

// means picks an entry in the form "It means…", and submits it.
func (d *desks) means(who string, form slacktest.Event, entry, words string) slacktest.Event {
	d.t.Helper()
	d.answer(d.ws.Suggest(d.ctx, who, form.Ref(), draw.ActionMeansPick, d.live.State().Corpus.Entry(entry).Question))
	seq := d.ws.Seq()
	d.sent(d.ws.Submit(d.ctx, who, form.View.ID, map[string]any{draw.ActionMeansPick: entry, draw.BlockWords: words}))
	return d.until(seq, "the end of a form", func(e slacktest.Event) bool {
		if e.Kind == slacktest.KindErrors || e.Kind == slacktest.KindFailure {
			return true
		}
		return e.Kind == slacktest.KindView && !strings.Contains(string(e.View.Blocks), "Saving")
	})
}

// forged sends a press that no message offers.
func (d *desks) forged(who, action string, ref draw.Ref) slacktest.Event {
	d.t.Helper()
	seq := d.ws.Seq()
	d.sent(d.ws.Send(d.ctx, "interactive", map[string]any{"type": "block_actions", "user": map[string]any{"id": who, "team_id": d.ws.TeamID()},
		"channel": map[string]any{"id": "C0HIRING"}, "container": map[string]any{"type": "message", "channel_id": "C0HIRING", "message_ts": "1.1"},
		"actions": []any{map[string]any{"type": "button", "action_id": action + ".1", "block_id": "cur_do.1", "value": ref.String()}}}))
	return d.until(seq, "what a forger is told", func(e slacktest.Event) bool { return e.For == who })
}

// timestamps of messages are noted a moment after they are posted.
var timestamps = regexp.MustCompile(`"ts":"[^"]*",`)

// documents returns all documents, as text.
func (d *desks) documents() (all string) {
	d.t.Helper()
	for _, k := range []feedback.DocumentKind{feedback.DocumentEdit, feedback.DocumentDraft, feedback.DocumentCard, feedback.DocumentRemains} {
		docs, err := d.store.Recorder.(feedback.Store).Documents(d.ctx, k)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, x := range docs {
			all += fmt.Sprintln(x.Kind, x.ID, x.By, timestamps.ReplaceAllString(string(x.Body), ""))
		}
	}
	return all
}

func TestAMissIsGivenItsMeaning(t *testing.T) {
	d := curating(t)
	d.run()
	card := d.missed(askMissing)
	lacks(t, card.Text+string(card.Blocks), "songs", "offsite")
	seen := d.answer(d.press("tomas", card, "See the question"))
	contains(t, string(seen.View.Blocks), askMissing)
	form := d.replaced("tomas", seen, "It means…")
	near := d.answer(d.ws.Suggest(d.ctx, "tomas", form.Ref(), draw.ActionMeansPick, ""))
	contains(t, string(near.Options), "cto.") // the nearest, before anything is typed
	contains(t, string(form.View.Blocks), askMissing)
	for _, words := range []string{d.live.State().Corpus.Entry("cto.salary").Phrasings[0].Text, "<!here>"} {
		if e := d.means("tomas", form, "cto.definition", words); e.Kind != slacktest.KindErrors || !strings.Contains(string(e.Errors), draw.BlockWords) {
			t.Errorf("%q is no wording of the entry, and is answered with %s %s", words, e.Kind, e.Errors)
		}
	}
	done := d.means("tomas", form, "cto.definition", askMissing)
	contains(t, string(done.View.Blocks), "Saved.")
	contains(t, d.card(card.Seq, "added a way to ask it").Text, "<@U0TOMAS>", "asked once")
	again := d.answer(d.ws.Slash(d.ctx, "hiring", "maya", "/rolecall", askMissing))
	contains(t, again.Text, d.live.State().Corpus.Entry("cto.definition").Label)

	// What is dealt with does not come back, and the card says who was first.
	d.bot.WakeDesk()
	if e := d.forged("U0INES", draw.ActionNotOurs, draw.Ref{Miss: d.firstMiss()}); !strings.Contains(e.Text, "Someone was first: <@U0TOMAS> added a way to ask it") {
		t.Errorf("the second is told %q", e.Text)
	}
	if n := len(d.publicPosts("general")); n != 1 {
		t.Errorf("%d messages in the curators' channel, want 1", n)
	}
}

// firstMiss is the id of the first stored miss.
func (d *desks) firstMiss() (id string) {
	d.t.Helper()
	err := d.store.Recorder.(feedback.Source).Questions(d.ctx, feedback.Window{}, func(q feedback.Question) error {
		if id == "" && q.Missed() {
			id = q.ID
		}
		return nil
	})
	if err != nil || id == "" {
		d.t.Fatalf("no miss is stored: %v", err)
	}
	return id
}

func TestNotOursStaysAway(t *testing.T) {
	d := curating(t)
	d.run()
	card := d.missed(askMissing)
	d.sent(d.press("ines", card, "Not ours"))
	d.card(card.Seq, "said it is not ours")
	d.clock.pass(24 * time.Hour)
	d.miss("maya", askMissing)
	d.miss("tomas", "what is a good karaoke machine for a cio")
	seq := d.ws.Seq()
	d.bot.WakeDesk()
	d.card(seq, "No answer") // the other question's
	d.settle()
	n := 0
	for _, m := range d.publicPosts("general") {
		n += strings.Count(m.Text, "No answer")
	}
	if n != 1 {
		t.Errorf("%d open cards, want 1: what is not ours came back", n)
	}
}

// A card is updated when the question is asked again, and outlives a restart.
func TestACardCountsAndOutlivesARestart(t *testing.T) {
	d := curating(t)
	d.run()
	card := d.missed(askMissing)
	seq := d.ws.Seq()
	d.miss("ines", askMissing)
	if err := d.halt(); err != nil {
		t.Fatal(err)
	}
	d.run() // looks at once
	updated := d.card(seq, "asked twice")
	if updated.Kind != slacktest.KindUpdate || updated.TS != card.TS {
		t.Errorf("asked again, and %s of %s shows it; want an update of %s", updated.Kind, updated.TS, card.TS)
	}
	d.sent(d.press("tomas", updated, "Not ours"))
	d.card(updated.Seq, "said it is not ours")
	if n := len(d.publicPosts("general")); n != 1 {
		t.Errorf("%d cards, want 1", n)
	}
}

func TestNobodyElseMayPressWhatCuratorsMay(t *testing.T) {
	d := curating(t)
	d.run()
	seq := d.ws.Seq()
	draft, err := d.room.KeepDraft(d.ctx, curate.Draft{By: "U0INES", DraftBody: curate.DraftBody{Origin: "answers.csv, row 2",
		Fields: entryform.Fields{Question: "Who approves a sabbatical?", Short: "The people team does."}}})
	if err != nil {
		t.Fatal(err)
	}
	d.missed(askMissing)
	d.card(seq, "An answer to accept")
	before := d.documents()
	ref := draw.Ref{Miss: d.firstMiss(), Draft: draft, Week: "2026-11-23"}
	for _, action := range []string{draw.ActionQuestion, draw.ActionMeans, draw.ActionWrite, draw.ActionNotOurs, draw.ActionRefused,
		draw.ActionDraft, draw.ActionAccept, draw.ActionAcceptAll, draw.ActionReject} {
		if e := d.forged("U0MAYA", action, ref); !strings.Contains(e.Text, "This is for the curators") {
			t.Errorf("%s: someone who is no curator is told %q", action, e.Text)
		}
	}
	ack := d.submitted("U0MAYA", draw.CallbackMeans, ref, map[string]any{
		draw.BlockPick:  map[string]any{draw.ActionMeansPick: map[string]any{"type": "external_select", "selected_option": map[string]any{"value": "cto.definition"}}},
		draw.BlockWords: map[string]any{draw.BlockWords: map[string]any{"type": "plain_text_input", "value": askMissing}}})
	contains(t, ack, "This is for the curators")
	e := d.answer(d.ws.Suggest(d.ctx, "maya", d.answer(d.ws.OpenHome(d.ctx, "maya", "home")).Ref(), "role_search", "cto"))
	lacks(t, string(e.Options), "error")
	if after := d.documents(); after != before {
		t.Errorf("before:\n%s\nafter:\n%s", before, after)
	}
}

// submitted sends a submission of a form that was never opened, and returns its
// acknowledgement.
func (d *desks) submitted(who, callback string, ref draw.Ref, values map[string]any) string {
	d.t.Helper()
	sent := d.sent(d.ws.Send(d.ctx, "interactive", map[string]any{"type": "view_submission", "user": map[string]any{"id": who, "team_id": d.ws.TeamID()},
		"view": map[string]any{"id": "V1", "type": "modal", "callback_id": callback, "private_metadata": ref.String(), "state": map[string]any{"values": values}}}))
	ack, err := d.ws.WaitAck(d.ctx, sent)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(ack.Payload)
}

// Two curators have the same form open: the second is told who was first, and adds nothing.
func TestTheSecondCuratorIsToldWhoWasFirst(t *testing.T) {
	d := curating(t)
	d.run()
	card := d.missed(askMissing)
	first, second := d.answer(d.press("tomas", card, "It means…")), d.answer(d.press("ines", card, "It means…"))
	contains(t, string(d.means("tomas", first, "cto.definition", askMissing).View.Blocks), "Saved.")
	told := d.means("ines", second, "cto.salary", "songs of a cto at offsites")
	contains(t, string(told.View.Blocks), "Someone was first", "U0TOMAS", "Nothing was changed")
	if n := strings.Count(d.documents(), "edit entries/"); n != 1 {
		t.Errorf("%d edits, want 1", n)
	}
}

// An asker's words are in forms only, read when they open: "forget me" and the retention
// reach them, and the card says so.
func TestAnAskersWordsAreGone(t *testing.T) {
	const canary = "which songs does a cto sing at MARKED-lemur offsites"
	for name, forget := range map[string]func(d *desks){
		"after forget me": func(d *desks) {
			d.answer(d.ws.DM(d.ctx, "maya", "forget me"))
			d.bot.WakeDesk()
		},
		"after the retention": func(d *desks) { d.clock.pass(91 * 24 * time.Hour); d.bot.WakeDesk() },
	} {
		t.Run(name, func(t *testing.T) {
			d := curating(t)
			d.run()
			card := d.missed(canary)
			means := d.answer(d.press("tomas", card, "It means…"))
			contains(t, string(means.View.Blocks), "MARKED-lemur")
			write := d.answer(d.press("tomas", card, "Write an answer"))
			contains(t, string(write.View.Blocks), "MARKED-lemur")
			previewed := d.sent(d.press("tomas", write, "Preview"))
			preview := d.until(previewed.Seq, "a preview", func(e slacktest.Event) bool { return strings.Contains(e.Text, "Preview") })
			lacks(t, preview.Text+string(preview.Blocks), "MARKED")
			lacks(t, d.documents(), "MARKED") // what tomas has begun to write has his words alone
			seen := d.answer(d.press("tomas", card, "See the question"))
			contains(t, string(seen.View.Blocks), "MARKED-lemur")
			home := d.answer(d.ws.OpenHome(d.ctx, "tomas", "home"))
			contains(t, string(home.View.Blocks), "1 open question", "See the question")
			lacks(t, string(home.View.Blocks)+home.View.Metadata, "MARKED")
			lacks(t, seen.View.Metadata+means.View.Metadata, "MARKED")
			seq := d.ws.Seq()
			forget(d)
			d.card(seq, "no longer kept")
			for _, m := range d.ws.Messages("general", "") {
				lacks(t, m.Text+string(m.Blocks)+string(m.Metadata), "MARKED")
			}
			home = d.answer(d.ws.OpenHome(d.ctx, "tomas", "home"))
			contains(t, string(home.View.Blocks), "No open question")
			again := d.replaced("tomas", seen, "It means…")
			lacks(t, string(again.View.Blocks), "MARKED")
			contains(t, string(again.View.Blocks), "no longer kept")
			lacks(t, d.documents(), "MARKED")
		})
	}
}
