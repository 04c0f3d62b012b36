//go:build unix

package demo

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/demo/page"
	"rolecall/internal/match"
	"rolecall/internal/weights"
	"rolecall/knowledge"
)

// TestEveryReasonHasWords: a curator reads why a reply was chosen, and not an id.
func TestEveryReasonHasWords(t *testing.T) {
	var ids []string
	for file, pattern := range map[string]string{"../advisor/reason.go": `Reason = "([a-z-]+)"`, "../match/compare.go": `Err\w+ += "([a-z-]+)"`} {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := regexp.MustCompile(pattern).FindAllSubmatch(code, -1)
		if len(found) < 2 {
			t.Fatalf("%s has %d reasons: the test reads it wrongly", file, len(found))
		}
		for _, m := range found {
			ids = append(ids, string(m[1]))
		}
	}
	c, _, err := corpus.Load(built)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range c.Refusals {
		ids = append(ids, r.ID)
	}
	script, err := os.ReadFile("page/assets/curator.js")
	if err != nil {
		t.Fatal(err)
	}
	_, list, _ := strings.Cut(string(script), "const REASONS = {")
	list, _, _ = strings.Cut(list, "};")
	for _, id := range ids {
		if !regexp.MustCompile(`[ ']` + regexp.QuoteMeta(id) + `'?: '`).MatchString(list) {
			t.Errorf("curator.js has no words for the reason %q", id)
		}
	}
}

var built = corpus.Layer{Name: "knowledge", FS: knowledge.FS}

// serve loads the corpus with the overlay dir, "" for none, until the test ends.
func serve(t *testing.T, dir string, index func(*corpus.Corpus) (*match.Index, error)) *Panel {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	live := curate.NewLive(curate.LiveOptions{Base: []corpus.Layer{built}, Dir: dir, Index: index})
	ended := make(chan error, 1)
	go func() { ended <- live.Run(ctx, nil) }()
	t.Cleanup(func() { cancel(); <-ended })
	select {
	case <-live.Ready():
	case err := <-ended:
		t.Fatal(err)
	}
	return &Panel{Live: live, Base: built, Dir: dir, Now: time.Now}
}

// unlearned is for tests that look at the corpus alone.
func unlearned(*corpus.Corpus) (*match.Index, error) { return nil, nil }

// TestPanelFindsFilesOfAnUncleanFolder: the names of files are cleaned, the folder's
// name may not be.
func TestPanelFindsFilesOfAnUncleanFolder(t *testing.T) {
	for dir, file := range map[string]string{"./mine/": "mine/entries/cto/coding.md", "/srv//mine": "/srv/mine/entries/cto/coding.md",
		"mine": "knowledge/entries/cto/coding.md"} {
		got, err := (&Panel{Base: built, Dir: dir}).path(&corpus.Entry{File: file})
		if err != nil || got != "entries/cto/coding.md" {
			t.Errorf("%s in %s: %q, %v", file, dir, got, err)
		}
	}
	if got, err := (&Panel{Base: built, Dir: "mine"}).path(&corpus.Entry{File: "yours/entries/cto/coding.md"}); err == nil {
		t.Errorf("a file of no layer is %q", got)
	}
}

// TestSavingAnEntry: an entry with problems is not written, problems in other files do
// not matter, and a pipe at the file's path does not block.
func TestSavingAnEntry(t *testing.T) {
	dir := t.TempDir()
	other := filepath.Join(dir, "entries", "cto", "other.md")
	must(t, os.MkdirAll(filepath.Dir(other), 0o755))
	must(t, os.WriteFile(other, []byte("no front matter\n"), 0o644))
	p := serve(t, dir, unlearned)
	const id = "cto.definition"
	file := filepath.Join(dir, "entries", "cto", "definition.md")
	f, err := p.Entry(t.Context(), id)
	must(t, err)

	for name, text := range map[string]string{
		"has no front matter":   "nothing",
		"is larger than 256 KB": strings.Repeat("*a **b ", 400<<10/7),
		"is longer than 16 KB":  f.Source + strings.Repeat("*a **b ", 200<<10/7),
	} {
		var refused *page.Refusal
		if err := p.SaveEntry(t.Context(), id, text); !errors.As(err, &refused) || len(refused.Problems) != 1 || !strings.Contains(refused.Problems[0], name) {
			t.Errorf("%s: %.200v", name, err)
		}
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: the file was written (%v)", name, err)
		}
	}
	must(t, p.SaveEntry(t.Context(), id, strings.Replace(f.Source, "label: ", "label: Our ", 1)))
	if got := p.Live.State().Corpus.Entry(id).Label; !strings.HasPrefix(got, "Our ") {
		t.Errorf("in service is the label %q", got)
	}
	if ps := p.Live.Problems(); len(ps) != 1 || !strings.Contains(ps[0], "other.md") {
		t.Errorf("problems %q", ps)
	}
	must(t, os.Remove(file))
	must(t, syscall.Mkfifo(file, 0o600))
	if _, err := p.Entry(t.Context(), id); err == nil || err.Error() != "is not a regular file" {
		t.Errorf("a pipe in its place gave %v", err)
	}
}

// TestThePanelExplainsTheDecision: the panel explains the same decision as the reply.
func TestThePanelExplainsTheDecision(t *testing.T) {
	p := serve(t, "", weights.New(nil).Index)
	for text, want := range map[string]struct{ entry, step, first string }{
		strings.Repeat("We sell pumps to farms in the north. ", 12) + "What is a CIO?": {"cio.definition", "the last question: exact phrasing", "cio.definition"},
		"kit cto":       {"cto.scorecard", "command: kit", ""},
		"what is a CIO": {"cio.definition", "exact phrasing", "cio.definition"},
	} {
		x, err := p.Explain(t.Context(), text)
		must(t, err)
		first := ""
		if len(x.Candidates) > 0 {
			first = x.Candidates[0].Entry
		}
		if (len(x.Why) > 0) != (first != "") || first != "" && (x.Candidates[0].Chance == 0 || !strings.Contains(strings.Join(x.Why, "\n"), "that it is "+first)) {
			t.Errorf("%q: it says %q of %+v", text, x.Why, x.Candidates)
		}
		if x.Entry != want.entry || x.Step != want.step || first != want.first {
			t.Errorf("%q: %s by %q, first %q; want %+v", text, x.Entry, x.Step, first, want)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
