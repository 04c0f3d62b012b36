package bot_test

import (
	"errors"
	"strings"
	"testing"

	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/slacktest"
)

// submitted sends the form of an entry as it is typed, in a modal that is closed by now, and
// returns the message that says what became of it.
func (e *edited) submitted(who string, ref draw.Ref, question, short string) slacktest.Event {
	e.t.Helper()
	d := e.sent(e.ws.Send(e.ctx, "interactive", map[string]any{"type": "view_submission", "user": map[string]any{"id": who, "team_id": e.ws.TeamID()},
		"view": map[string]any{"id": "V1", "type": "modal", "callback_id": draw.CallbackEntry, "private_metadata": ref.String(), "state": map[string]any{"values": map[string]any{
			string(entryform.FieldQuestion): input(draw.ActionOf(entryform.FieldQuestion), "value", question),
			string(entryform.FieldShort):    input(draw.ActionOf(entryform.FieldShort), "value", short)}}}}))
	return e.until(d.Seq, "a message", func(x slacktest.Event) bool { return x.Kind == slacktest.KindMessage && x.Channel[0] == 'D' })
}

// TestADraftIsAcceptedAsChangedInItsForm, and is a draft no more.
func TestADraftIsAcceptedAsChangedInItsForm(t *testing.T) {
	l := startEdited(t)
	id, err := l.room.KeepDraft(l.ctx, curate.Draft{By: "U0TOMAS", DraftBody: curate.DraftBody{Origin: "handbook.csv, row 2",
		Fields: entryform.Fields{Question: "Where do we park?", Short: "In the yard."}}})
	if err != nil {
		t.Fatal(err)
	}
	told := l.submitted(curator, draw.Ref{Draft: id}, "Where do we park?", "Behind the house.")
	contains(t, told.Text, "Saved. I answer with it now")
	if _, err := l.room.Draft(l.ctx, id); !errors.Is(err, curate.ErrNoDraft) {
		t.Errorf("the draft: %v", err)
	}
	next := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "Where do we park?"))
	contains(t, next.Text, "Behind the house.")
	again := l.submitted(curator, draw.Ref{Draft: id}, "Where do we eat?", "Nowhere.")
	lacks(t, again.Text, "Saved.")
	if l.versions() != 1 {
		t.Errorf("%d versions", l.versions())
	}
}

// TestANewAnswerIsWritten for a miss, and asked at once.
func TestANewAnswerIsWritten(t *testing.T) {
	l := startEdited(t)
	told := l.submitted(curator, draw.Ref{Miss: "m1"}, "Who waters the plants?", "The CTO does <!here>.")
	contains(t, told.Text, "Saved. I answer with it now")
	next := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "Who waters the plants?"))
	contains(t, next.Text, "The CTO does")
	lacks(t, next.Text, "!here")
}

// TestWhatWasBegunIsOfferedAgain: a preview keeps what was typed, also for a question that has
// no answer yet.
func TestWhatWasBegunIsOfferedAgain(t *testing.T) {
	d := curating(t)
	d.run()
	card := d.missed(askMissing)
	form := d.replaced("tomas", d.answer(d.press("tomas", card, "See the question")), "Write an answer")
	seq := d.ws.Seq()
	d.sent(d.ws.Click(d.ctx, "tomas", form.Ref(), slacktest.Press{Text: "Preview", Values: map[string]any{"question": "Which songs do we play?", "short": "Those of the band."}}))
	shown := d.until(seq, "the preview", func(e slacktest.Event) bool { return strings.Contains(e.Text, "Preview") })
	if shown.Channel != card.Channel || shown.For != "U0TOMAS" {
		t.Errorf("the preview is in %s for %q", shown.Channel, shown.For)
	}
	restart := func() { d.settle(); d.run() } // so that the next presses are no double clicks
	restart()
	asked := d.answer(d.press("tomas", card, "Write an answer"))
	contains(t, string(asked.View.Blocks), "You have a draft of", "Which songs do we play?")
	contains(t, string(d.replaced("tomas", asked, "Go on with it").View.Blocks), "Which songs do we play?", "Those of the band.")
	restart()
	afresh := d.replaced("tomas", d.answer(d.press("tomas", card, "Write an answer")), "Start again")
	contains(t, string(afresh.View.Blocks), "How tall is a cto on average?")
	lacks(t, string(afresh.View.Blocks), "Those of the band.")
	d.sent(d.ws.Click(d.ctx, "tomas", afresh.Ref(), slacktest.Press{Text: "Preview", Values: map[string]any{"short": "Those of the band."}}))
	d.until(afresh.Seq, "the preview", func(e slacktest.Event) bool { return strings.Contains(e.Text, "Preview") })
	lacks(t, d.documents(), "tall is a cto") // an asker's words are kept with the question alone
	restart()
	resumed := d.replaced("tomas", d.answer(d.press("tomas", card, "Write an answer")), "Go on with it")
	contains(t, string(resumed.View.Blocks), "How tall is a cto on average?", "Those of the band.")
	lacks(t, string(d.answer(d.press("ines", card, "Write an answer")).View.Blocks), "You have a draft of")
}
