package config_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"rolecall/internal/config"
)

// TestReadmeListsAllSettingsScopesAndEvents, with the defaults of the settings.
func TestReadmeListsAllSettingsScopesAndEvents(t *testing.T) {
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(data)
	for _, v := range config.Variables() {
		row := regexp.MustCompile("(?m)^\\| `" + v.Name + "` \\| (.*?) \\|").FindStringSubmatch(readme)
		switch {
		case row == nil:
			t.Errorf("README.md has no row for %s", v.Name)
		case v.Default != "" && row[1] != "`"+v.Default+"`":
			t.Errorf("README.md says that the default of %s is %s; it is %s", v.Name, row[1], v.Default)
		}
		if v.Description == "" {
			t.Errorf("%s has no description", v.Name)
		}
	}
	for _, name := range files {
		_, m := read(t, name)
		for _, word := range append(m.OAuth.Scopes["bot"], m.Settings.Events.Bot...) {
			if !strings.Contains(readme, "`"+word+"`") {
				t.Errorf("README.md has no reason for %s, which %s requests", word, name)
			}
		}
	}
}

func TestLinksAndPicturesOfTheDocumentsExist(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#]+)[^)]*\)|(?:src|srcset)="([^"]+)"`)
	for _, doc := range documents(t, "README.md", "knowledge/README.md", ".github/*.md", ".github/docs/*.md") {
		data, err := os.ReadFile("../../" + doc)
		if err != nil {
			t.Fatal(err)
		}
		dir := doc[:strings.LastIndex("/"+doc, "/")]
		for _, m := range link.FindAllStringSubmatch(string(data), -1) {
			target := m[1] + m[2] // one of them is empty
			if strings.Contains(target, "://") {
				continue
			}
			if _, err := os.Stat("../../" + dir + target); err != nil {
				t.Errorf("%s points to %s, which is not there", doc, target)
			}
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

// TestExamplesSetWhatIsASetting: whoever copies an example with a misspelt name gets a
// default and a warning that they may not see.
func TestExamplesSetWhatIsASetting(t *testing.T) {
	known := map[string]bool{}
	for _, v := range config.Variables() {
		known[v.Name] = true
	}
	named := 0
	for _, doc := range documents(t, ".github/docs/*.md", ".github/examples/*.yaml", ".github/examples/*/*") {
		data, err := os.ReadFile("../../" + doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`\b(?:SLACK|ROLECALL)_[A-Z_]+`).FindAllString(string(data), -1) {
			if named++; !known[name] {
				t.Errorf("%s names %s, which is no setting", doc, name)
			}
		}
	}
	if named < 10 {
		t.Errorf("only %d settings were found: the test reads the examples wrongly", named)
	}
}
