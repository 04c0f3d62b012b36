package slacktest_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"rolecall/internal/slacktest"
)

// FuzzText posts any text as a person: the stored text, unescaped, is what was typed.
func FuzzText(f *testing.F) {
	for _, s := range []string{"a < b & c", "{bot} {user:maya} {x}", "<@U0MAYA>", "\x00\xff", "*_~`"} {
		f.Add(s)
	}
	ws, err := slacktest.Start(f.Context(), slacktest.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = ws.Close() })
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ws.Post(t.Context(), "general", "maya", s)
		check(t, err)
		m, ok := ws.Message("general", d.TS)
		if !ok {
			t.Fatal("the message is not there")
		}
		back := strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(m.Text)
		if !strings.Contains(s, "{") && utf8.ValidString(s) && back != s {
			t.Errorf("%q came back as %q", s, back)
		}
		if len(m.Blocks) > 0 && !json.Valid(m.Blocks) {
			t.Errorf("blocks are not JSON: %s", m.Blocks)
		}
	})
}
