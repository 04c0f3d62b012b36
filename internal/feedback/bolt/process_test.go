//go:build unix

package bolt_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/hint"
)

// helperEnv names what this test binary does when it is started as a separate process,
// to be killed, limited and locked out.
const helperEnv = "ROLECALL_FEEDBACK_HELPER"

func TestMain(m *testing.M) {
	if what, path, ok := strings.Cut(os.Getenv(helperEnv), ":"); ok {
		if err := helper(what, path); err != nil {
			fmt.Println("error", err, hint.Of(err))
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func verdict(i int) feedback.Verdict {
	return feedback.Verdict{Reply: fmt.Sprint("r", i), User: fmt.Sprint("U", i%50), Entry: fmt.Sprint("entry.", i), Helpful: true, Surface: feedback.SurfaceDM}
}

func helper(what, path string) error {
	ctx := context.Background()
	if (what == "locked out" || what == "read") && os.Getuid() == 0 {
		if err := syscall.Setuid(65534); err != nil {
			return err
		}
	}
	s, err := bolt.Open(path, bolt.Options{ReadOnly: what == "read"})
	if err != nil {
		return err
	}
	switch what {
	case "read":
		stats, err := s.Stats(ctx, feedback.Window{})
		fmt.Println("liked", stats.Liked)
		return errors.Join(err, s.Close())
	case "hold":
		fmt.Println("open")
		_, err := io.ReadAll(os.Stdin)
		return errors.Join(err, s.Close())
	case "rate": // confirms each rating on standard output; many at once
		var out sync.Mutex
		var wg sync.WaitGroup
		for w := range 20 {
			wg.Go(func() {
				for i := w; i < 1000; i += 20 {
					_ = s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("r", i), User: "U", Outcome: "none", Question: "zebra"})
					if err := s.Verdict(ctx, verdict(i)); err == nil {
						out.Lock()
						fmt.Println("confirmed", i)
						out.Unlock()
					}
				}
			})
		}
		wg.Wait()
		fmt.Println("done")
		select {} // the test kills the process
	case "write":
		return write(ctx, s)
	case "starve": // no file may grow beyond a megabyte, then it may again
		signal.Ignore(syscall.SIGXFSZ)
		return starve(ctx, s, func(full bool) error {
			var l syscall.Rlimit
			if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &l); err != nil {
				return err
			}
			if l.Cur = l.Max; full {
				l.Cur = 1 << 20
			}
			return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &l)
		})
	case "fill": // the disk is small
		return starve(ctx, s, func(full bool) error {
			if full {
				return nil
			}
			return os.Remove(filepath.Join(filepath.Dir(path), "ballast"))
		})
	}
	return s.Close()
}

// starve records until the disk is full, prints that, and continues when there is
// space again. It prints each verdict that the store has confirmed.
func starve(ctx context.Context, s *bolt.Store, limit func(full bool) error) error {
	if err := limit(true); err != nil {
		return err
	}
	wide := strings.Repeat("x", 70)
	confirm := func(i int) error {
		v := verdict(i)
		v.Entry += wide
		err := s.Verdict(ctx, v)
		if err == nil {
			fmt.Println("confirmed", i)
		}
		return err
	}
	i := 0
	for ; i < 200_000; i += 100 {
		var wg sync.WaitGroup
		errs := make([]error, 100)
		for j := range errs {
			wg.Go(func() { errs[j] = confirm(i + j) })
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			if !errors.Is(err, feedback.ErrFull) {
				return fmt.Errorf("a full disk gave: %w", errs[0])
			}
			fmt.Println("full")
			break
		}
	}
	if _, err := s.Stats(ctx, feedback.Window{}); err != nil {
		return fmt.Errorf("reading on a full disk: %w", err)
	}
	if err := limit(false); err != nil {
		return err
	}
	if err := confirm(i + 100); err != nil {
		return fmt.Errorf("after space was made: %w", err)
	}
	return s.Close()
}

func start(t *testing.T, what, path string) (cmd *exec.Cmd, lines *bufio.Scanner, stdin io.WriteCloser) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperEnv+"="+what+":"+path)
	out, err := cmd.StdoutPipe()
	must(t, err)
	stdin, err = cmd.StdinPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	return cmd, bufio.NewScanner(out), stdin
}

// entries returns the entries of all verdicts in a store's file.
func entries(t *testing.T, path string) map[string]bool {
	t.Helper()
	s, err := bolt.Open(path, bolt.Options{})
	must(t, err)
	defer s.Close()
	var b bytes.Buffer
	must(t, s.Export(context.Background(), &b, feedback.JSONLines, feedback.Window{}))
	out := map[string]bool{}
	for dec := json.NewDecoder(&b); dec.More(); {
		var row struct{ Kind, Entry string }
		must(t, dec.Decode(&row))
		if row.Kind == "verdict" {
			out[strings.TrimRight(row.Entry, "x")] = true
		}
	}
	stats, err := s.Stats(context.Background(), feedback.Window{})
	must(t, err)
	if stats.Liked != len(out) {
		t.Errorf("stats count %d likes, the file holds %d verdicts", stats.Liked, len(out))
	}
	return out
}

func TestKill9LosesNoConfirmedRating(t *testing.T) {
	for _, after := range []int{1, 333, 777} {
		path := filepath.Join(t.TempDir(), bolt.FileName)
		cmd, lines, _ := start(t, "rate", path)
		var confirmed []string
		for lines.Scan() {
			if i, ok := strings.CutPrefix(lines.Text(), "confirmed "); ok {
				confirmed = append(confirmed, "entry."+i)
			}
			if len(confirmed) == after {
				must(t, cmd.Process.Signal(syscall.SIGKILL))
			} else if lines.Text() == "done" {
				t.Fatal("the ratings were over before the kill")
			}
		}
		if len(confirmed) < after {
			t.Fatalf("only %d ratings were confirmed", len(confirmed))
		}
		kept := entries(t, path)
		for _, e := range confirmed {
			if !kept[e] {
				t.Errorf("killed after %d: %s was confirmed and is lost", after, e)
			}
		}
	}
}

// full checks the output of starve against the file.
func full(t *testing.T, what, path string) {
	t.Helper()
	cmd, lines, _ := start(t, what, path)
	confirmed, sawFull := map[string]bool{}, false
	for lines.Scan() {
		if i, ok := strings.CutPrefix(lines.Text(), "confirmed "); ok {
			confirmed["entry."+i] = true
		} else if lines.Text() == "full" {
			sawFull = true
		} else {
			t.Error(lines.Text())
		}
	}
	if err := cmd.Wait(); err != nil || !sawFull {
		t.Fatalf("the process ended with %v; disk full seen: %v", err, sawFull)
	}
	kept := entries(t, path)
	for e := range confirmed {
		if !kept[e] {
			t.Errorf("%s was confirmed and is lost", e)
		}
	}
}

func TestAFileThatCannotGrow(t *testing.T) {
	full(t, "starve", filepath.Join(t.TempDir(), bolt.FileName))
}

// smallDisk is a folder on a disk of its own.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("a small disk cannot be mounted: %v %s", err, out)
		}
		t.Skipf("a small disk cannot be mounted here: %v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", dir).Run() })
	return dir
}

func TestADiskThatIsFull(t *testing.T) {
	dir := smallDisk(t, "1m")
	must(t, os.WriteFile(filepath.Join(dir, "ballast"), make([]byte, 500<<10), 0o600))
	full(t, "fill", filepath.Join(dir, bolt.FileName))
}

// TestForgottenOnAFullDisk: there is space to remove a person's records, but not to
// rewrite the file. The result says so, and the text is gone when there is space again.
func TestForgottenOnAFullDisk(t *testing.T) {
	ctx, dir := context.Background(), smallDisk(t, "8m")
	path := filepath.Join(dir, bolt.FileName)
	opt := bolt.Options{Keep: feedback.KeepAll}
	s, err := bolt.Open(path, opt)
	must(t, err)
	t.Cleanup(func() { s.Close() })
	for i := range 3000 {
		a := feedback.Asked{Reply: fmt.Sprint("r", i), User: "U2", Outcome: "none", Question: "zebra", Nearest: []feedback.Near{{Entry: strings.Repeat("x", 200)}}}
		if i < 20 {
			a.User, a.Question = "U1", canary
		}
		must(t, s.Asked(ctx, a))
	}
	_, err = s.Stats(ctx, feedback.Window{}) // writes the buffer
	must(t, err)
	ballast := filepath.Join(dir, "ballast")
	f, err := os.Create(ballast)
	must(t, err)
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	info, err := f.Stat()
	must(t, err)
	must(t, errors.Join(f.Truncate(info.Size()-600<<10), f.Close())) // room to delete, and for no second copy
	if got, err := s.Forget(ctx, "U1"); err != nil || got.Records != 20 || got.Erased {
		t.Fatalf("forget on a full disk gave %+v, %v", got, err)
	}
	if err := s.Backup(ctx, io.Discard); !errors.Is(err, feedback.ErrFull) {
		t.Errorf("a backup on a full disk gave %v", err)
	}
	must(t, s.Close())
	s, err = bolt.Open(path, opt)
	if err != nil {
		t.Fatalf("a store whose disk is full does not open: %v", err)
	}
	if got, err := s.Forget(ctx, "U1"); err != nil || got != (feedback.Forgotten{}) {
		t.Errorf("forget on a disk that is still full gave %+v, %v", got, err)
	}
	must(t, os.Remove(ballast))
	if got, err := s.Forget(ctx, "U1"); err != nil || got != (feedback.Forgotten{Erased: true}) {
		t.Errorf("forget with space again gave %+v, %v", got, err)
	}
	must(t, s.Close())
	data, err := os.ReadFile(path)
	must(t, err)
	if bytes.Contains(data, []byte(canary)) {
		t.Error("the file still holds the text")
	}
}

func TestAReadOnlyFolderIsAFault(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o555))
	for _, path := range []string{filepath.Join(dir, bolt.FileName), filepath.Join(dir, "deeper", bolt.FileName)} {
		_, lines, _ := start(t, "locked out", path)
		var said []string
		for lines.Scan() {
			said = append(said, lines.Text())
		}
		got := strings.Join(said, "\n")
		if !strings.HasPrefix(got, "error feedback store "+path) || !strings.Contains(got, "cannot be written") || !strings.Contains(got, "ROLECALL_DATA_DIR") {
			t.Errorf("a read-only folder gave %q", got)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestAReadOnlyStoreCanBeRead(t *testing.T) {
	dir := t.TempDir()
	must(t, os.Chmod(filepath.Dir(dir), 0o755)) // for the other user
	path := filepath.Join(dir, bolt.FileName)
	s, err := bolt.Open(path, bolt.Options{})
	must(t, err)
	must(t, s.Verdict(context.Background(), verdict(1)))
	must(t, s.Close())
	must(t, errors.Join(os.Chmod(path, 0o444), os.Chmod(dir, 0o555)))
	_, lines, _ := start(t, "read", path)
	var said []string
	for lines.Scan() {
		said = append(said, lines.Text())
	}
	if strings.Join(said, "\n") != "liked 1" {
		t.Errorf("a read-only store gave %q", said)
	}
	must(t, os.Chmod(dir, 0o755))
}

func TestASecondProcessIsToldWhoHasTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", bolt.FileName)
	_, lines, stdin := start(t, "hold", path)
	if !lines.Scan() || lines.Text() != "open" {
		t.Fatalf("the holder said %q", lines.Text())
	}
	_, err := bolt.Open(path, bolt.Options{Wait: 50 * time.Millisecond})
	if !errors.Is(err, feedback.ErrInUse) || !strings.Contains(err.Error(), "another rolecall serve is using it") {
		t.Fatalf("a second opening gave %v", err)
	}
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want mode %v", name, info.Mode(), err, want)
		}
	}
	stdin.Close()
	lines.Scan()
	s, err := bolt.Open(path, bolt.Options{Wait: 10 * time.Second})
	must(t, err)
	must(t, s.Close())
}
