package curate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/hint"
)

// A list of problems stays below 4,000 characters, the length Slack advises for
// a message (docs.slack.dev, chat.postMessage), and one reload writes few lines
// to the log.
const (
	maxProblemsShown = 10  // problems written out; the others are counted
	maxProblemLength = 300 // characters of each: file, line, the start of what is wrong
)

// First returns the first problems, and a line with the number of the others.
func First(problems []string) (out []string) {
	for i, p := range problems {
		if i == maxProblemsShown {
			return append(out, fmt.Sprintf("… and %s more", thousands(len(problems)-i)))
		}
		out = append(out, short(p, maxProblemLength))
	}
	return out
}

// FirstAsText is First as one text, a problem per line.
func FirstAsText(problems []string) string { return strings.Join(First(problems), "\n") }

// FirstErrors joins the first problems, each with its own hint, and an error that counts
// the others. It is nil when there are none.
func FirstErrors(problems corpus.Problems) error {
	shown := problems[:min(len(problems), maxProblemsShown)]
	errs := shown.Unwrap()
	if n := len(problems) - len(shown); n > 0 {
		errs = append(errs, hint.New(thousands(n)+" more faults", FixHint))
	}
	return errors.Join(errs...)
}

// short cuts a line to limit characters, with an ellipsis.
func short(line string, limit int) string {
	if r := []rune(line); len(r) > limit {
		return string(r[:limit-1]) + "…"
	}
	return line
}

// thousands writes 2990 as "2,990".
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// newIn returns the elements of now that are not in before.
func newIn[T comparable](now, before []T) []T {
	known := make(map[T]bool, len(before))
	for _, p := range before {
		known[p] = true
	}
	return slices.DeleteFunc(slices.Clone(now), func(p T) bool { return known[p] })
}

// notifyRetry is the time before a failed notification is sent again. A choice:
// soon enough for a curator who waits for it, and few calls to a Slack that is
// down for hours.
const notifyRetry = time.Minute

// notifier queues problems until the curators have been notified of them.
type notifier struct {
	mu    sync.Mutex // guards queue; not held during a notification
	queue []string
	wake  chan struct{}
}

func newNotifier() notifier { return notifier{wake: make(chan struct{}, 1)} }

func (n *notifier) add(problems []string) {
	n.mu.Lock()
	n.queue = append(n.queue, newIn(problems, n.queue)...)
	n.mu.Unlock()
	select {
	case n.wake <- struct{}{}:
	default: // already woken
	}
}

func (n *notifier) takeAll() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	list := n.queue
	n.queue = nil
	return list
}

// run sends the queued problems until ctx ends. It drops those that are solved,
// which current no longer returns. A failed notification is retried after
// notifyRetry, or together with the next problems.
func (n *notifier) run(ctx context.Context, notify func(context.Context, []string) error, current func() []string) {
	retry := time.NewTimer(0) // runs only while the queue is not empty
	retry.Stop()
	defer retry.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.wake:
		case <-retry.C:
		}
		list := n.takeAll()
		solved := newIn(list, current())
		list = newIn(list, solved)
		if len(list) > 0 && notify(ctx, list) != nil {
			n.mu.Lock()
			n.queue = append(list, newIn(n.queue, list)...)
			n.mu.Unlock()
			retry.Reset(notifyRetry)
		}
	}
}
