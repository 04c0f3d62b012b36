package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rolecall/internal/hint"
)

// usageError is a command line that cannot be understood.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

// misused is a usageError of what is wrong and what to do.
func misused(what, todo string) error { return usageError{hint.New(what, todo)} }

// noArgs refuses arguments, as a mistake of usage.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usageError{fmt.Errorf("%s takes no arguments, and got %q", cmd.Name(), args[0])}
	}
	return nil
}

// grouped makes cmd a mere group of the subcommands: alone it prints its help,
// and a name that is none of them is a mistake of usage.
func grouped(cmd *cobra.Command, subs ...*cobra.Command) *cobra.Command {
	cmd.AddCommand(subs...)
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return misused(fmt.Sprintf("unknown command %q", args[0]), didYouMean("", like(cmd, args[0])))
		}
		return nil
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	return cmd
}

// unknownFlag names the flags a misspelt one is like.
func unknownFlag(cmd *cobra.Command, err error) error {
	var absent *pflag.NotExistError
	if !errors.As(err, &absent) || len(absent.GetSpecifiedName()) < 2 {
		return usageError{err}
	}
	// Cobra knows the likeness of commands alone, so the flags pose as some.
	posing := &cobra.Command{}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		posing.AddCommand(&cobra.Command{Use: f.Name, Run: func(*cobra.Command, []string) {}})
	})
	return usageError{hint.With(err, didYouMean("--", like(posing, absent.GetSpecifiedName())))}
}

// like lists the subcommands of cmd that a name may have been meant for.
func like(cmd *cobra.Command, name string) []string {
	cmd.SuggestionsMinimumDistance = 2
	return cmd.SuggestionsFor(name)
}

func didYouMean(prefix string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "did you mean " + prefix + strings.Join(names, " or "+prefix) + "?"
}
