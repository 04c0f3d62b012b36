package bot_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot"
	"rolecall/internal/bot/desk"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/curate/pending"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
	"rolecall/internal/slacktest"
)

// unknown is a question that the small corpus of these tests has no answer to. A word in it is
// found wherever it is not to be.
const unknown = "which tables did the MARKED-giraffe migration use"

// office is a workspace whose knowledge is curated in Slack by tomas, over the small corpus of
// package blockkit's tests.
type office struct {
	*lab
	room  *curate.Room
	store feedback.Store
	bots  []bot.Options // of each start
}

func openOffice(t *testing.T, settings ...func(*lab)) *office {
	t.Helper()
	o := &office{}
	settings = append(settings, with(o.employ))
	o.lab = prepare(t, slacktest.Options{}, settings...)
	o.run()
	return o
}

// employ gives a bot that is being started its desk, over its store.
func (o *office) employ(opt *bot.Options) {
	store := opt.Store.(*spy).Recorder.(feedback.Store)
	live := curate.NewLive(curate.LiveOptions{Base: []corpus.Layer{{Name: "knowledge", FS: os.DirFS("../blockkit/testdata/knowledge")}}, Index: match.New,
		Edits: func(ctx context.Context) ([]feedback.Document, error) {
			return store.Documents(ctx, feedback.DocumentEdit)
		}})
	go func() { _ = live.Run(o.ctx, nil) }()
	<-live.Ready()
	o.store, o.room = store, curate.NewRoom(live, store, o.clock.Now)
	opt.Advisor = func() *advisor.Advisor { s := live.State(); return advisor.New(s.Corpus, s.Index) }
	opt.Curate = &desk.Options{Room: o.room, State: live.State, Store: store}
	opt.Curators, opt.CuratorsChannel = []string{"U0TOMAS"}, "C0HIRING"
	o.bots = append(o.bots, *opt)
}

// miss has maya ask in a channel, and reject what is offered. It returns the message with the
// button.
func (o *office) miss(text string) slacktest.Event {
	o.t.Helper()
	choices := o.answer(o.ws.Mention(o.ctx, "hiring", "maya", text))
	o.waitStored("the question", func(s *spy) bool { return len(s.asked) > 0 })
	return o.answer(o.press("maya", choices, "None of these"))
}

// wait has someone press the button and submit its form, which has all the words.
func (o *office) wait(who string, none slacktest.Event, mayAsk bool, words ...string) {
	o.t.Helper()
	form := o.answer(o.press(who, none, "Tell me when there is an answer"))
	contains(o.t, string(form.View.Blocks), words...)
	values := map[string]any{}
	if mayAsk {
		values[draw.BlockMayAsk] = []string{draw.MayAsk}
	}
	done := o.answer(o.ws.Submit(o.ctx, who, form.View.ID, values))
	contains(o.t, string(done.View.Blocks), "I will write to you when there is an answer")
}

// swept returns once the desk has looked after everything that was there before: it empties a
// message, which it does last, twice, since it may have been looking already.
func (o *office) swept() {
	o.t.Helper()
	for range 2 {
		seq := o.ws.Seq()
		m := o.posted("C0GENERAL", blockkit.Plainly("to be emptied"))
		doc := feedback.Document{Kind: feedback.DocumentRemains, ID: m.Channel + ":" + m.TS}
		if err := o.store.Change(o.ctx, feedback.DocumentChange{Put: &doc}); err != nil {
			o.t.Fatal(err)
		}
		o.bot.Desk().Wake()
		o.until(seq, "the message to be emptied", func(e slacktest.Event) bool { return e.Kind == slacktest.KindUpdate && e.TS == m.TS })
	}
}

// direct returns what the bot has written to someone.
func (o *office) direct(who string) (texts []string) {
	o.t.Helper()
	c, err := o.ws.Channel(who)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, m := range o.ws.Messages(c.ID, "") {
		if m.Bot {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// told returns how often someone was told that there is an answer.
func (o *office) told(who string) (n int) {
	for _, text := range o.direct(who) {
		if strings.Contains(text, "There is an answer now") {
			n++
		}
	}
	return n
}

func (o *office) waits() []pending.Wait {
	o.t.Helper()
	list, err := pending.Waits(o.ctx, o.store)
	if err != nil {
		o.t.Fatal(err)
	}
	return list
}

// write has a curator save an answer that is found by a wording.
func (o *office) write(wording string) string {
	o.t.Helper()
	saved, err := o.room.Save(o.ctx, "U0TOMAS", entryform.Fields{Question: "Which tables did a migration use?", Short: "The migration used two tables.",
		Points: "- **Both:** are in the archive.", Phrasings: []string{wording}}, 0, curate.NoteNew)
	if err != nil {
		o.t.Fatal(err)
	}
	return saved.Entry
}

// TestWhoWaitsIsToldOnce: everyone who pressed, once, although the bot was started again and
// two of them look at the same time.
func TestWhoWaitsIsToldOnce(t *testing.T) {
	o := openOffice(t)
	none := o.miss(unknown)
	o.wait("maya", none, true, "MARKED-giraffe", "At most 30 days", "A colleague may be asked, without my name")
	o.wait("ines", none, false)
	o.swept()
	if n := len(o.waits()); n != 2 || o.told("maya")+o.told("ines") != 0 {
		t.Fatalf("%d wait; told %d and %d times although nothing has changed", n, o.told("maya"), o.told("ines"))
	}
	o.settle()
	o.run()
	o.clock.pass(time.Hour)
	o.write(unknown)
	other, err := bot.New(o.bots[1])
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(o.ctx)
	ended := make(chan struct{})
	go func() { defer close(ended); other.Desk().Run(ctx) }()
	o.swept()
	stop()
	<-ended
	for _, who := range []string{"maya", "ines"} {
		if n := o.told(who); n != 1 {
			t.Errorf("%s was told %d times", who, n)
		}
	}
	texts := o.direct("maya")
	contains(t, texts[len(texts)-1], "You asked on 22 November", "The migration used two tables.")
	lacks(t, texts[len(texts)-1], "MARKED")
	if list := o.waits(); len(list) != 0 {
		t.Errorf("still waiting: %+v", list)
	}
	last := o.ws.Messages("maya", "")
	thanks := o.answer(o.ws.Click(o.ctx, "maya", slacktest.Ref{Channel: last[len(last)-1].Channel, TS: last[len(last)-1].TS}, slacktest.Press{Text: "Helpful"}))
	contains(t, thanks.Text, "Noted as helpful")
}

// TestWhoWaitsIsToldWhatACuratorMeant: the words need not find the answer.
func TestWhoWaitsIsToldWhatACuratorMeant(t *testing.T) {
	o := openOffice(t)
	o.wait("maya", o.miss(unknown), false)
	w := o.waits()[0]
	if err := pending.Resolve(o.ctx, o.store, []string{w.Question}, "cto.definition"); err != nil {
		t.Fatal(err)
	}
	o.swept()
	if texts := o.direct("maya"); o.told("maya") != 1 {
		t.Errorf("told %q", texts)
	}
	contains(t, o.direct("maya")[0], "CTO · Definition", "Next: ask who signs")
}

// TestAWaitEndsByItself after thirty days, or with the time that texts are kept.
func TestAWaitEndsByItself(t *testing.T) {
	o := openOffice(t, with(func(opt *bot.Options) { opt.Retention = 10 * 24 * time.Hour }))
	none := o.miss(unknown)
	o.wait("maya", none, false, "At most 10 days")
	o.clock.pass(10 * 24 * time.Hour)
	o.write(unknown)
	o.swept()
	if n := len(o.waits()); n != 0 || o.told("maya") != 0 {
		t.Errorf("%d wait and maya was told %d times after the time", n, o.told("maya"))
	}
}

// TestSomeoneWhoCannotBeTold is tried again, and not every minute.
func TestSomeoneWhoCannotBeTold(t *testing.T) {
	o := openOffice(t)
	o.wait("maya", o.miss(unknown), false)
	o.write(unknown)
	o.ws.Fault("chat.postMessage", slacktest.Fault{Error: "account_inactive", Times: 1})
	o.bot.Desk().Wake()
	o.waitLogged("could not be told")
	o.swept()
	if n := o.told("maya"); n != 0 || len(o.waits()) != 1 {
		t.Errorf("told %d times", n)
	}
	o.clock.pass(time.Hour)
	o.swept()
	if n := o.told("maya"); n != 1 || len(o.waits()) != 0 {
		t.Errorf("after an hour told %d times", n)
	}
}

// TestTellMeIsOfferedWhereItHelps: not where no text is kept, and not under a refusal.
func TestTellMeIsOfferedWhereItHelps(t *testing.T) {
	o := openOffice(t, keeping(feedback.KeepNone))
	lacks(t, string(o.miss(unknown).Blocks), "Tell me when")
	none := o.answer(o.ws.DM(o.ctx, "maya", "kit cio"))
	lacks(t, string(none.Blocks), "Tell me when")
}

func TestTellMeWithoutAKit(t *testing.T) {
	o := openOffice(t)
	none := o.answer(o.ws.DM(o.ctx, "maya", "kit cio"))
	o.waitStored("the question", func(s *spy) bool { return len(s.asked) == 1 })
	o.wait("maya", none, false)
	w := o.waits()[0]
	if w.Text != "kit cio" || w.MayAsk || w.By != "U0MAYA" {
		t.Errorf("kept %+v", w)
	}
}

// forge sends a press or a submission that no button of the workspace makes.
func (o *office) forge(who, team string, payload map[string]any) slacktest.Delivery {
	o.t.Helper()
	payload["user"] = map[string]any{"id": who, "team_id": team}
	payload["trigger_id"] = "1.2.forged"
	return o.sent(o.ws.Send(o.ctx, "interactive", payload))
}

// forgedPress is a press in another message each time, so that none is a second click.
func (o *office) forgedPress(action string, ref draw.Ref) map[string]any {
	return map[string]any{"type": "block_actions", "channel": map[string]any{"id": "C0HIRING"},
		"container": map[string]any{"type": "message", "channel_id": "C0HIRING", "message_ts": fmt.Sprint(o.ws.Seq())},
		"actions":   []any{map[string]any{"type": "button", "action_id": action + ".1", "value": ref.String()}}}
}

func forgedForm(callback string, ref draw.Ref, values map[string]any) map[string]any {
	return map[string]any{"type": "view_submission", "view": map[string]any{"id": "V0FORGED", "type": "modal", "callback_id": callback,
		"private_metadata": ref.String(), "state": map[string]any{"values": values}}}
}

// documents is all that the store has of some kinds, as text.
func (o *office) documents(kinds ...feedback.DocumentKind) string {
	o.t.Helper()
	var all []feedback.Document
	for _, kind := range kinds {
		list, err := o.store.Documents(o.ctx, kind)
		if err != nil {
			o.t.Fatal(err)
		}
		all = append(all, list...)
	}
	text, err := json.Marshal(all)
	if err != nil {
		o.t.Fatal(err)
	}
	return string(text)
}
