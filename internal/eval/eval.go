// Package eval scores an advisor on labelled questions, and fits the matcher to them
// (command fit).
//
// A line of a file is a question, a tab and its label: the ids of the entries that
// answer it, separated by commas, or NONE for a question that must not be answered, or ANY
// for one that only begins a conversation. A line that begins with a tab follows up on
// the line before it.
package eval

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/hint"
	"rolecall/internal/match"
)

// The labels that are no ids.
const (
	Outside = "NONE"
	Any     = "ANY"
)

// Question is a labelled question.
type Question struct {
	Place    string // file:line
	Text     string
	Label    string
	FollowUp bool // on the question before it
}

// IDs are the entries that answer it; nil for Outside and Any.
func (q Question) IDs() []string {
	if q.Label == Outside || q.Label == Any {
		return nil
	}
	return strings.Split(q.Label, ",")
}

// maxLine is the longest line that is read, in bytes. A choice: far above the 40,000
// characters of a message in Slack.
const maxLine = 1 << 20

// Read returns the questions of a file.
func Read(file string) ([]Question, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, hint.With(fmt.Errorf("cannot read the questions: %w", err), "name a file of lines `question<TAB>ids or NONE`")
	}
	defer f.Close()
	var out []Question
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
			return nil, hint.New(place+": no label", "write the question, a tab, and ids or "+Outside)
		}
		out = append(out, Question{Place: place, Text: strings.TrimPrefix(line[:i], "\t"), Label: strings.TrimSpace(line[i+1:]), FollowUp: strings.HasPrefix(line, "\t")})
	}
	if err := sc.Err(); err != nil {
		return nil, hint.With(fmt.Errorf("cannot read the questions: %s: %w", file, err), fmt.Sprintf("a line has at most %d bytes", maxLine))
	}
	return out, nil
}

// Verdict is what a reply to a labelled question is worth.
type Verdict string

// The verdicts.
const (
	Right           Verdict = "right"
	Offered         Verdict = "offered" // right among the choices
	Wrong           Verdict = "wrong"
	WrongRole       Verdict = "wrong role" // wrong, and about a role that was not asked about
	Missed          Verdict = "missed"     // nothing right offered
	OutsideAnswered Verdict = "outside"
	OutsideOffered  Verdict = "outside offered"
	OutsideRefused  Verdict = "refused"
	Unjudged        Verdict = "" // ANY, or no id of the label has an entry
)

// Asked is a question with the reply and its verdict.
type Asked struct {
	Question
	Context match.Context // before it
	Reply   advisor.Reply
	Verdict Verdict
}

// Ask asks questions in their order, each conversation in its own context.
func Ask(a *advisor.Advisor, questions []Question) []Asked {
	out := make([]Asked, len(questions))
	var before match.Context
	for i, q := range questions {
		if !q.FollowUp {
			before = match.Context{}
		}
		r := a.Ask(advisor.Question{Text: q.Text, Context: before})
		out[i] = Asked{q, before, r, judge(q, r)}
		before = r.Context
	}
	return out
}

func judge(q Question, r advisor.Reply) Verdict {
	ids := q.IDs()
	switch {
	case q.Label == Any:
		return Unjudged
	case q.Label == Outside:
		switch r.Outcome {
		case advisor.None, advisor.BadCompare, advisor.Help: // help is a right answer to a greeting
			return OutsideRefused
		case advisor.Choices:
			return OutsideOffered
		}
		return OutsideAnswered
	case !slices.ContainsFunc(ids, func(id string) bool { return r.Corpus.Entry(id) != nil }):
		return Unjudged
	}
	switch r.Outcome {
	case advisor.Choices:
		if slices.ContainsFunc(r.Choices, func(c *corpus.Entry) bool { return Accepts(ids, c.ID) }) {
			return Offered
		}
		return Missed
	case advisor.None, advisor.BadCompare:
		return Missed
	}
	switch {
	case Accepts(ids, r.EntryID()), comparesThem(ids, r):
		return Right
	case isAboutAnotherRole(ids, r):
		return WrongRole
	}
	return Wrong
}

// Accepts reports whether an entry is one of the ids or below one of them.
func Accepts(ids []string, entry string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return entry == id || strings.HasPrefix(entry, id+".") })
}

// comparesThem reports whether a reply compares roles that include a pair that is meant.
func comparesThem(ids []string, r advisor.Reply) bool {
	if r.Comparison == nil {
		return false
	}
	return slices.ContainsFunc(ids, func(id string) bool {
		e := r.Corpus.Entry(id)
		if e == nil || !strings.HasPrefix(id, "compare.") || len(e.Roles) < 2 {
			return false
		}
		return !slices.ContainsFunc(e.Roles, func(role string) bool {
			return !slices.ContainsFunc(r.Comparison.Roles, func(c *corpus.Role) bool { return c.ID == role })
		})
	})
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

// Scores sum up verdicts. Shares are in percent.
type Scores struct {
	Questions   int     `json:"questions"`    // that the bot should answer
	Right       float64 `json:"right"`        // of Questions, answered right
	Offered     float64 `json:"offered"`      // of Questions, answered right or right among the choices
	Wrong       float64 `json:"wrong"`        // of Questions, answered wrong
	WrongRole   float64 `json:"wrong_role"`   // of Questions, answered about another role
	Missed      float64 `json:"missed"`       // of Questions, nothing right offered
	Outside     int     `json:"outside"`      // questions labelled NONE
	OutAnswered float64 `json:"out_answered"` // of Outside, answered although they should not be
	OutOffered  float64 `json:"out_offered"`  // of Outside, offered choices
	FollowUps   int     `json:"follow_ups"`   // with a label of ids
	FollowRight float64 `json:"follow_right"` // of FollowUps, answered right
	FollowWrong float64 `json:"follow_wrong"` // of FollowUps, answered wrong
	Commands    int     `json:"commands"`
	CommandsOK  float64 `json:"commands_right"` // of Commands, comparison commands parsed right
	Skipped     int     `json:"skipped"`        // questions whose ids have no entry in the corpus
}

// Sum sums up the verdicts of questions.
func Sum(list []Asked) Scores {
	count, follow := map[Verdict]int{}, map[Verdict]int{}
	s := Scores{}
	for _, a := range list {
		count[a.Verdict]++
		switch {
		case a.Verdict == Unjudged && a.Label != Any:
			s.Skipped++
		case a.FollowUp && a.IDs() != nil:
			s.FollowUps++
			follow[a.Verdict]++
		}
	}
	s.Questions = count[Right] + count[Offered] + count[Wrong] + count[WrongRole] + count[Missed]
	s.Outside = count[OutsideAnswered] + count[OutsideOffered] + count[OutsideRefused]
	s.Right, s.Offered = share(count[Right], s.Questions), share(count[Right]+count[Offered], s.Questions)
	s.Wrong, s.WrongRole, s.Missed = share(count[Wrong]+count[WrongRole], s.Questions), share(count[WrongRole], s.Questions), share(count[Missed], s.Questions)
	s.OutAnswered, s.OutOffered = share(count[OutsideAnswered], s.Outside), share(count[OutsideOffered], s.Outside)
	s.FollowRight, s.FollowWrong = share(follow[Right], s.FollowUps), share(follow[Wrong]+follow[WrongRole], s.FollowUps)
	return s
}

// share is n of all in percent, with two decimals.
func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return math.Round(1e4*float64(n)/float64(of)) / 100
}

// AskCommands scores comparison commands: a label is the role ids in order, or
// !error. failed is called for each that is not parsed so.
func AskCommands(x *match.Index, commands []Question, failed func(q Question, got string)) (n int, right float64) {
	ok := 0
	for _, q := range commands {
		c := x.Compare(q.Text)
		got := strings.Join(c.Roles, " ")
		if c.Error != "" {
			got = "!" + c.Error
		}
		if got == q.Label {
			ok++
		} else {
			failed(q, got)
		}
	}
	return len(commands), share(ok, len(commands))
}
