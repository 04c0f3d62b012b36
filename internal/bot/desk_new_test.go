package bot_test

import (
	"errors"
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
