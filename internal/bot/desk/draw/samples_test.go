package draw

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestEveryDrawingIsASample, so that `rolecall doctor --replies` has Slack check it.
func TestEveryDrawingIsASample(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var samples, all string
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case name == "samples.go":
			samples = string(text)
		case !strings.HasSuffix(name, "_test.go"):
			all += string(text)
		}
	}
	drawing := regexp.MustCompile(`(?m)^func (\(\w+ \w+\) )?([A-Z]\w*)\(.*\) \(?(?:\w+ )?(?:blockkit\.Message|slack\.\w*ViewRequest)\b`)
	found := drawing.FindAllStringSubmatch(all, -1)
	for _, m := range found {
		name := m[2] + "("
		if m[1] != "" {
			name = "." + name
		}
		if !strings.Contains(samples, name) {
			t.Errorf("%s%s is no sample", m[1], m[2])
		}
	}
	if len(found) < 30 {
		t.Errorf("only %d drawings were found", len(found))
	}
}
