package config_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rolecall/internal/config"
)

// TestSettingsAreDocumented, each with its default.
func TestSettingsAreDocumented(t *testing.T) {
	const doc = ".github/docs/settings.md"
	text := contents(t, doc)
	for _, v := range config.Variables() {
		row := regexp.MustCompile("(?m)^\\| `" + v.Name + "` \\| (.*?) \\|").FindStringSubmatch(text)
		switch {
		case row == nil:
			t.Errorf("%s has no row for %s", doc, v.Name)
		case v.Default != "" && row[1] != "`"+v.Default+"`":
			t.Errorf("%s says that the default of %s is %s; it is %s", doc, v.Name, row[1], v.Default)
		}
		if v.Description == "" {
			t.Errorf("%s has no description", v.Name)
		}
	}
}

// TestScopesAndEventsHaveAReason, those of every manifest, in a row of their own.
func TestScopesAndEventsHaveAReason(t *testing.T) {
	const doc = ".github/docs/slack.md"
	text := contents(t, doc)
	for _, name := range files {
		_, m := read(t, name)
		for _, word := range append(m.OAuth.Scopes["bot"], m.Settings.Events.Bot...) {
			if !regexp.MustCompile("(?m)^\\| [^|]*`" + regexp.QuoteMeta(word) + "`[^|]*\\|").MatchString(text) {
				t.Errorf("%s has no reason for %s, which %s requests", doc, word, name)
			}
		}
	}
}

// TestNewcomersFindTheTwoCommands, letter for letter.
func TestNewcomersFindTheTwoCommands(t *testing.T) {
	for _, command := range []string{"go run ./cmd/rolecall demo ", "go test ./... "} {
		if !strings.Contains(contents(t, "README.md"), "\n"+command) {
			t.Errorf("README.md has no line that begins with %q", command)
		}
	}
}

// documents are the files below the top that patterns name. One that names none is a
// mistake.
func documents(t *testing.T, patterns ...string) (names []string) {
	t.Helper()
	for _, p := range patterns {
		found, err := filepath.Glob("../../" + p)
		if err != nil || len(found) == 0 {
			t.Fatalf("there is no %s: %v", p, err)
		}
		for _, f := range found {
			names = append(names, strings.TrimPrefix(filepath.ToSlash(f), "../../"))
		}
	}
	return names
}

// contents are those of a file below the top.
func contents(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestExamplesSetWhatIsASetting: whoever copies an example with a misspelt name gets a
// default and a warning that they may not see.
func TestExamplesSetWhatIsASetting(t *testing.T) {
	known := map[string]bool{}
	for _, v := range config.Variables() {
		known[v.Name] = true
	}
	named := 0
	for _, doc := range documents(t, ".github/docs/*.md", ".github/examples/*.yaml", ".github/examples/*/*") {
		for _, name := range regexp.MustCompile(`\b(?:SLACK|ROLECALL)_[A-Z_]+`).FindAllString(contents(t, doc), -1) {
			if named++; !known[name] {
				t.Errorf("%s names %s, which is no setting", doc, name)
			}
		}
	}
	if named < 10 {
		t.Errorf("only %d settings were found: the test reads the examples wrongly", named)
	}
}
