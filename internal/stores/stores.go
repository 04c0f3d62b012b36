// Package stores opens the store that the settings or an address name. It is the only
// package that knows every kind of store: another one is switched on here.
package stores

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
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

// Options are those that every kind of store has.
type Options struct {
	Keep      feedback.Keep
	Retention feedback.Retention
	Now       func() time.Time
	Logger    *slog.Logger
	RoleNames func() []string
	ReadOnly  bool
}

func (o Options) bolt() bolt.Options {
	return bolt.Options{Keep: o.Keep, Retention: o.Retention, Now: o.Now, Logger: o.Logger, RoleNames: o.RoleNames, ReadOnly: o.ReadOnly}
}

func (o Options) postgres() postgres.Options {
	return postgres.Options{Keep: o.Keep, Retention: o.Retention, Now: o.Now, Logger: o.Logger, RoleNames: o.RoleNames, ReadOnly: o.ReadOnly}
}

// inDatabase reports whether the store is a database and not a file.
func inDatabase(cfg config.Config) bool { return cfg.Store.Reveal() != "" }

// File is the path of the store's file in a data folder.
func File(dir string) string { return filepath.Join(dir, bolt.FileName) }

// Name says where the store is, without a password.
func Name(cfg config.Config) string {
	if inDatabase(cfg) {
		return cfg.Store.String()
	}
	return File(cfg.DataDir)
}

// Absent reports whether there certainly is no store yet, without asking a database.
func Absent(cfg config.Config) bool {
	if inDatabase(cfg) {
		return false
	}
	_, err := os.Stat(File(cfg.DataDir))
	return errors.Is(err, fs.ErrNotExist)
}

// Open opens the store, for a bot; it creates the store if there is none.
func Open(ctx context.Context, cfg config.Config, o Options) (feedback.Store, error) {
	if inDatabase(cfg) {
		s, err := postgres.Open(ctx, cfg.Store.Reveal(), o.postgres())
		if err != nil {
			return nil, err // not s: a nil *postgres.Store in an interface is not nil
		}
		return s, nil
	}
	s, err := bolt.Open(File(cfg.DataDir), o.bolt())
	if err != nil {
		return nil, err
	}
	return s, nil
}

// OpenExisting opens the store for a report; it creates nothing.
func OpenExisting(ctx context.Context, cfg config.Config, o Options) (feedback.Source, error) {
	if inDatabase(cfg) {
		return postgres.OpenExisting(ctx, cfg.Store.Reveal(), o.postgres())
	}
	return bolt.OpenExisting(cfg.DataDir, o.bolt())
}

const (
	// patience is how long a start waits for a store that cannot be reached. A choice:
	// a managed database fails over within a minute. Then the start fails, and who
	// supervises the process starts it again, with pauses of its own.
	patience = time.Minute
	// pause is the time between two attempts. A choice: a database that starts is not
	// kept from it by its clients, and a start is not held up for long after it.
	pause = 2 * time.Second
)

// Await opens a store, and waits for one that cannot be reached. Without it the bot
// must not answer: what a company corrected is in the edits, and the built-in answer that
// they replace may be wrong.
func Await(ctx context.Context, log *slog.Logger, open func(context.Context) (feedback.Store, error)) (feedback.Store, error) {
	within, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for told := false; ; told = true {
		s, err := open(ctx)
		if !errors.Is(err, feedback.ErrAway) {
			return s, err
		}
		if !told {
			hint.Log(log, slog.LevelWarn, hint.With(fmt.Errorf("waiting for the store, up to %s, before anything is answered: %w", patience, err), hint.Of(err)))
		}
		select {
		case <-time.After(pause):
		case <-within.Done():
			return nil, err
		}
	}
}

// Restore puts a backup in the place of the store's file. It returns where the store that
// was there is kept, "" if there was none. A database is restored by its own tools.
func Restore(backup string, cfg config.Config, now func() time.Time) (kept string, err error) {
	if inDatabase(cfg) {
		return "", hint.New("the store is a database, and this is for a file", "use pg_restore, see .github/docs/postgres.md; or unset ROLECALL_STORE to restore the file in ROLECALL_DATA_DIR")
	}
	return bolt.Restore(backup, File(cfg.DataDir), bolt.Options{Now: now})
}

// Origin opens a store to be copied: bolt:FILE or postgres://….
func Origin(ctx context.Context, store string, log *slog.Logger) (feedback.Origin, error) {
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

// Destination opens a store to copy to, and creates it if there is none.
func Destination(ctx context.Context, store string, log *slog.Logger) (feedback.Destination, error) {
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

// forms says how a store is written on the command line.
const forms = "write bolt:FILE, or postgres://USER@HOST/DATABASE"

// CheckAddress returns an error if the address of a store, the value of a flag, is not
// written as one, or has a password in it. It quotes nothing of it:
// any part of a mistyped address may be the password.
func CheckAddress(flag, store string) error {
	kind, rest, _ := strings.Cut(store, ":")
	switch {
	case store == "":
		return hint.New(flag+" is missing", forms)
	case kind == "bolt" && rest != "" && !strings.HasPrefix(rest, "//"):
		return nil
	case kind != "postgres" && kind != "postgresql" || !strings.HasPrefix(rest, "//"):
		return hint.New(flag+" is not a store", forms)
	}
	address, err := url.Parse(store)
	if err != nil {
		return hint.New(flag+" is an address that cannot be read", forms+"; a special character as % and two digits")
	}
	_, secret := address.User.Password()
	for name := range address.Query() {
		secret = secret || strings.Contains(strings.ToLower(name), "password")
	}
	if secret {
		return hint.New(flag+" has a password in it, which everyone on this machine can see in the list of processes",
			"leave it out of the address: set PGPASSWORD, or PGPASSFILE to a passfile; and change the password if others use this machine")
	}
	return nil
}
