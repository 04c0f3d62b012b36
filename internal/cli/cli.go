// Package cli is Rolecall's command line: one file a subcommand. It wires the
// other packages together and decides nothing itself.
package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// Env is the world a command runs in; tests give their own.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Now            func() time.Time
	Version        string // of the program
}

// OS is the process' own world.
func OS() Env {
	return Env{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now}
}

// Run executes a command line and returns its exit code: 0 done, 1 failed,
// 2 wrong usage.
func Run(ctx context.Context, args []string, env Env) int {
	root := newRoot(env)
	root.SetArgs(args)
	root.SetIn(env.Stdin)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	cmd, err := root.ExecuteContextC(ctx)
	var quiet silent
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &quiet):
		return quiet.code
	case errors.As(err, &usage):
		fail(env, withHelp(err, cmd.CommandPath()))
		return 2
	}
	fail(env, err)
	return 1
}

func newRoot(env Env) *cobra.Command {
	root := &cobra.Command{
		Use:   "rolecall",
		Short: "answers about technology-leadership roles, in Slack",
		Long: `Rolecall answers questions about technology-leadership roles (CTO, CIO, CISO and
their neighbours) in Slack: short, sourced, dated. It matches what people type
against a curated corpus compiled into this program. No language model, no
inbound port; nothing leaves the workspace.`,
		Example: `  rolecall demo                      try it without Slack
  rolecall ask whats a cto do all day
  rolecall compare cto cio
  rolecall serve                     connect to Slack and answer`,
		Version:       env.Version,
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.SetFlagErrorFunc(unknownFlag)
	cobra.AddTemplateFunc("indent", indent)
	root.SetHelpTemplate(manTemplate)
	return grouped(root, serveCmd(env), demoCmd(env), feedbackCmd(env), doctorCmd(env), askCmd(env), compareCmd(env), knowledgeCmd(env))
}

// indent sets a paragraph in from the margin.
func indent(s string) string { return "    " + strings.ReplaceAll(s, "\n", "\n    ") }

// manTemplate lays help out as a manual page: name, synopsis, description,
// commands, options, examples.
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
