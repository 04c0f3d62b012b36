package curate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"rolecall/internal/corpus"
)

// teller keeps what was told and says when.
type teller struct {
	told chan []string
	fail chan error // an answer for each time
}

func newTeller() teller {
	return teller{make(chan []string), make(chan error)}
}

func (n teller) tell(ctx context.Context, problems []string) error {
	select {
	case n.told <- problems:
		return <-n.fail
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hears waits for the next message and answers it.
func (n teller) hears(t *testing.T, step string, answer error, want ...string) {
	t.Helper()
	got := <-n.told
	n.fail <- answer
	if len(got) != len(want) {
		t.Fatalf("%s: told %q, want %q", step, got, want)
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("%s: told %q, want %q", step, got[i], want[i])
		}
	}
}

// TestNobodyIsToldTwice also shows that a reload waits for nobody who is told:
// here that takes until the test says so. Its clock stands still meanwhile.
func TestNobodyIsToldTwice(t *testing.T) { synctest.Test(t, toldOnce) }

func toldOnce(t *testing.T) {
	ctx, dir, n := t.Context(), t.TempDir(), newTeller()
	reload := func(live *Live) { _ = live.Reload(ctx) } // its error is what is told
	write(t, dir, "entries/cto/first.md", "no front matter\n")
	live := started(t, LiveOptions{Base: small(), Dir: dir, Tell: n.tell})
	n.hears(t, "the start", nil, "first.md:1")

	reload(live) // the same again: nothing is told
	write(t, dir, "entries/cto/second.md", "no front matter\n")
	reload(live)
	n.hears(t, "a second file", nil, "second.md:1")

	// What went away and came back is news.
	must(t, os.Remove(filepath.Join(dir, "entries/cto/first.md")))
	reload(live)
	write(t, dir, "entries/cto/first.md", "no front matter\n")
	reload(live)
	n.hears(t, "the first is back", nil, "first.md:1")

	// What could not be told comes with the next news, unless it is over.
	write(t, dir, "entries/cto/third.md", "no front matter\n")
	write(t, dir, "entries/cto/fourth.md", "no front matter\n")
	reload(live)
	n.hears(t, "Slack is away", errors.New("Slack is away"), "fourth.md:1", "third.md:1")
	must(t, os.Remove(filepath.Join(dir, "entries/cto/third.md")))
	must(t, os.Remove(filepath.Join(dir, "entries/cto/fourth.md")))
	reload(live)
	write(t, dir, "entries/cto/fourth.md", "no front matter\n") // back before it was told
	write(t, dir, "entries/cto/fifth.md", "no front matter\n")
	reload(live)
	n.hears(t, "Slack is back", nil, "fourth.md:1", "fifth.md:1")
}

// TestManyFaultsMakeAShortMessage: 3,000 refused files are one message that
// Slack takes, and a few lines of the log.
func TestManyFaultsMakeAShortMessage(t *testing.T) {
	var log bytes.Buffer
	l := NewLive(LiveOptions{Base: small(), Dir: "own", Logger: slog.New(slog.NewTextHandler(&log, nil))})
	var faults corpus.Problems
	for i := range 3000 {
		faults = append(faults, corpus.Problem{File: fmt.Sprintf("own/entries/%s/%d.md", strings.Repeat("é", 400), i), Line: 1, What: strings.Repeat("ü", 1000)})
	}
	l.note(faults)
	text := Digested(l.Problems())
	if n := utf8.RuneCountInString(text); n > 3500 || !strings.HasSuffix(text, "\n… and 2,990 more") || strings.Count(text, "\n") != 10 {
		t.Errorf("%d characters, ending with %q", n, text[max(0, len(text)-40):])
	}
	if n := strings.Count(log.String(), "\n"); n != 11 || !strings.Contains(log.String(), "problems=2990") {
		t.Errorf("%d lines of log", n)
	}
	if got := Digested([]string{"one", "two"}); got != "one\ntwo" {
		t.Errorf("two problems are %q", got)
	}
}

// TestARefusedFileIsLoggedWithItsHint: apart from what is wrong, as with any error.
func TestARefusedFileIsLoggedWithItsHint(t *testing.T) {
	var log bytes.Buffer
	l := NewLive(LiveOptions{Base: small(), Dir: "own", Logger: slog.New(slog.NewTextHandler(&log, nil))})
	l.note(corpus.Problems{{File: "own/a.md", Line: 3, What: "no question", Hint: "write one"}})
	if want := `problem="own/a.md:3: no question" hint="write one"`; !strings.Contains(log.String(), want) {
		t.Errorf("logged %s, want %s", log.String(), want)
	}
}

// TestWhatCouldNotBeToldIsTriedAgain: without further news, until it is told or
// no longer so.
func TestWhatCouldNotBeToldIsTriedAgain(t *testing.T) {
	away := errors.New("Slack is away")
	for _, tt := range []struct {
		name    string
		answers []error       // of Slack
		over    time.Duration // after which the problem is gone
		want    []time.Duration
	}{
		{"told at once", []error{nil}, time.Hour, []time.Duration{0}},
		{"told later", []error{away, away, nil}, time.Hour, []time.Duration{0, tellAgain, 2 * tellAgain}},
		{"over before it was told", []error{away, away}, 90 * time.Second, []time.Duration{0, tellAgain}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				n, start, told := newNews(), time.Now(), []time.Duration(nil)
				tell := func(_ context.Context, list []string) error {
					if len(list) != 1 {
						t.Errorf("told %q", list)
					}
					told = append(told, time.Since(start))
					if len(told) > len(tt.answers) {
						return nil
					}
					return tt.answers[len(told)-1]
				}
				now := func() []string {
					if time.Since(start) >= tt.over {
						return nil
					}
					return []string{"own/first.md:1: is bad"}
				}
				n.add(now())
				go n.run(ctx, tell, now)
				time.Sleep(10 * tellAgain)
				synctest.Wait()
				if !slices.Equal(told, tt.want) {
					t.Errorf("told after %v, want %v", told, tt.want)
				}
				stop()
			})
		})
	}
}
