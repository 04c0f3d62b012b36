package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// stalled is a writer that accepts a first piece and then blocks until it is released.
type stalled struct {
	first, release chan struct{}
	bytes.Buffer
}

func newStalled() *stalled { return &stalled{first: make(chan struct{}), release: make(chan struct{})} }

func (s *stalled) Write(p []byte) (int, error) {
	if s.Len() == 0 {
		close(s.first)
		<-s.release
	}
	return s.Buffer.Write(p)
}

// grow records so much that the file outgrows its memory map, for which bbolt waits
// until there is no reader.
func grow(t *testing.T, s *Store, name string) {
	t.Helper()
	for i := range 500 {
		must(t, s.Asked(context.Background(), feedback.Asked{Reply: fmt.Sprint(name, i), User: "U3", Outcome: "none", Question: "growth",
			Nearest: []feedback.Near{{Entry: strings.Repeat("x", 300)}}}))
	}
	must(t, s.flush())
}

// TestASlowReaderBlocksNothing: while someone reads a report slowly, the store records,
// forgets and rewrites its file.
func TestASlowReaderBlocksNothing(t *testing.T) {
	ctx := context.Background()
	for name, read := range map[string]func(*Store, *stalled) error{
		"backup": func(s *Store, w *stalled) error { return s.Backup(ctx, w) },
		"export": func(s *Store, w *stalled) error { return s.Export(ctx, w, feedback.CSV, feedback.Window{}) },
		"questions": func(s *Store, w *stalled) error {
			return s.Questions(ctx, feedback.Window{}, func(q feedback.Question) error { _, err := w.Write([]byte(q.Text)); return err })
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, filepath.Join(t.TempDir(), FileName), Options{})
			grow(t, s, "before")
			must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: "none", Question: "CANARY"}))
			w, done := newStalled(), make(chan error, 1)
			go func() { done <- read(s, w) }()
			<-w.first
			must(t, s.UpdateThread(ctx, "T", func(t *feedback.Thread) { t.Entry = "cto.coding" }))
			must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U2", Entry: "cto.coding"}))
			if f, err := s.Forget(ctx, "U1"); err != nil || f != (feedback.Forgotten{Records: 1, Erased: true}) {
				t.Errorf("forget gave %+v, %v", f, err)
			}
			for i := range 4 {
				grow(t, s, fmt.Sprint("during", i))
			}
			if th, err := s.Thread(ctx, "T"); err != nil || th.Entry != "cto.coding" {
				t.Errorf("the thread is %+v, %v", th, err)
			}
			if remaining(t, s.Path(), "CANARY") != 0 {
				t.Error("forgotten data is in a file next to the store")
			}
			if name == "backup" {
				if err := s.Backup(ctx, &bytes.Buffer{}); !errors.Is(err, feedback.ErrBusy) || !strings.Contains(hint.Of(err), "again") {
					t.Errorf("a second backup at the same time gave %v", err)
				}
			}
			close(w.release)
			must(t, <-done)
			if name == "backup" {
				must(t, s.Backup(ctx, &bytes.Buffer{}))
				path := filepath.Join(t.TempDir(), FileName)
				must(t, os.WriteFile(path, w.Bytes(), 0o600))
				if n := len(questions(t, open(t, path, Options{}))); n != 501 {
					t.Errorf("the backup holds %d questions, want the 501 of its moment", n)
				}
			}
		})
	}
}

// A backup needs space, and holds no removed data.
func TestABackupWithoutSpaceSaysSo(t *testing.T) {
	ctx, c, disk := context.Background(), newClocks(), &full{}
	opt := disk.options(c.options(feedback.KeepMisses))
	small := false
	opt.snapshot = func(tx *bbolt.Tx, f *os.File) error {
		if small {
			return &os.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
		}
		_, err := tx.WriteTo(f)
		return err
	}
	s := open(t, filepath.Join(t.TempDir(), FileName), opt)
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: "none", Question: "CANARY"}))
	small = true
	err := s.Backup(ctx, &bytes.Buffer{})
	if !errors.Is(err, feedback.ErrFull) || !strings.Contains(hint.Of(err), filepath.Dir(s.Path())) || !strings.Contains(hint.Of(err), "backup needs") {
		t.Errorf("a backup without space gave %v", err)
	}
	small = false
	disk.Store(true)
	if f, err := s.Forget(ctx, "U1"); err != nil || f.Erased {
		t.Fatalf("forget gave %+v, %v", f, err)
	}
	if err := s.Backup(ctx, &bytes.Buffer{}); !errors.Is(err, feedback.ErrFull) {
		t.Errorf("a backup while removed text remains in the file gave %v", err)
	}
	disk.Store(false)
	var b bytes.Buffer
	must(t, s.Backup(ctx, &b))
	if bytes.Contains(b.Bytes(), []byte("CANARY")) {
		t.Error("the backup holds what was removed")
	}
	if files, err := os.ReadDir(filepath.Dir(s.Path())); err != nil || len(files) != 1 {
		t.Errorf("left behind: %v, %v", files, err)
	}
}

// A crash may leave the file of a backup or of a rewriting, which hold questions: the
// next start removes it, and no file of the operator, whatever the folder's name.
func TestAStartRemovesWhatACrashLeft(t *testing.T) {
	for _, name := range []string{"data", "data [old]", "what?*"} {
		dir := filepath.Join(t.TempDir(), name)
		path := filepath.Join(dir, FileName)
		must(t, open(t, path, Options{}).Close())
		snapshot, err := os.CreateTemp(dir, hidden(path, snapshotSuffix)+"*")
		must(t, err)
		must(t, snapshot.Close())
		must(t, os.WriteFile(filepath.Join(dir, hidden(path, compactSuffix)), []byte("CANARY"), 0o600))
		own := []string{"feedback.db.backup", "feedback.db.backup-2026-11-20", "feedback.db.backup123", "feedback.db.compact", "feedback.db.v1", "old.db"}
		for _, n := range own {
			must(t, os.WriteFile(filepath.Join(dir, n), []byte("the operator's"), 0o600))
		}
		must(t, open(t, path, Options{}).Close())
		files, err := os.ReadDir(dir)
		must(t, err)
		left := map[string]bool{}
		for _, f := range files {
			left[f.Name()] = true
		}
		for _, n := range append(own, FileName) {
			if !left[n] {
				t.Errorf("%s: %s is gone", name, n)
			}
			delete(left, n)
		}
		if len(left) > 0 {
			t.Errorf("%s: left behind: %v", name, left)
		}
	}
}
