package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// snapshotSuffix stands in the name of a backup's file for the moment it has one.
const snapshotSuffix = ".snapshot-"

// Backup writes a consistent copy of the store, itself a store, to w, while
// recording goes on. The copy is made beside the store first, in a file without
// a name: however slowly w takes it, no transaction and no lock is held. One
// backup at a time, since each takes as much space as the store.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	if !s.backing.TryLock() {
		return &feedback.Fault{Path: s.path, What: "is being backed up already", Hint: "try again when that backup is done", Err: feedback.ErrBusy}
	}
	defer s.backing.Unlock()
	if err := s.flush(); err != nil {
		return err
	}
	f, err := s.snapshot()
	if err != nil {
		return s.needsSpace(err)
	}
	defer f.Close()
	_, err = io.Copy(&ctxWriter{ctx, w}, f)
	return err
}

// snapshot copies the store, without what was removed from it, to a file that
// goes when it is closed.
func (s *Store) snapshot() (*os.File, error) {
	if err := s.rewrite(); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(s.path), hidden(s.path, snapshotSuffix)+"*")
	if err != nil {
		return nil, explain(s.path, err)
	}
	if err = os.Remove(f.Name()); err == nil {
		err = s.view(func(tx *bbolt.Tx) error { return s.opt.snapshot(tx, f) })
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		f.Close()
		return nil, explain(s.path, err)
	}
	return f, nil
}

// needsSpace says of a full disk what a backup takes.
func (s *Store) needsSpace(err error) error {
	if !errors.Is(err, feedback.ErrFull) {
		return err
	}
	size := "as much space as the store"
	if info, e := os.Stat(s.path); e == nil {
		size = fmt.Sprintf("%d kB", info.Size()>>10)
	}
	return &feedback.Fault{Path: s.path, What: "cannot be copied: no space left",
		Hint: fmt.Sprintf("a backup needs %s free in %s while it is read; nothing recorded is lost", size, filepath.Dir(s.path)), Err: feedback.ErrFull}
}

// ctxWriter stops writing once its context has ended.
type ctxWriter struct {
	ctx context.Context
	w   io.Writer
}

func (c *ctxWriter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.w.Write(p)
}
