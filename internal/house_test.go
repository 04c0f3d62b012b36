// Package internal_test checks the rules for the structure of the code: which
// package may import which, and how long files and packages may be.
package internal_test

import (
	"bytes"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "rolecall"
	slack  = "github.com/slack-go/slack"
	bbolt  = "go.etcd.io/bbolt"
	pgx    = "github.com/jackc/pgx/v5"

	prometheus = "github.com/prometheus/client_golang"

	clientSocket = "github.com/gorilla/websocket" // the one that slack-go uses
	serverSocket = "github.com/coder/websocket"
	mcp          = "github.com/modelcontextprotocol/go-sdk"
)

// mayImport lists what each package may import apart from the standard library:
// packages of this module by their folder, libraries by their path, which includes
// the packages below it. Imports go one way, from cli and bot down to corpus. A new
// package needs a row, so that someone decides where it belongs.
var mayImport = map[string][]string{
	"cmd/rolecall": {"internal/cli"},
	"knowledge":    {},

	// What is known, and what is asked of it.
	"internal/corpus":        {"internal/corpus/places", "internal/corpus/prose", "internal/hint", "go.yaml.in/yaml/v3"},
	"internal/corpus/lint":   {"internal/corpus", "internal/corpus/prose", "internal/corpus/study"},
	"internal/corpus/places": {},
	"internal/corpus/prose":  {"github.com/yuin/goldmark"},
	"internal/corpus/study":  {"internal/corpus/prose"},
	"internal/mrkdwn":        {},
	"internal":               {},
	"internal/match": {
		"internal/corpus", "internal/hint", "internal/match/answers", "internal/match/bm25", "internal/match/compact", "internal/match/encoder", "internal/match/feature",
		"internal/match/fingerprint", "internal/match/fusion", "internal/match/linear", "internal/match/read", "internal/match/spell", "internal/match/suggest",
	},
	"internal/match/suggest": {
		"internal/corpus", "internal/match/read", "internal/match/spell", "github.com/kljensen/snowball", "github.com/sahilm/fuzzy",
	},
	"internal/match/answers": {"internal/match/bm25", "internal/match/compact", "internal/match/feature"},
	"internal/match/read":    {"internal/match/spell", "internal/mrkdwn"},
	"internal/match/feature": {"internal/match/compact", "internal/match/read"},
	"internal/match/spell":   {},
	"internal/match/svm":     {"internal/match/compact"},
	"internal/match/bm25":    {"internal/match/compact"},
	"internal/match/linear": {
		"internal/match/bm25", "internal/match/compact", "internal/match/feature", "internal/match/svm", "internal/match/thesaurus", "github.com/kljensen/snowball",
	},
	"internal/match/compact":     {},
	"internal/match/encoder":     {"internal/hint", "internal/match/same"},
	"internal/match/fingerprint": {"internal", "internal/corpus", "internal/match/spell"},
	"internal/match/fusion":      {"internal/match/same"},
	"internal/match/same":        {},
	"internal/match/thesaurus":   {"internal/match/read"},
	"internal/weights":           {"internal/corpus", "internal/match", "internal/match/fingerprint"},
	"internal/command":           {"internal/match/read", "internal/mrkdwn"},
	"internal/advisor":           {"internal/command", "internal/corpus", "internal/corpus/prose", "internal/match", "internal/match/read", "internal/mrkdwn"},
	"internal/eval":              {"internal/advisor", "internal/corpus", "internal/hint", "internal/match"},
	"internal/kitfile":           {"internal/corpus", "internal/corpus/prose"},
	"internal/blockkit":          {"internal/advisor", "internal/corpus", "internal/corpus/prose", "internal/feedback", "internal/kitfile", "internal/match", slack},

	// Assistants.
	"internal/mcp": {
		"internal/advisor", "internal/blockkit", "internal/corpus", "internal/corpus/prose", "internal/curate", "internal/feedback",
		"internal/hint", "internal/kitfile", "internal/match", mcp,
	},

	// Slack.
	"internal/bot": {
		"internal/advisor", "internal/blockkit", "internal/bot/desk", "internal/bot/desk/draw", "internal/bot/install", "internal/bot/outbox", "internal/bot/payload", "internal/bot/socket", "internal/command",
		"internal/corpus", "internal/feedback", "internal/hint", "internal/kitfile", "internal/match", "internal/mrkdwn", slack,
	},
	"internal/bot/install": {},
	"internal/bot/socket":  {"internal/bot/install", "internal/hint", clientSocket, slack},
	"internal/bot/desk": {
		"internal/advisor", "internal/blockkit", "internal/bot/desk/draw", "internal/bot/install", "internal/bot/outbox", "internal/bot/payload",
		"internal/corpus", "internal/curate", "internal/curate/entryform", "internal/curate/pending", "internal/feedback", "internal/hint", slack,
	},
	"internal/bot/desk/draw": {"internal/blockkit", "internal/corpus", "internal/curate/entryform", slack},
	"internal/bot/outbox":    {"internal/blockkit", slack},
	"internal/bot/payload":   {"internal/blockkit", "internal/bot/install", "internal/bot/outbox"},

	// What people thought of it.
	"internal/feedback":          {"golang.org/x/text/unicode/norm"},
	"internal/feedback/bolt":     {"internal/feedback", "internal/hint", bbolt},
	"internal/feedback/postgres": {"internal/feedback", "internal/hint", pgx},
	"internal/curate": {
		"internal/advisor", "internal/corpus", "internal/corpus/lint", "internal/corpus/prose", "internal/curate/entryform", "internal/feedback", "internal/hint", "internal/match",
	},
	"internal/curate/entryform": {"internal/corpus", "internal/corpus/prose", "go.yaml.in/yaml/v3"},
	"internal/admin":            {"internal/feedback", "internal/hint"},
	"internal/metrics":          {"internal/feedback", prometheus},
	"internal/curate/pending":   {"internal/feedback"},
	"internal/curate/sheet": {
		"internal/corpus", "internal/corpus/lint", "internal/corpus/prose", "internal/curate/entryform", "internal/hint", "github.com/yuin/goldmark", "golang.org/x/text/encoding", "golang.org/x/text/unicode/norm",
	},

	// A workspace without Slack.
	"internal/slacktest":        {"internal/slacktest/blocks", serverSocket},
	"internal/slacktest/blocks": {},
	"internal/demo": {
		"internal/advisor", "internal/blockkit", "internal/bot/desk/draw", "internal/corpus", "internal/curate",
		"internal/curate/entryform", "internal/demo/page", "internal/feedback", "internal/hint", "internal/match",
		"internal/slacktest",
	},
	"internal/demo/page":     {"internal/hint", "internal/slacktest"},
	"internal/demo/terminal": {"internal/slacktest", "internal/slacktest/blocks"},

	// The command line.
	"internal/hint":    {},
	"internal/process": {},
	"internal/config":  {"internal/feedback", "github.com/kelseyhightower/envconfig"},
	"internal/cli": {
		"internal/admin", "internal/advisor", "internal/blockkit", "internal/bot", "internal/bot/outbox", "internal/cli/complete", "internal/cli/explain",
		"internal/cli/service", "internal/config", "internal/corpus", "internal/corpus/lint", "internal/curate", "internal/curate/sheet",
		"internal/demo", "internal/demo/page", "internal/demo/terminal", "internal/eval", "internal/feedback", "internal/hint", "internal/kitfile",
		"internal/match", "internal/mcp", "internal/metrics", "internal/process", "internal/slacktest", "internal/stores",
		"internal/weights", "knowledge", "github.com/spf13/cobra", "github.com/spf13/pflag",
	},
	"internal/cli/service": {
		"internal/admin", "internal/advisor", "internal/bot", "internal/bot/desk", "internal/corpus", "internal/curate", "internal/feedback",
		"internal/hint", "internal/match", "internal/metrics", "knowledge",
	},
	"internal/stores":       {"internal/config", "internal/feedback", "internal/feedback/bolt", "internal/feedback/postgres", "internal/hint"},
	"internal/cli/complete": {"internal/match", "knowledge", "github.com/spf13/cobra"},
	"internal/cli/explain":  {"internal/advisor"},

	// Tools, and helpers of tests.
	"internal/browsertest":              {},
	"internal/feedback/feedbacktest":    {"internal/feedback"},
	"internal/feedback/postgres/pgtest": {pgx},
	"internal/slacktest/scripted":       {"internal/slacktest", slack},
	"internal/match/matchbench":         {"internal/match/encoder", "internal/match/linear", "internal/match/read", "internal/match/spell"},
	"internal/cli/mangen":               {"internal/cli", "github.com/spf13/cobra"},
	"internal/eval/fit": {
		"internal/advisor", "internal/corpus", "internal/eval", "internal/match", "internal/match/fusion", "knowledge", "github.com/spf13/pflag",
	},
	"internal/weights/weightsgen": {"internal/match/fingerprint",
		"internal/corpus", "internal/hint", "internal/match", "internal/weights", "knowledge",
	},
}

// only lists the packages that may import a library. Unlike mayImport it is also
// checked for test files.
var only = map[string][]string{
	slack:        {"internal/bot", "internal/blockkit", "internal/slacktest"},
	bbolt:        {"internal/feedback/bolt"},
	clientSocket: {"internal/bot/socket"},
	serverSocket: {"internal/slacktest"},
	mcp:          {"internal/mcp"},
}

// maxLines is how many lines a Go file may have; CONTRIBUTING says so too. A choice:
// a file should be read in one go.
const maxLines = 400

// maxPackage is how many lines the files of a package may have together, without
// tests. A choice: one person should be able to read a package in an afternoon.
const maxPackage = 3500

// source is a Go file and what the rules need to know about it.
type source struct {
	file    string // below the module's root, with slashes
	imports []string
	test    bool
	lines   int
}

func TestImports(t *testing.T) {
	sources := read(t, "..")
	seen := map[string]bool{}
	for _, s := range sources {
		seen[path.Dir(s.file)] = true
		for _, fault := range faults(s) {
			t.Error(fault)
		}
	}
	for _, known := range []string{"cmd/rolecall", "internal/corpus", "internal/bot"} {
		if !seen[known] {
			t.Errorf("no file of %s was read: the test looks in the wrong place", known)
		}
	}
}

// TestNoSpareRules finds imports that mayImport allows and no file needs.
func TestNoSpareRules(t *testing.T) {
	used := map[string][]string{}
	for _, s := range read(t, "..") {
		if dir := path.Dir(s.file); !s.test {
			used[dir] = append(used[dir], s.imports...)
		}
	}
	for dir, allowed := range mayImport {
		for _, a := range allowed {
			if !slices.ContainsFunc(used[dir], func(imported string) bool { return within(strings.TrimPrefix(imported, module+"/"), a) }) {
				t.Errorf("%s may import %s and does not: take it out of its row", dir, a)
			}
		}
	}
}

func TestImportRulesBite(t *testing.T) {
	for _, tt := range []struct {
		file, imported string
		test           bool
		want           int
	}{
		{"internal/match/a.go", "rolecall/internal/corpus", false, 0},
		{"internal/match/a.go", "rolecall/internal/advisor", false, 1},
		{"internal/match/a.go", slack, false, 2},
		{"internal/match/a_test.go", slack + "/socketmode", true, 1},
		{"internal/match/a_test.go", "rolecall/knowledge", true, 0},
		{"internal/advisor/a.go", bbolt + "/errors", false, 2},
		{"internal/bot/a.go", bbolt, false, 2},
		{"internal/feedback/a_test.go", bbolt, true, 1},
		{"internal/feedback/feedbacktest/a.go", "rolecall/internal/feedback/bolt", false, 1},
		{"internal/feedback/bolt/a.go", bbolt, false, 0},
		{"internal/bot/a.go", slack + "/socketmode", false, 0},
		{"internal/bot/a.go", slack + "house", false, 1},
		{"internal/slacktest/deeper/a_test.go", slack, true, 0},
		{"internal/corpus/a.go", "rolecall/internal/match", false, 1},
		{"internal/feedback/a.go", "rolecall/internal/bot", false, 1},
		{"knowledge/a.go", "github.com/yuin/goldmark", false, 1},
		{"knowledge/a.go", "embed", false, 0},
		{"internal/newcomer/a.go", "fmt", false, 1},
		{"internal/cli/a.go", slack, false, 2},
		{"internal/cli/a_test.go", slack, true, 1},
		{"internal/slacktest/a_test.go", clientSocket, true, 1},
		{"internal/bot/a_test.go", serverSocket, true, 1},
		{"internal/bot/socket/a.go", clientSocket, false, 0},
		{"internal/bot/a.go", clientSocket, false, 2},
		{"internal/bot/socket/a.go", "rolecall/internal/bot", false, 1},
		{"internal/bot/outbox/a.go", "rolecall/internal/bot/socket", false, 1},
		{"internal/slacktest/deeper/a_test.go", serverSocket, true, 0},
	} {
		got := faults(source{file: tt.file, imports: []string{tt.imported}, test: tt.test})
		if len(got) != tt.want {
			t.Errorf("%s importing %s: %d faults %q, want %d", tt.file, tt.imported, len(got), got, tt.want)
		}
	}
}

func TestFilesAreShort(t *testing.T) {
	for _, s := range read(t, "..") {
		if s.lines > maxLines {
			t.Errorf("%s has %d lines, at most %d: split it", s.file, s.lines, maxLines)
		}
	}
}

func TestPackagesAreSmall(t *testing.T) {
	lines := map[string]int{}
	for _, s := range read(t, "..") {
		if !s.test {
			lines[path.Dir(s.file)] += s.lines
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(lines)) {
		if lines[dir] > maxPackage {
			t.Errorf("%s has %d lines, at most %d: split it", dir, lines[dir], maxPackage)
		}
	}
}

// TestTopLevel keeps the top level of the project short.
func TestTopLevel(t *testing.T) {
	found, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range found {
		if d.IsDir() && !strings.HasPrefix(d.Name(), ".") && !slices.Contains([]string{"cmd", "internal", "knowledge"}, d.Name()) {
			t.Errorf("%s/ is a new folder at the top level; code belongs below internal, knowledge below knowledge", d.Name())
		}
	}
}

// faults returns the rules that a file breaks.
func faults(s source) (out []string) {
	dir := path.Dir(s.file)
	allowed, known := mayImport[dir]
	if !known && !s.test {
		return []string{fmt.Sprintf("%s: give %s a row in mayImport", s.file, dir)}
	}
	for _, imported := range s.imports {
		for _, library := range slices.Sorted(maps.Keys(only)) {
			if within(imported, library) && !slices.ContainsFunc(only[library], func(home string) bool { return within(dir, home) }) {
				out = append(out, fmt.Sprintf("%s imports %s, which is for %s only", s.file, imported, strings.Join(only[library], ", ")))
			}
		}
		ours, ok := strings.CutPrefix(imported, module+"/")
		standard := !strings.Contains(strings.SplitN(imported, "/", 2)[0], ".")
		switch {
		case s.test:
		case ok && slices.Contains(allowed, ours):
		case !ok && (standard || slices.ContainsFunc(allowed, func(a string) bool { return within(imported, a) })):
		default:
			out = append(out, fmt.Sprintf("%s imports %s, which %s may not", s.file, imported, dir))
		}
	}
	return out
}

// within reports whether p is root or below it.
func within(p, root string) bool { return p == root || strings.HasPrefix(p, root+"/") }

// read parses the imports of every Go file below root, whatever its build tags.
func read(t *testing.T, root string) []source {
	t.Helper()
	var out []source
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(p) != ".go":
			return nil
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), p, data, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		s := source{file: filepath.ToSlash(rel), test: strings.HasSuffix(p, "_test.go"), lines: bytes.Count(data, []byte("\n"))}
		for _, i := range parsed.Imports {
			imported, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			s.imports = append(s.imports, imported)
		}
		out = append(out, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
