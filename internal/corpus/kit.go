package corpus

import (
	"slices"
	"time"
)

// Kit is what a hiring panel needs for one role. Its file may be of a time before there
// were rounds, weights, cases and scripts; these parts are empty then.
type Kit struct {
	Role       string
	Scorecard  Scorecard
	Loop       []Stage
	Opening    []string // what an interviewer says at the start of each round
	Closing    []string // … and at its end
	DontAsk    []string
	Questions  []KitQuestion
	Case       *Case // nil where there is none
	References []string
	RedFlags   []RedFlag
	Debrief    Debrief
	Candidate  []string // what a candidate is told, besides the rounds
	Posting    []string
	Offer      []string
	Sources    []string
	Reviewed   time.Time

	File string
	line map[string]int // the line of each text of the kit
}

// Line returns the line of a text of the kit, 0 if unknown.
func (k *Kit) Line(text string) int { return k.line[text] }

// Texts are all texts of the kit, sorted.
func (k *Kit) Texts() []string { return sortedKeys(k.line) }

// Scorecard is what good looks like, before anyone is interviewed.
type Scorecard struct {
	Mission      string
	Outcomes     []string
	Must         []string
	Nice         []string
	Not          []string // explicitly not a criterion
	Competencies []Competency
}

// MaxRating is the best rating of a competency; the worst is 1. Five steps are what
// hiring.scoring describes.
const MaxRating = 5

// KnockoutBelow is the rating that a knock-out competency must reach: "fair", the middle
// of the scale. A choice.
const KnockoutBelow = 3

// MaxWeight is the weight of what matters most. A choice: three steps can be argued
// about, ten cannot.
const MaxWeight = 3

// Competency is rated from 1 to MaxRating.
type Competency struct {
	Name     string
	Weight   int  // 1 to MaxWeight; 0 where the file gives none
	Knockout bool // a rating under KnockoutBelow ends it, whatever the others are
	Anchors  Anchors
}

// Anchors say what each rating looks like, from 1 upwards. A text may be empty.
type Anchors [MaxRating]string

// Stage is one conversation of the interview loop.
type Stage struct {
	Stage            string
	Minutes          int
	Who              string
	Covers           string
	WithoutCandidate bool // reference calls, for instance
}

// KitQuestion is an interview question with signs of a good and a weak answer.
type KitQuestion struct {
	Competency string
	Round      string // the stage it is asked in; "" where the file gives none
	Minutes    int
	Ask        string
	Good       string
	Weak       string
}

// Case is the exercise of one round.
type Case struct {
	Title        string
	Round        string
	Competencies []string // what it rates
	Facts        []string // what the candidate gets beforehand
	Twist        string   // the fact that changes midway
	Plan         []CaseStep
	Anchors      Anchors
}

// CaseStep is a part of the time of a case.
type CaseStep struct {
	Minutes int
	What    string
}

// RedFlag is a reason to ask again, not a verdict.
type RedFlag struct{ Flag, Ask string }

// Debrief is how the panel decides.
type Debrief struct {
	Agenda []string
	Rule   string
}

// CandidateTime returns how long a candidate is interviewed, and in how many rounds.
func (k *Kit) CandidateTime() (minutes, rounds int) {
	for _, s := range k.Loop {
		if !s.WithoutCandidate {
			minutes += s.Minutes
			rounds++
		}
	}
	return minutes, rounds
}

// Asked returns the questions of a round.
func (k *Kit) Asked(round string) []KitQuestion {
	var asked []KitQuestion
	for _, q := range k.Questions {
		if q.Round == round {
			asked = append(asked, q)
		}
	}
	return asked
}

// Assessed returns the competencies that a round rates, in the scorecard's order.
func (k *Kit) Assessed(round string) []string {
	var names []string
	for _, c := range k.Scorecard.Competencies {
		asked := slices.ContainsFunc(k.Asked(round), func(q KitQuestion) bool { return q.Competency == c.Name })
		if asked || k.Case != nil && k.Case.Round == round && slices.Contains(k.Case.Competencies, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}
