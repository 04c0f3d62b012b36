package feedback

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"go.etcd.io/bbolt"
)

const (
	compactSuffix = ".compact"
	sweepEvery    = 10 * time.Minute
	compactEvery  = 24 * time.Hour
	// jump is how far wall clock and monotonic clock may part between two
	// sweeps; beyond it nothing is deleted for settle, since a wrong clock
	// would delete what is still young.
	jump   = 10 * time.Minute
	settle = 24 * time.Hour
	// sweepBatch bounds one write transaction of a sweep, so that a verdict
	// never waits long behind it.
	sweepBatch = 2000
)

// sweeper decides when retention may trust the wall clock.
type sweeper struct {
	wall    time.Time
	uptime  time.Duration
	jumped  time.Duration // uptime of the last jump; 0 for none
	primed  bool
	removed int // since the last compaction
	packed  time.Duration
}

// trust notes both clocks and reports whether the wall clock has run evenly
// for long enough.
func (w *sweeper) trust(wall time.Time, uptime time.Duration) bool {
	wall = wall.Round(0) // drop the monotonic reading: the wall is what may jump
	if w.primed {
		if drift := wall.Sub(w.wall) - (uptime - w.uptime); drift.Abs() > jump {
			w.jumped = max(uptime, 1)
		}
	}
	w.wall, w.uptime, w.primed = wall, uptime, true
	return w.jumped == 0 || uptime-w.jumped >= settle
}

// retainLoop enforces retention while the store is open.
func (s *Bolt) retainLoop(ctx context.Context) {
	w := &sweeper{}
	w.trust(s.opt.Now(), s.opt.uptime())
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.sweep(ctx, w); err != nil && ctx.Err() == nil {
			s.log.Error("retention failed; it will be tried again", "error", err)
		}
	}
}

// sweep removes what is older than its retention; once a day, when something
// was removed, the file is compacted, since freed pages still hold their bytes.
func (s *Bolt) sweep(ctx context.Context, w *sweeper) error {
	s.turnOver()
	if !w.trust(s.opt.Now(), s.opt.uptime()) {
		s.log.Warn("the clock jumped; retention waits until it has run evenly for a day")
		return nil
	}
	n, err := s.expire(ctx, s.before(s.opt.Retention.Questions), s.before(s.opt.Retention.Verdicts), false)
	w.removed += n
	if err != nil || w.removed == 0 || w.packed != 0 && s.opt.uptime()-w.packed < compactEvery {
		return err
	}
	w.removed, w.packed = 0, s.opt.uptime()
	return s.compact()
}

// before is the time before which something of a retention is too old; zero
// when it is kept for ever.
func (s *Bolt) before(keep time.Duration) time.Time {
	if keep < 0 {
		return time.Time{}
	}
	return s.opt.Now().Add(-keep)
}

// expire removes records and verdicts from before the given times, in small
// transactions, and says how many. uncount takes the verdicts out of the
// counts too.
func (s *Bolt) expire(ctx context.Context, records, verdicts time.Time, uncount bool) (int, error) {
	total := 0
	for more := !records.IsZero(); more; {
		if err := ctx.Err(); err != nil {
			return total, err
		}
		n := 0
		err := s.update(func(tx *bbolt.Tx) error {
			n = 0
			var keys [][]byte
			c, end := tx.Bucket(bRecords).Cursor(), stamp(records)
			for k, _ := c.First(); k != nil && bytes.Compare(k, end) < 0 && len(keys) < sweepBatch; k, _ = c.Next() {
				keys = append(keys, bytes.Clone(k))
			}
			for _, k := range keys {
				if err := deleteRecord(tx, k); err != nil {
					return err
				}
			}
			n = len(keys)
			return nil
		})
		total += n
		if more = n == sweepBatch; err != nil {
			return total, err
		}
	}
	if verdicts.IsZero() {
		return total, nil
	}
	var from []byte
	for more := true; more; {
		if err := ctx.Err(); err != nil {
			return total, err
		}
		var keys [][]byte
		end, next := stamp(verdicts), []byte(nil)
		err := s.view(func(tx *bbolt.Tx) error {
			c := tx.Bucket(bVerdicts).Cursor()
			for k, v := c.Seek(from); k != nil; k, v = c.Next() {
				if len(keys) == sweepBatch {
					next = bytes.Clone(k)
					return nil
				}
				if len(v) >= 8 && bytes.Compare(v[:8], end) < 0 {
					keys = append(keys, bytes.Clone(k))
				}
			}
			return nil
		})
		if err == nil && len(keys) > 0 {
			err = s.update(func(tx *bbolt.Tx) error {
				for _, k := range keys {
					if v := tx.Bucket(bVerdicts).Get(k); v == nil || bytes.Compare(v[:8], end) >= 0 {
						continue // rated anew since
					}
					if uncount {
						if _, err := removeVerdict(tx, k); err != nil {
							return err
						}
					} else if err := tx.Bucket(bVerdicts).Delete(k); err != nil {
						return err
					}
				}
				return nil
			})
		}
		if err != nil {
			return total, err
		}
		total += len(keys)
		from, more = next, next != nil
	}
	return total, nil
}

// Forget removes every record and verdict of a user and rewrites the file
// without them, also where an earlier request left something to rewrite.
func (s *Bolt) Forget(ctx context.Context, user string) (Forgotten, error) {
	n, err := s.forget(ctx, user)
	if err != nil {
		return Forgotten{}, err
	}
	if err := s.compact(); err != nil {
		s.log.Error("removed records may linger in the store's file: it could not be rewritten", "error", err)
		return Forgotten{Records: n}, nil
	}
	return Forgotten{Records: n, Rewritten: true}, nil
}

func (s *Bolt) forget(ctx context.Context, user string) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if err := s.flush(); err != nil {
		return 0, err
	}
	u := s.sum("user", user)
	n := 0
	err := s.update(func(tx *bbolt.Tx) error {
		var records, votes [][]byte
		err := tx.Bucket(bRecords).ForEach(func(k, data []byte) error {
			var r record
			if json.Unmarshal(data, &r) == nil && bytes.Equal(r.User, u[:]) {
				records = append(records, bytes.Clone(k))
			}
			return nil
		})
		if err != nil {
			return err
		}
		if err := tx.Bucket(bVerdicts).ForEach(func(k, _ []byte) error {
			if bytes.HasSuffix(k, u[:]) {
				votes = append(votes, bytes.Clone(k))
			}
			return nil
		}); err != nil {
			return err
		}
		for _, k := range records {
			if err := deleteRecord(tx, k); err != nil {
				return err
			}
		}
		for _, k := range votes {
			if _, err := removeVerdict(tx, k); err != nil {
				return err
			}
		}
		n = len(records) + len(votes)
		release(tx)
		return nil
	})
	return n, err
}

// Purge says what to remove: everything, what is older than a time, or one
// user. Exactly one of them is set.
type Purge struct {
	All       bool      `json:"all,omitempty"`
	OlderThan time.Time `json:"older_than,omitzero"`
	User      string    `json:"user,omitempty"` // Slack id
}

// Purge removes what p says, counts included, then rewrites the file so that
// no byte of it is left, copies kept by a migration included. It returns how
// many records, verdicts and counts went.
func (s *Bolt) Purge(ctx context.Context, p Purge) (int, error) {
	set := 0
	for _, on := range []bool{p.All, !p.OlderThan.IsZero(), p.User != ""} {
		if on {
			set++
		}
	}
	if set != 1 {
		return 0, errors.New("purge: say one of everything, older than, or one user")
	}
	if err := s.flush(); err != nil {
		return 0, err
	}
	n, err := 0, error(nil)
	switch {
	case p.User != "":
		n, err = s.forget(ctx, p.User)
	case p.All:
		n, err = s.purgeAll()
	default:
		if n, err = s.expire(ctx, p.OlderThan, p.OlderThan, true); err == nil {
			var days int
			days, err = s.purgeDays(p.OlderThan)
			n += days
		}
	}
	if err == nil {
		err = s.compact()
	}
	if err != nil {
		return n, err
	}
	copies, _ := filepath.Glob(s.path + ".v*.bak")
	for _, c := range copies {
		if err := os.Remove(c); err != nil {
			return n, explain(c, err)
		}
	}
	return n, nil
}

// purgeDays removes the counts of whole days before t.
func (s *Bolt) purgeDays(t time.Time) (n int, err error) {
	end := []byte(t.UTC().Format(time.DateOnly))
	err = s.update(func(tx *bbolt.Tx) error {
		var keys [][]byte
		c := tx.Bucket(bDays).Cursor()
		for k, _ := c.First(); k != nil && bytes.Compare(k, end) < 0; k, _ = c.Next() {
			keys = append(keys, bytes.Clone(k))
		}
		n = len(keys)
		for _, k := range keys {
			if err := tx.Bucket(bDays).Delete(k); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// purgeAll empties every bucket of what people did. Events seen and
// conversations stay for their hours: they hold hashes and entry ids, and
// without them an event delivered again would be answered twice.
func (s *Bolt) purgeAll() (n int, err error) {
	err = s.update(func(tx *bbolt.Tx) error {
		n = 0
		for _, name := range [][]byte{bRecords, bVerdicts, bDays, bReplies, bRecent} {
			if slices.ContainsFunc([][]byte{bRecords, bVerdicts, bDays}, func(b []byte) bool { return bytes.Equal(b, name) }) {
				n += tx.Bucket(name).Stats().KeyN
			}
			if err := tx.DeleteBucket(name); err != nil {
				return err
			}
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		return nil
	})
	return n, err
}

// compact rewrites the file without its freed pages and swaps it in. Records
// wait meanwhile; events seen do not.
func (s *Bolt) compact() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	tmp := s.path + compactSuffix
	os.Remove(tmp)
	next, file, err := openBolt(tmp, s.opt.Wait)
	if err != nil {
		return err
	}
	next.NoSync = true // synced once, below, before the name moves
	err = guard(s.path, func() error { return bbolt.Compact(next, s.db, 1<<20) })
	next.NoSync = false
	if err == nil {
		err = next.Sync()
	}
	if err == nil {
		err = os.Rename(tmp, s.path)
	}
	if err != nil {
		abandon(tmp, next, file)
		os.Remove(tmp)
		return explain(s.path, err)
	}
	old := s.db
	s.db, s.file = next, file // its lock was held all along: nobody can slip in between
	return errors.Join(syncDir(s.path), old.Close())
}
