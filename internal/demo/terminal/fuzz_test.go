package terminal_test

import (
	"testing"

	"rolecall/internal/demo/terminal"
	"rolecall/internal/slacktest/scripted"
)

// FuzzDraw draws any JSON: Draw must not panic, and must number every element.
func FuzzDraw(f *testing.F) {
	for _, s := range scripted.Samples() {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		text, elements, err := terminal.Draw(data, terminal.DrawOptions{Width: 40})
		if err == nil && len(elements) > 0 && text == "" {
			t.Errorf("%d elements and no text", len(elements))
		}
	})
}
