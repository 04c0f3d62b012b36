package metrics

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"rolecall/internal/feedback"
)

// broken is a store whose operations end with an error, nil for none.
type broken struct {
	feedback.Store
	err error
}

func (b broken) Seen(context.Context, ...string) (bool, error) { return false, b.err }
func (b broken) Once(ctx context.Context, _ string, do func(context.Context) error) error {
	return errors.Join(do(ctx), b.err)
}
func (b broken) Alone(ctx context.Context, _ string, do func(context.Context) error) error {
	return errors.Join(do(ctx), b.err)
}
func (b broken) Handled(context.Context, string) error                        { return b.err }
func (b broken) Unhandled(context.Context) (int, error)                       { return 0, b.err }
func (b broken) Claim(context.Context, string, string) (bool, error)          { return false, b.err }
func (b broken) Release(context.Context, string, string, time.Duration) error { return b.err }
func (b broken) Thread(context.Context, string) (feedback.Thread, error) {
	return feedback.Thread{}, b.err
}
func (b broken) UpdateThread(context.Context, string, func(*feedback.Thread)) error {
	return b.err
}
func (b broken) Asked(context.Context, feedback.Asked) error               { return b.err }
func (b broken) Verdict(context.Context, feedback.Verdict) error           { return b.err }
func (b broken) Retract(context.Context, string, string) error             { return b.err }
func (b broken) Choice(context.Context, feedback.Choice) error             { return b.err }
func (b broken) LeaveForCurators(context.Context, string, string) error    { return b.err }
func (b broken) Recent(context.Context, string, int) ([]string, error)     { return nil, b.err }
func (b broken) Top(context.Context, int, int) ([]feedback.Popular, error) { return nil, b.err }
func (b broken) Forget(context.Context, string) (f feedback.Forgotten, err error) {
	return f, b.err
}
func (b broken) Stats(context.Context, feedback.Window) (s feedback.Stats, err error) {
	return s, b.err
}
func (b broken) Purge(context.Context, feedback.Purge) (int, error) { return 0, b.err }
func (b broken) Documents(context.Context, feedback.DocumentKind) ([]feedback.Document, error) {
	return nil, b.err
}
func (b broken) Document(context.Context, feedback.DocumentKind, string) (d feedback.Document, ok bool, err error) {
	return d, false, b.err
}
func (b broken) Change(context.Context, ...feedback.DocumentChange) error { return b.err }

// calls makes one call of each method that is timed.
func calls(ctx context.Context, s feedback.Store) map[string]error {
	out := map[string]error{}
	_, out["Seen"] = s.Seen(ctx, "k")
	out["Once"] = s.Once(ctx, "k", func(context.Context) error { return nil })
	out["Alone"] = s.Alone(ctx, "k", func(context.Context) error { return nil })
	out["Handled"] = s.Handled(ctx, "k")
	_, out["Unhandled"] = s.Unhandled(ctx)
	_, out["Claim"] = s.Claim(ctx, "k", "w")
	out["Release"] = s.Release(ctx, "k", "w", 0)
	_, out["Thread"] = s.Thread(ctx, "k")
	out["UpdateThread"] = s.UpdateThread(ctx, "k", func(*feedback.Thread) {})
	out["Asked"] = s.Asked(ctx, feedback.Asked{})
	out["Verdict"] = s.Verdict(ctx, feedback.Verdict{Helpful: true})
	out["Retract"] = s.Retract(ctx, "r", "U1")
	out["Choice"] = s.Choice(ctx, feedback.Choice{})
	out["LeaveForCurators"] = s.LeaveForCurators(ctx, "r", "U1")
	_, out["Recent"] = s.Recent(ctx, "U1", 1)
	_, out["Top"] = s.Top(ctx, 1, 1)
	_, out["Forget"] = s.Forget(ctx, "U1")
	_, out["Stats"] = s.Stats(ctx, feedback.Window{})
	_, out["Purge"] = s.Purge(ctx, feedback.Purge{})
	_, out["Documents"] = s.Documents(ctx, feedback.DocumentEdit)
	_, _, out["Document"] = s.Document(ctx, feedback.DocumentEdit, "d")
	out["Change"] = s.Change(ctx)
	return out
}

// TestEveryOperationOfAStoreIsMeasured, with its errors: not those of a wrong request,
// of someone who was faster, or of a caller who left.
func TestEveryOperationOfAStoreIsMeasured(t *testing.T) {
	full := errors.New("no space left")
	for _, tt := range []struct {
		err     error
		errors  int
		ratings int
	}{
		{nil, 0, 1},
		{full, 1, 0},
		{fmt.Errorf("change: %w", feedback.ErrChanged), 0, 0},
		{feedback.ErrRequest, 0, 0},
		{context.Canceled, 0, 0},
		{context.DeadlineExceeded, 1, 0},
	} {
		m := newMetrics()
		for method, err := range calls(t.Context(), m.Store(broken{err: tt.err})) {
			if !errors.Is(err, tt.err) {
				t.Errorf("%s returned %v, want %v", method, err, tt.err)
			}
		}
		for _, operation := range operations() {
			wants(t, m, fmt.Sprintf(`rolecall_store_seconds_count{operation=%q} 1`, operation), fmt.Sprintf(`rolecall_store_errors_total{operation=%q} %d`, operation, tt.errors))
		}
		wants(t, m, fmt.Sprintf(`rolecall_verdicts_total{helpful="true"} %d`, tt.ratings))
	}
}

// TestNoOperationIsForgotten when a store learns to do more.
func TestNoOperationIsForgotten(t *testing.T) {
	left := []string{"Available", "Backup", "Close", "Export", "QuestionID", "Questions", "Scrubbed", "Watch"} // no operation of a disk, or as slow as whoever reads
	timed := calls(t.Context(), newMetrics().Store(broken{}))
	all := reflect.TypeFor[feedback.Store]()
	for i := range all.NumMethod() {
		name := all.Method(i).Name
		if _, ok := timed[name]; !ok && !slices.Contains(left, name) {
			t.Errorf("%s is not measured", name)
		}
	}
	if len(timed) != len(operations()) {
		t.Errorf("%d methods are measured as %d operations", len(timed), len(operations()))
	}
}

// TestOnceIsTimedWithoutWhatItDoes: that waits for Slack, and its failure is not the
// store's.
func TestOnceIsTimedWithoutWhatItDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, away := newMetrics(), errors.New("Slack is away")
		err := m.Store(broken{}).Once(t.Context(), "k", func(context.Context) error {
			time.Sleep(time.Hour)
			return away
		})
		if !errors.Is(err, away) {
			t.Errorf("Once returned %v", err)
		}
		wants(t, m, `rolecall_store_seconds_sum{operation="once"} 0`, `rolecall_store_errors_total{operation="once"} 0`)
	})
}
