// Package cli is Rolecall's command line. It connects the other packages and
// contains no rules of its own.
package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rolecall/internal/cli/complete"
	"rolecall/internal/config"
	"rolecall/internal/process"
)

// Env is what a command needs from its process; tests pass their own.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Now            func() time.Time
	Version        string // of the program
	Commit         string // it was built from; "" if the release did not say
	// Browse opens an address in a browser, if it can; nil where nobody would see it.
	Browse func(url string)
}

// OS returns the Env of this process.
func OS() Env {
	env := Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now}
	// Without a screen xdg-open would start a text browser in this terminal.
	if isTerminal(os.Stdout) && config.Screen(runtime.GOOS) {
		env.Browse = process.Browser()
	}
	return env
}

// Run executes a command line and returns its exit status: 0 for success, 1 for a
// failure, 2 for wrong usage.
func Run(ctx context.Context, args []string, env Env) (status int) {
	defer func() {
		if r := recover(); r != nil {
			reportPanic(env, r)
			status = 1
		}
	}()
	out := &output{Writer: env.Stdout}
	env.Stdout = out
	root := Commands(env)
	root.SetArgs(args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(io.Discard) // cobra prints there that help cannot be written, which is reported below
	cmd, err := root.ExecuteContextC(ctx)
	if out.err != nil {
		fail(env, out.err)
		return 1
	}
	var exit exitError
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.status
	case errors.As(err, &usage):
		fail(env, withHelpHint(err, cmd.CommandPath()))
		return 2
	}
	fail(env, err)
	return 1
}

// Commands returns the command line, for Run and for what describes it.
func Commands(env Env) *cobra.Command {
	root := &cobra.Command{
		Use:   "rolecall",
		Short: "answers about technology-leadership roles, in Slack",
		Long: `Rolecall answers questions about technology-leadership roles (CTO, CIO, CISO and
related roles) in Slack; its answers are short, with sources and a review date.
It matches what people type with a curated corpus that is compiled into this
program. It uses no language model and opens no port to the outside, and no
message leaves the workspace.`,
		Example: `  rolecall demo                      try it without Slack
  rolecall ask whats a cto do all day
  rolecall compare cto cio
  rolecall serve                     connect to Slack and answer`,
		Version:       env.Version,
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true}, // ours has its own help and errors
	}
	root.SetFlagErrorFunc(unknownFlag)
	cobra.AddTemplateFunc("indent", indent)
	root.SetHelpTemplate(manTemplate)
	group(root, serveCmd(env), demoCmd(env), feedbackCmd(env), doctorCmd(env), askCmd(env), compareCmd(env), kitCmd(env), knowledgeCmd(env),
		configCmd(env), mcpCmd(env), versionCmd(env), completionCmd(env))
	complete.NothingElse(root)
	return root
}

// indent indents every line of a paragraph.
func indent(s string) string { return "    " + strings.ReplaceAll(s, "\n", "\n    ") }

// manTemplate gives the help text the sections of a manual page.
const manTemplate = `NAME
    {{.CommandPath}} - {{.Short}}

SYNOPSIS
    {{.UseLine}}{{if .HasAvailableSubCommands}} COMMAND{{end}}
{{with .Long}}
DESCRIPTION
{{indent .}}
{{end}}{{if .HasAvailableSubCommands}}
COMMANDS
{{range .Commands}}{{if .IsAvailableCommand}}    {{rpad .Name 12}}{{.Short}}
{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}
OPTIONS
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}
{{end}}{{if .HasExample}}
EXAMPLES
{{.Example}}
{{end}}`
