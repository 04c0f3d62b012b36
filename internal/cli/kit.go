package cli

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rolecall/internal/advisor"
	"rolecall/internal/cli/complete"
	"rolecall/internal/corpus"
	"rolecall/internal/hint"
	"rolecall/internal/kitfile"
)

func kitCmd(env Env) *cobra.Command {
	var format, file string
	var noEdits bool
	cmd := &cobra.Command{
		Use:   "kit [--format md|html|csv] [-o FILE] [--no-edits] ROLE...",
		Short: "a role's hiring kit as a document, or a scoresheet to print",
		Long: `Writes the hiring kit of ROLE, named as in Slack: by its letters, its name or its
id. The formats are:

md    the whole kit as Markdown: scorecard, rounds with minutes and total,
      questions by round, ratings 5 to 1, weights, knock-outs, case, opening and
      closing, debrief, what not to ask, the candidate's sheet, sources.
html  the same as one page that needs nothing else, with a scoresheet of one page
      a round. Print it from a browser, on A4 or Letter; it needs no colours.
csv   the scoresheet for Excel or another spreadsheet: round, minutes, question,
      what good sounds like, weight, score, evidence, competency, knock-out. It
      begins with a byte order mark, without which Excel misreads letters.

Without --format, the ending of FILE decides. If that says nothing either, it is md.`,
		Example: `  rolecall kit cto
  rolecall kit --format html -o cto.html cto
  rolecall kit vp engineering -o scores.csv`,
		ValidArgsFunction: complete.Kits,
		RunE: func(cmd *cobra.Command, args []string) error {
			kind := cmp.Or(format, formatOf(file), "md")
			if _, known := kitFormats[kind]; !known {
				return newUsageError(fmt.Sprintf("--format %q is not known", kind), "md, html or csv")
			}
			a, err := servedAdvisor(cmd.Context(), env, noEdits)
			if err != nil {
				return err
			}
			d, err := kitOf(a, strings.Join(args, " "))
			if err != nil {
				return err
			}
			text, err := kitFormats[kind](d)
			if err != nil {
				return fmt.Errorf("write the kit as %s: %w", kind, err)
			}
			if file == "" {
				_, err := io.WriteString(env.Stdout, text)
				return err
			}
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				return hint.With(fmt.Errorf("cannot write the kit: %w", err), "name a file in a folder that exists and that you may write to")
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "", "md, html or csv")
	complete.Formats(cmd, "md", "html", "csv")
	noEditsFlag(cmd, &noEdits)
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to this file instead of standard output")
	return cmd
}

// kitFormats are the formats by their names on the command line.
var kitFormats = map[string]func(kitfile.Document) (string, error){
	"md": func(d kitfile.Document) (string, error) {
		return "# " + d.Title() + "\n\n" + kitfile.Markdown(d), nil
	},
	"html": kitfile.HTML,
	"csv":  func(d kitfile.Document) (string, error) { return kitfile.CSV(d), nil },
}

// formatOf returns the format that the ending of a file's name means, "" for none.
func formatOf(file string) string {
	ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(file)), ".")
	if _, known := kitFormats[ending]; known {
		return ending
	}
	return map[string]string{"htm": "html", "markdown": "md"}[ending]
}

// kitOf returns the kit of a role that someone named, as the bot in Slack would.
func kitOf(a *advisor.Advisor, role string) (kitfile.Document, error) {
	r := a.Kit(role)
	if r.Outcome != advisor.KitPage && role != "" {
		r = a.Ask(advisor.Question{Text: "kit " + role})
	}
	if r.Outcome != advisor.KitPage {
		what := fmt.Sprintf("there is no hiring kit for %q", role)
		if role == "" {
			what = "no role was named"
		}
		return kitfile.Document{}, hint.New(what, "there is a kit for "+strings.Join(kitRoles(a.Corpus()), ", ")+"; name one, as in `rolecall kit cto`")
	}
	return kitfile.Document{Corpus: r.Corpus, Role: r.Role, Kit: r.Kit}, nil
}

// kitRoles returns the ids of the roles that have a kit.
func kitRoles(c *corpus.Corpus) []string {
	var ids []string
	for _, k := range c.Kits {
		ids = append(ids, k.Role)
	}
	return slices.Sorted(slices.Values(ids))
}
