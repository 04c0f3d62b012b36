//go:build unix

package pgtest

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Hang stops the server in its tracks: it takes connections, and answers nothing until
// Continue.
func (s *Server) Hang(t testing.TB) {
	t.Helper()
	s.signal(t, syscall.SIGSTOP)
	t.Cleanup(func() { s.Continue(t) })
}

// Continue ends Hang.
func (s *Server) Continue(t testing.TB) { t.Helper(); s.signal(t, syscall.SIGCONT) }

// signal sends a signal to the server and its processes: the server first, so that it
// starts no others.
func (s *Server) signal(t testing.TB, sig syscall.Signal) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(data), "\n")
	server, err := strconv.Atoi(first)
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		if err != nil && !errors.Is(err, syscall.ESRCH) {
			t.Fatal(err)
		}
	}
	must(syscall.Kill(server, sig))
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	must(err)
	for _, name := range stats {
		data, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		_, rest, _ := strings.Cut(string(data), ") ")
		if f := strings.Fields(rest); len(f) > 1 && f[1] == first {
			pid, err := strconv.Atoi(filepath.Base(filepath.Dir(name)))
			must(err)
			must(syscall.Kill(pid, sig))
		}
	}
}
