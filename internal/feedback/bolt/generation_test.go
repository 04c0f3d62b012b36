package bolt

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// A generation begins at any moment of a write: what was buffered before it and what
// comes after it must both be on disk afterwards.
func TestAGenerationThatBeginsDuringAWriteLosesNothing(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	opt := c.options(feedback.KeepMisses)
	opt.write = func(db *bbolt.DB, f func(*bbolt.Tx) error) error {
		db.NoSync = true // thousands of writes, none of which has to survive a crash
		return db.Update(f)
	}
	s := open(t, filepath.Join(t.TempDir(), FileName), opt)
	s.stop() // the test writes by itself, and begins each generation once
	s.stopped.Wait()
	lostThreads, lostEvents := 0, 0
	for i := range 5000 {
		thread, event := fmt.Sprint("T", i), fmt.Sprint("Ev", i)
		must(t, s.UpdateThread(ctx, thread, func(t *feedback.Thread) { t.Entry = "cto.coding" }))
		c.pass(12*time.Hour + time.Minute)
		var both sync.WaitGroup
		both.Go(func() { report(t, s.flush()) })
		both.Go(func() { s.startGeneration() })
		both.Go(func() { _, err := s.Seen(ctx, event); report(t, err) })
		both.Wait()
		must(t, s.flush())
		if th, err := s.Thread(ctx, thread); err != nil || th.Entry == "" {
			lostThreads++
		}
		k := s.policy.Key.Event(event)
		must(t, s.view(func(tx *bbolt.Tx) error {
			for _, name := range bSeen {
				if v, _ := tx.Bucket(name).Cursor().Seek(k[:]); string(v) == string(k[:]) {
					return nil
				}
			}
			lostEvents++
			return nil
		}))
	}
	if lostThreads > 0 || lostEvents > 0 {
		t.Errorf("%d threads and %d events of 5000 are not on disk", lostThreads, lostEvents)
	}
}

// report is must for a goroutine, which may not end the test.
func report(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}
