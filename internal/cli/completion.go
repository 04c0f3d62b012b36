package cli

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rolecall/internal/match"
	"rolecall/knowledge"
)

func completionCmd(env Env) *cobra.Command {
	shells := map[string]func(root *cobra.Command, w io.Writer) error{
		"bash":       func(root *cobra.Command, w io.Writer) error { return root.GenBashCompletionV2(w, true) },
		"zsh":        (*cobra.Command).GenZshCompletion,
		"fish":       func(root *cobra.Command, w io.Writer) error { return root.GenFishCompletion(w, true) },
		"powershell": (*cobra.Command).GenPowerShellCompletionWithDesc,
	}
	const known = "bash, zsh, fish or powershell"
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "the script with which a shell completes commands, flags and roles",
		Long: `Writes the script to standard output. For a shell that is open, read it at once;
for all later ones, put it where the shell looks for it:

bash        /etc/bash_completion.d/rolecall, with the package bash-completion
zsh         a file _rolecall in a folder of $fpath
fish        ~/.config/fish/completions/rolecall.fish
powershell  a line in $PROFILE that reads it`,
		Example: `  source <(rolecall completion bash)
  rolecall completion fish | source
  rolecall completion powershell | Out-String | Invoke-Expression`,
		ValidArgs: []string{"bash", "zsh", "fish", "powershell"},
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return newUsageError("no shell was named", known)
			case len(args) > 1 || shells[args[0]] == nil:
				return newUsageError(fmt.Sprintf("there is no completion for %q", strings.Join(args, " ")), known)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return shells[args[0]](cmd.Root(), env.Stdout) },
	}
}

// completeRoles completes the roles of a comparison.
func completeRoles(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) >= match.MaxCompared {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return without(filesOf("roles", ""), args), cobra.ShellCompDirectiveNoFileComp
}

// completeKits completes the role of a hiring kit.
func completeKits(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
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

// completeFormats completes the flag --format.
func completeFormats(cmd *cobra.Command, formats ...string) {
	// It fails where there is no such flag, which the tests of each command would show.
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
}

// completeNothingElse keeps a shell from completing files where a command that says
// nothing about its arguments takes none, or takes text.
func completeNothingElse(cmd *cobra.Command) {
	for _, sub := range cmd.Commands() {
		completeNothingElse(sub)
	}
	if !cmd.HasSubCommands() && cmd.ValidArgs == nil && cmd.ValidArgsFunction == nil {
		complete(cmd, cobra.ShellCompDirectiveNoFileComp)
	}
}

// completeFiles completes arguments that are files, as a shell does by itself, and
// completeFolders those that are folders.
func completeFiles(cmd *cobra.Command) *cobra.Command {
	return complete(cmd, cobra.ShellCompDirectiveDefault)
}

func completeFolders(cmd *cobra.Command) *cobra.Command {
	return complete(cmd, cobra.ShellCompDirectiveFilterDirs)
}

func complete(cmd *cobra.Command, d cobra.ShellCompDirective) *cobra.Command {
	cmd.ValidArgsFunction = func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) { return nil, d }
	return cmd
}
