package metrics

import (
	"context"
	"testing"

	"rolecall/internal/feedback"
)

// reachable is a store that can be away.
type reachable struct{ err error }

func (r *reachable) Available() error                       { return r.err }
func (r *reachable) Unhandled(context.Context) (int, error) { return 3, r.err }

// TestAStoreThatIsAwayShows, and what it said last of lost events stays.
func TestAStoreThatIsAwayShows(t *testing.T) {
	m, s := newMetrics(), &reachable{}
	m.WatchStore(s)
	wants(t, m, "rolecall_store_available 1", "rolecall_events_unanswered 3")
	s.err = feedback.ErrAway
	wants(t, m, "rolecall_store_available 0", "rolecall_events_unanswered 3")
}
