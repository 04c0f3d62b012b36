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

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], cli.OS())
	stop()
	os.Exit(code)
}
