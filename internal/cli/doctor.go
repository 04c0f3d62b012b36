package cli

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"rolecall/internal/admin"
	"rolecall/internal/bot"
	"rolecall/internal/config"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/stores"
)

// finding is one line of the doctor's report.
type finding struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Hint   string `json:"hint,omitempty"`
}

func doctorCmd(env Env) *cobra.Command {
	var asJSON, liveOnly, replies bool
	cmd := &cobra.Command{
		Use:   "doctor [--json] [--live | --replies]",
		Short: "what is wrong with the set-up, and how to fix it",
		Long: `Checks the settings, the corpus and the store, and asks Slack about both tokens,
their scopes and the kind of installation: one workspace or a whole organisation.
It does not open a Socket Mode connection, so that it takes no events away from a
running bot. The exit status is 1 if something is wrong.

With --live, only checks whether the bot running on the same data folder is
ready. That is quick and sends nothing to Slack; use it as a container's health
check.

With --replies, only asks Slack whether it takes what the bot draws: every kind of
reply, with and without each piece of Block Kit that it may lack, and the cards and
forms of curators, go through Slack's method blocks.validate with the bot token.
Nothing is posted. What Slack would refuse is printed with its JSON pointer.
It compares with the schema of Block Kit, so a reply that it takes may still be
refused in a workspace; the bot then draws a simpler one by itself.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if liveOnly && replies {
				return newUsageError("--live and --replies are two different checks", "give one of them")
			}
			var list []finding
			switch running := func() []finding { return []finding{examineRunning(cmd.Context())} }; {
			case replies:
				list = examineReplies(cmd.Context(), env)
			case liveOnly:
				list = running()
			default:
				list = append(examine(cmd.Context(), env), withoutAbsent(running())...)
			}
			bad, width := false, minNameWidth
			for _, f := range list {
				width = max(width, utf8.RuneCountInString(f.Name))
			}
			for _, f := range list {
				bad = bad || !f.OK
				if !asJSON {
					printFinding(env, f, width)
				}
			}
			if asJSON {
				if err := writeJSON(env.Stdout, list); err != nil {
					return err
				}
			}
			if bad {
				return exitError{1}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&liveOnly, "live", false, "only check the running bot")
	cmd.Flags().BoolVar(&replies, "replies", false, "only ask Slack whether it takes every kind of reply")
	return cmd
}

// failed returns the finding of an error.
func failed(name string, err error) finding {
	return finding{Name: name, Detail: err.Error(), Hint: hint.Of(err)}
}

// examineRunning asks the bot on the same data folder for its status.
func examineRunning(ctx context.Context) finding {
	cfg, err := config.LoadLocal()
	if err != nil {
		return failed("bot", err)
	}
	c, err := admin.Dial(ctx, cfg.Socket())
	if err != nil {
		return failed("bot", hint.New(notRunning, hint.Of(err)))
	}
	defer c.Close()
	s, err := c.Status(ctx)
	if err != nil {
		return failed("bot", err)
	}
	f := finding{Name: "bot", OK: s.Ready, Hint: s.Hint} // refused files are not a failure: the bot answers
	f.Detail = fmt.Sprintf("up %s, corpus %s, %s", s.Uptime, s.Corpus, connections(s.Connections))
	if s.OfApp > 1 {
		f.Detail += fmt.Sprintf(" (the app has %d, of at most %d)", s.OfApp, bot.MaxConnections)
	}
	if s.Edits > 0 {
		f.Detail += ", " + feedback.Number(s.Edits, "edit")
	}
	if s.NotReady != "" {
		f.Detail += "; not ready: " + s.NotReady
	}
	if len(s.Problems) > 0 {
		f.Detail += "\nrefused files of the knowledge folder, or edits:\n" + strings.Join(s.Problems, "\n")
		f.Hint = "all others are in service; " + curate.FixHint
	}
	return f
}

const notRunning = "no rolecall serve is running on this data folder"

// withoutAbsent removes the finding that no bot is running, which before the first
// start is not a fault.
func withoutAbsent(list []finding) []finding {
	if list[0].Detail == notRunning {
		return nil
	}
	return list
}

// minNameWidth is how wide the column of names is at least. A choice: the names of
// all checks but those of replies fit.
const minNameWidth = 10

func printFinding(env Env, f finding, width int) {
	mark := "ok    "
	if !f.OK {
		mark = "WRONG "
	}
	indent := strings.Repeat(" ", len(mark)+width+1)
	fmt.Fprintf(env.Stdout, "%s%-*s %s\n", mark, width, f.Name, strings.ReplaceAll(f.Detail, "\n", "\n"+indent))
	if f.Hint != "" {
		fmt.Fprintf(env.Stdout, "%shint: %s\n", indent, f.Hint)
	}
}

func examine(ctx context.Context, env Env) []finding {
	cfg, err := config.Load()
	var list []finding
	for _, problem := range hint.Each(err) {
		list = append(list, failed("settings", problem))
	}
	if err == nil {
		list = append(list, finding{Name: "settings", OK: true, Detail: "every setting is understood"})
	} else if cfg, err = config.LoadLocal(); err != nil {
		cfg = config.Config{}
	}
	for _, w := range cfg.Warnings {
		list = append(list, finding{Name: "settings", OK: true, Detail: w.Error(), Hint: w.Hint})
	}
	list = append(list, examineCorpus(ctx, env), examineStore(ctx, env, cfg))
	list = append(list, examineProxy()...)
	if cfg.BotToken.Reveal() == "" || cfg.AppToken.Reveal() == "" {
		return append(list, finding{Name: "slack", Detail: "not asked: tokens are missing", Hint: "set SLACK_BOT_TOKEN and SLACK_APP_TOKEN"})
	}
	return append(list, examineSlack(ctx, cfg)...)
}

func examineCorpus(ctx context.Context, env Env) finding {
	f := finding{Name: "corpus"}
	all, edited := layers(), 0
	e, err := findEdits(ctx, env)
	if err != nil {
		return failed("corpus", hint.With(fmt.Errorf("the edits made in Slack cannot be read: %w", err), hint.Of(err)))
	}
	layer, faults, ok := e.layer()
	if ok {
		all, edited = append(all, layer), curate.CountEdits(layer)
	}
	c, problems, _ := corpus.Load(all...)
	problems = append(faults, problems...)
	if problems.Err() != nil {
		var faults []string
		for _, p := range problems {
			if !p.Warning {
				faults = append(faults, p.String())
			}
		}
		f.Detail = curate.FirstAsText(faults)
		f.Hint = "the last good content of each file stays in service; " + curate.FixHint
		return f
	}
	if problems, err = addLint(env, c, problems); err != nil {
		return failed("corpus", err)
	}
	stale := 0
	for _, e := range c.Entries {
		if e.Stale(env.Now()) {
			stale++
		}
	}
	f.OK = true
	f.Detail = fmt.Sprintf("%d entries, %d roles, version %s, %d due for review; knowledge lint: %s", len(c.Entries), len(c.Roles), c.Version, stale, countProblems(problems))
	if edited > 0 {
		f.Detail += fmt.Sprintf("; with %s %s", feedback.Number(edited, "edit"), e.from)
	}
	return f
}

func examineStore(ctx context.Context, env Env, cfg config.Config) finding {
	c, err := stores.Examine(ctx, cfg, env.Now)
	if err != nil {
		return failed("store", err)
	}
	return finding{Name: "store", OK: true, Detail: c.Detail, Hint: c.Hint}
}

// examineProxy reads the proxy variables as Go's net/http does. It ignores a value
// that it cannot parse and connects without a proxy, so doctor reports that.
func examineProxy() (out []finding) {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		value := os.Getenv(name)
		u, err := url.Parse(value)
		if err != nil || u.Scheme == "" || u.Host == "" {
			_, err = url.Parse("http://" + value)
		}
		if err != nil { // not shown: it quotes the password
			out = append(out, finding{Name: "proxy", Detail: name + " cannot be read, so no proxy is used",
				Hint: "write http://USER:PASSWORD@HOST:PORT; in the password write %25 for %, %40 for @, %2F for /"})
		}
	}
	return out
}

func examineSlack(ctx context.Context, cfg config.Config) []finding {
	c := bot.Check(ctx, cfg.BotToken.Reveal(), cfg.AppToken.Reveal(), cfg.APIURL)
	if c.Unreachable != nil { // says nothing about the tokens
		return []finding{failed("slack", c.Unreachable)}
	}
	out := []finding{
		{Name: "bot token", OK: c.BotToken == nil, Detail: fmt.Sprintf("works in %s as %s; %s", c.Team, c.User, c.Installed)},
		{Name: "app token", OK: c.AppToken == nil, Detail: "opens Socket Mode connections"},
	}
	if c.BotToken != nil {
		out[0] = failed("bot token", c.BotToken)
	}
	if c.AppToken != nil {
		out[1] = failed("app token", c.AppToken)
	}
	if c.BotToken == nil && !c.Whole { // canvases are for single workspaces
		out = append(out, examineCanvas(c.Optional))
	}
	if len(c.Missing) > 0 {
		out = append(out, finding{Name: "scopes", Detail: "missing: " + strings.Join(c.Missing, ", "),
			Hint: "compare with manifest.yaml under \"App Manifest\", then install the app again"})
	}
	return out
}

// examineCanvas says whether kits can be saved as canvases. The scope is optional, so that
// a bot without it is not at fault.
func examineCanvas(granted []string) finding {
	if slices.Contains(granted, bot.CanvasScope) {
		return finding{Name: "canvas", OK: true, Detail: "hiring kits can be saved as canvases (" + bot.CanvasScope + ")"}
	}
	return finding{Name: "canvas", OK: true, Detail: "hiring kits cannot be saved as canvases: the optional scope " + bot.CanvasScope + " is not granted",
		Hint: "to offer it, add the scope and install the app again; see .github/docs/slack.md"}
}

func connections(n int) string {
	if n == 1 {
		return "1 connection"
	}
	return fmt.Sprintf("%d connections", n)
}
