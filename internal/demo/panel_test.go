package demo

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
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

// serve returns a panel over the built-in corpus and an empty store.
func serve(t *testing.T, index func(*corpus.Corpus) (*match.Index, error)) *Panel {
	t.Helper()
	store, err := bolt.Open(filepath.Join(t.TempDir(), "feedback.db"), bolt.Options{Now: time.Now})
	must(t, err)
	t.Cleanup(func() { must(t, store.Close()) })
	ctx, cancel := context.WithCancel(t.Context())
	live := curate.NewLive(curate.LiveOptions{Base: []corpus.Layer{built}, Index: index, Edits: func(ctx context.Context) ([]feedback.Document, error) {
		return store.Documents(ctx, feedback.DocumentEdit)
	}})
	ended := make(chan error, 1)
	go func() { ended <- live.Run(ctx, nil) }()
	t.Cleanup(func() { cancel(); <-ended })
	select {
	case <-live.Ready():
	case err := <-ended:
		t.Fatal(err)
	}
	return &Panel{Live: live, Room: curate.NewRoom(live, store, time.Now), Store: store, Now: time.Now}
}

// unlearned is for tests that ask nothing: learning takes a second after each save.
func unlearned(*corpus.Corpus) (*match.Index, error) { return nil, nil }

// TestThePanelExplainsTheDecision: the panel explains the same decision as the reply.
func TestThePanelExplainsTheDecision(t *testing.T) {
	p := serve(t, weights.New(nil).Index)
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
