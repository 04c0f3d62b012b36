package cli

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rolecall/internal/config"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/hint"
	"rolecall/knowledge"
)

func knowledgeCmd(env Env) *cobra.Command {
	return grouped(&cobra.Command{Use: "knowledge", Short: "check and measure the corpus"}, lintCmd(env), evalCmd(env), staleCmd(env))
}

// topics are the ids that must have an entry.
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
	cmd := &cobra.Command{
		Use:   "lint [--dir FOLDER] [--against FILE...]",
		Short: "check the corpus: every fault with file and line",
		Long: `Checks every file of the corpus and prints each fault as "file:line: what", with a
hint below it, then what the corpus holds and how many faults and warnings
there are. Exit status 1 when there is a fault; warnings alone do not fail.

With --against FILE..., finds eight words in a row of answer prose that are also
in one of the files. Without --dir the corpus compiled into this program is
checked, and ROLECALL_KNOWLEDGE_DIR's over it if set.`,
		Example: `  rolecall knowledge lint
  rolecall knowledge lint --dir knowledge
  rolecall knowledge lint --against handbook.txt`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 && len(against) == 0 {
				return misused(fmt.Sprintf("lint takes no arguments without --against, and got %q", args[0]), "name a folder with --dir")
			}
			layers := layers()
			if dir != "" {
				if err := whole(dir); err != nil {
					return err
				}
				layers = []corpus.Layer{curate.Folder(dir)}
			}
			return lint(env, layers, append(against, args...))
		},
	}
	cmd.Flags().StringArrayVar(&against, "against", nil, "`file` whose words may not be copied; more files may follow")
	cmd.Flags().StringVar(&dir, "dir", "", "check this `folder` instead of the compiled-in corpus")
	return cmd
}

// layers are the embedded corpus and the company's own over it.
func layers() []corpus.Layer {
	out := base()
	if dir := config.KnowledgeDir(); dir != "" {
		out = append(out, curate.Folder(dir))
	}
	return out
}

// whole says of a folder that it cannot be a corpus of its own: of a few files
// that are meant to lie over ours, every reference and topic would be a fault.
func whole(dir string) error {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return hint.New(dir+" is not a folder", "--dir takes a folder with a whole corpus, as knowledge/ of the source tree is")
	}
	ids, err := topics()
	if err != nil {
		return err
	}
	c, _, _ := corpus.Load(curate.Folder(dir)) // lint reports its faults
	missing := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return c.Entry(id) != nil })
	if 2*len(missing) > len(ids) {
		return hint.New(fmt.Sprintf("%s is not a whole corpus: %d of %d topics have no entry, such as %s", dir, len(missing), len(ids), missing[0]),
			fmt.Sprintf("a folder of your own lies over the built-in corpus: ROLECALL_KNOWLEDGE_DIR=%s rolecall knowledge lint", dir))
	}
	return nil
}

func lint(env Env, layers []corpus.Layer, against []string) error {
	c, problems, _ := corpus.Load(layers...) // its error is the problems themselves
	docs := map[string]string{}
	for _, f := range against {
		data, err := os.ReadFile(f)
		if err != nil {
			return hint.With(fmt.Errorf("cannot read %s: %w", f, err), "--against takes the paths of text files")
		}
		docs[filepath.Base(f)] = string(data)
	}
	problems, err := checked(env, c, append(problems, corpus.LintAgainst(c, docs)...))
	if err != nil {
		return err
	}
	for _, p := range problems {
		fmt.Fprintln(env.Stdout, p)
	}
	printStats(env, c)
	fmt.Fprintln(env.Stdout, tally(problems))
	if problems.Err() != nil {
		return silent{1}
	}
	return nil
}

// checked adds to the problems of loading c all that lint finds.
func checked(env Env, c *corpus.Corpus, problems corpus.Problems) (corpus.Problems, error) {
	ids, err := topics()
	if err != nil {
		return nil, err
	}
	problems = append(problems, corpus.Lint(c, ids, env.Now())...)
	if problems.Err() != nil {
		return problems, nil // only a corpus without faults can be matched against itself
	}
	x, err := env.index(c)
	if err != nil {
		return nil, fmt.Errorf("build the matcher: %w", err)
	}
	return append(problems, curate.Nearness(c, x)...), nil
}

// tally counts problems in words: "no faults, 2 warnings".
func tally(problems corpus.Problems) string {
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

func printStats(env Env, c *corpus.Corpus) {
	s := c.Stats()
	fmt.Fprintf(env.Stdout, "entries %d\nphrasings %d (median %d, minimum %d an entry)\nroles %d (and %d to refuse)\ncells %d of %d\nsources %d:",
		s.Entries, s.Phrasings, s.MedianPhrasings, s.MinPhrasings, s.Roles, s.Others, s.Cells, s.MaxCells, len(c.Sources))
	for _, grade := range slices.Sorted(maps.Keys(s.Sources)) {
		fmt.Fprintf(env.Stdout, " %s %d", grade, s.Sources[grade])
	}
	fmt.Fprintf(env.Stdout, "\ncorpus version %s\n", c.Version)
}
