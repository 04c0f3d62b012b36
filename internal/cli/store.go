package cli

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"rolecall/internal/config"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/hint"
)

// storeOptions are those of the one kind of store there is. Another kind is switched on
// in this file, which is the only one here that knows bolt.
type storeOptions = bolt.Options

// storeFile is the path of the store in a data folder.
func storeFile(dir string) string { return filepath.Join(dir, bolt.FileName) }

// openStore opens the store in a folder, for a bot; it creates the store if there is
// none.
func openStore(dir string, o storeOptions) (feedback.Store, error) {
	s, err := bolt.Open(storeFile(dir), o)
	if err != nil {
		return nil, err // not s: a nil *bolt.Store in an interface is not nil
	}
	return s, nil
}

// openExistingStore opens the store in a folder, for a report; it creates nothing.
func openExistingStore(dir string, o storeOptions) (feedback.Source, error) {
	return bolt.OpenExisting(dir, o)
}

// restoreStore puts a backup in the place of the store in a folder. It returns where the
// store that was there is kept, "" if there was none.
func restoreStore(backup, dir string, now func() time.Time) (kept string, err error) {
	return bolt.Restore(backup, storeFile(dir), storeOptions{Now: now})
}

// examineStore reports whether the store can be used. It changes nothing.
func examineStore(cfg config.Config) finding {
	f := finding{Name: "store"}
	if cfg.DataDir == "" {
		f.Detail, f.Hint = "not checked", "fix the settings first: they say where it is"
		return f
	}
	path := storeFile(cfg.DataDir)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
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
