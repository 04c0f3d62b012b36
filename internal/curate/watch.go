package curate

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// watchEdits has Run look at the edits whenever another process may have saved one, until
// ctx ends. Many changes at once are looked at once.
func (l *Live) watchEdits(ctx context.Context) {
	l.o.Watch(ctx, func() {
		select {
		case l.edited <- struct{}{}:
		default: // it will look anyway
		}
	})
}

// reloadIfEdited reloads if the edits are no longer those in service: a change of this
// process is in service already, and learning takes seconds. While the store is away it
// leaves behind set, and Run tries again.
func (l *Live) reloadIfEdited(ctx context.Context) {
	l.behind = false
	docs, err := l.o.Edits(ctx)
	if err == nil {
		if newest, _ := newestEdits(docs); sameEdits(newest, l.State().newest) {
			return
		}
		err = l.reload(ctx) // it logs the faults of edits
	}
	if errors.Is(err, feedback.ErrAway) {
		l.behind = true
		l.o.Logger.Debug("edits of another process cannot be read yet; it is tried again", "error", err)
	} else if err != nil && docs == nil && ctx.Err() == nil {
		hint.Log(l.o.Logger, slog.LevelError, err)
	}
}

// sameEdits reports whether two sets of the newest edits, by path, are the same.
func sameEdits(a, b map[string]edit) bool {
	return maps.EqualFunc(a, b, func(x, y edit) bool {
		return x.ID == y.ID && x.By == y.By && x.Saved.Equal(y.Saved) && bytes.Equal(x.Body, y.Body)
	})
}

// catchUp puts what other processes have saved into service, before something is saved over
// it. It reports whether there was something.
func (r *Room) catchUp(ctx context.Context) (changed bool, err error) {
	docs, err := r.store.Documents(ctx, feedback.DocumentEdit)
	if err != nil {
		return false, err
	}
	before := r.live.State()
	if newest, _ := newestEdits(docs); sameEdits(newest, before.newest) {
		return false, nil
	}
	_ = r.live.Reload(ctx) // of what has a fault the last good content stays; a bot that stops reads nothing any more
	return !sameEdits(r.live.State().newest, before.newest), nil
}

// saveAll saves those items that have no fault, in one transaction, and waits until they
// are in service. Each item says what became of it; the error is the store's, and nothing
// was saved then.
func (r *Room) saveAll(ctx context.Context, by string, items []item) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, err := r.catchUp(ctx); err != nil {
		return err
	}
	for {
		tried := slices.Clone(items)
		err := r.trySave(ctx, by, tried)
		if errors.Is(err, feedback.ErrChanged) { // another process saved one of them since: now it is a conflict, with both texts
			if changed, e := r.catchUp(ctx); changed && e == nil {
				continue
			}
		}
		copy(items, tried)
		return err
	}
}
