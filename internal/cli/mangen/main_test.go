package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryCommandHasAPage: with its settings in columns, and the same at any time.
func TestEveryCommandHasAPage(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	dir := filepath.Join(t.TempDir(), "man1")
	if err := write("1.2.3", dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"rolecall", "rolecall-serve", "rolecall-feedback-restore", "rolecall-kit", "rolecall-completion"} {
		page, err := os.ReadFile(filepath.Join(dir, name+".1"))
		if err != nil {
			t.Error(err)
			continue
		}
		if text := string(page); !strings.Contains(text, `"Nov 2023"`) || !strings.Contains(text, "rolecall 1.2.3") {
			t.Errorf("%s begins with %.200q; want the date and the version that were given", name, text)
		}
	}
	serve, err := os.ReadFile(filepath.Join(dir, "rolecall-serve.1"))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^SLACK_BOT_TOKEN {2,}bot token`).Match(serve) {
		t.Error("the settings are not one a line")
	}
}
