package postgres

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rolecall/internal/feedback"
)

const (
	// lookEvery is how often the versions of the documents are read. A choice: what no
	// notification told is in service within three seconds; it reads a handful of rows.
	lookEvery = 2 * time.Second
	// listenAgain is how long a connection that listens is left alone once it has broken.
	// A choice: lookEvery covers it.
	listenAgain = 2 * time.Second
	// channel is what the notifications are called. They carry nothing: whoever hears one
	// reads the versions.
	channel = "rolecall_documents"
)

// touched are the kinds of which a transaction has changed a document.
type touched map[feedback.DocumentKind]bool

// tell counts up the versions of what was changed. It must come last in a transaction, in
// the order of the kinds, since all processes change the same rows.
func (t touched) tell(ctx context.Context, tx pgx.Tx) error {
	if len(t) == 0 {
		return nil
	}
	b := &pgx.Batch{}
	for _, kind := range slices.Sorted(maps.Keys(t)) {
		b.Queue(`INSERT INTO rolecall_versions AS v (kind, version) VALUES ($1, 1) ON CONFLICT (kind) DO UPDATE SET version = v.version + 1`, text(string(kind)))
	}
	b.Queue(`NOTIFY ` + channel)
	return tx.SendBatch(ctx, b).Close()
}

// watchers are those who watch documents: each is told to look.
type watchers struct {
	mu      sync.Mutex
	looking map[chan struct{}]bool
	first   sync.Once
	any     chan struct{} // closed by the first
}

// add returns a channel on which look is heard until remove is called.
func (w *watchers) add() (look chan struct{}, remove func()) {
	look = make(chan struct{}, 1)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.looking[look] = true
	return look, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.looking, look)
	}
}

// look tells all who watch that something may have changed.
func (w *watchers) look() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.looking {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Watch implements [feedback.Documents]. It calls changed once at its start, since something
// may have changed after the caller read the documents and before it watched.
func (s *Store) Watch(ctx context.Context, kind feedback.DocumentKind, changed func()) {
	look, remove := s.watching.add()
	defer remove()
	s.watching.first.Do(func() { close(s.watching.any) })
	var known int64
	sure := false
	look <- struct{}{}
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.closed:
			<-ctx.Done()
			return
		case <-look:
		case <-tick.C:
		}
		now, err := s.version(ctx, kind)
		if err != nil {
			continue // away: told elsewhere
		}
		if !sure || now != known {
			known, sure = now, true
			changed()
		}
	}
}

// version returns how often documents of a kind have changed.
func (s *Store) version(ctx context.Context, kind feedback.DocumentKind) (n int64, err error) {
	err = s.do(ctx, callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		return p.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM rolecall_versions WHERE kind = $1`, text(string(kind))).Scan(&n)
	})
	return n, err
}

// listenLoop listens for notifications on a connection of its own, once anyone watches. What
// it misses is seen within lookEvery.
func (s *Store) listenLoop() {
	select {
	case <-s.ctx.Done():
		return
	case <-s.watching.any:
	}
	for !s.opt.deaf {
		s.listen()
		select {
		case <-s.ctx.Done():
			return
		case <-time.After(listenAgain):
		}
	}
}

// listen listens until its connection breaks.
func (s *Store) listen() {
	conn, err := pgx.ConnectConfig(s.ctx, s.address.config.ConnConfig.Copy())
	if err != nil {
		return
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), callLimit)
		defer cancel()
		_ = conn.Close(ctx)
	}()
	if _, err := conn.Exec(s.ctx, `LISTEN `+channel); err != nil {
		return
	}
	s.watching.look() // of what was changed before
	for {
		if _, err := conn.WaitForNotification(s.ctx); err != nil {
			return
		}
		s.watching.look()
	}
}
