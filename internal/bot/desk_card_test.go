package bot_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// Where no text is kept there is nothing to group: one card a week, with counts.
func TestWithoutTextThereIsACardOfCounts(t *testing.T) {
	d := curating(t, keeping(feedback.KeepNone))
	d.run()
	d.miss("maya", askMissing)
	d.clock.pass(7 * 24 * time.Hour)
	seq := d.ws.Seq()
	d.bot.WakeDesk()
	card := d.card(seq, "No answer since")
	contains(t, card.Text, "Answers were offered and none was taken: 1")
	lacks(t, string(card.Blocks), "button")
	home := d.answer(d.ws.OpenHome(d.ctx, "tomas", "home"))
	lacks(t, string(home.View.Blocks), "See the question")
}

func TestRefusalsAreListedOnceAWeekWithoutThoseAboutPeople(t *testing.T) {
	d := curating(t)
	d.run()
	d.miss("maya", "who is our cto in the blimp office")
	d.miss("maya", "is Peter Miller a good cto")
	d.clock.pass(7 * 24 * time.Hour)
	seq := d.ws.Seq()
	d.bot.WakeDesk()
	card := d.card(seq, "Refused since")
	contains(t, card.Text, ": 1")
	lacks(t, card.Text+string(card.Blocks), "blimp", "Peter", "named")
	form := d.answer(d.press("ines", card, "See the questions"))
	contains(t, string(form.View.Blocks), "blimp")
	lacks(t, string(form.View.Blocks), "Peter")
	d.bot.WakeDesk()
	d.settle()
	n := 0
	for _, m := range d.publicPosts("general") {
		lacks(t, m.Text+string(m.Blocks), "blimp", "Peter")
		n += strings.Count(m.Text, "Refused since")
	}
	if n != 1 {
		t.Errorf("%d cards of refusals in a week, want 1", n)
	}
}

// At most a handful of cards a day.
func TestCardsComeInAHandfulADay(t *testing.T) {
	d := curating(t)
	d.run()
	seq := d.ws.Seq()
	for _, what := range []string{"songs", "hats", "kites", "boats", "stamps", "candles", "marbles"} {
		d.miss("maya", fmt.Sprintf("a cto with %s near %sland and %stown", what, what, what))
	}
	d.clock.pass(2 * time.Hour) // nobody takes a choice any more
	cards := func() (n int) {
		for _, m := range d.publicPosts("general") {
			n += strings.Count(m.Text, "No answer")
		}
		return n
	}
	d.bot.WakeDesk()
	for range 5 {
		seq = d.card(seq, "No answer").Seq
	}
	d.bot.WakeDesk()
	d.settle()
	if n := cards(); n != 5 {
		t.Errorf("%d cards in a day, want 5", n)
	}
	d.clock.pass(24 * time.Hour)
	d.run()
	for range 2 {
		seq = d.card(seq, "No answer").Seq
	}
}

// Drafts come from a spreadsheet; a curator accepts them one by one, or all at once.
func TestDraftsAreAccepted(t *testing.T) {
	d := curating(t)
	d.run()
	keep := func(question, short string) string {
		t.Helper()
		id, err := d.room.KeepDraft(d.ctx, curate.Draft{By: "U0INES", DraftBody: curate.DraftBody{Origin: "answers.csv, row 2",
			Fields: entryform.Fields{Question: question, Short: short, Sources: []string{corpus.Company}}}})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	keep("Who approves a sabbatical?", "The people team approves it. It takes two weeks.")
	seq := d.ws.Seq()
	d.bot.WakeDesk()
	card := d.card(seq, "An answer to accept")
	contains(t, card.Text, "Who approves a sabbatical?", "answers.csv, row 2")
	d.sent(d.press("tomas", card, "Accept"))
	contains(t, d.card(card.Seq, "accepted it").Text, "<@U0TOMAS>", "sabbatical")
	contains(t, d.answer(d.ws.Slash(d.ctx, "hiring", "maya", "/rolecall", "Who approves a sabbatical?")).Text, "The people team approves it")

	keep("Where is the list of external recruiters?", "The people team has it. Ask in #hiring.")
	keep("What does a CTO earn?", "It depends.") // it is asked by an entry already
	bad := keep("Who books the room for an interview?", "")
	keep("", "On the third floor.")
	home := d.answer(d.ws.OpenHome(d.ctx, "ines", "home"))
	contains(t, string(home.View.Blocks), "4 answers to accept")
	seq = d.ws.Seq()
	d.sent(d.press("ines", home, "Accept all"))
	result := d.until(seq, "the result", func(e slacktest.Event) bool {
		return e.Kind == slacktest.KindView && !strings.Contains(string(e.View.Blocks), "Saving")
	})
	contains(t, string(result.View.Blocks), "1 answer in service", "3 drafts stay", "It has no question yet", "What does a CTO earn?", "Who books the room for an interview?")
	seq = d.ws.Seq()
	d.sent(d.ws.Send(d.ctx, "interactive", map[string]any{"type": "block_actions", "user": map[string]any{"id": "U0INES"},
		"channel": map[string]any{"id": "C0GENERAL"}, "container": map[string]any{"type": "message", "channel_id": "C0GENERAL", "message_ts": "1.1"},
		"actions": []any{map[string]any{"type": "button", "action_id": draw.ActionReject + ".1", "value": draw.Ref{Draft: bad}.String()}}}))
	home = d.until(seq, "the Home tab", func(e slacktest.Event) bool { return e.Kind == slacktest.KindHome && e.View.User == "U0INES" })
	contains(t, string(home.View.Blocks), "2 answers to accept")
	docs, err := d.store.Recorder.(feedback.Store).Documents(d.ctx, feedback.DocumentDraft)
	if err != nil || len(docs) != 2 {
		t.Errorf("%d drafts are left, want 2 (%v)", len(docs), err)
	}
}
