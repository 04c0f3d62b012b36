package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
)

// full is a disk that, while set, has no space for a second copy of the store.
type full struct{ atomic.Bool }

func (f *full) options(o Options) Options {
	o.compact = func(to, from *bbolt.DB) error {
		if f.Load() {
			return &os.PathError{Op: "write", Path: to.Path(), Err: syscall.ENOSPC}
		}
		return bbolt.Compact(to, from, 0)
	}
	o.Retention.Verdicts = 90 * 24 * time.Hour // as long as questions
	return o
}

// remaining counts a word in the store's file and the files next to it.
func remaining(t *testing.T, path, word string) (n int) {
	t.Helper()
	files, err := os.ReadDir(filepath.Dir(path))
	must(t, err)
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(filepath.Dir(path), f.Name()))
		must(t, err)
		n += bytes.Count(data, []byte(word))
	}
	return n
}

// If the file cannot be rewritten after a removal, it is rewritten at the next
// opportunity, however the data was removed and whichever opportunity comes first.
func TestRemovedDataLeavesTheFileAtTheNextOpportunity(t *testing.T) {
	ctx := context.Background()
	type store struct {
		*Store
		w    *sweeper
		c    *clocks
		disk *full
	}
	removals := map[string]func(*testing.T, store) (word, user string){
		"forget": func(t *testing.T, s store) (string, string) {
			if f, err := s.Forget(ctx, "U1"); err != nil || f != (feedback.Forgotten{Records: 200}) {
				t.Fatalf("forget on a full disk gave %+v, %v; want the records removed, the file not rewritten", f, err)
			}
			if f, err := s.Forget(ctx, "U1"); err != nil || f != (feedback.Forgotten{}) {
				t.Fatalf("forget again gave %+v, %v; want nothing more removed, and not rewritten yet", f, err)
			}
			return "CANARY", "U1"
		},
		"purge": func(t *testing.T, s store) (string, string) {
			n, err := s.Purge(ctx, feedback.Purge{User: "U1"})
			if n != 200 || !errors.Is(err, feedback.ErrFull) || !strings.Contains(err.Error(), "removed") {
				t.Fatalf("purge on a full disk: %d, %v; want the count, and that the bytes remain", n, err)
			}
			return "CANARY", "U1"
		},
		"retention": func(t *testing.T, s store) (string, string) {
			s.c.pass(91 * 24 * time.Hour)
			if err := s.sweep(ctx, s.w); !errors.Is(err, feedback.ErrFull) {
				t.Fatalf("a sweep on a full disk gave %v", err)
			}
			return "CANARY", "U1"
		},
		"retract": func(t *testing.T, s store) (string, string) { // the note goes with the rating
			var gone sync.WaitGroup
			for i := range 200 {
				gone.Go(func() { must(t, s.Retract(ctx, fmt.Sprint("r", i), "U2")) })
			}
			gone.Wait()
			if f, err := s.Forget(ctx, "U2"); err != nil || f != (feedback.Forgotten{}) {
				t.Fatalf("forget on a full disk gave %+v, %v; want nothing removed, and not rewritten yet", f, err)
			}
			return "SONG", "U2"
		},
	}
	opportunities := map[string]func(t *testing.T, s store, word, user string){
		"the next request": func(t *testing.T, s store, _, user string) {
			f, err := s.Forget(ctx, user)
			if err != nil || !f.Erased {
				t.Errorf("forget with space again gave %+v, %v", f, err)
			}
		},
		"another's request": func(t *testing.T, s store, _, _ string) {
			_, err := s.Purge(ctx, feedback.Purge{OlderThan: s.c.now().AddDate(-9, 0, 0)})
			must(t, err)
		},
		"the next sweep": func(t *testing.T, s store, _, _ string) {
			s.c.pass(sweepInterval)
			must(t, s.sweep(ctx, s.w))
		},
		"the next start": func(t *testing.T, s store, word, _ string) {
			s.disk.Store(true)
			path := s.Path()
			must(t, s.Close())
			again, err := Open(path, s.disk.options(s.c.options(feedback.KeepAll)))
			if err != nil {
				t.Fatalf("a store that is to be rewritten does not open on a full disk: %v", err)
			}
			must(t, again.Close())
			if remaining(t, path, word) == 0 {
				t.Error("the disk was not full")
			}
			s.disk.Store(false)
			again, err = Open(path, s.disk.options(s.c.options(feedback.KeepAll)))
			must(t, err)
			must(t, again.Close())
		},
	}
	for how, remove := range removals {
		for when, opportunity := range opportunities {
			t.Run(how+", "+when, func(t *testing.T) {
				c, disk := newClocks(), &full{}
				path := filepath.Join(t.TempDir(), FileName)
				s := store{open(t, path, disk.options(c.options(feedback.KeepAll))), &sweeper{}, c, disk}
				s.w.Observe(c.now(), c.since())
				for i := range 200 {
					must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("r", i), User: "U1", Outcome: "none", Question: fmt.Sprint("CANARY zebra ", i)}))
					rated, err := s.verdict(feedback.Verdict{Reply: fmt.Sprint("r", i), User: "U2", Entry: "cto.coding", Note: "SONG of a note"})
					must(t, err)
					must(t, s.enqueue(func(p *pending) { p.changes = append(p.changes, rated) }))
				}
				c.pass(sweepInterval)
				must(t, s.flush())
				must(t, s.sweep(ctx, s.w)) // the rewriting of this day is done
				disk.Store(true)
				word, user := remove(t, s)
				if remaining(t, path, word) == 0 {
					t.Fatal("the file was rewritten on a full disk")
				}
				disk.Store(false)
				opportunity(t, s, word, user)
				if n := remaining(t, path, word); n != 0 {
					t.Errorf("%d removed texts are still in the file", n)
				}
			})
		}
	}
}

// A store of an earlier version does not say whether it holds removed data.
func TestAnOlderStoreIsRewrittenOnce(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), FileName)
	s := open(t, path, Options{})
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: "none", Question: "CANARY"}))
	must(t, s.flush())
	must(t, s.update(func(tx *bbolt.Tx) error {
		return errors.Join(deleteRecord(tx, append([]byte(nil), tx.Bucket(bReplies).Get(hashOf(s, "r"))...)), tx.Bucket(bMeta).Delete(kRemoved))
	}))
	must(t, s.Close())
	if remaining(t, path, "CANARY") == 0 {
		t.Fatal("nothing remains in the file")
	}
	must(t, open(t, path, Options{}).Close())
	if remaining(t, path, "CANARY") != 0 {
		t.Error("the removed text is still in the file")
	}
}

func hashOf(s *Store, reply string) []byte { h := s.policy.Key.Reply(reply); return h[:] }

// The backup copy of a migration holds questions too.
func TestMigrationCopiesAreRemovedWithTheData(t *testing.T) {
	ctx := context.Background()
	for name, remove := range map[string]func(s *Store, w *sweeper, c *clocks) error{
		"forget":           func(s *Store, _ *sweeper, _ *clocks) error { _, err := s.Forget(ctx, "U1"); return err },
		"forget of others": func(s *Store, _ *sweeper, _ *clocks) error { _, err := s.Forget(ctx, "U2"); return err },
		"purge": func(s *Store, _ *sweeper, _ *clocks) error {
			_, err := s.Purge(ctx, feedback.Purge{All: true})
			return err
		},
		"retention": func(s *Store, w *sweeper, c *clocks) error {
			c.pass(maxCopyAge + time.Minute)
			return s.sweep(ctx, w)
		},
	} {
		c := newClocks()
		c.wall = time.Now()                                          // the age of a file is the system's
		path := filepath.Join(t.TempDir(), "data [a-z]?*", FileName) // no pattern, whatever it looks like
		s := open(t, path, c.options(feedback.KeepMisses))
		must(t, s.Asked(ctx, feedback.Asked{Reply: "gone", User: "U1", Outcome: "none", Question: "LINGERING"}))
		must(t, s.flush())
		must(t, s.update(func(tx *bbolt.Tx) error {
			return deleteRecord(tx, append([]byte(nil), tx.Bucket(bReplies).Get(hashOf(s, "gone"))...))
		}))
		must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: "none", Question: "CANARY"}))
		must(t, s.Close())
		opt := c.options(feedback.KeepMisses)
		opt.migrations = later(nothing)
		s = open(t, path, opt)
		data, err := os.ReadFile(copyOf(path))
		if err != nil || !bytes.Contains(data, []byte("CANARY")) || bytes.Contains(data, []byte("LINGERING")) {
			t.Fatalf("%s: the copy: %v; holds the record: %v; holds what was removed: %v", name, err,
				bytes.Contains(data, []byte("CANARY")), bytes.Contains(data, []byte("LINGERING")))
		}
		own := []string{path + ".v1-before-upgrade.bak", path + ".v.bak", path + ".bak"}
		for _, o := range own {
			must(t, os.WriteFile(o, []byte("the operator's"), 0o600))
			must(t, os.Chtimes(o, c.now().AddDate(-1, 0, 0), c.now().AddDate(-1, 0, 0)))
		}
		w := &sweeper{}
		w.Observe(c.now(), c.since())
		must(t, s.sweep(ctx, w))
		if _, err := os.Stat(copyOf(path)); err != nil {
			t.Errorf("%s: a sweep soon after the upgrade removed the backup copy: %v", name, err)
		}
		must(t, remove(s, w, c))
		if _, err := os.Stat(copyOf(path)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: the copy is still there: %v", name, err)
		}
		for _, o := range own {
			if _, err := os.Stat(o); err != nil {
				t.Errorf("%s: took a copy that the operator made: %v", name, err)
			}
		}
		must(t, s.Close())
	}
}

// The copy of a migration goes after a day whatever becomes of the clock, and
// not before: one that this process made is as old as the process, an older
// one as its file says.
func TestACopyOfAMigrationGoesAfterADayWhateverTheClock(t *testing.T) {
	const day, year = 24 * time.Hour, 365 * 24 * time.Hour
	for _, tt := range []struct {
		name string
		then func(t *testing.T, s *Store, c *clocks, w *sweeper)
		left bool
	}{
		{"the clock was set right after an upgrade", func(t *testing.T, s *Store, c *clocks, w *sweeper) {
			c.leap(56 * year)
			run(t, s, c, w, 23*time.Hour)
		}, true},
		{"it jumps twice a day", func(t *testing.T, s *Store, c *clocks, w *sweeper) {
			for range 3 {
				run(t, s, c, w, 12*time.Hour)
				c.leap(time.Hour)
			}
		}, false},
		{"it is behind", func(t *testing.T, s *Store, c *clocks, w *sweeper) {
			c.leap(-3 * year)
			run(t, s, c, w, 25*time.Hour)
		}, false},
		{"off for two weeks", func(t *testing.T, s *Store, c *clocks, _ *sweeper) {
			s, w := restart(t, s, c, 14*day)
			run(t, s, c, w, 10*time.Minute)
			if w.Trusted() {
				t.Error("the clock is not doubted")
			}
		}, false},
		{"off for a night", func(t *testing.T, s *Store, c *clocks, _ *sweeper) {
			s, w := restart(t, s, c, 8*time.Hour)
			run(t, s, c, w, 8*time.Hour)
		}, true},
	} {
		c := newClocks()
		c.wall = time.Now() // the age of a file is the system's
		path := filepath.Join(t.TempDir(), FileName)
		must(t, open(t, path, c.options(feedback.KeepMisses)).Close())
		opt := c.options(feedback.KeepMisses)
		opt.migrations = later(nothing)
		s := open(t, path, opt)
		tt.then(t, s, c, s.newSweeper())
		if _, err := os.Stat(copyOf(path)); (err == nil) != tt.left {
			t.Errorf("%s: the copy is left: %v, want %v", tt.name, err == nil, tt.left)
		}
	}
}
