package advisor

import (
	"cmp"
	"slices"

	"rolecall/internal/corpus"
)

// Recommendation is the result of the guide *Which role do we need?*.
type Recommendation struct {
	Outcome  corpus.Outcome
	Because  []string        // the reasons, in the order of the questions
	RunnerUp *corpus.Outcome // the second best, when it is nearly as good
	Veto     bool            // one answer alone decided
}

// runnerUpShare is the share of the best outcome's points from which the second best
// is named too. A choice: one other answer to one of six questions could reverse them.
const runnerUpShare = 0.75

// Recommend adds up the points of answers (question id to option id) and returns the
// outcome with most. ok is false when nothing was answered or there is no guide.
func (a *Advisor) Recommend(answers map[string]string) (rec Recommendation, ok bool) {
	g := a.corpus.WhichRole
	if g == nil {
		return rec, false
	}
	points := map[string]int{}
	reasons := map[string][]string{}
	veto := ""
	for _, q := range g.Questions {
		for _, o := range q.Options {
			if answers[q.ID] != o.ID {
				continue
			}
			ok = true
			for id, w := range o.Weights {
				points[id] += w
				if w > 0 {
					reasons[id] = append(reasons[id], o.Because)
				}
			}
			if o.Veto != "" {
				veto = cmp.Or(veto, o.Veto) // the first one decides
				reasons[o.Veto] = append(reasons[o.Veto], o.Because)
			}
		}
	}
	if !ok || len(g.Outcomes) == 0 {
		return rec, false
	}
	ranked := slices.Clone(g.Outcomes)
	slices.SortStableFunc(ranked, func(x, y corpus.Outcome) int { return cmp.Compare(points[y.ID], points[x.ID]) })
	best := ranked[0]
	if o := g.Outcome(veto); o != nil {
		rec = Recommendation{Outcome: *o, Because: distinct(reasons[veto]), Veto: true}
		if best.ID != o.ID && points[best.ID] > 0 {
			rec.RunnerUp = &best // what the other answers point to
		}
		return rec, true
	}
	rec = Recommendation{Outcome: best, Because: distinct(reasons[best.ID])}
	if len(ranked) > 1 && float64(points[ranked[1].ID]) >= runnerUpShare*float64(points[best.ID]) && points[ranked[1].ID] > 0 {
		rec.RunnerUp = &ranked[1]
	}
	return rec, true
}

// distinct are the texts of a list that are not empty, each once.
func distinct(list []string) []string {
	var out []string
	for _, s := range list {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
