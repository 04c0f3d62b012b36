// Package complete says what a shell proposes when someone presses Tab behind a command:
// roles, formats, files or nothing.
package complete

import (
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rolecall/internal/match"
	"rolecall/knowledge"
)

// Shells are those that Script knows.
func Shells() []string { return []string{"bash", "fish", "powershell", "zsh"} }

// Script writes what a shell reads to complete a command line.
func Script(root *cobra.Command, shell string, w io.Writer) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(w, true)
	case "fish":
		return root.GenFishCompletion(w, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(w)
	}
	return root.GenZshCompletion(w)
}

// Roles completes the roles of a comparison.
func Roles(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) >= match.MaxCompared {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return without(filesOf("roles", ""), args), cobra.ShellCompDirectiveNoFileComp
}

// Kits completes the role of a hiring kit.
func Kits(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return filesOf("guides", "kit-"), cobra.ShellCompDirectiveNoFileComp
}

// filesOf returns the names of the built-in corpus' files in a folder that have a
// prefix, without it. Those of a company's folder are left out: someone who presses Tab
// does not wait until a corpus is parsed.
func filesOf(folder, prefix string) (names []string) {
	files, _ := fs.Glob(knowledge.FS, folder+"/"+prefix+"*.yaml") // the pattern is ours
	for _, f := range files {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(path.Base(f), prefix), ".yaml"))
	}
	return names
}

func without(names, taken []string) []string {
	return slices.DeleteFunc(names, func(n string) bool { return slices.Contains(taken, n) })
}

// Formats completes the flag --format.
func Formats(cmd *cobra.Command, formats ...string) {
	// It fails where there is no such flag, which the tests of each command would show.
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
}

// NothingElse keeps a shell from completing files where a command that says
// nothing about its arguments takes none, or takes text.
func NothingElse(cmd *cobra.Command) {
	for _, sub := range cmd.Commands() {
		NothingElse(sub)
	}
	if !cmd.HasSubCommands() && cmd.ValidArgs == nil && cmd.ValidArgsFunction == nil {
		with(cmd, cobra.ShellCompDirectiveNoFileComp)
	}
}

// Files completes arguments that are files, as a shell does by itself, and
// Folders those that are folders.
func Files(cmd *cobra.Command) *cobra.Command {
	return with(cmd, cobra.ShellCompDirectiveDefault)
}

func Folders(cmd *cobra.Command) *cobra.Command {
	return with(cmd, cobra.ShellCompDirectiveFilterDirs)
}

func with(cmd *cobra.Command, d cobra.ShellCompDirective) *cobra.Command {
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) { return nil, d }
	return cmd
}
