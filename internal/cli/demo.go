package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"rolecall/internal/bot"
	"rolecall/internal/cli/service"
	"rolecall/internal/config"
	"rolecall/internal/curate"
	"rolecall/internal/demo"
	"rolecall/internal/demo/page"
	"rolecall/internal/demo/terminal"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/slacktest"
	"rolecall/internal/stores"
)

const (
	// demoAddr is where the demo's page is by default. A choice: loopback, and a port
	// that few other programs use.
	demoAddr = "127.0.0.1:8765"
	// portTries is how many ports are tried, from the one in --addr upwards. A
	// choice: a few demos at once, or other programs, may use the first ones.
	portTries = 10
	// connectTimeout limits how long the demo waits for its bot to connect. A
	// choice: on the same machine it takes milliseconds.
	connectTimeout = 10 * time.Second
)

func demoCmd(env Env) *cobra.Command {
	var inTerminal, remote, agent, noOpen bool
	var addr, data string
	cmd := &cobra.Command{
		Use:   "demo [--terminal] [--addr HOST:PORT] [--no-open]",
		Short: "the same bot in a built-in workspace; needs no token",
		Long: `Starts a small stand-in for Slack on this machine, connects the real bot to it
over a websocket, and serves a page for your browser to talk to the bot. Nothing
leaves the machine. In a terminal, where there is a browser, it opens that page;
--no-open leaves it to you.

You are a curator there: you can edit answers, on the page under "Curator" and as
in Slack. Ratings and edits are deleted at the end, unless --data names a folder
that keeps them.

With --terminal you talk to the bot in this terminal: type a question, or a
number to press a button; "@rolecall ..." asks in #hiring; "/rolecall ..." and
"/compare-roles ..." are the slash commands; /home opens the Home tab; /quit
ends the demo.`,
		Example: `  rolecall demo
  rolecall demo --terminal
  rolecall demo --data ./demo
  ROLECALL_KNOWLEDGE_DIR=./mine rolecall demo`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := demoRun{env: env, data: data, agent: agent}
			if inTerminal {
				return d.run(cmd.Context(), d.converse)
			}
			return d.run(cmd.Context(), func(ctx context.Context, ws *slacktest.Workspace) error {
				return d.page(ctx, ws, addr, remote, !noOpen)
			})
		},
	}
	cmd.Flags().BoolVar(&inTerminal, "terminal", false, "talk to the bot in this terminal")
	cmd.Flags().StringVar(&addr, "addr", demoAddr, "`host:port` of the page; if the port is in use, the next free one")
	cmd.Flags().BoolVar(&remote, "remote", false, "allow an --addr that other machines can reach (the page asks for no password)")
	cmd.Flags().BoolVar(&noOpen, "no-open", false, "do not open the page in your browser")
	cmd.Flags().BoolVar(&agent, "agent", false, "show the agent view, as with manifest.agent.yaml")
	cmd.Flags().StringVar(&data, "data", "", "keep ratings and edited answers in this `folder`; by default they are deleted at the end")
	return cmd
}

// demoRun is a workspace with the bot in it.
type demoRun struct {
	env   Env
	data  string
	agent bool
	live  *service.Live
	store feedback.Store
	room  *curate.Room
	fresh bool // data is a temporary folder
}

// run starts the workspace and the bot, calls show, and stops both.
func (d *demoRun) run(ctx context.Context, show func(context.Context, *slacktest.Workspace) error) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if d.fresh = d.data == ""; d.fresh {
		if d.data, err = os.MkdirTemp("", "rolecall-demo-"); err != nil {
			return hint.With(fmt.Errorf("cannot create a temporary folder: %w", err), "set TMPDIR to a folder this user may write, or name one with --data")
		}
		defer os.RemoveAll(d.data)
	} else if err := os.MkdirAll(d.data, 0o700); err != nil {
		return hint.With(fmt.Errorf("cannot create the data folder: %w", err), "name a folder this user may write with --data")
	}
	settings, _ := config.LoadLocal() // only the log's format is used, which is set despite an error
	settings.LogLevel = slog.LevelWarn
	log := newLogger(d.env.Stderr, settings)
	d.live = service.New(config.KnowledgeDir(), &d.store, log, d.env.index, nil)
	d.store, err = stores.Open(ctx, config.Config{DataDir: d.data}, stores.Options{Keep: feedback.KeepAll, Now: d.env.Now, Logger: log,
		RoleNames: d.live.RoleNames})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()
	// Without a channel for SIGHUP: closing the terminal sends it and must end the demo.
	if err := d.live.Start(ctx, nil); err != nil {
		if ctx.Err() != nil {
			return nil // Ctrl-C while the folder was read
		}
		return err
	}
	opt := demo.Workspace()
	opt.App.Agent, opt.Canvases = d.agent, true
	// The workspace must outlive the bot, which finishes its running requests.
	ws, err := slacktest.Start(context.WithoutCancel(ctx), opt)
	if err != nil {
		return err
	}
	defer ws.Close()
	if err := demo.Seed(ctx, ws); err != nil {
		return err
	}
	if d.fresh {
		if err := demo.History(ctx, d.store, d.env.Now()); err != nil {
			return err
		}
	}
	curators, err := ws.Channel(demo.CuratorsChannel)
	if err != nil {
		return err
	}
	curator, err := ws.User(demo.Curator)
	if err != nil {
		return err
	}
	desk := d.live.Desk(d.store, d.env.Now)
	d.room = desk.Room // the page and Slack write in the same one
	b, err := bot.New(bot.Options{BotToken: ws.BotToken(), AppToken: ws.AppToken(), APIURL: ws.APIURL(), Advisor: d.live.Advisor,
		Store: d.store, Logger: log, Now: d.env.Now, AgentView: d.agent, Keeps: feedback.KeepAll,
		Stats: d.store.Stats, Curate: desk, CuratorsChannel: curators.ID, Curators: []string{curator.ID}})
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- b.Run(ctx) }()
	defer func() { // before the workspace and the store close
		cancel()
		err = errors.Join(err, <-ended)
	}()
	waiting, stop := context.WithTimeout(ctx, connectTimeout)
	defer stop()
	if err := ws.WaitConnected(waiting, 1); err != nil {
		return hint.With(fmt.Errorf("the bot did not connect to the built-in workspace: %w", err), "the machine may be very busy: try again")
	}
	report, err := curate.Digest(ctx, d.store, d.live.Live, d.env.Now())
	if err == nil {
		err = b.PostReport(ctx, curators.ID, report)
	}
	if err != nil {
		return fmt.Errorf("seed the demo workspace: %w", err)
	}
	err = show(ctx, ws)
	if n := d.live.Edits(); d.fresh && n > 0 {
		fmt.Fprintf(d.env.Stdout, "Answers that you edited here: %d. They were in a temporary folder and are gone; --data FOLDER keeps them.\n", n)
	}
	return err
}

// converse runs the conversation in the terminal.
func (d *demoRun) converse(ctx context.Context, ws *slacktest.Workspace) error {
	err := terminal.Run(ctx, ws, d.env.Stdin, d.env.Stdout, terminal.Options{Bold: isTerminal(d.env.Stdout)})
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// isTerminal reports whether w is a terminal, which can show bold text.
func isTerminal(w io.Writer) bool {
	if out, ok := w.(*output); ok {
		w = out.Writer
	}
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// page serves the workspace to a browser until ctx ends. With show it opens the browser
// too, if someone would see it.
func (d *demoRun) page(ctx context.Context, ws *slacktest.Workspace, addr string, remote, show bool) error {
	l, err := page.Listen(ctx, addr, remote, portTries)
	if err != nil {
		return err
	}
	p, err := page.New(ws, page.Options{User: demo.Curator, Remote: remote, Try: demo.Try(), Fleeting: d.fresh,
		Curator: &demo.Panel{Live: d.live.Live, Room: d.room, Store: d.store, Now: d.env.Now}})
	if err != nil {
		return err
	}
	url, what := "http://"+l.Addr().String(), "Open that page in a browser."
	if show && d.env.Browse != nil {
		d.env.Browse(url)
		what = "If your browser does not open that page, open it yourself."
	}
	fmt.Fprintf(d.env.Stdout, "Rolecall runs in a workspace of its own at %s\n%s Press Ctrl-C to stop.\n", url, what)
	if remote {
		warn(d.env, hint.New("anyone who can reach this address can use the page: it asks for no password", "without --remote only this machine can reach it"))
	}
	return page.Serve(ctx, l, p)
}
