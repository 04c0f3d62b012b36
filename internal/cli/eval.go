package cli

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/hint"
	"rolecall/internal/match"
)

// outsideLabel is the label of a question that the bot should not answer.
const outsideLabel = "NONE"

// scores are the result of `knowledge eval`.
type scores struct {
	Questions   int     `json:"questions"`    // that the bot should answer
	Right       float64 `json:"right"`        // of Questions, answered right, %
	Offered     float64 `json:"offered"`      // of Questions, answered right or right among the choices, %
	Wrong       float64 `json:"wrong"`        // of Questions, answered wrong, %
	WrongRole   float64 `json:"wrong_role"`   // of Questions, answered about another role, %
	Missed      float64 `json:"missed"`       // of Questions, nothing right offered, %
	Outside     int     `json:"outside"`      // questions labelled NONE
	OutAnswered float64 `json:"out_answered"` // of Outside, answered although they should not be, %
	OutOffered  float64 `json:"out_offered"`  // of Outside, offered choices, %
	FollowUps   int     `json:"follow_ups"`
	FollowRight float64 `json:"follow_right"` // of FollowUps, answered right, %
	Commands    int     `json:"commands"`
	CommandsOK  float64 `json:"commands_right"` // of Commands, comparison commands parsed right, %
	Skipped     int     `json:"skipped"`        // questions whose ids have no entry in the corpus
}

func evalCmd(env Env) *cobra.Command {
	var asJSON, verbose bool
	var commands string
	var minRight, maxWrong, maxOut float64
	cmd := &cobra.Command{
		Use:   "eval [--json] [--verbose] [--commands FILE] FILE...",
		Short: "score the matcher on labelled questions",
		Long: `Asks every question of FILE and scores the answers. A line is a question, a tab,
and the accepted entry ids separated by commas, or NONE. An answer is right if
its entry is one of the ids or below one of them (cto.salary.startup is below
cto.salary). A line that begins with a tab is a follow-up to the line before it.
A question is skipped if none of its ids has an entry in the corpus; standard
error names its line.

--commands FILE scores comparison commands: a line is a text, a tab, and the role
ids in order or !error. For CI, --min-right, --max-wrong and --max-outside
(percent) set limits; the exit status is 1 if one is not met.`,
		Example: `  rolecall knowledge eval --min-right 80 --max-wrong 5 golden/*.tsv
  rolecall knowledge eval --verbose mine.tsv`,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && commands == "" {
				return newUsageError("no questions were named", "knowledge eval needs a FILE of labelled questions")
			}
			a, x, err := newAdvisor(env)
			if err != nil {
				return err
			}
			e := &evaluation{env: env, advisor: a, verbose: verbose}
			for _, f := range args {
				if err := e.file(f); err != nil {
					return err
				}
			}
			if commands != "" {
				if err := e.commands(commands, x); err != nil {
					return err
				}
			}
			s := e.scores()
			if asJSON {
				if err := writeJSON(env.Stdout, s); err != nil {
					return err
				}
			} else {
				s.print(env)
			}
			if s.Right < minRight || s.Wrong > maxWrong || s.OutAnswered > maxOut {
				return hint.New(fmt.Sprintf("below the floor: right %.1f (at least %g), wrong %.1f (at most %g), outside answered %.1f (at most %g)",
					s.Right, minRight, s.Wrong, maxWrong, s.OutAnswered, maxOut), "--verbose lists every question that was not answered right")
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&verbose, "verbose", false, "print every question that was not answered right")
	cmd.Flags().StringVar(&commands, "commands", "", "also score the comparison commands in this `file`")
	cmd.Flags().Float64Var(&minRight, "min-right", 0, "fail below this `percent` answered right")
	cmd.Flags().Float64Var(&maxWrong, "max-wrong", 100, "fail above this `percent` answered wrong")
	cmd.Flags().Float64Var(&maxOut, "max-outside", 100, "fail above this `percent` of NONE questions answered")
	return cmd
}

// evaluation counts the outcomes of questions and commands.
type evaluation struct {
	env     Env
	advisor *advisor.Advisor
	verbose bool

	in, right, offered, wrong, wrongRole, missed int
	out, outAnswered, outOffered                 int
	follow, followRight                          int
	cmds, cmdsRight, skipped                     int
}

// readLabelled calls each for every line text<TAB>label of a file, with its place
// (file:line). A leading tab stays in the text.
func readLabelled(file string, each func(place, text, label string)) error {
	f, err := os.Open(file)
	if err != nil {
		return hint.With(fmt.Errorf("cannot read the questions: %w", err), "name a file of lines `question<TAB>ids or NONE`")
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, maxLine)
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		place := fmt.Sprintf("%s:%d", file, n)
		i := strings.LastIndexByte(line, '\t')
		if i <= 0 {
			return hint.New(place+": no label", "write the question, a tab, and ids or "+outsideLabel)
		}
		each(place, line[:i], strings.TrimSpace(line[i+1:]))
	}
	if err := sc.Err(); err != nil {
		return hint.With(fmt.Errorf("cannot read the questions: %s: %w", file, err), fmt.Sprintf("a line has at most %d bytes", maxLine))
	}
	return nil
}

func (e *evaluation) file(file string) error {
	var context match.Context
	return readLabelled(file, func(place, text, label string) {
		isFollowUp := strings.HasPrefix(text, "\t")
		if !isFollowUp {
			context = match.Context{}
		}
		r := e.advisor.Ask(advisor.Question{Text: strings.TrimPrefix(text, "\t"), Context: context})
		context = r.Context
		if !e.count(text, label, isFollowUp, r) {
			e.skipped++
			warn(e.env, hint.New(place+": is skipped: no entry has the id "+strings.ReplaceAll(label, ",", " or "), "correct the id, or remove the line if its entry is gone for good"))
		}
	})
}

// count adds the outcome of a question. It reports false if no id of the label has an
// entry, since the question then has no right answer.
func (e *evaluation) count(text, label string, isFollowUp bool, r advisor.Reply) bool {
	if label == outsideLabel {
		e.out++
		switch r.Outcome {
		case advisor.None, advisor.BadCompare:
		case advisor.Choices:
			e.outOffered++
		case advisor.Help: // help is a right answer to a greeting
		default:
			e.outAnswered++
			e.report("outside", text, label, r)
		}
		return true
	}
	ids := strings.Split(label, ",")
	if !slices.ContainsFunc(ids, func(id string) bool { return e.advisor.Corpus().Entry(id) != nil }) {
		return false
	}
	e.in++
	if isFollowUp {
		e.follow++
	}
	switch {
	case r.Outcome == advisor.Choices && slices.ContainsFunc(r.Choices[:min(len(r.Choices), advisor.MaxChoices)],
		func(c *corpus.Entry) bool { return accepts(ids, c.ID) }):
		e.offered++
		e.report("offered", text, label, r)
	case r.Outcome == advisor.Choices, r.Outcome == advisor.None, r.Outcome == advisor.BadCompare:
		e.missed++
		e.report("missed", text, label, r)
	case accepts(ids, r.EntryID()):
		e.right++
		e.offered++
		if isFollowUp {
			e.followRight++
		}
	default:
		e.wrong++
		if isAboutAnotherRole(ids, r) {
			e.wrongRole++
		}
		e.report("wrong", text, label, r)
	}
	return true
}

// accepts reports whether an entry is one of the ids or below one of them.
func accepts(ids []string, entry string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return entry == id || strings.HasPrefix(entry, id+".") })
}

// isAboutAnotherRole reports whether the answer and the accepted entries share no
// role: a question about the CIO was answered about the CTO.
func isAboutAnotherRole(ids []string, r advisor.Reply) bool {
	family := func(id string) string { return strings.SplitN(strings.TrimPrefix(id, "compare."), ".", 2)[0] }
	got := family(r.EntryID())
	answer := r.Corpus.Entry(r.EntryID())
	if answer == nil || len(answer.Roles) == 0 {
		return false
	}
	for _, id := range ids {
		want := r.Corpus.Entry(id)
		if want == nil || len(want.Roles) == 0 {
			return false
		}
		for _, role := range want.Roles {
			if slices.Contains(answer.Roles, role) || strings.HasPrefix(got, role) {
				return false
			}
		}
	}
	return true
}

// report prints a question that was not answered right, with --verbose.
func (e *evaluation) report(what, text, label string, r advisor.Reply) {
	if !e.verbose {
		return
	}
	got := r.EntryID()
	if r.Outcome == advisor.Choices {
		var ids []string
		for _, c := range r.Choices {
			ids = append(ids, c.ID)
		}
		got = strings.Join(ids, " | ")
	}
	fmt.Fprintf(e.env.Stdout, "%-8s %.2f %s\n         want %s, got %s %s (%s)\n", what, r.Match.Confidence, strings.TrimSpace(text), label, r.Outcome, got, r.Reason)
}

func (e *evaluation) commands(file string, x *match.Index) error {
	return readLabelled(file, func(_, text, label string) {
		c := x.Compare(text)
		got := strings.Join(c.Roles, " ")
		if c.Error != "" {
			got = "!" + c.Error
		}
		e.cmds++
		if got == label {
			e.cmdsRight++
		} else if e.verbose {
			fmt.Fprintf(e.env.Stdout, "command  %s\n         want %s, got %s\n", text, label, got)
		}
	})
}

func (e *evaluation) scores() scores {
	share := func(n, of int) float64 {
		if of == 0 {
			return 0
		}
		return round(100 * float64(n) / float64(of))
	}
	return scores{Questions: e.in, Right: share(e.right, e.in), Offered: share(e.offered, e.in), Wrong: share(e.wrong, e.in),
		WrongRole: share(e.wrongRole, e.in), Missed: share(e.missed, e.in), Outside: e.out, OutAnswered: share(e.outAnswered, e.out),
		OutOffered: share(e.outOffered, e.out), FollowUps: e.follow, FollowRight: share(e.followRight, e.follow),
		Commands: e.cmds, CommandsOK: share(e.cmdsRight, e.cmds), Skipped: e.skipped}
}

func (s scores) print(env Env) {
	row := func(name string, v float64) { fmt.Fprintf(env.Stdout, "%-40s %6.1f %%\n", name, v) }
	fmt.Fprintf(env.Stdout, "questions %d, outside %d, follow-ups %d, commands %d, skipped %d\n", s.Questions, s.Outside, s.FollowUps, s.Commands, s.Skipped)
	row("answered right outright", s.Right)
	row("right, or among the choices", s.Offered)
	row("answered wrong", s.Wrong)
	row("  of another role", s.WrongRole)
	row("nothing right offered", s.Missed)
	row("outside questions answered", s.OutAnswered)
	row("outside questions offered choices", s.OutOffered)
	if s.FollowUps > 0 {
		row("follow-ups answered right", s.FollowRight)
	}
	if s.Commands > 0 {
		row("comparison commands parsed right", s.CommandsOK)
	}
}
