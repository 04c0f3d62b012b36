package cli

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rolecall/internal/cli/complete"
	"rolecall/internal/cli/service"
	"rolecall/internal/config"
	"rolecall/internal/corpus"
	"rolecall/internal/corpus/lint"
	"rolecall/internal/curate"
	"rolecall/internal/hint"
	"rolecall/knowledge"
)

func knowledgeCmd(env Env) *cobra.Command {
	return group(&cobra.Command{Use: "knowledge", Short: "check and measure the corpus, and carry edits to files and back"},
		complete.Files(lintCmd(env)), complete.Files(evalCmd(env)), staleCmd(env), complete.Folders(exportKnowledgeCmd(env)), complete.Files(importKnowledgeCmd(env)))
}

// topics returns the ids that must have an entry.
func topics() ([]string, error) {
	data, err := knowledge.FS.ReadFile("topics.txt")
	if err != nil {
		return nil, err
	}
	var ids []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			ids = append(ids, line)
		}
	}
	return ids, nil
}

func lintCmd(env Env) *cobra.Command {
	var against []string
	var dir string
	var noEdits bool
	cmd := &cobra.Command{
		Use:   "lint [--dir FOLDER] [--no-edits] [--against FILE...]",
		Short: "check the corpus: every fault with file and line",
		Long: `Checks every file of the corpus and prints each fault as "file:line: what", with a
hint below it, then the size of the corpus, how its answers read, and the number of
faults and warnings. The exit status is 1 if there is a fault; warnings do not
change it. With a folder of your own, tells of its files alone, and of what they leave
contradicted in ours: a table that still gives the figure you replaced.

With --against FILE..., also finds eight words in a row that an answer shares with
one of the files. Without --dir, checks the corpus that is compiled into this
program, with the folder ROLECALL_KNOWLEDGE_DIR on top if it is set, and over that
the edits made in Slack, whose files are named edits/...; --no-edits leaves them out.`,
		Example: `  rolecall knowledge lint
  rolecall knowledge lint --dir knowledge
  rolecall knowledge lint --against handbook.txt`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && len(against) == 0 {
				return newUsageError(fmt.Sprintf("lint takes no arguments without --against, but got %q", args[0]), "name a folder with --dir")
			}
			layers, faults := layers(), corpus.Problems(nil)
			switch {
			case dir != "":
				if err := checkIsComplete(dir); err != nil {
					return err
				}
				layers = []corpus.Layer{curate.Folder(dir)}
			case !noEdits:
				e := readEdits(cmd.Context(), env)
				if layer, unread, ok := e.layer(); ok {
					layers, faults = append(layers, layer), unread
					e.tell(env, curate.CountEdits(layer))
				}
			}
			return lintAll(env, layers, faults, append(against, args...))
		},
	}
	cmd.Flags().StringArrayVar(&against, "against", nil, "`file` whose text answers must not copy; more files may follow")
	cmd.Flags().StringVar(&dir, "dir", "", "check this `folder` instead of the built-in corpus")
	noEditsFlag(cmd, &noEdits)
	return cmd
}

// layers are the built-in corpus and, if it is set, the company's own folder.
func layers() []corpus.Layer {
	out := service.Base()
	if dir := config.KnowledgeDir(); dir != "" {
		out = append(out, curate.Folder(dir))
	}
	return out
}

// maxMissingTopics is the share of topics without an entry above which a folder is
// taken for a company's own files. A choice: a real corpus lacks a few at most.
const maxMissingTopics = 0.5

// checkIsComplete returns an error if a folder is not a complete corpus but files
// that belong on top of one: lint would find a fault in every reference and topic.
func checkIsComplete(dir string) error {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return hint.New(dir+" is not a folder", "--dir takes a folder with a complete corpus, such as knowledge/ of the source tree")
	}
	ids, err := topics()
	if err != nil {
		return err
	}
	c, _, _ := corpus.Load(curate.Folder(dir)) // lint reports its faults
	missing := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return c.Entry(id) != nil })
	if float64(len(missing)) > maxMissingTopics*float64(len(ids)) {
		return hint.New(fmt.Sprintf("%s is not a complete corpus: %d of %d topics have no entry, such as %s", dir, len(missing), len(ids), missing[0]),
			fmt.Sprintf("check a folder that adds to the built-in corpus with ROLECALL_KNOWLEDGE_DIR=%s rolecall knowledge lint", dir))
	}
	return nil
}

// lintAll prints the problems of a corpus, after those found when its layers were read.
func lintAll(env Env, layers []corpus.Layer, faults corpus.Problems, against []string) error {
	c, problems, _ := corpus.Load(layers...) // its error is the problems themselves
	problems = append(faults, problems...)
	docs := map[string]string{}
	for _, f := range against {
		data, err := os.ReadFile(f)
		if err != nil {
			return hint.With(fmt.Errorf("cannot read %s: %w", f, err), "--against takes the paths of text files")
		}
		docs[f] = string(data)
	}
	problems, err := addLint(env, c, append(problems, lint.Against(c, docs)...))
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintln(env.Stdout, p)
	}
	printStats(env, c)
	fmt.Fprintln(env.Stdout, countProblems(problems))
	if problems.Err() != nil {
		return exitError{1}
	}
	return nil
}

// addLint adds what lint finds in c to the problems of loading it.
func addLint(env Env, c *corpus.Corpus, problems corpus.Problems) (corpus.Problems, error) {
	ids, err := topics()
	if err != nil {
		return nil, err
	}
	problems = append(problems, lint.Corpus(c, ids, env.Now())...)
	if problems.Err() != nil {
		return problems, nil // the matcher needs a corpus without faults
	}
	x, err := env.index(c)
	if err != nil {
		return nil, fmt.Errorf("build the matcher: %w", err)
	}
	return append(problems, curate.Nearness(c, x)...), nil
}

// countProblems returns the number of problems in words: "no faults, 2 warnings".
func countProblems(problems corpus.Problems) string {
	warnings := 0
	for _, p := range problems {
		if p.Warning {
			warnings++
		}
	}
	count := func(n int, what string) string {
		switch n {
		case 0:
			return "no " + what + "s"
		case 1:
			return "1 " + what
		}
		return fmt.Sprintf("%d %ss", n, what)
	}
	return count(len(problems)-warnings, "fault") + ", " + count(warnings, "warning")
}

// printStats tells what the corpus holds. Phrasings count without the entry's question.
func printStats(env Env, c *corpus.Corpus) {
	counts, phrasings, cells, sources := []int{}, 0, 0, map[string]int{}
	for _, e := range c.Entries {
		counts = append(counts, len(e.Phrasings))
		phrasings += len(e.Phrasings)
	}
	slices.Sort(counts)
	for _, r := range c.Roles {
		cells += len(r.Cells)
	}
	for _, s := range c.Sources {
		sources[s.Grade]++
	}
	fmt.Fprintf(env.Stdout, "entries %d\nphrasings %d (median %d, minimum %d an entry)\nroles %d (and %d to refuse)\ncells %d of %d\nsources %d:",
		len(c.Entries), phrasings, counts[len(counts)/2], counts[0], len(c.Roles), len(c.Others), cells, len(c.Roles)*len(corpus.Dimensions()), len(c.Sources))
	for _, grade := range slices.Sorted(maps.Keys(sources)) {
		fmt.Fprintf(env.Stdout, " %s %d", grade, sources[grade])
	}
	fmt.Fprintln(env.Stdout)
	printShown(env, c)
	fmt.Fprintf(env.Stdout, "corpus version %s\n", c.Version)
}

// oftenQuoted is in how many entries one source may have percentages before lint
// tells: the more there are, the likelier two differ, or one is left behind when
// the source is read again. The usual survey is in one to three.
const oftenQuoted = 4

// printShown tells how the answers read and what stands behind them.
func printShown(env Env, c *corpus.Corpus) {
	s := curate.CountShown(c, env.Now())
	fmt.Fprintf(env.Stdout, "answers as shown: mean %.0f characters, longest %d (%s), brackets mean %.1f\nsources linked %d of %d cited\n",
		s.Length, s.MaxLength, s.Longest, s.Brackets, s.Linked, s.Cited)
	figures := 0
	var grades, often []string
	for _, grade := range slices.Sorted(maps.Keys(s.Figures)) {
		figures += s.Figures[grade]
		grades = append(grades, fmt.Sprintf(" %s %d", grade, s.Figures[grade]))
	}
	fmt.Fprintf(env.Stdout, "figures %d by the best grade behind them:%s\n", figures, strings.Join(grades, ""))
	ids := slices.Collect(maps.Keys(s.Percentages))
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(s.Percentages[b], s.Percentages[a]), strings.Compare(a, b))
	})
	for _, id := range ids {
		if n := s.Percentages[id]; n > oftenQuoted {
			often = append(often, fmt.Sprintf(" %s %d", id, n))
		}
	}
	if len(often) > 0 {
		fmt.Fprintf(env.Stdout, "percentages of one source in more than %d entries:%s\n", oftenQuoted, strings.Join(often, ""))
	}
	fmt.Fprintf(env.Stdout, "entries rechecked this month %d of %d\n", s.Rechecked, len(c.Entries))
}
