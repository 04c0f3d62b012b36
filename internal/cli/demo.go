package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"rolecall/internal/bot"
	"rolecall/internal/config"
	"rolecall/internal/demo"
	"rolecall/internal/demo/page"
	"rolecall/internal/demo/terminal"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/hint"
	"rolecall/internal/slacktest"
)

// portTries is how many ports from the asked one on are tried.
const portTries = 10

func demoCmd(env Env) *cobra.Command {
	var inTerminal, remote, agent bool
	var addr, data string
	cmd := &cobra.Command{
		Use:   "demo [--terminal] [--addr HOST:PORT]",
		Short: "the same bot in a built-in workspace; needs no token",
		Long: `Starts a small stand-in for Slack on this machine and the real bot on the other
side of a real websocket, and serves a page to talk to it in a browser. Nothing
leaves the machine.

With --terminal the conversation is held here: type a question; a number
presses a button; "@rolecall ..." asks in #hiring; "/rolecall ..." and
"/compare-roles ..." are the slash commands; /home opens the Home tab; /quit
ends.`,
		Example: `  rolecall demo
  rolecall demo --terminal
  ROLECALL_KNOWLEDGE_DIR=./mine rolecall demo`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := demoRun{env: env, data: data, agent: agent}
			if inTerminal {
				return d.run(cmd.Context(), d.converse)
			}
			return d.run(cmd.Context(), func(ctx context.Context, ws *slacktest.Workspace) error { return d.page(ctx, ws, addr, remote) })
		},
	}
	cmd.Flags().BoolVar(&inTerminal, "terminal", false, "hold the conversation in this terminal")
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8765", "`host:port` of the page; a port in use is skipped")
	cmd.Flags().BoolVar(&remote, "remote", false, "let --addr be reachable from other machines (the page asks for no password)")
	cmd.Flags().BoolVar(&agent, "agent", false, "show the agent view, as with manifest.agent.yaml")
	cmd.Flags().StringVar(&data, "data", "", "keep ratings in this `folder`; by default they are gone at the end")
	return cmd
}

// demoRun is a workspace with the bot in it.
type demoRun struct {
	env   Env
	data  string
	agent bool
	live  *live
	store feedback.Store

	overlay string // the folder of the curator's own files
}

// run starts workspace and bot, shows them with show, and stops both.
func (d *demoRun) run(ctx context.Context, show func(context.Context, *slacktest.Workspace) error) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if d.data == "" {
		if d.data, err = os.MkdirTemp("", "rolecall-demo-"); err != nil {
			return hint.With(fmt.Errorf("cannot make a temporary folder: %w", err), "set TMPDIR to a folder this user may write, or name one with --data")
		}
		defer os.RemoveAll(d.data)
	}
	settings, _ := config.LoadLocal() // of which only the form of the log counts here
	settings.LogLevel = slog.LevelWarn
	log := newLogger(d.env.Stderr, settings)
	if d.overlay = config.KnowledgeDir(); d.overlay == "" {
		d.overlay = filepath.Join(d.data, "knowledge") // edits of the curator's panel
		if err := os.MkdirAll(d.overlay, 0o755); err != nil {
			return hint.With(fmt.Errorf("cannot make a folder for edits: %w", err), "name a folder this user may write with --data")
		}
	}
	d.live = newLive(d.overlay, log, d.env.index, nil)
	if err := d.live.begin(ctx, nil); err != nil { // a terminal that is closed sends SIGHUP: it ends the demo
		if ctx.Err() != nil {
			return nil // Ctrl-C while the folder was read
		}
		return err
	}
	d.store, err = bolt.Open(filepath.Join(d.data, bolt.FileName), bolt.Options{Keep: feedback.KeepAll, Now: d.env.Now, Logger: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	opt := demo.Workspace()
	opt.App.Agent = d.agent
	// The workspace outlives the bot, which finishes what is under way.
	ws, err := slacktest.Start(context.WithoutCancel(ctx), opt)
	if err != nil {
		return err
	}
	defer ws.Close()
	if err := demo.Seed(ctx, ws); err != nil {
		return err
	}
	b, err := bot.New(bot.Options{BotToken: ws.BotToken(), AppToken: ws.AppToken(), APIURL: ws.APIURL(), Advisor: d.live.advisor,
		Store: d.store, Logger: log, Now: d.env.Now, AgentView: d.agent, Keeps: feedback.KeepAll})
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	defer func() { // before the workspace and the store close
		cancel()
		err = errors.Join(err, <-ended)
	}()
	ready, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	if err := ws.WaitConnected(ready, 1); err != nil {
		return hint.With(fmt.Errorf("the bot did not connect to the built-in workspace: %w", err), "the machine may be very busy: try again")
	}
	return show(ctx, ws)
}

// converse talks in the terminal.
func (d *demoRun) converse(ctx context.Context, ws *slacktest.Workspace) error {
	err := terminal.Run(ctx, ws, d.env.Stdin, d.env.Stdout, terminal.Options{Bold: isTerminal(d.env.Stdout)})
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// isTerminal reports whether w is a terminal, where bold can be shown.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// page serves the workspace to a browser until ctx ends.
func (d *demoRun) page(ctx context.Context, ws *slacktest.Workspace, addr string, remote bool) error {
	l, err := page.Listen(ctx, addr, remote, portTries)
	if err != nil {
		return hint.With(err, "try --addr 127.0.0.1:0 for any free port, or --terminal")
	}
	p, err := page.New(ws, page.Options{Remote: remote, Try: demo.Try(),
		Curator: &demo.Panel{Live: d.live.Live, Store: d.store, Base: base()[0], Dir: d.overlay, Now: d.env.Now}})
	if err != nil {
		return err
	}
	fmt.Fprintf(d.env.Stdout, "Rolecall is in a workspace of its own at http://%s\nOpen that page in a browser. Ctrl-C ends.\n", l.Addr())
	if remote {
		warn(d.env, hint.New("anyone who can reach this address can use the page: it asks for no password", "leave --remote out to keep it to this machine"))
	}
	return page.Serve(ctx, l, p)
}
