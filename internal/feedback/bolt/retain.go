package bolt

import (
	"bytes"
	"context"
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

const (
	// sweepInterval bounds how long data outlives its retention. A choice: a sweep
	// that finds nothing reads only a few pages.
	sweepInterval = 10 * time.Minute
	// sweepBatch bounds one write transaction of a sweep, so that a verdict never
	// waits long for it: deleting 2,000 records took 8 ms (measured), little compared
	// with flushDelay.
	sweepBatch = 2000
)

// retainLoop enforces retention while the store is open.
func (s *Store) retainLoop(ctx context.Context) {
	w := s.newSweeper()
	if err := s.rewriteIfDue(w); err != nil {
		s.log.Error("bytes of removed records may remain in the store's file; rewriting it will be retried", "error", err)
	}
	tick := time.NewTicker(sweepInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.sweep(ctx, w); err != nil && ctx.Err() == nil {
			s.log.Error("retention failed; it will be retried", "error", err)
		}
	}
}

// sweep corrects timestamps that lie in the future, removes data that is older than
// its retention and documents that have expired, and rewrites the file if that is due. While the clock is not trusted,
// it only rewrites the file and removes old copies.
func (s *Store) sweep(ctx context.Context, w *sweeper) error {
	s.startGeneration()
	doubted := !w.Trusted()
	if !w.Observe(s.opt.Now(), s.opt.uptime()) {
		if !doubted {
			s.log.Warn("the clock jumped; retention waits until it has run evenly for a day")
		}
		return errors.Join(s.rewriteIfDue(w), s.removeCopies(maxCopyAge), s.saveTime(w))
	}
	now := s.opt.Now()
	ahead := errors.Join(s.restamp(ctx, now), s.restampCopies(now))
	questions, verdicts := s.opt.Retention.Before(now)
	_, err := s.expire(ctx, questions, verdicts, false)
	_, documents := s.reviseEach(ctx, revision(feedback.Expiry(now)))
	return errors.Join(ahead, err, documents, s.rewriteIfDue(w), s.removeCopies(maxCopyAge), s.saveTime(w))
}

// expire removes records and verdicts from before the given times, in small
// transactions, and returns how many. uncount also subtracts the verdicts from the
// counts.
func (s *Store) expire(ctx context.Context, records, verdicts time.Time, uncount bool) (int, error) {
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
						continue // rated again meanwhile
					}
					if uncount {
						if _, err := removeVerdict(tx, k); err != nil {
							return err
						}
					} else if err := tx.Bucket(bVerdicts).Delete(k); err != nil {
						return err
					}
				}
				return markRemoved(tx)
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
