package bot_test

import (
	"testing"

	"rolecall/internal/slacktest"
)

// TestAPlaceInAThreadIsKept: that the figures are from elsewhere is said too where the
// answer was given before, after a restart, and where it is shown in full.
func TestAPlaceInAThreadIsKept(t *testing.T) {
	l := start(t, slacktest.Options{})
	const note = "No figure for Germany here: these are from the US and the UK."
	asked := l.sent(l.ws.Mention(l.ctx, "hiring", "maya", askSalary))
	lacks(t, l.answer(asked, nil).Text, "No figure")
	l.waitStored("the first question", func(s *spy) bool { return len(s.asked) == 1 })
	berlin := l.answer(l.ws.Mention(l.ctx, "hiring", "tomas", "and in Berlin?", slacktest.InThread(asked.TS)))
	contains(t, berlin.Text, note, "answered that above")
	l.waitStored("the place", func(s *spy) bool { return len(s.asked) == 2 })
	if err := l.halt(); err != nil {
		t.Fatal(err)
	}
	l.run()
	more := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", "more", slacktest.InThread(asked.TS)))
	contains(t, more.Text, note)
}

// TestASharedAnswerKeepsItsNote: others read it without having asked.
func TestASharedAnswerKeepsItsNote(t *testing.T) {
	l := start(t, slacktest.Options{})
	const note = "No figure for Germany here: these are from the US and the UK."
	private := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "What does a CTO earn in Berlin?"))
	contains(t, private.Text, note)
	seq := l.ws.Seq()
	l.sent(l.press("maya", private, "Share in channel"))
	shared := l.until(seq, "the shared reply", func(e slacktest.Event) bool { return e.Kind == slacktest.KindMessage })
	contains(t, shared.Text, note)
}
