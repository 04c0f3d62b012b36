package bolt

import (
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// sweeper is the state of the retention loop: whether the clock is trusted, and when
// the file was rewritten.
type sweeper struct {
	feedback.Clock
	rewritten time.Duration // uptime of the last rewriting of the file; 0 for none
}

// newSweeper returns a sweeper that starts with what the store knows about the time.
func (s *Store) newSweeper() *sweeper {
	known, now := *s.known.Load(), s.opt.Now()
	w := &sweeper{Clock: feedback.NewClock(known, s.opt.Retention.Questions, now, s.opt.uptime())}
	if !known.Newest.IsZero() && !w.Trusted() {
		s.log.Warn("the clock is far from the newest time in the store; retention waits until it has run evenly for a day",
			"off", now.Sub(known.Newest).Round(time.Second))
	}
	return w
}

// saveTime stores what is known about the time.
func (s *Store) saveTime(w *sweeper) error {
	known, news := w.Known(*s.known.Load())
	if !news {
		return nil
	}
	err := s.update(func(tx *bbolt.Tx) error {
		return putKnown(tx.Bucket(bMeta), known)
	})
	if err == nil {
		s.known.Store(&known)
	}
	return err
}

// putKnown stores what is known about the time in the bucket meta.
func putKnown(m *bbolt.Bucket, known feedback.KnownTime) error {
	return errors.Join(m.Put(kNewest, unix(known.Newest)), m.Put(kSettledAt, unix(known.SettledAt)),
		m.Put(kSettled, number(uint64(known.Settled/time.Second))))
}

// at returns the timestamp of something that happened at t, or now if t is zero.
func (s *Store) at(t time.Time) time.Time { return s.known.Load().At(t, s.opt.Now()) }
