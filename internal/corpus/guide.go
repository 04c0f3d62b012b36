package corpus

import "time"

// Guide is *Which role do we need?*: questions whose options carry weights.
type Guide struct {
	Title     string
	Intro     string
	Questions []GuideQuestion
	Outcomes  []Outcome
	Sources   []string
	Reviewed  time.Time

	File string
}

// GuideQuestion is one step of a guide.
type GuideQuestion struct {
	ID      string
	Text    string
	Options []Option
	Line    int
}

// Option is one answer to a guide's question.
type Option struct {
	ID      string
	Text    string
	Weights map[string]int // outcome id to points
	Because string         // the reason for the outcomes that it has weights for
	Veto    string         // the outcome that this option alone decides, or ""
	Line    int
}

// Outcome is something a guide may recommend.
type Outcome struct {
	ID      string
	Role    string // role id; empty for "none yet"
	Title   string
	Advice  string
	Entries []string // where to read on
	Line    int
}

// Outcome returns the outcome with that id, or nil.
func (g *Guide) Outcome(id string) *Outcome {
	for i := range g.Outcomes {
		if g.Outcomes[i].ID == id {
			return &g.Outcomes[i]
		}
	}
	return nil
}

// Kit is what a hiring panel needs for one role.
type Kit struct {
	Role       string
	Scorecard  Scorecard
	Loop       []Stage
	Questions  []KitQuestion
	References []string
	RedFlags   []RedFlag
	Posting    []string
	Offer      []string
	Sources    []string
	Reviewed   time.Time

	File string
	line map[string]int // the line of each text of the kit
}

// Scorecard is what good looks like, before anyone is interviewed.
type Scorecard struct {
	Mission      string
	Outcomes     []string
	Must         []string
	Nice         []string
	Not          []string // explicitly not a criterion
	Competencies []Competency
}

// Competency is rated 1 to 5 against anchors.
type Competency struct{ Name, Strong, Fair, Weak string }

// Stage is one conversation of the interview loop.
type Stage struct {
	Stage   string
	Minutes int
	Who     string
	Covers  string
}

// KitQuestion is an interview question with signs of a good and a weak answer.
type KitQuestion struct{ Competency, Ask, Good, Weak string }

// RedFlag is a reason to ask again, not a verdict.
type RedFlag struct{ Flag, Ask string }
