package cli

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"rolecall/internal/cli/service"
	"rolecall/internal/config"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/mcp"
	"rolecall/internal/process"
)

func mcpCmd(env Env) *cobra.Command {
	var noEdits bool
	cmd := &cobra.Command{
		Use:   "mcp [--no-edits]",
		Short: "the answers as tools for an assistant",
		Long: `Speaks the Model Context Protocol on standard input and output, so that an
assistant can ask and cite the same answers as people in Slack. A client of the
protocol starts this command; by hand there is little to see.

The tools are ask, compare, kit and search; the resources rolecall://entry/ID and
rolecall://role/ID. All only read. Nothing of what is asked is kept or logged; the
assistant that asks sees question and answer.

Uses ROLECALL_KNOWLEDGE_DIR and the edits made in Slack, of the running bot or else
of its store, and notices later ones; --no-edits leaves them out. Logs go to
standard error. Ends when standard input does.`,
		Example: `  rolecall mcp
  rolecall mcp --no-edits`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			cfg, _ := config.LoadLocal() // the log's settings are there despite an error; without the others there are no edits
			log := newLogger(env.Stderr, cfg)
			f, err := follow(ctx, env, cfg, log, noEdits)
			if ctx.Err() != nil {
				return nil
			} else if err != nil {
				return err
			}
			return mcp.New(ctx, mcp.Options{Advisor: f.Advisor, Now: env.Now, Version: env.Version, Logger: log}).Serve(ctx, env.Stdin, env.Stdout)
		},
	}
	noEditsFlag(cmd, &noEdits)
	return cmd
}

// follow puts the knowledge into service for a process that runs for hours and is idle most
// of the time.
func follow(ctx context.Context, env Env, cfg config.Config, log *slog.Logger, noEdits bool) (*mcp.Follower, error) {
	debug.SetGCPercent(gcPercent)
	weights := ""
	if cfg.DataDir != "" {
		weights = filepath.Join(cfg.DataDir, weightsFolder)
	}
	from := ""
	read := func(ctx context.Context) ([]feedback.Document, error) {
		e, err := findEdits(ctx, env)
		from = e.from
		return e.docs, err
	}
	if noEdits {
		read = nil
	}
	f, err := mcp.Follow(ctx, curate.LiveOptions{Base: service.Base(), Dir: config.KnowledgeDir(), Logger: log, Index: env.indexWith(weights)}, read, env.Now)
	if err != nil {
		return nil, fmt.Errorf("read the knowledge: %w", err)
	}
	edits{from: from}.tell(env, f.Edits())
	debug.FreeOSMemory() // returns the memory that was needed to load the corpus
	process.LeavePages()
	return f, nil
}
