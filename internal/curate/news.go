package curate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// mostShown is how many problems are written out in one message or at one time
// in the log. Ten problems of at most some 300 characters each stay well below
// the 4,000 characters of a message in Slack.
const mostShown = 10

// maxShown is how much of a problem is shown in a message, in characters: its
// file, line and the beginning of what is wrong.
const maxShown = 300

// First are the first of some problems, and how many more there are.
func First(problems []string) (out []string) {
	for i, p := range problems {
		if i == mostShown {
			return append(out, fmt.Sprintf("… and %s more", thousands(len(problems)-i)))
		}
		out = append(out, short(p, maxShown))
	}
	return out
}

// Digested is First with a line for each.
func Digested(problems []string) string { return strings.Join(First(problems), "\n") }

func short(line string, most int) string {
	if r := []rune(line); len(r) > most {
		return string(r[:most-1]) + "…"
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

// newIn are those of now that were not there before.
func newIn[T comparable](now, before []T) []T {
	known := make(map[T]bool, len(before))
	for _, p := range before {
		known[p] = true
	}
	return slices.DeleteFunc(slices.Clone(now), func(p T) bool { return known[p] })
}

// tellAgain is how long what could not be told waits for the next try: soon
// enough for who looks for it, and no burden for a Slack that is away for hours.
const tellAgain = time.Minute

// news are problems that the curators have not been told of yet.
type news struct {
	mu   sync.Mutex // of the list alone; never held while somebody is told
	list []string
	wake chan struct{}
}

func newNews() news { return news{wake: make(chan struct{}, 1)} }

func (n *news) add(problems []string) {
	n.mu.Lock()
	n.list = append(n.list, newIn(problems, n.list)...)
	n.mu.Unlock()
	select {
	case n.wake <- struct{}{}:
	default: // awake already
	}
}

func (n *news) take() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	list := n.list
	n.list = nil
	return list
}

// run tells what is new until ctx ends. What is no longer so (now) is not told;
// what could not be told is tried again a minute later, or with the next news.
func (n *news) run(ctx context.Context, tell func(context.Context, []string) error, now func() []string) {
	again := time.NewTimer(0) // armed while something is left to tell
	again.Stop()
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-n.wake:
		case <-again.C:
		}
		list := n.take()
		gone := newIn(list, now())
		list = newIn(list, gone)
		if len(list) > 0 && tell(ctx, list) != nil {
			n.mu.Lock()
			n.list = append(list, newIn(n.list, list)...)
			n.mu.Unlock()
			again.Reset(tellAgain)
		}
	}
}
