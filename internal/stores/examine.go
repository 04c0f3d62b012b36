package stores

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"rolecall/internal/config"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/feedback/postgres"
	"rolecall/internal/hint"
)

// Condition is what there is to say of a store that can be used.
type Condition struct {
	Detail string
	Hint   string // what to do about something in it; "" for nothing
}

// Examine reports whether the store can be used. It changes nothing. The error, with a hint,
// says why it cannot.
func Examine(ctx context.Context, cfg config.Config, now func() time.Time) (Condition, error) {
	switch {
	case cfg.DataDir == "":
		return Condition{}, hint.New("not checked", "fix the settings first: they say where it is")
	case inDatabase(cfg):
		return examineDatabase(ctx, cfg, now)
	}
	path := File(cfg.DataDir)
	if Absent(cfg) {
		return Condition{Detail: "no store yet at " + path + "; serve creates it"}, nil
	}
	s, err := bolt.Open(path, bolt.Options{ReadOnly: true})
	switch {
	case errors.Is(err, feedback.ErrInUse):
		return Condition{Detail: "in use by a running rolecall: " + path}, nil
	case errors.Is(err, feedback.ErrOlder):
		return Condition{err.Error(), hint.Of(err)}, nil
	case err == nil:
		err = s.Close()
	}
	if err != nil {
		return Condition{}, err
	}
	w, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return Condition{}, hint.With(fmt.Errorf("can be read but not written: %w", err), "give this user write permission on it, or set ROLECALL_DATA_DIR to a folder it owns")
	}
	return Condition{Detail: "opens: " + path}, w.Close()
}

// examineDatabase reports whether a database can be used.
func examineDatabase(ctx context.Context, cfg config.Config, now func() time.Time) (Condition, error) {
	s, err := postgres.Open(ctx, cfg.Store.Reveal(), Options{Now: now, ReadOnly: true}.postgres())
	if errors.Is(err, feedback.ErrNone) || errors.Is(err, feedback.ErrOlder) {
		return Condition{err.Error(), hint.Of(err)}, nil
	}
	if err != nil {
		return Condition{}, err
	}
	c, err := s.Condition(ctx)
	if err = errors.Join(err, s.Close()); err != nil {
		return Condition{}, err
	}
	f := Condition{Detail: fmt.Sprintf("opens: %s, PostgreSQL %s, TLS %s", Name(cfg), c.Server, c.TLS)}
	if off := c.Ahead.Abs(); off > maxClockOff {
		f.Detail += fmt.Sprintf("; its clock is off by %s", off.Round(time.Second))
		f.Hint = "let both machines follow a time server: how long something is kept, and what is due, is decided by the clock"
	}
	return f, nil
}

// maxClockOff is how far the clock of a database may be off without a word. A choice: more
// than a slow call can make of two good clocks, and less than anything here is decided by.
const maxClockOff = 5 * time.Second
