package bolt

import (
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// sweeper is what one loop of retention knows: whether the clock may be
// believed, and when the file was rewritten.
type sweeper struct {
	feedback.Clock
	rewritten time.Duration // uptime of the last rewriting of the file; 0 for none
}

// newSweeper begins with what the store knows of the time.
func (s *Store) newSweeper() *sweeper {
	known, now := *s.known.Load(), s.opt.Now()
	w := &sweeper{Clock: feedback.NewClock(known, s.opt.Retention.Questions, now, s.opt.uptime())}
	if !known.Newest.IsZero() && !w.Trusted() {
		s.log.Warn("the clock is far from the newest time in the store; retention waits until it has run evenly for a day",
			"off", now.Sub(known.Newest).Round(time.Second))
	}
	return w
}

// noteTime keeps what is known of the time.
func (s *Store) noteTime(w *sweeper) error {
	known, news := w.Known(*s.known.Load())
	if !news {
		return nil
	}
	err := s.update(func(tx *bbolt.Tx) error {
		m := tx.Bucket(bMeta)
		return errors.Join(m.Put(kNewest, unix(known.Newest)), m.Put(kSettledAt, unix(known.SettledAt)),
			m.Put(kSettled, number(uint64(known.Settled/time.Second))))
	})
	if err == nil {
		s.known.Store(&known)
	}
	return err
}

// at is when something happened: t, or now.
func (s *Store) at(t time.Time) time.Time { return s.known.Load().At(t, s.opt.Now()) }
