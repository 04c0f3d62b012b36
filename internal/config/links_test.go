package config_test

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLinksOfTheDocumentsLeadSomewhere: to a file or picture that is there, and to a
// heading that it has.
func TestLinksOfTheDocumentsLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"`)
	followed := 0
	for _, doc := range documents(t, "README.md", "knowledge/README.md", ".github/*.md", ".github/docs/*.md") {
		for _, m := range link.FindAllStringSubmatch(contents(t, doc), -1) {
			target := m[1] + m[2] // one of them is empty
			if strings.Contains(target, "://") {
				continue
			}
			followed++
			file, anchor, _ := strings.Cut(target, "#")
			if file = path.Join(path.Dir(doc), file); strings.HasPrefix(target, "#") {
				file = doc
			}
			if _, err := os.Stat("../../" + file); err != nil {
				t.Errorf("%s points to %s, which is not there", doc, target)
			} else if anchor != "" && !slices.Contains(anchors(contents(t, file)), anchor) {
				t.Errorf("%s points to %s, and %s has no such heading", doc, target, file)
			}
		}
	}
	if followed < 50 {
		t.Errorf("only %d links were found: the test reads the documents wrongly", followed)
	}
}

// anchors are what GitHub makes of the headings of a document: small letters, without
// punctuation, hyphens for spaces.
func anchors(text string) (all []string) {
	for _, m := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(text, -1) {
		words := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(m[1]), "")
		all = append(all, strings.ReplaceAll(words, " ", "-"))
	}
	return all
}
