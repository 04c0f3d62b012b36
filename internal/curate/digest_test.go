package curate

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
)

// failingStore is a store that fails while err is set.
type failingStore struct {
	*bolt.Store
	err error
}

func (m *failingStore) Once(ctx context.Context, key string, do func(context.Context) error) error {
	if m.err != nil {
		return m.err
	}
	return m.Store.Once(ctx, key, do)
}

func TestAFailedDigestIsRetriedWithinItsHour(t *testing.T) {
	nine := time.Date(2026, 11, 23, 9, 0, 30, 0, time.UTC) // a Monday
	away, down := errors.New("Slack is away"), errors.New("the store is down")
	type step struct {
		after   time.Duration
		restart bool
		slack   error
		store   error
		want    string // "sent", "failed" or "": not tried
	}
	at := func(minutes int, want string, slack error) step {
		return step{after: time.Duration(minutes) * time.Minute, slack: slack, want: want}
	}
	for name, steps := range map[string][]step{
		"once in its hour":      {at(-10, "", nil), at(0, "sent", nil), at(10, "", nil), at(50, "", nil), at(60, "", nil), at(24*60, "", nil), at(7*24*60, "sent", nil)},
		"tried again":           {at(0, "failed", away), at(10, "failed", away), at(20, "sent", nil), at(30, "", nil)},
		"not in another hour":   {at(50, "failed", away), at(60, "", nil)},
		"twice in a minute":     {at(0, "sent", nil), {restart: true}, at(0, "", nil)},
		"sent before a restart": {at(0, "sent", nil), {after: time.Minute, restart: true}, at(10, "", nil)},
		"crashed while sending": {at(0, "failed", away), {after: time.Minute, restart: true, want: "sent"}, at(10, "", nil)},
		"another week's":        {at(0, "sent", nil), at(7*24*60+5, "sent", nil), at(7*24*60+15, "", nil)},
		"the clock is put back": {at(30, "sent", nil), at(10, "", nil)},
		"the store is down":     {{store: down}, at(10, "sent", nil)},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), bolt.FileName)
			m := &failingStore{}
			reopen := func() {
				if m.Store != nil {
					must(t, m.Close())
				}
				var err error
				m.Store, err = bolt.Open(path, bolt.Options{})
				must(t, err)
			}
			reopen()
			t.Cleanup(func() { m.Close() })
			d := &Digests{Day: time.Monday, Store: m}
			for i, s := range steps {
				got := ""
				send := func(context.Context) error {
					got = "sent"
					if s.slack != nil {
						got = "failed"
					}
					return s.slack
				}
				if s.restart {
					reopen()
				}
				d.Send, d.Now, m.err = send, func() time.Time { return nine.Add(s.after) }, s.store
				d.sendIfDue(t.Context())
				if got != s.want {
					t.Errorf("step %d, after %v: %q, want %q", i+1, s.after, got, s.want)
				}
			}
		})
	}
}

// TestMissesAreCountedByTheNearestEntry, without what people typed.
func TestMissesAreCountedByTheNearestEntry(t *testing.T) {
	c := smallState(t).Corpus
	var lines []string
	for _, n := range byNearest(c, Misses{Textless: 3, Groups: []Miss{
		{Text: "canary a", N: 2, offered: "cto.salary"}, {Text: "canary b", N: 1, offered: "cto.coding"}, {Text: "canary c", N: 1},
		{Text: "canary d", N: 4, offered: "cto.gone"}, {Text: "canary e", N: 9, Now: "cto.salary"},
	}}) {
		lines = append(lines, fmt.Sprintf("%d× %s", n.n, n.name))
	}
	// The small corpus gives all its entries one label.
	if want := []string{"5× nothing near", "3× nearest: CTO · L", "3× text not kept"}; !slices.Equal(lines, want) {
		t.Errorf("lines %q, want %q", lines, want)
	}
}

// TestADigestFitsIntoOneMessage of 4,000 characters, although a single question
// may be that long.
func TestADigestFitsIntoOneMessage(t *testing.T) {
	var src asked
	var faults corpus.Problems
	for i := range 20 {
		word := strings.Repeat(string(rune('a'+i)), 9)
		src.list = append(src.list, feedback.Question{Outcome: "none", Text: word + strings.Repeat(" "+word+"x", 300), Reason: "nothing-near"})
		src.stats.Entries = append(src.stats.Entries, feedback.Group{Name: "cto." + strings.Repeat(word, 30), Counts: feedback.Counts{Disliked: 2}})
		faults = append(faults, corpus.Problem{File: strings.Repeat("é", 800), Line: i + 1, What: "is bad"})
	}
	live := started(t, LiveOptions{Base: small()})
	live.problems.Store(&faults)
	for i := range 20 {
		src.stats.Unanswered = append(src.stats.Unanswered, feedback.Tally{Name: strings.Repeat(string(rune('a'+i)), 20), N: 100_000})
	}
	src.stats.Counts = feedback.Counts{Asked: 100_000, Answered: 100_000, Missed: 100_000, Liked: 100_000, Disliked: 100_000}
	report, err := Digest(t.Context(), src, live, time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	must(t, err)
	text := report.Text()
	if n := utf8.RuneCountInString(text); n > 4000 || strings.Count(text, "\n… and 15 more\n") != 2 || !strings.Contains(text, "\n• 20× nothing near\n") {
		t.Errorf("%d characters:\n%s", n, text)
	}
}
