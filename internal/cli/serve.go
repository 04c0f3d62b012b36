package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"rolecall/internal/admin"
	"rolecall/internal/advisor"
	"rolecall/internal/bot"
	"rolecall/internal/config"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/hint"
)

func serveCmd(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "connect to Slack over Socket Mode and answer",
		Long: `Connects to Slack and answers until it is told to stop (SIGTERM or Ctrl-C), when
it finishes what is under way and ends with status 0.

Settings come from the environment: SLACK_BOT_TOKEN and SLACK_APP_TOKEN are
needed, everything else has a default. Every mistake is named at once. The
README says more about each.

` + settings(),
		Example: `  SLACK_BOT_TOKEN=xoxb-... SLACK_APP_TOKEN=xapp-... rolecall serve`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := config.Load()
			log := newLogger(env.Stderr, cfg)
			for _, w := range cfg.Warnings {
				hint.Log(log, slog.LevelWarn, w)
			}
			if err != nil {
				return err
			}
			return serve(cmd.Context(), env, cfg, log)
		},
	}
}

// settings are all settings, a line each, with their defaults.
func settings() string {
	var b strings.Builder
	for _, v := range config.Variables() {
		fmt.Fprintf(&b, "%-28s %s", v.Name, v.Description)
		if v.Default != "" {
			fmt.Fprintf(&b, " (%s)", v.Default)
		}
		b.WriteByte('\n')
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// gcPercent makes the collector run twice as often as Go's default. The bot is
// idle nearly always, and its memory is what an operator pays for: under load
// (300 slash commands a second) this takes some 5 MB off the peak.
const gcPercent = 50

// sideGrace is how long reports under way may take once the bot has ended: long
// enough for every report, and nobody who reads a backup slowly holds up the end.
const sideGrace = 3 * time.Second

func serve(ctx context.Context, env Env, cfg config.Config, log *slog.Logger) (err error) {
	debug.SetGCPercent(gcPercent)
	started := env.Now()
	hup := make(chan os.Signal, 1) // from the start: SIGHUP would end the program
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return hint.With(fmt.Errorf("cannot make the data folder: %w", err), "set ROLECALL_DATA_DIR to a folder this user may write")
	}
	// The socket comes first: it tells another serve on the same folder from a
	// store that is damaged.
	doors, err := listen(ctx, cfg)
	if err != nil {
		return err
	}
	for _, ln := range doors {
		defer ln.Close()
	}
	store, err := bolt.Open(filepath.Join(cfg.DataDir, bolt.FileName), bolt.Options{
		Keep: cfg.Keep, Retention: feedback.Retention{Questions: cfg.Retention}, Now: env.Now, Logger: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	meter := &admin.Metrics{}
	people := &curators{channel: cfg.CuratorsChannel, log: log}
	live := newLive(cfg.KnowledgeDir, log, servedIndex(log, cfg.DataDir), people.refused)
	live.measure(meter)
	b, err := bot.New(botOptions(env, cfg, log, admin.Counted(store, meter), meter, live.advisor))
	if err != nil {
		return err
	}
	people.bot = b
	reload := live.reload
	if cfg.KnowledgeDir == "" {
		reload = nil // there is nothing to reload, which is said
	}
	for _, ln := range doors {
		side := admin.Serve(ln, admin.Options{Source: store, Metrics: meter, Logger: log, Now: env.Now,
			Ready: live.readiness(b.Ready), Status: live.status(b, env.Version, started), Reload: reload, Profiles: cfg.Profiles})
		defer func() {
			closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), sideGrace)
			defer cancel()
			if err := side.Close(closing); err != nil {
				log.Warn("a report under way was cut off", "error", err)
			}
		}()
	}
	// The first answer comes from the company's own corpus: nothing is received
	// before that is in service.
	if err := live.begin(ctx, hup); err != nil && ctx.Err() == nil {
		return err
	}
	debug.FreeOSMemory() // what reading the corpus left behind, before the first question
	if ctx.Err() == nil {
		if cfg.Digest {
			go people.digests(ctx, cfg.DigestDay, env.Now, store, live)
		}
		log.Info("starting", "version", env.Version, "corpus", live.corpus().Version, "entries", len(live.corpus().Entries), "settings", cfg)
		if err := b.Run(ctx); err != nil {
			return err
		}
	}
	log.Info("stopped")
	return nil
}

// listen opens the admin socket, and the address for health and metrics where
// one is set.
func listen(ctx context.Context, cfg config.Config) (doors []net.Listener, err error) {
	socket, err := admin.Listen(ctx, "unix", cfg.Socket())
	if err != nil || cfg.AdminAddr == "" {
		return []net.Listener{socket}, err
	}
	tcp, err := admin.Listen(ctx, "tcp", cfg.AdminAddr)
	if err != nil {
		return nil, errors.Join(err, socket.Close())
	}
	return []net.Listener{socket, tcp}, nil
}

// botOptions joins the settings and what the bot works with.
func botOptions(env Env, cfg config.Config, log *slog.Logger, store feedback.Recorder, meter bot.Meter, adv func() *advisor.Advisor) bot.Options {
	return bot.Options{
		BotToken: cfg.BotToken.Reveal(), AppToken: cfg.AppToken.Reveal(), APIURL: cfg.APIURL,
		Advisor: adv, Store: store, Logger: log, Now: env.Now, Meter: meter, Command: cfg.Command, Workers: cfg.Workers,
		Curators: cfg.Curators, WatchChannels: cfg.WatchChannels, ThreadHistory: cfg.ThreadHistory,
		AgentView: cfg.AgentView, Keeps: cfg.Keep, Retention: cfg.Retention,
	}
}
