package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"rolecall/internal/config"
)

func TestHelpListsEverySetting(t *testing.T) {
	var out bytes.Buffer
	if code := Run(t.Context(), []string{"serve", "--help"}, Env{Stdout: &out, Stderr: &out, Now: time.Now}); code != 0 {
		t.Fatalf("status %d", code)
	}
	for _, v := range config.Variables() {
		if !strings.Contains(out.String(), "    "+v.Name+" ") || !strings.Contains(out.String(), v.Description) {
			t.Errorf("%s is not listed", v.Name)
		}
	}
}
