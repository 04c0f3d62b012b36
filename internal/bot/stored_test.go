package bot_test

import (
	"strings"
	"testing"

	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// TestWhatIsStoredOfPeople: everyone learns what of theirs is here, by themselves alone.
func TestWhatIsStoredOfPeople(t *testing.T) {
	o := openOffice(t)
	o.requested()
	o.write("another wording")
	const ask = "what do you store?"
	contains(t, o.answer(o.ws.DM(o.ctx, "maya", ask)).Text, "for 30 days at most", "for 17 days at most", "for 90 days after its last change",
		"Of yours, besides questions and ratings: 1 question that waits for an answer.")
	contains(t, o.answer(o.ws.Slash(o.ctx, "hiring", "tomas", "/rolecall", ask)).Text, "1 request to a colleague, 1 version of an answer with your name.")
	contains(t, o.answer(o.ws.DM(o.ctx, "ines", ask)).Text, "1 request to you to answer something.")
	public := o.answer(o.ws.Mention(o.ctx, "hiring", "maya", ask)).Text
	contains(t, public, "What I store")
	lacks(t, public, "Of yours")

	d := o.sent(o.ws.DM(o.ctx, "tomas", "forget me"))
	o.until(d.Seq, "that it is done", func(e slacktest.Event) bool { return strings.HasPrefix(e.Text, "Done.") })
	lacks(t, o.answer(o.ws.DM(o.ctx, "tomas", ask)).Text, "Of yours")
	if o.room == nil || o.documents(feedback.DocumentEdit) == "null" {
		t.Error("the answer went with its author")
	}
}

func TestWhatIsStoredWithoutTexts(t *testing.T) {
	o := openOffice(t, keeping(feedback.KeepNone))
	text := o.answer(o.ws.DM(o.ctx, "maya", "what do you store?")).Text
	contains(t, text, "The text of questions is not stored", "each version of an answer")
	lacks(t, text, "Tell me when", "A colleague")
}
