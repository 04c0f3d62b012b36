package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"rolecall/internal/admin"
	"rolecall/internal/cli/service"
	"rolecall/internal/config"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

func importKnowledgeCmd(env Env) *cobra.Command {
	var flags sheetFlags
	cmd := &cobra.Command{
		Use:   "import DIR|FILE.csv|FILE.tsv [--as NAME] [--accept] [--dry-run]",
		Short: "take the files of a folder as edits, or a spreadsheet as drafts",
		Long: `Takes a folder with files of knowledge, such as "knowledge export" writes or
ROLECALL_KNOWLEDGE_DIR names, as edits: each file becomes the newest version of its
path, over the folder and the built-in corpus, and can then be edited in Slack.

The folder is checked as a whole, over all that is in service. If a file has a fault,
nothing is imported and the faults are listed by file and line. A file that is the
newest version already is left alone.

` + sheetHelp + `

Goes through the running bot, which has the edits in service when the command ends,
or else into its store.`,
		Example: `  rolecall knowledge import handbook/rolecall
  rolecall knowledge import faq.csv --dry-run`,
		Args: oneArg("import needs the DIR or the FILE to read"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if isSheet(args[0]) {
				return importSheetFile(cmd.Context(), env, args[0], flags)
			}
			if flags != (sheetFlags{}) {
				return newUsageError("--as, --accept and --dry-run are about a spreadsheet", "name a file that ends in .csv or .tsv")
			}
			return importFolder(cmd.Context(), env, args[0])
		},
	}
	flags.add(cmd)
	return cmd
}

func importFolder(ctx context.Context, env Env, dir string) error {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return hint.New(dir+" is not a folder", "name a folder with files of knowledge, such as entries/cto/salary.md")
	}
	return withDocuments(ctx, env, false, func(store documents, from string) error {
		docs, err := store.Documents(ctx, feedback.DocumentEdit)
		if err != nil {
			return err
		}
		s, _, err := curate.Read(ctx, curate.LiveOptions{Base: service.Base(), Dir: config.KnowledgeDir(), Edits: edits{docs: docs}.read()})
		if err != nil {
			return err
		}
		fresh, err := curate.Import(ctx, s, dir, docs, env.Now())
		var faults corpus.Problems
		if errors.As(err, &faults) {
			return errors.Join(curate.FirstErrors(faults), hint.New("nothing was imported", "fix the files named, then import again"))
		}
		if err != nil {
			return err
		}
		changes := make([]feedback.DocumentChange, len(fresh))
		for i := range fresh {
			changes[i] = feedback.DocumentChange{Put: &fresh[i], New: true}
		}
		if err := store.Change(ctx, changes...); err != nil {
			return hint.With(fmt.Errorf("nothing was imported: %w", err), hintOfChange(err))
		}
		for _, d := range fresh {
			p, version, _ := curate.EditOf(d.ID)
			fmt.Fprintf(env.Stdout, "imported %s as version %d\n", p, version)
		}
		fmt.Fprintf(env.Stderr, "%s imported\n", feedback.Number(len(fresh), "file"))
		if bot, running := store.(reloader); running && len(fresh) > 0 {
			if _, err := bot.Reload(ctx); err != nil { // a fault of another file: these were checked
				warn(env, err)
			}
		}
		return nil
	})
}

// reloader is a running bot.
type reloader interface {
	Reload(context.Context) (admin.Status, error)
}

// hintOfChange says what to do about edits that could not be saved.
func hintOfChange(err error) string {
	if errors.Is(err, feedback.ErrChanged) {
		return "someone saved an edit at the same time: import again"
	}
	return hint.Of(err)
}
