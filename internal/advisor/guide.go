package advisor

import (
	"cmp"
	"slices"

	"rolecall/internal/corpus"
)

// Recommendation is what *Which role do we need?* advises, and why.
type Recommendation struct {
	Outcome  corpus.Outcome
	Because  []string        // the reasons, in the order of the questions
	RunnerUp *corpus.Outcome // the next best, when it is near
	Veto     bool            // one answer decided by itself
}

// runnerUpShare is how far behind, as a share of the best outcome's points, a second
// one may be and still be worth naming.
const runnerUpShare = 0.75

// Recommend weighs answers (question id to option id). Unanswered questions
// weigh nothing; ok is false when nothing was answered or there is no guide.
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

func distinct(list []string) []string {
	var out []string
	for _, s := range list {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
