package bot_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"rolecall/internal/blockkit"
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
		"an answer": 2, "a role card": 2, "a comparison of two roles": 3, "a hiring kit": 2, "a report": 2, "a hiring kit, private": 2,
		"card of a miss": 1, "form of an answer": 1, "Home of a curator": 1,
	} {
		if got := kinds[kind]; len(got) < forms {
			t.Errorf("%s is drawn without %q, %d forms are expected", kind, got, forms)
		}
	}
	calls, err := json.Marshal(ws.Calls("blocks.validate"))
	if err != nil {
		t.Fatal(err)
	}
	sent := string(calls)
	for _, p := range blockkit.AllPieces.Each() {
		if !strings.Contains(sent, `"type":"`+p.String()+`"`) {
			t.Errorf("no reply has the piece %s", p)
		}
	}
	if !strings.Contains(sent, `"action_id":"kit_canvas.`) {
		t.Error("no kit can be saved as a canvas")
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

// TestEveryDrawingIsChecked: what blockkit draws for Slack is among the samples.
func TestEveryDrawingIsChecked(t *testing.T) {
	drawing := regexp.MustCompile(`(?m)^func ([A-Z]\w*)\(.*\) \(?(?:\w+ )?(?:\[\])?(?:Message|slack\.\w*ViewRequest)\b`)
	elsewhere := map[string]string{
		"Render":      "func drawing",
		"Shared":      "func shared",
		"Report":      "func reportDrawing",
		"PieceSample": "blockkit.PieceSample", // no reply: the bot asks about it at its start
	}
	sources := func(pattern string) (all string) {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(name, "_test.go") {
				all += string(text)
			}
		}
		return all
	}
	samples, all := sources("replies.go"), sources("*.go")
	found := drawing.FindAllStringSubmatch(sources("../blockkit/*.go"), -1)
	for _, m := range found {
		in, name := samples, "blockkit."+m[1]+"("
		if where := elsewhere[m[1]]; where != "" {
			in, name = all, where
		}
		if !strings.Contains(in, name) {
			t.Errorf("%s is not checked: add it to samples", m[1])
		}
	}
	t.Logf("%d drawings", len(found))
}
