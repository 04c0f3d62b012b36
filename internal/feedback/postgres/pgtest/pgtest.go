// Package pgtest starts a PostgreSQL server for the tests of one package, in a temporary
// folder and on a free port, and gives each test a database of its own. It can also hang
// the server, stop it and start it again.
//
//	var server pgtest.Server
//
//	func TestMain(m *testing.M) { os.Exit(server.Run(m)) }
//
//	func TestX(t *testing.T) { url := server.Database(t) … }
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Password is that of the user "guarded", the only one who needs a password.
const Password = "Zebrafink+7%"

// patience bounds whatever is waited for. A choice: far longer than any of it takes, on a
// machine that is busy.
const patience = time.Minute

// Server is a PostgreSQL server, which starts when a database is first asked for. Tests
// that stop it must not run at the same time as others.
type Server struct {
	mu        sync.Mutex
	bin, dir  string
	port      int
	wrong     error // why there is no server
	started   bool
	process   *exec.Cmd
	lifeline  io.Closer // the server stops when this is closed, so that it does not outlive the tests
	databases int
}

// Run runs the tests of a package and stops the server.
func (s *Server) Run(m *testing.M) int {
	code := m.Run()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		s.lifeline.Close()
		_ = s.process.Wait()
	}
	if s.dir != "" {
		os.RemoveAll(s.dir)
	}
	return code
}

// Database returns the address of a new, empty database, which is removed after the test.
// Where PostgreSQL is not installed it skips the test; in CI (CI=true) that is a failure.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.started {
		s.started = true
		if s.wrong = s.find(); s.wrong == nil {
			s.wrong = errors.Join(s.init(), s.start())
		}
	}
	switch {
	case errors.Is(s.wrong, errMissing) && os.Getenv("CI") != "true":
		t.Skip(s.wrong)
	case s.wrong != nil:
		t.Fatal(s.wrong)
	}
	s.databases++
	name := fmt.Sprintf("test%d", s.databases)
	s.SQL(t, s.url("postgres"), "CREATE DATABASE "+name+" STRATEGY file_copy")
	t.Cleanup(func() { s.SQL(t, s.url("postgres"), "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	return s.url(name)
}

func (s *Server) url(database string) string {
	return fmt.Sprintf("postgres://rolecall@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

// SQL runs a statement.
func (s *Server) SQL(t testing.TB, url, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err == nil {
		defer conn.Close(ctx)
		_, err = conn.Exec(ctx, statement)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Tool runs a program that comes with PostgreSQL.
func (s *Server) Tool(t testing.TB, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(filepath.Join(s.bin, name), args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, out)
	}
}

var errMissing = errors.New("no PostgreSQL: install the package postgresql")

// find finds the programs of PostgreSQL, the newest version of those that Debian keeps.
func (s *Server) find() error {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(found) == 0 {
		return errMissing
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	s.bin = filepath.Dir(slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) }))
	return nil
}

// init makes the folder of the server.
func (s *Server) init() error {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.port = free.Addr().(*net.TCPAddr).Port
	if err := free.Close(); err != nil {
		return err
	}
	if s.dir, err = os.MkdirTemp("", "pgtest-"); err != nil {
		return err
	}
	password := filepath.Join(s.dir, "password")
	if err := os.WriteFile(password, []byte(Password), 0o644); err != nil {
		return err
	}
	if os.Getuid() == 0 {
		as, err := user.Lookup("postgres")
		if err != nil {
			return err
		}
		uid, _ := strconv.Atoi(as.Uid)
		gid, _ := strconv.Atoi(as.Gid)
		if err := os.Chown(s.dir, uid, gid); err != nil {
			return err
		}
	}
	if out, err := s.command("initdb", "--pgdata="+s.data(), "--username=rolecall", "--auth=trust", "--pwfile="+password,
		"--encoding=UTF8", "--locale=C.UTF-8", "--no-sync").CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	const rules = "host all guarded all scram-sha-256\nhost all all all trust\n"
	return os.WriteFile(filepath.Join(s.data(), "pg_hba.conf"), []byte(rules), 0o644)
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// command returns a program of PostgreSQL, which refuses to run as root.
func (s *Server) command(name string, args ...string) *exec.Cmd {
	args = append([]string{filepath.Join(s.bin, name)}, args...)
	if os.Getuid() == 0 {
		args = append([]string{"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"}, args...)
	}
	c := exec.Command(args[0], args[1:]...)
	c.Dir = s.dir
	return c
}

// start starts the server and waits until it takes connections.
func (s *Server) start() error {
	if s.dir == "" {
		return errors.New("no folder for the server")
	}
	c := s.command("postgres", "-D", s.data(), "-p", strconv.Itoa(s.port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=64MB", "-c", "logging_collector=off")
	// The shell stops the server when the tests have ended, however they ended.
	c.Args = append([]string{"sh", "-c", `"$@" </dev/null & trap '' INT TERM; cat; kill -QUIT $!; wait $!`, "sh"}, c.Args...)
	sh, err := exec.LookPath("sh")
	if err != nil {
		return err
	}
	c.Path = sh
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer log.Close()
	c.Stdout, c.Stderr = log, log
	if s.lifeline, err = c.StdinPipe(); err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	s.process = c
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.url("postgres"))
		if err == nil {
			return errors.Join(s.guarded(ctx, conn), conn.Close(ctx))
		}
		select {
		case <-ctx.Done():
			text, _ := os.ReadFile(log.Name())
			return fmt.Errorf("PostgreSQL does not start: %w: %s", err, text)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// guarded makes the user who needs a password.
func (s *Server) guarded(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, fmt.Sprintf(`DO $$ BEGIN CREATE USER guarded PASSWORD '%s' SUPERUSER; EXCEPTION WHEN duplicate_object THEN NULL; END $$`, Password))
	return err
}

// Stop stops the server at once, as a crash does: connections are refused until Start.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lifeline.Close()
	_ = s.process.Wait() // it was stopped: its code says so
	s.process = nil
	t.Cleanup(func() { s.Start(t) })
}

// Start starts the server again; it does nothing while it runs.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process != nil {
		return
	}
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
}
