package bot_test

import (
	"testing"
	"time"

	"rolecall/internal/bot"
	"rolecall/internal/slacktest"
)

// TestCheckReplies: every kind of reply is sent, in every form, and what is wrong is
// told with its place.
func TestCheckReplies(t *testing.T) {
	t.Parallel()
	ws, err := slacktest.Start(t.Context(), slacktest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	check := func() (got []bot.ReplyCheck, err error) {
		now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		err = bot.CheckReplies(t.Context(), ws.BotToken(), ws.APIURL(), testAdvisor(), now, func(c bot.ReplyCheck) { got = append(got, c) })
		return got, err
	}
	got, err := check()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string][]string{}
	for _, c := range got {
		kinds[c.Reply] = append(kinds[c.Reply], c.Without)
		for _, f := range c.Faults {
			t.Errorf("%s without %q: %+v", c.Reply, c.Without, f)
		}
	}
	for kind, forms := range map[string]int{ // at least
		"an answer": 2, "a refusal": 1, "choices": 1, "a role card": 2, "page 1 of a kit": 1, "Home": 1, "the guide": 1, "a comparison of two roles": 3,
		"a comparison of three roles": 2, "a comparison of four roles": 2, "message 1 of a kit": 1, "a recommendation": 1, "an answer in a modal": 1,
		"the form for a reason": 1, "a digest": 1, "topics": 1, "help": 1, "no answer": 1,
	} {
		if got := kinds[kind]; len(got) < forms {
			t.Errorf("%s is drawn without %q, %d forms are expected", kind, got, forms)
		}
	}
	t.Logf("%d forms of %d kinds of reply", len(got), len(kinds))

	const fault = `{"ok":false,"error":"invalid_message","errors":[{"pointer":"/blocks/1/type","code":"unsupported_type","message":"unsupported"}]}`
	ws.Fault("blocks.validate", slacktest.Fault{Body: fault})
	if got, err = check(); err != nil || len(got[0].Faults) != 1 || got[0].Faults[0].Pointer != "/blocks/1/type" {
		t.Errorf("%v, %+v", err, got[:min(len(got), 1)])
	}
	ws.Fault("blocks.validate", slacktest.Fault{Error: "unknown_method"})
	if got, err = check(); !bot.IsUnknownMethod(err) || len(got) > 0 {
		t.Errorf("%v, %+v", err, got)
	}
}
