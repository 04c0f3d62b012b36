package cli

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"rolecall/internal/config"
)

func configCmd(env Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "config [--json]",
		Short: "every setting with its value and where it comes from",
		Long: `Prints every setting, its value and its source: environment, default, or the
variable of the platform that the data folder follows from. Tokens are shown as
"(set)", and passwords in addresses as "…".

What serve would refuse follows on standard error, with how to fix it; the exit
status is 1 then. So do warnings, such as about misspelt names.

With --json, prints one object: {"settings": [{"name", "value", "source"}],
"problems": [{"name", "what", "hint"}], "warnings": as problems}.`,
		Example: `  rolecall config
  rolecall config --json`,
		Args: noArgs,
		RunE: func(*cobra.Command, []string) error {
			l := config.List()
			if asJSON {
				if err := writeJSON(env.Stdout, l); err != nil {
					return err
				}
				if len(l.Problems) > 0 {
					return exitError{1}
				}
				return nil
			}
			w := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
			for _, s := range l.Settings {
				fmt.Fprintf(w, "%s\t%s\t%s\n", s.Name, cmp.Or(oneLine(s.Value), "-"), s.Source)
			}
			if err := w.Flush(); err != nil {
				return err
			}
			for _, p := range l.Warnings {
				warn(env, p)
			}
			var problems []error
			for _, p := range l.Problems {
				problems = append(problems, p)
			}
			return errors.Join(problems...)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// oneLine quotes a value that would not be seen as it is in a table.
func oneLine(value string) string {
	if strings.ContainsFunc(value, func(r rune) bool { return !strconv.IsPrint(r) }) || strings.TrimSpace(value) != value {
		return strconv.Quote(value)
	}
	return value
}
