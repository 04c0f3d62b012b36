package cli

import (
	"fmt"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"rolecall/internal/cli/service"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// shownMisses is how many groups of misses are printed by default. A choice: about
// as many as fit on a screen.
const shownMisses = 20

func missesCmd(env Env) *cobra.Command {
	var asJSON, refused bool
	var limit int
	var span spanFlags
	cmd := &cobra.Command{
		Use:   "misses [--json] [--refused] [--top N] [--since DAY] [--until DAY]",
		Short: "questions without an answer, similar ones grouped, most asked first",
		Long: `Groups the questions that got no answer, or choices that nobody took, and shows
the entries nearest to each group in today's corpus. Questions that the corpus
already answers come last. With --refused, lists the questions that were refused
as out of scope instead.`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 {
				return newUsageError(fmt.Sprintf("--top %d is out of range", limit), "0 or more; 0 shows all")
			}
			w, err := span.window(env.Now())
			if err != nil {
				return err
			}
			s, err := loadServed(cmd.Context(), env, readEdits(cmd.Context(), env))
			if err != nil {
				return err
			}
			return withSource(cmd.Context(), env, func(src feedback.Source) error {
				groupQuestions := curate.GroupMisses
				if refused {
					groupQuestions = curate.GroupRefusals
				}
				m, err := groupQuestions(cmd.Context(), src, s, w)
				if err != nil {
					return err
				}
				if asJSON {
					return writeJSON(env.Stdout, m)
				}
				return m.Text(env.Stdout, limit)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&refused, "refused", false, "list the questions that were refused, and why")
	cmd.Flags().IntVar(&limit, "top", shownMisses, "show this `many` groups; 0 shows all")
	span.add(cmd)
	return cmd
}

func suggestCmd(env Env) *cobra.Command {
	var asJSON bool
	var write string
	var span spanFlags
	cmd := &cobra.Command{
		Use:   "suggest [--json] [--write FOLDER] [--since DAY] [--until DAY]",
		Short: "phrasings that people's choices suggest, as a patch",
		Long: `Suggests new phrasings: questions for which someone took a choice, and questions
whose answer had a low confidence and was rated as helpful. Prints them as a
patch of the entries' files. Read it before you apply it.

With --write FOLDER, applies the patch to that folder: your own
(ROLECALL_KNOWLEDGE_DIR) or knowledge/ of the source tree. The result is checked
with lint; if it cannot be used, nothing is written.`,
		Example: `  rolecall feedback suggest
  rolecall feedback suggest --write "$ROLECALL_KNOWLEDGE_DIR"`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := span.window(env.Now())
			if err != nil {
				return err
			}
			s, err := loadServed(cmd.Context(), env, readEdits(cmd.Context(), env))
			if err != nil {
				return err
			}
			if info, err := os.Stat(write); write != "" && (err != nil || !info.IsDir()) {
				return hint.New(write+" is not a folder", "--write takes the folder of ROLECALL_KNOWLEDGE_DIR, or knowledge/ of the source tree")
			}
			return withSource(cmd.Context(), env, func(src feedback.Source) error {
				list, err := curate.Suggest(cmd.Context(), src, s, w)
				if err != nil {
					return err
				}
				if asJSON {
					return writeJSON(env.Stdout, list)
				}
				inFiles := slices.DeleteFunc(slices.Clone(list), func(g curate.Suggestion) bool { return s.LayerOf(g.Entry) == curate.FromEdits })
				if n := len(list) - len(inFiles); n > 0 {
					warn(env, hint.New(feedback.Number(n, "phrasing")+" left out: the answer was edited in Slack and is in no file", "press It means… there, or write the edits to files with `rolecall knowledge export` first"))
				}
				edits, err := curate.Edits(s.Corpus, layers(), inFiles)
				if err != nil {
					return err
				}
				if len(list) == 0 {
					_, err := fmt.Fprintln(env.Stderr, "Nothing to suggest.")
					return err
				}
				if len(edits) == 0 {
					return nil
				}
				if write == "" {
					return curate.Patch(env.Stdout, edits)
				}
				return apply(env, write, edits)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().StringVar(&write, "write", "", "apply the patch to this `folder` of knowledge")
	span.add(cmd)
	return cmd
}

// apply writes edits to a folder of knowledge and prints what lint finds in them.
func apply(env Env, dir string, edits []curate.Edit) error {
	problems, err := curate.Apply(dir, service.Base(), edits, env.Now(), env.index)
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintln(env.Stdout, p)
	}
	for _, e := range edits {
		fmt.Fprintf(env.Stdout, "wrote %s\n", e.Path)
	}
	return nil
}

func staleCmd(env Env) *cobra.Command {
	var asJSON bool
	var within string
	cmd := &cobra.Command{
		Use:   "stale [--json] [--within SPAN]",
		Short: "entries whose review is due, by owner",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			span, err := parseSpan(within)
			if err != nil {
				return usageError{fmt.Errorf("--within: %w", err)}
			}
			s, err := loadServed(cmd.Context(), env, readEdits(cmd.Context(), env))
			if err != nil {
				return err
			}
			list := curate.Stale(s.Corpus, env.Now(), span)
			if asJSON {
				return writeJSON(env.Stdout, list)
			}
			return curate.StaleText(env.Stdout, list)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().StringVar(&within, "within", "0d", "due within this `span` from now, such as 30d")
	return cmd
}
