package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// clocks are a wall clock and a monotonic clock that a test moves.
type clocks struct {
	mu     sync.Mutex
	wall   time.Time
	uptime time.Duration
}

func (c *clocks) now() time.Time       { c.mu.Lock(); defer c.mu.Unlock(); return c.wall }
func (c *clocks) since() time.Duration { c.mu.Lock(); defer c.mu.Unlock(); return c.uptime }
func (c *clocks) leap(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.wall = c.wall.Add(d) }

func (c *clocks) options(keep feedback.Keep) Options {
	return Options{Keep: keep, Now: c.now, uptime: c.since}
}

func (c *clocks) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wall, c.uptime = c.wall.Add(d), c.uptime+d
}

func newClocks() *clocks {
	return &clocks{wall: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
}

func open(t *testing.T, path string, opt Options) *Store {
	t.Helper()
	s, err := Open(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func questions(t *testing.T, s *Store) (out []feedback.Question) {
	t.Helper()
	must(t, s.Questions(context.Background(), feedback.Window{}, func(q feedback.Question) error { out = append(out, q); return nil }))
	return out
}

func TestRetentionRemovesOldRecords(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	path := filepath.Join(t.TempDir(), FileName)
	s := open(t, path, c.options(feedback.KeepMisses))
	for i := range 3000 {
		must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("r", i), User: "U1", Outcome: "none", Question: fmt.Sprint("MARKED zebra ", i)}))
		if i%100 == 0 {
			must(t, s.Verdict(ctx, feedback.Verdict{Reply: fmt.Sprint("r", i), User: "U1", Entry: "cto.coding", Helpful: true}))
		}
	}
	w := &sweeper{}
	w.Observe(c.now(), c.since())
	c.pass(89 * 24 * time.Hour)
	must(t, s.sweep(ctx, w))
	if n := len(questions(t, s)); n != 3000 {
		t.Fatalf("%d misses after 89 days, want all", n)
	}
	must(t, s.Asked(ctx, feedback.Asked{Reply: "young", User: "U1", Outcome: "none", Question: "young zebra"}))
	c.pass(2 * 24 * time.Hour)
	must(t, s.sweep(ctx, w))
	if q := questions(t, s); len(q) != 1 || q[0].Text != "young zebra" {
		t.Fatalf("after 91 days %d misses are left, want the young one", len(q))
	}
	data, _ := os.ReadFile(path)
	if bytes.Contains(data, []byte("MARKED")) {
		t.Error("the file still holds texts that retention removed")
	}
	c.pass(2 * 365 * 24 * time.Hour)
	must(t, s.sweep(ctx, w))
	stats, err := s.Stats(ctx, feedback.Window{})
	must(t, err)
	if f, _ := s.Forget(ctx, "U1"); f.Records != 0 || stats.Liked != 30 || stats.Asked != 3001 {
		t.Errorf("%d records left of the user, %d likes, %d asked; want none, and the counts kept", f.Records, stats.Liked, stats.Asked)
	}
}

func TestAClockThatJumpsDeletesNothing(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	s := open(t, filepath.Join(t.TempDir(), FileName), c.options(feedback.KeepMisses))
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: "none", Question: "zebra"}))
	if known, _ := s.Seen(ctx, "Ev1"); known {
		t.Fatal("Ev1 was known")
	}
	w := &sweeper{}
	w.Observe(c.now(), c.since())
	for _, leap := range []time.Duration{5 * 365 * 24 * time.Hour, -9 * 365 * 24 * time.Hour, 4 * 365 * 24 * time.Hour} {
		c.leap(leap)
		c.pass(10 * time.Minute)
		must(t, s.sweep(ctx, w))
		if len(questions(t, s)) != 1 {
			t.Fatalf("a leap of %v deleted a young miss", leap)
		}
		if known, _ := s.Seen(ctx, "Ev1"); !known {
			t.Fatalf("a leap of %v made the store forget an event", leap)
		}
		must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U1", Entry: "cto.coding", Helpful: leap > 0}))
	}
	stats, err := s.Stats(ctx, feedback.Window{})
	must(t, err)
	if stats.Liked != 1 || stats.Disliked != 0 {
		t.Errorf("liked %d, disliked %d: the last verdict to arrive must win", stats.Liked, stats.Disliked)
	}
	for range 25 * 6 { // after a day of running evenly the clock is trusted
		c.pass(10 * time.Minute)
		must(t, s.sweep(ctx, w))
	}
	c.pass(100 * 24 * time.Hour) // the machine was suspended: both clocks ran
	must(t, s.sweep(ctx, w))
	if len(questions(t, s)) != 0 {
		t.Error("retention never resumed")
	}
}

func TestEventsAreForgottenAfterHoursNotBefore(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	path := filepath.Join(t.TempDir(), FileName)
	s := open(t, path, c.options(feedback.KeepMisses))
	known := func(key string, want bool) {
		t.Helper()
		if got, _ := s.Seen(ctx, key); got != want {
			t.Fatalf("seen %s = %v", key, got)
		}
	}
	known("Ev1", false)
	must(t, s.UpdateThread(ctx, "T1", func(t *feedback.Thread) { t.Entry = "cto.coding" }))
	must(t, s.flush())
	after := func(d time.Duration) {
		c.pass(d)
		s.startGeneration()
	}
	after(11*time.Hour + 50*time.Minute)
	known("Ev2", false)
	after(11 * time.Minute)
	must(t, s.Close())
	s = open(t, path, c.options(feedback.KeepMisses))
	after(11*time.Hour + 50*time.Minute)
	known("Ev1", true)
	known("Ev2", true) // twelve hours old, the least that is promised
	if th, _ := s.Thread(ctx, "T1"); th.Entry != "cto.coding" {
		t.Errorf("the thread was forgotten before a day was over: %+v", th)
	}
	after(11 * time.Minute)
	known("Ev1", false)
	must(t, s.flush())
	if th, _ := s.Thread(ctx, "T1"); th.Entry != "" {
		t.Errorf("the thread is still there after a day: %+v", th)
	}
}

// A new generation begins in memory before it does on disk; meanwhile a thread of two
// generations ago must not hide a newer one.
func TestNewestThreadWhileAGenerationBegins(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	s := open(t, filepath.Join(t.TempDir(), FileName), c.options(feedback.KeepMisses))
	for _, entry := range []string{"cto.old", "cto.new"} {
		must(t, s.UpdateThread(ctx, "T1", func(t *feedback.Thread) { t.Entry = entry }))
		must(t, s.flush())
		c.pass(12*time.Hour + time.Minute)
		s.startGeneration()
		if th, err := s.Thread(ctx, "T1"); err != nil || th.Entry != entry {
			t.Errorf("after a turn the thread is %+v, %v; want %s", th, err, entry)
		}
		must(t, s.flush())
	}
}

func TestSeenIsBounded(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	s := open(t, filepath.Join(t.TempDir(), FileName), c.options(feedback.KeepMisses))
	for i := range 3 * maxSeen {
		if _, err := s.Seen(ctx, fmt.Sprint("Ev", i)); err != nil {
			t.Fatal(err)
		}
		s.startGeneration() // otherwise the write loop does it
	}
	if n := len(s.seen.keys[0]) + len(s.seen.keys[1]); n > 2*maxSeen {
		t.Errorf("%d events in memory, at most %d", n, 2*maxSeen)
	}
	if known, _ := s.Seen(ctx, fmt.Sprint("Ev", 3*maxSeen-1)); !known {
		t.Error("the last event was forgotten")
	}
}

// later returns the migrations of a program that knows one schema more.
func later(step func(*bbolt.Tx) error) []func(*bbolt.Tx) error { return append(migrations(), step) }

// nothing is a migration that changes nothing.
func nothing(*bbolt.Tx) error { return nil }

// copyOf returns the path of the copy that the last of later's migrations leaves.
func copyOf(path string) string { return fmt.Sprintf("%s.v%d.bak", path, len(migrations())+1) }

func TestMigrationKeepsACopy(t *testing.T) {
	path := filepath.Join(t.TempDir(), FileName)
	old := open(t, path, Options{})
	must(t, old.Verdict(context.Background(), feedback.Verdict{Reply: "r", User: "U1", Entry: "cto.coding", Helpful: true}))
	must(t, old.Close())
	step := func(tx *bbolt.Tx) error { return tx.Bucket(bMeta).Put([]byte("new"), []byte("field")) }

	if _, err := Open(path, Options{migrations: later(func(*bbolt.Tx) error { return errors.New("no way") })}); err == nil ||
		!strings.Contains(err.Error(), "no way") || !strings.Contains(hint.Of(err), copyOf(path)) {
		t.Fatalf("a failing migration gave %v, hint %q; want its cause, and the copy's name as a hint", err, hint.Of(err))
	}
	s := open(t, path, Options{migrations: later(step)})
	must(t, s.Close())
	if _, err := Open(path, Options{}); !errors.Is(err, feedback.ErrNewer) || !strings.Contains(err.Error(), "newer rolecall") {
		t.Fatalf("a newer file gave %v", err)
	}
	backup := open(t, copyOf(path), Options{})
	stats, err := backup.Stats(context.Background(), feedback.Window{})
	must(t, err)
	if stats.Liked != 1 {
		t.Errorf("the copy has %d likes, want 1", stats.Liked)
	}
}

// While a disk is full for a short time, no buffered record is lost, and no verdict is
// confirmed that was not written.
func TestWritesThatFailForAWhile(t *testing.T) {
	ctx := context.Background()
	full := make(chan bool, 1)
	full <- true
	opt := Options{write: func(db *bbolt.DB, f func(*bbolt.Tx) error) error {
		isFull := <-full
		full <- isFull
		return db.Update(func(tx *bbolt.Tx) error {
			if err := f(tx); err != nil || !isFull {
				return err
			}
			return &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}
		})
	}}
	s := open(t, filepath.Join(t.TempDir(), FileName), opt)
	for i := range 2 * maxBuffered {
		must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("r", i), User: "U", Outcome: "none", Question: "zebra"}))
	}
	err := s.Verdict(ctx, feedback.Verdict{Reply: "r1", User: "U", Entry: "cto.coding", Helpful: true})
	if !errors.Is(err, feedback.ErrFull) || !strings.Contains(hint.Of(err), "free some space") {
		t.Fatalf("a verdict on a full disk gave %v", err)
	}
	must(t, s.UpdateThread(ctx, "T", func(t *feedback.Thread) { t.Entry = "cto.coding" }))
	must(t, s.UpdateThread(ctx, "T", func(t *feedback.Thread) { t.Roles = append(t.Roles, "cto") }))
	if th, err := s.Thread(ctx, "T"); err != nil || th.Entry != "cto.coding" || len(th.Roles) != 1 {
		t.Errorf("a thread on a full disk is %+v, %v", th, err)
	}
	<-full
	full <- false
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r2", User: "U", Entry: "cto.coding", Helpful: true}))
	stats, err := s.Stats(ctx, feedback.Window{})
	must(t, err)
	kept := len(questions(t, s))
	if stats.Liked != 1 || stats.Asked != 2*maxBuffered || kept > maxBuffered || kept < maxBuffered*8/10 {
		t.Errorf("liked %d, asked %d, kept %d; want the confirmed one, all counts, and about %d records", stats.Liked, stats.Asked, kept, maxBuffered)
	}
}

// Whatever bytes a file has, Open returns a store or an error, and never changes a file
// that it refuses.
func TestBrokenFilesAreRefusedAndLeftAlone(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	good := filepath.Join(dir, "good.db")
	s := open(t, good, Options{})
	for i := range 200 {
		must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("r", i), User: "U1", Outcome: "none", Question: fmt.Sprint("zebra ", i)}))
		must(t, s.UpdateThread(ctx, fmt.Sprint("T", i), func(t *feedback.Thread) { t.Entry = "cto.coding" }))
	}
	must(t, s.flush())
	used := int64(0) // bbolt makes a file larger than its content: cutting that off breaks nothing
	must(t, s.view(func(tx *bbolt.Tx) error { used = tx.Size(); return nil }))
	must(t, s.Close())
	bytesOf, err := os.ReadFile(good)
	must(t, err)
	bytesOf = bytesOf[:used]

	files := map[string][]byte{
		"empty": {}, "text": []byte("this is not a store\n"), "zeros": make([]byte, 64<<10), "noise": make([]byte, 64<<10),
		"head": append(make([]byte, 8192), bytesOf[8192:]...),
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range files["noise"] {
		files["noise"][i] = byte(rng.Uint32())
	}
	for i := 1; i < 12; i++ {
		files[fmt.Sprint("cut to ", i, " of 16")] = bytesOf[:len(bytesOf)*i/16]
	}
	for name, data := range files {
		path := filepath.Join(dir, name)
		must(t, os.WriteFile(path, data, 0o600))
		_, err := Open(path, Options{})
		after, _ := os.ReadFile(path)
		if !errors.Is(err, feedback.ErrDamaged) || !strings.Contains(err.Error(), path) || !strings.Contains(hint.Of(err), "restore") {
			t.Errorf("%s: %v; want a damaged file, its name and what to do", name, err)
		}
		if !bytes.Equal(after, data) {
			t.Errorf("%s: the refused file was changed", name)
		}
	}
	refused := 0
	for i := range 200 {
		data := bytes.Clone(bytesOf)
		at := 8192 + rng.IntN(len(data)-8192-64)
		for j := range 64 {
			data[at+j] = byte(rng.Uint32())
		}
		path := filepath.Join(dir, "flipped")
		must(t, os.WriteFile(path, data, 0o600))
		s, err := Open(path, Options{})
		if err != nil {
			if refused++; !errors.Is(err, feedback.ErrDamaged) {
				t.Fatalf("flip %d: %v, want a damaged file", i, err)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(after, data) {
				t.Errorf("flip %d: the refused file was changed", i)
			}
			continue
		}
		_ = s.Questions(ctx, feedback.Window{}, func(feedback.Question) error { return nil }) // must not panic
		_ = s.Close()
	}
	if refused == 0 {
		t.Error("no file with broken pages was refused")
	}
	if _, err := Open(good, Options{}); err != nil {
		t.Errorf("the good file: %v", err)
	}
}
