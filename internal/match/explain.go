package match

import (
	"cmp"
	"math"
	"slices"

	"rolecall/internal/match/bm25"
	"rolecall/internal/match/svm"
)

// Feature is one thing that weighed for or against a candidate.
type Feature struct {
	Text   string  // a stem, two stems, "…abc…" for letters, "about pay" for a concept, or "roles"
	Weight float64 // what it added to the score
}

// maxFeatures is how many features an explanation shows for each candidate. A
// choice: they fit one line of a terminal.
const maxFeatures = 8

// Explain is Match with the features that weighed most for each candidate.
func (x *Index) Explain(q Query) Result {
	m := x.start(q)
	defer x.pool.Put(m.scratch)
	res := m.result()
	if len(m.list) == 0 {
		return res
	}
	names := x.featureNames(m.p.words)
	for i := range res.Candidates {
		e := m.list[i].entry
		res.Candidates[i].Features = m.features(e, names)
	}
	return res
}

// features lists what a candidate's score is made of, heaviest first.
func (m *matching) features(entry int, names map[key]string) []Feature {
	x := m.x
	e := &x.entries[entry]
	var out []Feature
	for _, f := range m.scratch.features {
		v := float64(f.Value) * svm.Step
		w := float64(v * entryScore(x.linear.learned.Of(f.ID, e.class), x.linear.learned.Of(f.ID, x.entry+entry)))
		v = bm25Weight * bm25.Step / float64(len(m.p.words)+1)
		w += float64(v * entryScore(x.linear.bm25.Of(f.ID, e.class), x.linear.bm25.Of(f.ID, x.entry+entry)))
		if r := round(w); r != 0 {
			out = append(out, Feature{names[x.linear.lex.keys[f.ID]], r})
		}
	}
	if fit, ok := m.asked.fit(e); ok && fit != 0 {
		out = append(out, Feature{"roles", fit})
	}
	slices.SortFunc(out, func(a, b Feature) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)), cmp.Compare(a.Text, b.Text))
	})
	return out[:min(maxFeatures, len(out))]
}

// featureNames spells out the features of a text.
func (x *Index) featureNames(words []string) map[key]string {
	names := map[key]string{}
	stems := make([]string, len(words))
	prev := "^"
	for i, w := range words {
		s := x.linear.lex.stem(w)
		stems[i] = s
		names[stemKey(s)] = s
		names[pairKey(prev, s)] = prev + " " + s
		prev = s
		b := "<" + w + ">"
		for n := charMin; n <= charMax; n++ {
			for i := 0; i+n <= len(b); i++ {
				names[keyOf(hash(fnvOffset, b[i:i+n]), charKind)] = "…" + b[i:i+n] + "…"
			}
		}
	}
	names[pairKey(prev, "$")] = prev + " $"
	for _, c := range x.linear.lex.thesaurus.concepts(nil, stems) {
		names[conceptKey(c)] = "about " + c
	}
	return names
}
