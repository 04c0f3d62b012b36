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

// snapshotSuffix is part of the temporary name of a backup's file.
const snapshotSuffix = ".snapshot-"

// Backup writes a consistent copy of the store, which is a store itself, to w while
// recording continues. It first copies the store to a temporary file next to it, so
// that no transaction and no lock is held however slow w is. Only one backup runs at a
// time (ErrBusy), since each takes as much space as the store.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	if !s.backups.TryLock() {
		return &feedback.Fault{Where: s.path, What: "is being backed up already", Hint: "try again when that backup is done", Err: feedback.ErrBusy}
	}
	defer s.backups.Unlock()
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

// snapshot copies the store, without removed data, to a file that disappears when it
// is closed.
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

// needsSpace adds to an error of a full disk how much space a backup needs.
func (s *Store) needsSpace(err error) error {
	if !errors.Is(err, feedback.ErrFull) {
		return err
	}
	size := "as much space as the store"
	if info, e := os.Stat(s.path); e == nil {
		size = fmt.Sprintf("%d kB", info.Size()>>10)
	}
	return &feedback.Fault{Where: s.path, What: "cannot be copied: no space left",
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
