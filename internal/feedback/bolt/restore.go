package bolt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// keptPrefix begins, after the store's own name, the name of a store that a restore has
// moved aside; the time follows.
const keptPrefix = "before-restore-"

// Restore puts a copy of the backup in the place of the store at path, which need not
// exist, and returns the name under which the store that was there is kept. Nothing is
// touched unless the backup is sound and of a schema that this program knows, and unless
// no process has the store open. A backup of an older schema is migrated when the store
// is next opened for writing.
func Restore(backup, path string, opt Options) (kept string, err error) {
	opt = opt.withDefaults()
	from, file, err := openBackup(backup, path, opt)
	if err != nil {
		return "", err
	}
	defer abandon(backup, from, file)
	unlock, err := lock(path, opt.Wait)
	if err != nil {
		return "", err
	}
	defer unlock()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", explain(path, err)
	}
	// A name that the next start removes if we do not come to rename it.
	tmp := filepath.Join(filepath.Dir(path), hidden(path, snapshotSuffix)+"restore")
	defer os.Remove(tmp)
	err = guard(backup, func() error { return copyOut(from, tmp, opt) })
	if err == nil {
		err = giveToOwnerOf(filepath.Dir(path), tmp)
	}
	if err == nil {
		kept, err = swap(tmp, path, opt.Now())
	}
	if err == nil {
		err = syncDir(path)
	}
	return kept, explain(path, err)
}

// openBackup opens a backup for reading and checks all of it.
func openBackup(backup, path string, opt Options) (db *bbolt.DB, file *os.File, err error) {
	info, err := os.Stat(backup)
	if err != nil {
		return nil, nil, hint.With(fmt.Errorf("cannot read the backup: %w", err), "name a file that `rolecall feedback backup` wrote")
	}
	if there, err := os.Stat(path); err == nil && os.SameFile(info, there) {
		return nil, nil, hint.New(backup+" is the store itself", "name a file that `rolecall feedback backup` wrote")
	}
	if err = checkFile(backup); err == nil {
		db, file, err = openFile(backup, opt.Wait, true)
	}
	if err == nil {
		if err = guard(backup, func() error { return checkBackup(backup, db, opt.migrations) }); err != nil {
			abandon(backup, db, file)
		}
	}
	if err == nil {
		return db, file, nil
	}
	// The hints of these are about a store in its place.
	todo := "take another backup; the store was not changed"
	switch {
	case errors.Is(err, feedback.ErrNewer):
		todo = "use the newer rolecall; the store was not changed"
	case errors.Is(err, feedback.ErrInUse):
		todo = "it is the store of a running rolecall: copy it with `rolecall feedback backup`, and restore the copy"
	case !errors.Is(err, feedback.ErrDamaged):
		todo = "make it readable for this user; the store was not changed"
	}
	return nil, nil, hint.With(explain(backup, err), todo)
}

// checkBackup reads every page of an open backup.
func checkBackup(backup string, db *bbolt.DB, migrations []func(*bbolt.Tx) error) error {
	have, _, err := schemaOf(backup, db, migrations)
	if err != nil {
		return err
	}
	err = db.View(func(tx *bbolt.Tx) error {
		for _, name := range buckets(have) {
			if tx.Bucket(name) == nil {
				return fmt.Errorf("it has no %s", name)
			}
		}
		if err := walk(tx); err != nil {
			return err
		}
		var first error
		for err := range tx.Check() { // to its end: it runs in a goroutine, which waits for us
			if first == nil {
				first = err
			}
		}
		return first
	})
	if err != nil {
		return damaged(backup, err.Error())
	}
	return nil
}

// lock takes the lock of the store at path, if there is one, so that no bot opens it
// until it is replaced. A damaged store cannot be locked, but nobody else opens it.
func lock(path string, wait time.Duration) (unlock func(), err error) {
	broken := checkFile(path)
	if errors.Is(broken, fs.ErrNotExist) {
		return func() {}, nil
	}
	db, file, err := openFile(path, wait, broken != nil)
	switch {
	case err == nil:
		return func() { abandon(path, db, file) }, nil
	case broken != nil && !errors.Is(err, feedback.ErrInUse), errors.Is(err, feedback.ErrDamaged):
		return func() {}, nil
	}
	return nil, err
}

// swap gives the file tmp the name path, and the store that has that name another one,
// which it returns. At no time is there no store.
func swap(tmp, path string, now time.Time) (kept string, err error) {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return "", os.Rename(tmp, path)
	}
	for at := now.UTC(); ; at = at.Add(time.Second) { // two restores in one second
		kept = path + "." + keptPrefix + at.Format("20060102T150405Z") + ".bak"
		if _, err := os.Lstat(kept); errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if err := os.Link(path, kept); err != nil { // some file systems have no links
		if err := os.Rename(path, kept); err != nil {
			return "", err
		}
	}
	// Its age counts from now, or else the bot would soon remove it.
	err = os.Chtimes(kept, now, now)
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return "", errors.Join(err, os.Rename(kept, path))
	}
	return kept, nil
}
