package internal_test

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// place is a file or folder that CONTRIBUTING names in backquotes, from the top or
// from internal; thing is a name of the code that it says is in a file.
var (
	place  = regexp.MustCompile("`((?:internal|knowledge)/[a-zA-Z0-9_./-]+)`")
	thing  = regexp.MustCompile("`(internal/[a-zA-Z0-9_/]+\\.go)`, `([a-zA-Z]+)`")
	symbol = regexp.MustCompile("`(Test[a-zA-Z]+)` in `(internal/[a-z/]+)`")
)

// TestContributingIsTrue: whoever follows it must arrive.
func TestContributingIsTrue(t *testing.T) {
	data, err := os.ReadFile("../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for what, n := range map[string]int{"a package's": maxPackage, "a file's": maxLines} {
		number := strconv.Itoa(n)
		if n >= 1000 {
			number = number[:len(number)-3] + "," + number[len(number)-3:]
		}
		if !strings.Contains(text, number) {
			t.Errorf("%s most lines, %s, are not named", what, number)
		}
	}
	places := place.FindAllStringSubmatch(text, -1)
	if len(places) < 20 {
		t.Errorf("only %d places were found: the test reads it wrongly", len(places))
	}
	for _, m := range places {
		if strings.Contains(m[1], "FAMILY") || strings.Contains(m[1], "ROLE") { // an example
			continue
		}
		if _, err := os.Stat(path.Join("..", m[1])); err != nil {
			t.Errorf("%s is named and does not exist", m[1])
		}
	}
	for _, m := range thing.FindAllStringSubmatch(text, -1) {
		code, err := os.ReadFile(path.Join("..", m[1]))
		if err != nil || !regexp.MustCompile(`\b`+m[2]+`\b`).Match(code) {
			t.Errorf("%s has no %s (%v)", m[1], m[2], err)
		}
	}
	for _, m := range symbol.FindAllStringSubmatch(text, -1) {
		files, err := filepath.Glob(path.Join("..", m[2], "*_test.go"))
		if err != nil || !slices.ContainsFunc(files, func(f string) bool {
			code, err := os.ReadFile(f)
			return err == nil && strings.Contains(string(code), "func "+m[1]+"(")
		}) {
			t.Errorf("%s has no %s (%v)", m[2], m[1], err)
		}
	}
}

// TestContributingNamesEveryPackage: a package is in its table, or is below one
// that is.
func TestContributingNamesEveryPackage(t *testing.T) {
	data, err := os.ReadFile("../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range slices.Sorted(maps.Keys(mayImport)) {
		top := strings.Join(strings.SplitN(dir, "/", 3)[:min(2, strings.Count(dir, "/")+1)], "/")
		if strings.HasPrefix(dir, "internal/") && !strings.Contains(string(data), "`"+top+"`") {
			t.Errorf("%s is not in the table of packages", top)
		}
	}
}

// TestEveryArrowIsAnImport: the picture of the packages leaves arrows out, and draws none
// that is not there.
func TestEveryArrowIsAnImport(t *testing.T) {
	data, err := os.ReadFile("../.github/CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, picture, _ := strings.Cut(string(data), "An arrow means")
	_, picture, _ = strings.Cut(picture, "```mermaid\n")
	picture, _, _ = strings.Cut(picture, "```")
	arrows := 0
	for line := range strings.Lines(picture) {
		nodes := strings.Split(strings.TrimSpace(line), " --> ")
		for i := range nodes[1:] {
			for _, to := range strings.Split(nodes[i+1], " & ") {
				arrows++
				if !slices.Contains(mayImport["internal/"+nodes[i]], "internal/"+to) {
					t.Errorf("%s does not import %s", nodes[i], to)
				}
			}
		}
	}
	if arrows < 25 {
		t.Errorf("only %d arrows were found: the test reads the picture wrongly", arrows)
	}
}
