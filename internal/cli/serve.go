package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"rolecall/internal/advisor"
	"rolecall/internal/bot"
	"rolecall/internal/config"
	"rolecall/internal/feedback"
)

// storeName is the file of the store in the data folder.
const storeName = "rolecall.db"

func serveCmd(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "connect to Slack over Socket Mode and answer",
		Long: `Connects to Slack and answers until it is told to stop (SIGTERM or Ctrl-C), when
it finishes what is under way and ends with status 0.

Settings come from the environment: SLACK_BOT_TOKEN and SLACK_APP_TOKEN are
needed, everything else has a default. Every mistake is named at once. The
README lists them all.`,
		Example: `  SLACK_BOT_TOKEN=xoxb-... SLACK_APP_TOKEN=xapp-... rolecall serve`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := config.Load()
			log := newLogger(env.Stderr, cfg)
			for _, w := range cfg.Warnings {
				log.Warn(w)
			}
			if err != nil {
				return err
			}
			return serve(cmd.Context(), env, cfg, log)
		},
	}
}

// newLogger writes to w as the settings say.
func newLogger(w io.Writer, cfg config.Config) *slog.Logger {
	opts := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, opts))
	}
	return slog.New(slog.NewTextHandler(w, opts))
}

func serve(ctx context.Context, env Env, cfg config.Config, log *slog.Logger) (err error) {
	adv, _, err := newAdvisor(env)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return hinted{fmt.Errorf("cannot make the data folder: %w", err), "Set ROLECALL_DATA_DIR to a folder this user may write."}
	}
	store, err := feedback.Open(filepath.Join(cfg.DataDir, storeName), feedback.Options{
		Keep: feedback.Keep(cfg.Keep), Retention: feedback.Retention{Questions: cfg.Retention}, Now: env.Now, Logger: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	b, err := bot.New(botOptions(env, cfg, log, store, func() *advisor.Advisor { return adv }))
	if err != nil {
		return err
	}
	log.Info("starting", "corpus", adv.Corpus().Version, "entries", len(adv.Corpus().Entries), "settings", cfg)
	if err := b.Run(ctx); err != nil {
		return err
	}
	log.Info("stopped")
	return nil
}

// botOptions joins the settings and what the bot works with.
func botOptions(env Env, cfg config.Config, log *slog.Logger, store feedback.Recorder, adv func() *advisor.Advisor) bot.Options {
	return bot.Options{
		BotToken: cfg.BotToken.Reveal(), AppToken: cfg.AppToken.Reveal(), APIURL: cfg.APIURL,
		Advisor: adv, Store: store, Logger: log, Now: env.Now, Command: cfg.Command, Workers: cfg.Workers,
		Curators: cfg.Curators, WatchChannels: cfg.WatchChannels, ThreadHistory: cfg.ThreadHistory,
		AgentView: cfg.AgentView, Keeps: feedback.Keep(cfg.Keep),
	}
}
