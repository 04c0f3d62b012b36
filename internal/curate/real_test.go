package curate

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/weights"
	"rolecall/knowledge"
)

func base() []corpus.Layer { return []corpus.Layer{{Name: "knowledge", FS: knowledge.FS}} }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The curators' loop from end to end: people get choices instead of an answer
// and take one, the suggestion becomes a phrasing in an overlay, and the same
// words are answered from then on, without a change of code.
func TestTenMissesBecomePhrasingsThatMatch(t *testing.T) {
	if testing.Short() {
		t.Skip("builds an index of the whole corpus, twice")
	}
	ctx := context.Background()
	live := started(t, LiveOptions{Base: base(), Dir: t.TempDir(), Index: weights.New(nil).Index})
	s, err := bolt.Open(filepath.Join(t.TempDir(), bolt.FileName), bolt.Options{})
	must(t, err)
	defer s.Close()

	wants := map[string]string{
		"whose door does the cto knock on when things burn":        "cto.reporting-line",
		"does our cto still get grease on the fingers":             "cto.coding",
		"does anybody really bother with a cto under ten people":   "cto.need",
		"how fat is the wallet of our cio":                         "cio.salary",
		"dragons to slay for a fresh cio":                          "cio.challenges",
		"smoke before the fire with a would-be cto":                "cto.red-flags",
		"grill list for a cio":                                     "cio.interview-questions",
		"slice of the pie for a technology founder in the c-suite": "cto.equity",
		"hatching a cto from an egg":                               "cto.career-path",
		"how many moons does a cio sit on the throne":              "cio.tenure",
	}
	var texts []string
	for _, text := range slices.Sorted(mapKeys(wants)) {
		entry := wants[text]
		if live.State().Corpus.Entry(entry) == nil {
			t.Fatalf("no entry %s", entry)
		}
		if r := reply(live, text); r.Outcome == advisor.Answer && r.EntryID() == entry {
			t.Logf("%q is answered already", text)
			continue
		}
		texts = append(texts, text)
		must(t, s.Asked(ctx, feedback.Asked{Reply: text, User: "U1", Surface: feedback.SurfaceChannel, Outcome: "choices", Question: "<@U0BOT> " + text}))
		must(t, s.Choice(ctx, feedback.Choice{Reply: text, User: "U1", Surface: feedback.SurfaceChannel, Entry: entry}))
	}
	if len(texts) < 5 {
		t.Fatalf("only %d of the questions are misses; write harder ones", len(texts))
	}
	list, err := Suggest(ctx, s, live.State(), feedback.Window{})
	must(t, err)
	if len(list) != len(texts) {
		t.Errorf("%d suggestions for %d misses: %+v", len(list), len(texts), list)
	}
	edits, err := Edits(live.State().Corpus, base(), list)
	must(t, err)
	var patch strings.Builder
	must(t, Patch(&patch, edits))
	for _, text := range texts {
		if !strings.Contains(patch.String(), "\n+  - "+yamlString(text)+"\n") {
			t.Errorf("the patch lacks %q", text)
		}
	}
	_, err = Apply(live.o.Dir, base(), edits, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC), nil)
	must(t, err)
	must(t, live.Reload(ctx))
	for _, text := range texts {
		if r := reply(live, text); r.Outcome != advisor.Answer || r.EntryID() != wants[text] {
			t.Errorf("%q still gives %s %q (%s)", text, r.Outcome, r.EntryID(), r.Trace)
		}
	}
	if again, err := Suggest(ctx, s, live.State(), feedback.Window{}); err != nil || len(again) != 0 {
		t.Errorf("suggested again: %v, %v", again, err)
	}
	if m, err := GroupMisses(ctx, s, live.State(), feedback.Window{}); err != nil || len(m.Groups) != 0 {
		t.Errorf("a choice that was taken is still a miss: %v, %v", m, err)
	}
}

// reply is what is said today to a text at the start of a conversation.
func reply(live *Live, text string) advisor.Reply {
	s := live.State()
	return advisor.New(s.Corpus, s.Index).Ask(advisor.Question{Text: text})
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// TestNearnessOfTheCorpus prints, if asked to, the phrasings of the corpus that
// are nearer to another entry.
func TestNearnessOfTheCorpus(t *testing.T) {
	if os.Getenv("ROLECALL_NEARNESS") == "" {
		t.Skip("set ROLECALL_NEARNESS to see the warnings")
	}
	c, _, err := corpus.Load(base()...)
	must(t, err)
	x, err := weights.New(nil).Index(c)
	must(t, err)
	start := time.Now()
	ps := Nearness(c, x)
	t.Logf("%d warnings in %v", len(ps), time.Since(start))
	for _, p := range ps {
		t.Log(p)
	}
}
