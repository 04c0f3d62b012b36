package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"rolecall/internal/admin"
	"rolecall/internal/advisor"
	"rolecall/internal/bot"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/cli/service"
	"rolecall/internal/config"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/metrics"
	"rolecall/internal/process"
	"rolecall/internal/stores"
)

func serveCmd(env Env) *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "connect to Slack over Socket Mode and answer",
		Long: `Connects to Slack and answers until it receives SIGTERM or Ctrl-C. Then it
finishes the running requests and exits with status 0.

Settings are environment variables: SLACK_BOT_TOKEN and SLACK_APP_TOKEN are
required, the others have defaults. All mistakes are reported at once.
.github/docs/settings.md says more about each setting.

` + settings(),
		Example: `  SLACK_BOT_TOKEN=xoxb-... SLACK_APP_TOKEN=xapp-... rolecall serve`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := config.Load()
			log := newLogger(env.Stderr, cfg)
			adoptStandardLog(log)
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

// settings lists all settings with their defaults, one per line.
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

// gcPercent makes the garbage collector run four times as often as Go's default of 100.
// The bot is idle most of the time, and memory is its main cost: at 80 slash commands a
// second, of twenty texts, 25 took 27 MB of heap, stacks and the like and 3.7 ms of CPU
// a command, 50 took 33 MB and 3.5 ms (VmHWM and CPU time, 2026-11-26).
const gcPercent = 25

// startingGC is the same until the corpus is in service: nearly all that is loaded is kept,
// so that collecting it often finds little. From start to connected took 163 ms with 25, 139
// with 50 and 133 with 100, and at most 41, 42 and 46 MB were resident (medians and maxima of
// nine starts at real-time priority on two cores, 2026-11-27).
const startingGC = 50

// adminGrace is how long running admin requests may take after the bot has ended.
// A choice: longer than any report takes, while a slow download of a backup does
// not delay the end. With the bot's own grace period it stays below the 30 seconds
// after which Kubernetes kills a container.
const adminGrace = 3 * time.Second

func serve(ctx context.Context, env Env, cfg config.Config, log *slog.Logger) (err error) {
	debug.SetGCPercent(startingGC)
	if !cfg.Profiles {
		runtime.MemProfileRate = 0 // the samples of a profile that nobody can ask for take a megabyte
	}
	started := env.Now()
	hup := make(chan os.Signal, 1) // registered first: without it SIGHUP ends the program
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	if err := os.MkdirAll(cfg.DataDir, 0o700); err != nil {
		return hint.With(fmt.Errorf("cannot create the data folder: %w", err), "set ROLECALL_DATA_DIR to a folder this user may write")
	}
	// The socket is opened before the store, so that another serve on the same
	// folder is reported as that and not as a store in use.
	listeners, err := listen(ctx, cfg)
	if err != nil {
		return err
	}
	for _, ln := range listeners {
		defer ln.Close()
	}
	var store feedback.Store // scrubs with the names of roles, which live has; live reads its edits
	curators := &service.Curators{Channel: cfg.CuratorsChannel, Store: &store, Logger: log}
	live := service.New(cfg.KnowledgeDir, &store, log, servedIndex(log, cfg.DataDir), curators.PostRefused)
	store, err = stores.Await(ctx, log, func(ctx context.Context) (feedback.Store, error) {
		return stores.Open(ctx, cfg, stores.Options{Keep: cfg.Keep, Retention: feedback.Retention{Questions: cfg.Retention}, Now: env.Now, Logger: log, RoleNames: live.RoleNames})
	})
	if ctx.Err() != nil {
		log.Info("stopped")
		if store != nil {
			return store.Close()
		}
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	meter := metrics.New(env.Version, metrics.Calls{Methods: outbox.Methods(), Results: outbox.Results(), Words: outbox.Words()})
	meter.WatchStore(store)
	store = meter.Store(store)
	opt := botOptions(env, cfg, log, store, meter, live.Advisor)
	opt.Stats, opt.Curate = store.Stats, live.Desk(store, env.Now)
	b, err := bot.New(opt)
	if err != nil {
		return err
	}
	curators.Bot = b
	ready := live.Readiness(b.Ready)
	meter.Watch(ready, func() metrics.Load { return metrics.Load(b.Load()) }, live.Knowledge)
	for _, ln := range listeners {
		server := admin.Serve(ln, admin.Options{Source: store, Documents: store, Metrics: meter.Handler(log), Logger: log, Now: env.Now,
			Ready: ready, Status: live.Status(b, env.Version, started), Reload: live.Reload, Profiles: cfg.Profiles})
		defer func() {
			closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), adminGrace)
			defer cancel()
			if err := server.Close(closing); err != nil {
				log.Warn("a running admin request was cut off", "error", err)
			}
		}()
	}
	// The bot connects only once the company's own folder and the edits are in service, so
	// that the first answer already uses them.
	if err := live.Start(ctx, hup); err != nil && ctx.Err() == nil {
		return err
	}
	debug.SetGCPercent(gcPercent)
	debug.FreeOSMemory() // returns the memory that was needed to load the corpus
	process.LeavePages()
	if ctx.Err() == nil {
		if cfg.Digest {
			defer curators.StartDigests(ctx, cfg.DigestDay, env.Now, store, live)()
		}
		log.Info("starting", "version", env.Version, "corpus", live.Corpus().Version, "entries", len(live.Corpus().Entries), "edits", live.Edits(), "settings", cfg)
		if err := b.Run(ctx); err != nil {
			return err
		}
	}
	log.Info("stopped")
	return nil
}

// listen opens the admin socket, and the TCP address for health and metrics if one
// is set.
func listen(ctx context.Context, cfg config.Config) ([]net.Listener, error) {
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

// botOptions returns the bot's options from the settings and its dependencies.
func botOptions(env Env, cfg config.Config, log *slog.Logger, store feedback.Recorder, meter bot.Meter, adv func() *advisor.Advisor) bot.Options {
	return bot.Options{
		BotToken: cfg.BotToken.Reveal(), AppToken: cfg.AppToken.Reveal(), APIURL: cfg.APIURL,
		Advisor: adv, Store: store, Logger: log, Now: env.Now, Meter: meter, Command: cfg.Command, Workers: cfg.Workers,
		Curators: cfg.Curators, CuratorsChannel: cfg.CuratorsChannel, WatchChannels: cfg.WatchChannels, ThreadHistory: cfg.ThreadHistory,
		AgentView: cfg.AgentView, Keeps: cfg.Keep, Retention: cfg.Retention,
	}
}
