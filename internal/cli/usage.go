package cli

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"rolecall/internal/hint"
)

// usageError is a mistake in the command line; Run returns status 2 for it.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

// newUsageError returns a usageError with a hint.
func newUsageError(what, todo string) error { return usageError{hint.New(what, todo)} }

// noArgs returns a usageError if there are arguments.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		todo := didYouMean("--", similarFlags(cmd, args[0]))
		return newUsageError(fmt.Sprintf("%s takes no arguments, but got %q", cmd.Name(), args[0]), cmp.Or(todo, fmt.Sprintf("leave %q out", args[0])))
	}
	return nil
}

// group makes cmd a group of subcommands: without one it prints its help, and an
// unknown name is a usageError.
func group(cmd *cobra.Command, subs ...*cobra.Command) *cobra.Command {
	cmd.AddCommand(subs...)
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return newUsageError(fmt.Sprintf("unknown command %q", args[0]), commandHint(cmd, args[0]))
		}
		return nil
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	return cmd
}

// unknownFlag adds similar flags to the error of an unknown one.
func unknownFlag(cmd *cobra.Command, err error) error {
	var absent *pflag.NotExistError
	if !errors.As(err, &absent) || len(absent.GetSpecifiedName()) < 2 {
		return usageError{err}
	}
	return usageError{hint.With(err, didYouMean("--", similarFlags(cmd, absent.GetSpecifiedName())))}
}

// similarFlags returns the flags of cmd whose names are similar to name.
func similarFlags(cmd *cobra.Command, name string) []string {
	// Cobra suggests commands only, so each flag becomes a command.
	flags := &cobra.Command{}
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		flags.AddCommand(&cobra.Command{Use: f.Name, Run: func(*cobra.Command, []string) {}})
	})
	return similarCommands(flags, name)
}

// commandHint suggests what someone meant by an unknown command name: the command of that
// name in another group, a similar one of this group or else of another one; it lists this
// group's commands if there is none.
func commandHint(cmd *cobra.Command, name string) string {
	for _, group := range cmd.Root().Commands() {
		for _, c := range group.Commands() {
			if c.Name() == name {
				return didYouMean("", []string{c.CommandPath()})
			}
		}
	}
	if similar := similarCommands(cmd, name); len(similar) > 0 {
		return didYouMean("", similar)
	}
	var elsewhere, here []string
	for _, group := range append(cmd.Root().Commands(), cmd.Root()) {
		for _, similar := range similarCommands(group, name) {
			elsewhere = append(elsewhere, group.CommandPath()+" "+similar)
		}
	}
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			here = append(here, c.Name())
		}
	}
	return cmp.Or(didYouMean("", elsewhere), "the commands are "+strings.Join(here, ", "))
}

// similarCommands returns the subcommands of cmd whose names are similar to name.
func similarCommands(cmd *cobra.Command, name string) []string {
	cmd.SuggestionsMinimumDistance = 2 // typing errors; cobra's own default
	return cmd.SuggestionsFor(name)
}

func didYouMean(prefix string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "did you mean " + prefix + strings.Join(names, " or "+prefix) + "?"
}
