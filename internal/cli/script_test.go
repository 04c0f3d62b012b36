package cli_test

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"rolecall/internal/cli"
)

// The scripts under testdata are the specification of the command line: what
// is typed, what is printed, which status. `rolecall` in them is this program.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rolecall": func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		os.Exit(cli.Run(ctx, os.Args[1:], cli.OS()))
	}})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error { e.Values[slackKey{}] = &slackState{}; return nil },
		Cmds:  map[string]func(*testscript.TestScript, bool, []string){"slack": slackCmd, "get": getCmd}})
}
