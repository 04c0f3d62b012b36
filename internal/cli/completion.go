package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rolecall/internal/cli/complete"
)

func completionCmd(env Env) *cobra.Command {
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
		ValidArgs: complete.Shells(),
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return newUsageError("no shell was named", known)
			case len(args) > 1 || !slices.Contains(complete.Shells(), args[0]):
				return newUsageError(fmt.Sprintf("there is no completion for %q", strings.Join(args, " ")), known)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return complete.Script(cmd.Root(), args[0], env.Stdout)
		},
	}
}
