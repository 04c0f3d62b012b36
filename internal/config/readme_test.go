package config_test

import (
	"os"
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
	for _, doc := range []string{"README.md", "knowledge/README.md"} {
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
