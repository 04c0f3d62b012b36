package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rolecall/internal/config"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/feedback/postgres"
	"rolecall/internal/hint"
)

// This file is the only one here that knows an adapter: another kind of store is switched
// on here.

// storeOptions are those that every kind of store has.
type storeOptions struct {
	Keep      feedback.Keep
	Retention feedback.Retention
	Now       func() time.Time
	Logger    *slog.Logger
	RoleNames func() []string
	ReadOnly  bool
}

func (o storeOptions) bolt() bolt.Options {
	return bolt.Options{Keep: o.Keep, Retention: o.Retention, Now: o.Now, Logger: o.Logger, RoleNames: o.RoleNames, ReadOnly: o.ReadOnly}
}

func (o storeOptions) postgres() postgres.Options {
	return postgres.Options{Keep: o.Keep, Retention: o.Retention, Now: o.Now, Logger: o.Logger, RoleNames: o.RoleNames, ReadOnly: o.ReadOnly}
}

// inDatabase reports whether the store is a database and not a file.
func inDatabase(cfg config.Config) bool { return cfg.Store.Reveal() != "" }

// storeFile is the path of the store's file in a data folder.
func storeFile(dir string) string { return filepath.Join(dir, bolt.FileName) }

// storeName says where the store is, without a password.
func storeName(cfg config.Config) string {
	if inDatabase(cfg) {
		return cfg.Store.String()
	}
	return storeFile(cfg.DataDir)
}

// noStore reports whether there certainly is no store yet, without asking a database.
func noStore(cfg config.Config) bool {
	if inDatabase(cfg) {
		return false
	}
	_, err := os.Stat(storeFile(cfg.DataDir))
	return errors.Is(err, fs.ErrNotExist)
}

// openStore opens the store, for a bot; it creates the store if there is none.
func openStore(ctx context.Context, cfg config.Config, o storeOptions) (feedback.Store, error) {
	if inDatabase(cfg) {
		s, err := postgres.Open(ctx, cfg.Store.Reveal(), o.postgres())
		if err != nil {
			return nil, err // not s: a nil *postgres.Store in an interface is not nil
		}
		return s, nil
	}
	s, err := bolt.Open(storeFile(cfg.DataDir), o.bolt())
	if err != nil {
		return nil, err
	}
	return s, nil
}

// openExistingStore opens the store for a report; it creates nothing.
func openExistingStore(ctx context.Context, cfg config.Config, o storeOptions) (feedback.Source, error) {
	if inDatabase(cfg) {
		return postgres.OpenExisting(ctx, cfg.Store.Reveal(), o.postgres())
	}
	return bolt.OpenExisting(cfg.DataDir, o.bolt())
}

const (
	// storePatience is how long a start waits for a store that cannot be reached. A choice:
	// a managed database fails over within a minute. Then the start fails, and who
	// supervises the process starts it again, with pauses of its own.
	storePatience = time.Minute
	// storePause is the time between two attempts. A choice: a database that starts is not
	// kept from it by its clients, and a start is not held up for long after it.
	storePause = 2 * time.Second
)

// awaitStore opens a store, and waits for one that cannot be reached. Without it the bot
// must not answer: what a company corrected is in the edits, and the built-in answer that
// they replace may be wrong.
func awaitStore(ctx context.Context, log *slog.Logger, open func(context.Context) (feedback.Store, error)) (feedback.Store, error) {
	patience, cancel := context.WithTimeout(ctx, storePatience)
	defer cancel()
	for told := false; ; told = true {
		s, err := open(ctx)
		if !errors.Is(err, feedback.ErrAway) {
			return s, err
		}
		if !told {
			hint.Log(log, slog.LevelWarn, hint.With(fmt.Errorf("waiting for the store, up to %s, before anything is answered: %w", storePatience, err), hint.Of(err)))
		}
		select {
		case <-time.After(storePause):
		case <-patience.Done():
			return nil, err
		}
	}
}

// restoreStore puts a backup in the place of the store in a folder. It returns where the
// store that was there is kept, "" if there was none.
func restoreStore(backup, dir string, now func() time.Time) (kept string, err error) {
	return bolt.Restore(backup, storeFile(dir), bolt.Options{Now: now})
}

// openOrigin opens a store to be copied: bolt:FILE or postgres://….
func openOrigin(ctx context.Context, store string, log *slog.Logger) (feedback.Origin, error) {
	path, file := strings.CutPrefix(store, "bolt:")
	if !file {
		return postgres.OpenOrigin(ctx, store, postgres.Options{Logger: log})
	}
	s, err := bolt.Open(path, bolt.Options{ReadOnly: true, Logger: log})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, hint.New("there is no store at "+path, "name the file "+bolt.FileName+" in the folder ROLECALL_DATA_DIR of the bot")
	case err != nil:
		return nil, err // not s: a nil *bolt.Store in an interface is not nil
	}
	return s, nil
}

// openDestination opens a store to copy to, and creates it if there is none.
func openDestination(ctx context.Context, store string, log *slog.Logger) (feedback.Destination, error) {
	path, file := strings.CutPrefix(store, "bolt:")
	if !file {
		return postgres.OpenDestination(ctx, store, postgres.Options{Logger: log})
	}
	s, err := bolt.Open(path, bolt.Options{Copying: true, Logger: log})
	if err != nil {
		return nil, err
	}
	return s, nil
}

// examineStore reports whether the store can be used. It changes nothing.
func examineStore(ctx context.Context, env Env, cfg config.Config) finding {
	f := finding{Name: "store"}
	switch {
	case cfg.DataDir == "":
		f.Detail, f.Hint = "not checked", "fix the settings first: they say where it is"
		return f
	case inDatabase(cfg):
		return examineDatabase(ctx, env, cfg)
	}
	path := storeFile(cfg.DataDir)
	if noStore(cfg) {
		f.OK, f.Detail = true, "no store yet at "+path+"; serve creates it"
		return f
	}
	s, err := bolt.Open(path, bolt.Options{ReadOnly: true})
	switch {
	case errors.Is(err, feedback.ErrInUse):
		f.OK, f.Detail = true, "in use by a running rolecall: "+path
		return f
	case errors.Is(err, feedback.ErrOlder):
		f.OK, f.Detail, f.Hint = true, err.Error(), hint.Of(err)
		return f
	case err == nil:
		err = s.Close()
	}
	if err != nil {
		return failed("store", err)
	}
	w, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		f.Detail, f.Hint = "can be read but not written: "+err.Error(), "give this user write permission on it, or set ROLECALL_DATA_DIR to a folder it owns"
		return f
	}
	f.OK, f.Detail = true, "opens: "+path
	if err := w.Close(); err != nil {
		return failed("store", err)
	}
	return f
}

// examineDatabase reports whether a database can be used.
func examineDatabase(ctx context.Context, env Env, cfg config.Config) finding {
	s, err := postgres.Open(ctx, cfg.Store.Reveal(), storeOptions{Now: env.Now, ReadOnly: true}.postgres())
	if errors.Is(err, feedback.ErrNone) || errors.Is(err, feedback.ErrOlder) {
		return finding{Name: "store", OK: true, Detail: err.Error(), Hint: hint.Of(err)}
	}
	if err != nil {
		return failed("store", err)
	}
	c, err := s.Condition(ctx)
	if err = errors.Join(err, s.Close()); err != nil {
		return failed("store", err)
	}
	f := finding{Name: "store", OK: true, Detail: fmt.Sprintf("opens: %s, PostgreSQL %s, TLS %s", storeName(cfg), c.Server, c.TLS)}
	if off := c.Ahead.Abs(); off > maxClockOff {
		f.Detail += fmt.Sprintf("; its clock is off by %s", off.Round(time.Second))
		f.Hint = "let both machines follow a time server: how long something is kept, and what is due, is decided by the clock"
	}
	return f
}

// maxClockOff is how far the clock of a database may be off without a word. A choice: more
// than a slow call can make of two good clocks, and less than anything here is decided by.
const maxClockOff = 5 * time.Second
