package bot_test

import (
	"os"
	"strings"
	"testing"

	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// secret is what a person types that must not be found where it does not belong.
const secret = "how do I tie my MARKED-zebra shoes"

// No log line holds what people type or who they are. The store's file holds only
// what the operator chose to keep: by default misses, scrubbed.
func TestTypedTextReachesNoLogAndOnlyTheChosenStore(t *testing.T) {
	answered := "what does a CTO do all day MARKED-giraffe"
	for _, test := range []struct {
		keep    feedback.Keep
		has     []string
		without []string
	}{
		{feedback.KeepNone, nil, []string{"MARKED"}},
		{feedback.KeepMisses, []string{"MARKED-zebra shoes [email]"}, []string{"MARKED-giraffe", "MARKED-note", "jo@example.com"}},
		{feedback.KeepAll, []string{"MARKED-zebra shoes [email]", "MARKED-giraffe"}, []string{"jo@example.com"}},
	} {
		t.Run(string(test.keep), func(t *testing.T) {
			l := start(t, slacktest.Options{}, keeping(test.keep))
			miss := secret + " jo@example.com"
			l.answer(l.ws.Mention(l.ctx, "hiring", "maya", miss))
			l.answer(l.ws.DM(l.ctx, "maya", miss))
			l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", miss))
			l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/compare-roles", "cto MARKED-lemur"))
			e := l.answer(l.ws.Slash(l.ctx, "hiring", "tomas", "/rolecall", answered))
			l.answer(l.press("tomas", e, "Share in channel"))
			form := l.answer(l.press("tomas", e, "Not helpful"))
			l.answer(l.ws.Submit(l.ctx, "tomas", form.View.ID, map[string]any{"reason": "wrong", "note": "MARKED-note jo@example.com"}))
			// Trouble is logged, too.
			l.ws.Fault("response_url", slacktest.Fault{Status: 500, Times: 1})
			l.ws.Fault("response_url", slacktest.Fault{Drop: true, Times: 1})
			l.sent(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", miss))
			l.sent(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", miss))
			l.settle()
			for _, s := range []string{"MARKED", "example.com"} {
				if line, ok := l.logs.line(s); ok {
					t.Errorf("logged: %s", line)
				}
			}
			data, err := os.ReadFile(l.path)
			if err != nil {
				t.Fatal(err)
			}
			stored := string(data)
			for _, s := range test.has {
				if !strings.Contains(stored, s) {
					t.Errorf("%q is not stored", s)
				}
			}
			for _, s := range append(test.without, "U0MAYA", "U0TOMAS", "xoxb-", "xapp-", "/response/") {
				if strings.Contains(stored, s) {
					t.Errorf("%q is stored", s)
				}
			}
		})
	}
}
