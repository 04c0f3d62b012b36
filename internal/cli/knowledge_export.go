package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rolecall/internal/cli/service"
	"rolecall/internal/config"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

func exportKnowledgeCmd(env Env) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "export [--force] DIR",
		Short: "write the edits made in Slack as files for a repository",
		Long: `Writes the newest version of every file that was edited in Slack to the folder DIR,
as it would stand in ROLECALL_KNOWLEDGE_DIR, and adds the sources of the edits to its
sources.yaml. DIR is created if there is none.

A file that DIR has with other content is not overwritten: then nothing is written,
and the files are named. --force overwrites them.

The edits stay in service. Names on standard error the files that stand both in
ROLECALL_KNOWLEDGE_DIR and in the edits: of these the edit is in service.`,
		Example: `  rolecall knowledge export handbook/rolecall`,
		Args:    oneArg("export needs the DIR to write to"),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := findEdits(cmd.Context(), env)
			if err != nil {
				return err
			}
			written, err := curate.Export(args[0], e.docs, force)
			for _, p := range written {
				fmt.Fprintf(env.Stdout, "wrote %s\n", filepath.Join(args[0], filepath.FromSlash(p)))
			}
			if err != nil {
				return err
			}
			if len(e.docs) == 0 {
				fmt.Fprintln(env.Stderr, "There are no edits.")
				return nil
			}
			layer, _ := curate.EditLayer(e.docs) // Export has returned its error
			fmt.Fprintf(env.Stderr, "%s %s, %s written\n", feedback.Number(curate.CountEdits(layer), "edit"), e.from, feedback.Number(len(written), "file"))
			if dir := config.KnowledgeDir(); dir != "" {
				s, _, err := curate.Read(cmd.Context(), curate.LiveOptions{Base: service.Base(), Dir: dir, Edits: e.read()})
				if err != nil {
					return err
				}
				if both := s.Both(); len(both) > 0 {
					warn(env, hint.New("both in "+dir+" and in the edits: "+strings.Join(both, ", "), "the edit is in service; once the files are the same, press Back to the built-in answer in its history"))
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "overwrite files that have other content")
	return cmd
}

// oneArg accepts exactly one argument; needs says what it is.
func oneArg(needs string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if slices.Contains(args, "") || len(args) != 1 {
			return newUsageError(fmt.Sprintf("%d arguments instead of one", len(args)), needs)
		}
		return nil
	}
}
