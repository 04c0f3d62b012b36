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

// recorder is a LiveOptions.Notify that hands each notification to the test and
// returns the error the test chooses.
type recorder struct {
	sent   chan []string
	result chan error
}

func newRecorder() recorder {
	return recorder{make(chan []string), make(chan error)}
}

func (n recorder) notify(ctx context.Context, problems []string) error {
	select {
	case n.sent <- problems:
		return <-n.result
	case <-ctx.Done():
		return ctx.Err()
	}
}

// expect waits for the next notification, lets it return result, and compares it.
func (n recorder) expect(t *testing.T, step string, result error, want ...string) {
	t.Helper()
	got := <-n.sent
	n.result <- result
	if len(got) != len(want) {
		t.Fatalf("%s: notified of %q, want %q", step, got, want)
	}
	for i := range want {
		if !strings.Contains(got[i], want[i]) {
			t.Errorf("%s: notified of %q, want %q", step, got[i], want[i])
		}
	}
}

// TestEachProblemIsNotifiedOnce also shows that a reload does not wait for a
// notification: here one lasts until the test ends it, on a fake clock.
func TestEachProblemIsNotifiedOnce(t *testing.T) { synctest.Test(t, eachProblemOnce) }

func eachProblemOnce(t *testing.T) {
	ctx, dir, n := t.Context(), t.TempDir(), newRecorder()
	reload := func(live *Live) { _ = live.Reload(ctx) } // its error is what the notification has
	write(t, dir, "entries/cto/first.md", "no front matter\n")
	live := started(t, LiveOptions{Base: small(), Dir: dir, Index: unlearned, Notify: n.notify})
	n.expect(t, "the start", nil, "first.md:1")

	reload(live) // the same problem again: no notification
	write(t, dir, "entries/cto/second.md", "no front matter\n")
	reload(live)
	n.expect(t, "a second file", nil, "second.md:1")

	// A problem that was solved and is back is notified again.
	must(t, os.Remove(filepath.Join(dir, "entries/cto/first.md")))
	reload(live)
	write(t, dir, "entries/cto/first.md", "no front matter\n")
	reload(live)
	n.expect(t, "the first is back", nil, "first.md:1")

	// Failed notifications are repeated with the next one, without solved problems.
	write(t, dir, "entries/cto/third.md", "no front matter\n")
	write(t, dir, "entries/cto/fourth.md", "no front matter\n")
	reload(live)
	n.expect(t, "Slack is away", errors.New("Slack is away"), "fourth.md:1", "third.md:1")
	must(t, os.Remove(filepath.Join(dir, "entries/cto/third.md")))
	must(t, os.Remove(filepath.Join(dir, "entries/cto/fourth.md")))
	reload(live)
	write(t, dir, "entries/cto/fourth.md", "no front matter\n") // back before the next notification
	write(t, dir, "entries/cto/fifth.md", "no front matter\n")
	reload(live)
	n.expect(t, "Slack is back", nil, "fourth.md:1", "fifth.md:1")
}

// TestManyFaultsMakeAShortMessage: 3,000 refused files are one message of less
// than 4,000 characters, and a few lines in the log.
func TestManyFaultsMakeAShortMessage(t *testing.T) {
	var log bytes.Buffer
	l := NewLive(LiveOptions{Base: small(), Dir: "own", Index: unlearned, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	var faults corpus.Problems
	for i := range 3000 {
		faults = append(faults, corpus.Problem{File: fmt.Sprintf("own/entries/%s/%d.md", strings.Repeat("é", 400), i), Line: 1, What: strings.Repeat("ü", 1000)})
	}
	l.recordFaults(faults)
	text := FirstAsText(l.Problems())
	if n := utf8.RuneCountInString(text); n > 3500 || !strings.HasSuffix(text, "\n… and 2,990 more") || strings.Count(text, "\n") != 10 {
		t.Errorf("%d characters, ending with %q", n, text[max(0, len(text)-40):])
	}
	if n := strings.Count(log.String(), "\n"); n != 11 || !strings.Contains(log.String(), "problems=2990") {
		t.Errorf("%d lines of log", n)
	}
	if got := FirstAsText([]string{"one", "two"}); got != "one\ntwo" {
		t.Errorf("two problems are %q", got)
	}
}

// TestARefusedFileIsLoggedWithItsHint in an attribute of its own.
func TestARefusedFileIsLoggedWithItsHint(t *testing.T) {
	var log bytes.Buffer
	l := NewLive(LiveOptions{Base: small(), Dir: "own", Index: unlearned, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	l.recordFaults(corpus.Problems{{File: "own/a.md", Line: 3, What: "no question", Hint: "write one"}})
	if want := `problem="own/a.md:3: no question" hint="write one"`; !strings.Contains(log.String(), want) {
		t.Errorf("logged %s, want %s", log.String(), want)
	}
}

// TestAFailedNotificationIsRetried until it succeeds or the problem is solved,
// even if no other problem comes.
func TestAFailedNotificationIsRetried(t *testing.T) {
	away := errors.New("Slack is away")
	for _, tt := range []struct {
		name    string
		results []error       // of the notifications, in order
		solved  time.Duration // when the problem is solved
		want    []time.Duration
	}{
		{"sent at once", []error{nil}, time.Hour, []time.Duration{0}},
		{"sent later", []error{away, away, nil}, time.Hour, []time.Duration{0, notifyRetry, 2 * notifyRetry}},
		{"solved before it was sent", []error{away, away}, 90 * time.Second, []time.Duration{0, notifyRetry}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				n, start, sent := newNotifier(), time.Now(), []time.Duration(nil)
				notify := func(_ context.Context, list []string) error {
					if len(list) != 1 {
						t.Errorf("notified of %q", list)
					}
					sent = append(sent, time.Since(start))
					if len(sent) > len(tt.results) {
						return nil
					}
					return tt.results[len(sent)-1]
				}
				current := func() []string {
					if time.Since(start) >= tt.solved {
						return nil
					}
					return []string{"own/first.md:1: is bad"}
				}
				n.add(current())
				go n.run(ctx, notify, current)
				time.Sleep(10 * notifyRetry)
				synctest.Wait()
				if !slices.Equal(sent, tt.want) {
					t.Errorf("sent after %v, want %v", sent, tt.want)
				}
				stop()
			})
		})
	}
}

// TestNothingIsQueuedForNobody: without Notify, nothing would ever take the problems
// out of the queue again.
func TestNothingIsQueuedForNobody(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "entries/cto/broken.md", "no front matter\n")
	live := started(t, LiveOptions{Base: small(), Dir: dir, Index: unlearned})
	if len(live.Problems()) != 1 {
		t.Fatalf("problems %q, want one", live.Problems())
	}
	if queued := live.notifier.takeAll(); len(queued) != 0 {
		t.Errorf("%q is queued", queued)
	}
}
