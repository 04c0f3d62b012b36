// Command rolecall answers questions about technology-leadership roles in
// Slack. See `rolecall --help`.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"rolecall/internal/cli"
)

// These are set at release: go build -ldflags "-X main.version=1.2.3 -X main.commit=…".
var version, commit = "devel", ""

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	env := cli.OS()
	env.Version, env.Commit = version, commit
	code := cli.Run(ctx, os.Args[1:], env)
	stop()
	os.Exit(code)
}
