package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"rolecall/internal/advisor"
	"rolecall/internal/eval"
	"rolecall/internal/hint"
)

func evalCmd(env Env) *cobra.Command {
	var asJSON, verbose, noEdits bool
	var commands string
	var without []string
	var minRight, maxWrong, maxOut float64
	cmd := &cobra.Command{
		Use:   "eval [--json] [--verbose] [--without RULE] [--no-edits] [--commands FILE] FILE...",
		Short: "score the replies to labelled questions",
		Long: `Asks every question of FILE and scores the replies, as the bot would give them. A
line is a question, a tab, and the accepted entry ids separated by commas, or NONE
if it must not be answered. An answer is right if its entry is one of the ids or
below one of them (cto.salary.startup is below cto.salary). A line that begins
with a tab is a follow-up to the line before it; follow-ups are counted among the
questions and once more by themselves. A line labelled ANY begins a conversation
and is not judged. A comparison of roles that include the pair of an accepted
comparison is right too. A question is skipped if none of its ids has an entry in
the corpus; standard error names its line.

--without RULE leaves out a rule of those that decide, to see what it is worth;
--explain of ask names the rules.

--commands FILE scores comparison commands: a line is a text, a tab, and the role
ids in order or !error. For CI, --min-right, --max-wrong and --max-outside
(percent) set limits; the exit status is 1 if one is not met.`,
		Example: `  rolecall knowledge eval --min-right 80 --max-wrong 5 golden/*.tsv
  rolecall knowledge eval --verbose mine.tsv`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 && commands == "" {
				return newUsageError("no questions were named", "knowledge eval needs a FILE of labelled questions")
			}
			var e edits
			if !noEdits {
				e = readEdits(cmd.Context(), env)
			}
			a, x, err := newAdvisor(env, e)
			if err != nil {
				return err
			}
			for _, rule := range without {
				if !slices.Contains(advisor.Rules(), rule) {
					return newUsageError(fmt.Sprintf("there is no rule %q", rule), "the rules are: "+strings.Join(advisor.Rules(), "; "))
				}
			}
			var asked []eval.Asked
			for _, f := range args {
				questions, err := eval.Read(f)
				if err != nil {
					return err
				}
				asked = append(asked, eval.Ask(a.Without(without...), questions)...)
			}
			s := eval.Sum(asked)
			reportAsked(env, asked, verbose)
			if commands != "" {
				list, err := eval.Read(commands)
				if err != nil {
					return err
				}
				s.Commands, s.CommandsOK = eval.AskCommands(x, list, func(q eval.Question, got string) {
					if verbose {
						fmt.Fprintf(env.Stdout, "command  %s\n         want %s, got %s\n", q.Text, q.Label, got)
					}
				})
			}
			if asJSON {
				if err := writeJSON(env.Stdout, s); err != nil {
					return err
				}
			} else {
				printScores(env, s)
			}
			if s.Right < minRight || s.Wrong > maxWrong || s.OutAnswered > maxOut {
				return hint.New(fmt.Sprintf("below the floor: right %.1f (at least %g), wrong %.1f (at most %g), outside answered %.1f (at most %g)",
					s.Right, minRight, s.Wrong, maxWrong, s.OutAnswered, maxOut), "--verbose lists every question that was not answered right")
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	noEditsFlag(cmd, &noEdits)
	cmd.Flags().BoolVar(&verbose, "verbose", false, "print every question that was not answered right")
	cmd.Flags().StringArrayVar(&without, "without", nil, "leave out this `rule` of those that decide; may be repeated")
	cmd.Flags().StringVar(&commands, "commands", "", "also score the comparison commands in this `file`")
	cmd.Flags().Float64Var(&minRight, "min-right", 0, "fail below this `percent` answered right")
	cmd.Flags().Float64Var(&maxWrong, "max-wrong", 100, "fail above this `percent` answered wrong")
	cmd.Flags().Float64Var(&maxOut, "max-outside", 100, "fail above this `percent` of NONE questions answered")
	return cmd
}

// reportAsked names the questions that were skipped and, with verbose, prints those that
// were not answered right.
func reportAsked(env Env, asked []eval.Asked, verbose bool) {
	for _, q := range asked {
		if q.Verdict == eval.Unjudged && q.Label != eval.Any {
			warn(env, hint.New(q.Place+": is skipped: no entry has the id "+strings.ReplaceAll(q.Label, ",", " or "), "correct the id, or remove the line if its entry is gone for good"))
		}
		if !verbose || q.Verdict == eval.Right || q.Verdict == eval.Unjudged || q.Verdict == eval.OutsideRefused {
			continue
		}
		r := q.Reply
		got := r.EntryID()
		if r.Outcome == advisor.Choices {
			var ids []string
			for _, c := range r.Choices {
				ids = append(ids, c.ID)
			}
			got = strings.Join(ids, " | ")
		}
		fmt.Fprintf(env.Stdout, "%-8s %.2f %s\n         want %s, got %s %s (%s)\n", q.Verdict, r.Match.Confidence(), strings.TrimSpace(q.Text), q.Label, r.Outcome, got, r.Trace)
	}
}

func printScores(env Env, s eval.Scores) {
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
		row("follow-ups answered wrong", s.FollowWrong)
	}
	if s.Commands > 0 {
		row("comparison commands parsed right", s.CommandsOK)
	}
}
