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
