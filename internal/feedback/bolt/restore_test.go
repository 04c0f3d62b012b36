package bolt

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// storeWith makes a store with one question without an answer and closes it.
func storeWith(t *testing.T, path, question string, opt Options) {
	t.Helper()
	s := open(t, path, opt)
	must(t, s.Asked(context.Background(), feedback.Asked{Reply: question, User: "U1", Outcome: "none", Question: question}))
	must(t, s.Close())
}

// questionsIn returns the texts of the questions in a store.
func questionsIn(t *testing.T, path string) string {
	t.Helper()
	s := open(t, path, Options{})
	defer s.Close()
	var texts []string
	for _, q := range questions(t, s) {
		texts = append(texts, q.Text)
	}
	return strings.Join(texts, ", ")
}

// backupWith writes a backup of a store with one question.
func backupWith(t *testing.T, question string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "copy.db")
	storeWith(t, file, question, Options{})
	return file
}

// filesIn returns the names and contents of a folder's files.
func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	found, err := os.ReadDir(dir)
	must(t, err)
	out := map[string]string{}
	for _, f := range found {
		data, err := os.ReadFile(filepath.Join(dir, f.Name()))
		must(t, err)
		out[f.Name()] = string(data)
	}
	return out
}

func TestABackupIsRestored(t *testing.T) {
	backup := backupWith(t, "older zebra")
	path := filepath.Join(t.TempDir(), FileName)
	storeWith(t, path, "newer zebra", Options{})
	before, err := os.ReadFile(path)
	must(t, err)
	kept, err := Restore(backup, path, Options{})
	must(t, err)
	if filepath.Dir(kept) != filepath.Dir(path) {
		t.Errorf("the store that was there is kept in %q, want next to the store", kept)
	}
	if after, err := os.ReadFile(kept); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the store that was there has changed, or is gone: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v, %v; want that nobody else reads it", info.Mode(), err)
	}
	if got := questionsIn(t, path); got != "older zebra" {
		t.Errorf("the store has %q, want what the backup has", got)
	}
	if got := questionsIn(t, backup); got != "older zebra" {
		t.Errorf("the backup has %q: it was used up", got)
	}
	// There is a way back, and nothing that was kept is overwritten on it.
	again, err := Restore(kept, path, Options{Now: func() time.Time { return time.Now().Add(time.Hour) }})
	must(t, err)
	if got := questionsIn(t, path); got != "newer zebra" || again == kept {
		t.Errorf("the store has %q, kept are %s and %s", got, kept, again)
	}
}

func TestTwoRestoresInOneSecondKeepBoth(t *testing.T) {
	path, now := filepath.Join(t.TempDir(), FileName), newClocks().now
	storeWith(t, path, "first", Options{})
	one, err := Restore(backupWith(t, "second"), path, Options{Now: now})
	must(t, err)
	two, err := Restore(backupWith(t, "third"), path, Options{Now: now})
	must(t, err)
	if a, b := questionsIn(t, one), questionsIn(t, two); a != "first" || b != "second" {
		t.Errorf("kept are %q and %q, want first and second", a, b)
	}
}

func TestRestoringIntoAnEmptyFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "data", FileName)
	kept, err := Restore(backupWith(t, "zebra"), path, Options{})
	if err != nil || kept != "" {
		t.Fatalf("kept %q, %v; want nothing kept, since nothing was there", kept, err)
	}
	if got := questionsIn(t, path); got != "zebra" {
		t.Errorf("the store has %q, want what the backup has", got)
	}
	if files := filesIn(t, filepath.Dir(path)); len(files) != 1 {
		t.Errorf("files were left: %v", files)
	}
}

func TestADamagedStoreIsReplaced(t *testing.T) {
	for name, data := range map[string]string{"text": "not a store\n", "empty": ""} {
		path := filepath.Join(t.TempDir(), FileName)
		must(t, os.WriteFile(path, []byte(data), 0o600))
		kept, err := Restore(backupWith(t, "zebra"), path, Options{})
		must(t, err)
		if after, err := os.ReadFile(kept); err != nil || string(after) != data {
			t.Errorf("%s: kept is %q, %v", name, after, err)
		}
		if got := questionsIn(t, path); got != "zebra" {
			t.Errorf("%s: the store has %q", name, got)
		}
	}
}

func TestAnOlderBackupIsMigratedAtTheNextStart(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	_, err := Restore(backupWith(t, "zebra"), path, Options{migrations: later(nothing)})
	must(t, err)
	s := open(t, path, Options{migrations: later(nothing)})
	if q := questions(t, s); len(q) != 1 {
		t.Errorf("%d questions, want the one of the backup", len(q))
	}
}

// What cannot be a store is refused before anything is touched.
func TestRestoreRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, FileName)
	storeWith(t, path, "zebra", Options{})
	file := func(data []byte) string {
		f := filepath.Join(t.TempDir(), "copy.db")
		must(t, os.WriteFile(f, data, 0o600))
		return f
	}
	good, err := os.ReadFile(backupWith(t, strings.Repeat("a long question about zebras ", 2000)))
	must(t, err)
	newer := filepath.Join(t.TempDir(), "copy.db")
	storeWith(t, newer, "zebra", Options{migrations: later(nothing)})
	foreign := filepath.Join(t.TempDir(), "foreign.db")
	db, err := bbolt.Open(foreign, 0o600, nil)
	must(t, errors.Join(err, db.Close()))
	bare := filepath.Join(t.TempDir(), "bare.db")
	storeWith(t, bare, "zebra", Options{})
	db, err = bbolt.Open(bare, 0o600, nil)
	must(t, err)
	must(t, errors.Join(db.Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket(bVerdicts) }), db.Close()))
	held := filepath.Join(t.TempDir(), FileName)
	open(t, held, Options{})
	flipped := bytes.Clone(good)
	for i := 8192; i < len(flipped); i += 4096 {
		copy(flipped[i:], "0123456789abcdef") // the head of every page
	}
	before := filesIn(t, dir)
	for _, tt := range []struct {
		name, from string
		kind       error
		todo       string
	}{
		{"no file", filepath.Join(dir, "none.db"), fs.ErrNotExist, "feedback backup"},
		{"text", file([]byte("no store\n")), feedback.ErrDamaged, "another backup"},
		{"empty", file(nil), feedback.ErrDamaged, "another backup"},
		{"cut short", file(good[:len(good)/2]), feedback.ErrDamaged, "another backup"},
		{"broken pages", file(flipped), feedback.ErrDamaged, "another backup"},
		{"another program's", foreign, feedback.ErrDamaged, "another backup"},
		{"a part is missing", bare, feedback.ErrDamaged, "another backup"},
		{"newer", newer, feedback.ErrNewer, "newer rolecall"},
		{"a folder", t.TempDir(), feedback.ErrDamaged, "another backup"},
		{"another bot's", held, feedback.ErrInUse, "feedback backup"},
		{"the store itself", path, nil, "feedback backup"},
	} {
		kept, err := Restore(tt.from, path, Options{Wait: time.Millisecond})
		if err == nil || kept != "" || tt.kind != nil && !errors.Is(err, tt.kind) || !strings.Contains(err.Error(), tt.from) || !strings.Contains(hint.Of(err), tt.todo) {
			t.Errorf("%s: kept %q, %v, hint %q; want %v, the file's name and %q", tt.name, kept, err, hint.Of(err), tt.kind, tt.todo)
		}
	}
	if after := filesIn(t, dir); len(after) != 1 || after[FileName] != before[FileName] {
		t.Errorf("the folder has changed: %d files", len(after))
	}
}

func TestAStoreInUseIsNotReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	open(t, path, Options{})
	kept, err := Restore(backupWith(t, "zebra"), path, Options{Wait: time.Millisecond})
	if !errors.Is(err, feedback.ErrInUse) || kept != "" {
		t.Errorf("kept %q, %v; want that it is in use", kept, err)
	}
	if files := filesIn(t, filepath.Dir(path)); len(files) != 1 {
		t.Errorf("%d files are in the folder, want the store alone", len(files))
	}
}

func TestARestoreWithoutSpaceChangesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	storeWith(t, path, "zebra", Options{})
	full := errors.New("write: file resize error: no space left on device")
	_, err := Restore(backupWith(t, "other"), path, Options{compact: func(*bbolt.DB, *bbolt.DB) error { return full }})
	if !errors.Is(err, feedback.ErrFull) {
		t.Errorf("a full disk gave %v", err)
	}
	if files := filesIn(t, filepath.Dir(path)); len(files) != 1 || questionsIn(t, path) != "zebra" {
		t.Errorf("%d files are in the folder, want the store as it was", len(files))
	}
}

// What a restore keeps holds what people asked: it goes like the copy of a migration.
func TestWhatARestoreKeptGoes(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	c.wall = time.Now()
	path := filepath.Join(t.TempDir(), FileName)
	storeWith(t, path, "zebra", Options{})
	long := c.now().AddDate(0, -1, 0)
	must(t, os.Chtimes(path, long, long))
	for name, remove := range map[string]func(*Store, *sweeper) error{
		"forget": func(s *Store, _ *sweeper) error { return second(s.Forget(ctx, "U1")) },
		"day":    func(s *Store, w *sweeper) error { c.pass(maxCopyAge + time.Minute); return s.sweep(ctx, w) },
	} {
		kept, err := Restore(backupWith(t, "other"), path, Options{Now: c.now})
		must(t, err)
		s := open(t, path, c.options(feedback.KeepMisses))
		w := &sweeper{}
		w.Observe(c.now(), c.since())
		must(t, s.sweep(ctx, w))
		if _, err := os.Stat(kept); err != nil {
			t.Errorf("%s: the first sweep removed what the restore kept: %v", name, err)
		}
		must(t, remove(s, w))
		if _, err := os.Stat(kept); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: what the restore kept is still there: %v", name, err)
		}
		must(t, s.Close())
	}
}
