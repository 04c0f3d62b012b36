package cli_test

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"rolecall/internal/cli"
	"rolecall/internal/feedback/postgres/pgtest"
)

// The scripts in testdata/script specify the command line: what is typed, what is
// printed, which exit status. `rolecall` in them runs this test binary.
func TestMain(m *testing.M) {
	testscript.Main(ownCache{m}, map[string]func(){"rolecall": func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		os.Exit(cli.Run(ctx, os.Args[1:], cli.OS()))
	}})
}

// ownCache runs the tests with a cache of their own that all scripts share, so that
// a corpus is learned once, and not in the cache of whoever runs them.
type ownCache struct{ m *testing.M }

func (o ownCache) Run() int {
	dir, err := os.MkdirTemp("", "rolecall-cli-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	os.Setenv("XDG_CACHE_HOME", dir)
	os.Setenv("HOME", dir) // where other systems than Linux keep a cache
	return database.Run(o.m)
}

// database is the server of the scripts that need one.
var database pgtest.Server

func TestScripts(t *testing.T) { runScripts(t, "testdata/script", "") }

// TestScriptsOnPostgres: with ROLECALL_STORE every command uses the database.
func TestScriptsOnPostgres(t *testing.T) { runScripts(t, "testdata/postgres", database.Database(t)) }

func runScripts(t *testing.T, dir, store string) {
	testscript.Run(t, testscript.Params{Dir: dir, RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Values[slackKey{}] = &slackState{}
			e.Setenv("XDG_CACHE_HOME", os.Getenv("XDG_CACHE_HOME"))
			e.Setenv("HOME", e.WorkDir) // a store of another script is not read
			e.Setenv("ROLECALL_STORE", store)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"slack": slackCmd, "get": getCmd, "jsonlog": jsonLogCmd}})
}
