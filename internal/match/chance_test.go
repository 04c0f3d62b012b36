package match

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rolecall/internal/match/fusion"
)

// faultOfChances says what is wrong with the chances of a result, or "".
func faultOfChances(r Result) string {
	const rounding = 1e-6 * (maxCandidates + 1) // each chance is rounded to six decimals
	worse := func(a, b Candidate) int { return cmp.Compare(b.Chance, a.Chance) }
	if len(r.Listed) > 0 { // the question about all of them comes first
		worse = func(a, b Candidate) int {
			return cmp.Or(cmp.Compare(b.Question, a.Question), cmp.Compare(b.Chance, a.Chance))
		}
	}
	sum := r.None
	for _, c := range r.Candidates {
		switch {
		case !(c.Chance >= 0 && c.Chance <= 1 && c.Question >= 0 && c.Question <= 1+rounding):
			return fmt.Sprintf("%s has the chance %g and its question %g", c.Entry, c.Chance, c.Question)
		case c.Question < c.Chance-rounding:
			return fmt.Sprintf("the question of %s has less chance, %g, than the entry, %g", c.Entry, c.Question, c.Chance)
		case math.IsNaN(c.Score) || math.IsInf(c.Score, 0) || !(math.Abs(c.Cosine) <= 1+rounding):
			return fmt.Sprintf("%s has the score %g and likeness %g", c.Entry, c.Score, c.Cosine)
		}
		sum += c.Chance
	}
	switch {
	case !(r.None >= 0 && r.None <= 1):
		return fmt.Sprintf("none has the chance %g", r.None)
	case sum > 1+rounding:
		return fmt.Sprintf("the chances add up to %g", sum)
	case !slices.IsSortedFunc(r.Candidates, worse):
		return "the candidates are not sorted by their chance"
	case len(r.Candidates) > maxCandidates:
		return fmt.Sprintf("%d candidates", len(r.Candidates))
	case len(r.Candidates) > 0 && r.Confidence() != r.Candidates[0].Question, len(r.Candidates) == 0 && r.Confidence() != 0:
		return fmt.Sprintf("confidence %g is not the chance of the first candidate's question", r.Confidence())
	case !slices.IsSortedFunc(r.Refusals, func(a, b Refusal) int { return cmp.Compare(b.Score, a.Score) }):
		return "the refusals are not sorted"
	}
	return ""
}

// TestChances: the chances of candidates and of none are shares of one, best first.
func TestChances(t *testing.T) {
	x := testIndex(t)
	var before Context
	for _, text := range goldenTexts(t) {
		for _, ctx := range []Context{{}, before} {
			r := x.Match(Query{Text: text, Context: ctx})
			if fault := faultOfChances(r); fault != "" {
				t.Errorf("%q: %s", text, fault)
			}
			if len(r.Candidates) > 0 {
				before = x.Next(ctx, r, r.Candidates[0].Entry)
			}
			m := x.start(Query{Text: text, Context: ctx})
			m.result()
			if sum := m.res.None; len(m.list) > 0 {
				for _, c := range m.list {
					sum += c.chance
				}
				if math.Abs(sum-1) > 1e-6*float64(len(m.list)+1) {
					t.Errorf("%q: all chances add up to %g", text, sum)
				}
			}
			x.pool.Put(m.scratch)
		}
	}
}

// TestTheChanceOfAQuestion: with a role named it is the entry's; without one, the same
// question about other roles counts too.
func TestTheChanceOfAQuestion(t *testing.T) {
	x := testIndex(t)
	r := x.Match(Query{Text: "pls, how much does a cto earn these days"})
	if c := r.Candidates[0]; c.Question != c.Chance || r.Confidence() != c.Chance {
		t.Errorf("with a role: %g, its question %g", c.Chance, c.Question)
	}
	r = x.Match(Query{Text: "what salary do people get in that job"})
	sum := 0.0
	for _, c := range r.Candidates {
		if x.entries[x.entryIndex(c.Entry)].facet == x.entries[x.entryIndex(r.Candidates[0].Entry)].facet {
			sum += c.Chance
		}
	}
	if c := r.Candidates[0]; !strings.HasSuffix(c.Entry, ".salary") || c.Question < sum-1e-5 || c.Question <= c.Chance {
		t.Errorf("without a role: %s %g, the question %g, of the candidates alone %g", c.Entry, c.Chance, c.Question, sum)
	}
	if (Result{}).Confidence() != 0 {
		t.Error("nothing has a chance")
	}
}

// TestEveryEvidenceHasAWeight: fusion.json names each evidence once, and no other.
func TestEveryEvidenceHasAWeight(t *testing.T) {
	var file map[string]map[string]map[string]map[string]float64
	if err := json.Unmarshal(fused, &file); err != nil {
		t.Fatal(err)
	}
	for _, where := range []string{"Start", "Thread"} {
		for _, fit := range []string{"Words", "Both"} {
			for kind, names := range map[string][]string{"Candidate": candidateNames, "None": noneNames} {
				want := slices.Sorted(slices.Values(names))
				if got := slices.Sorted(maps.Keys(file[where][fit][kind])); !slices.Equal(got, want) || len(slices.Compact(want)) != len(names) {
					t.Errorf("%s, %s of %s: fusion.json names %q, the evidence is %q: run go run ./internal/eval/fit --write", where, kind, fit, got, want)
				}
			}
		}
	}
	f, err := readFusion(fused)
	if err != nil {
		t.Fatal(err)
	}
	for i, w := range [][]float64{f.Start.Words.Candidate, f.Thread.Words.Candidate, f.Start.Words.None, f.Thread.Words.None} {
		if v := w[[]int{ofLikeness, noneLikeness}[i/2]]; v != 0 {
			t.Errorf("without the second opinion, its evidence weighs %g", v)
		}
	}
	again, err := FusionFile(f)
	if err != nil {
		t.Fatal(err)
	}
	if g, err := readFusion(again); err != nil || !reflect.DeepEqual(f, g) || string(again) != string(fused) {
		t.Errorf("written and read again, the weights are others (%v)", err)
	}
	if _, err := readFusion([]byte("{")); err == nil {
		t.Error("a broken file is read")
	}
}

// TestEvidenceHasNames: as many clues as names, for any text: every fourth of golden, since the encoder reads each.
func TestEvidenceHasNames(t *testing.T) {
	x := testIndex(t)
	for _, ctx := range []Context{{}, {Entry: "cto.salary", Roles: []string{"cto"}, Offered: []string{"cto.equity"}}} {
		for i, text := range goldenTexts(t) {
			if i%4 > 0 {
				continue
			}
			row, ok := x.Row(Query{Text: text, Context: ctx}, true, nil)
			if !ok {
				continue
			}
			if len(row.None) != len(noneNames) || row.None[noneConstant] != 1 {
				t.Fatalf("%q: %d clues for none, %d names; the first is %g", text, len(row.None), len(noneNames), row.None[0])
			}
			for _, c := range append(row.Candidates, row.None) {
				if slices.ContainsFunc(c, func(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }) {
					t.Fatalf("%q: evidence %v", text, c)
				}
			}
			for _, c := range row.Candidates {
				if len(c) != len(candidateNames) {
					t.Fatalf("%q: %d clues for a candidate, %d names", text, len(c), len(candidateNames))
				}
			}
			alone := WordsOnly(row)
			if len(alone.Candidates) != len(row.Candidates) || len(alone.None) != len(row.None) || alone.None[0] != 1 {
				t.Fatalf("%q: words alone are %v", text, alone)
			}
		}
	}
}

// TestRow: the entries that are accepted are right; a text that none of them answers is
// no row, unless it is outside.
func TestRow(t *testing.T) {
	x := testIndex(t)
	q := Query{Text: "how much might a cto earn"}
	salary := func(id string) bool { return id == "cto.salary" }
	row, ok := x.Row(q, false, salary)
	if !ok || len(row.Right) != 1 {
		t.Fatalf("right are %v of %d", row.Right, len(row.Candidates))
	}
	w := x.fusion.Start.Words
	if r := x.Match(q); math.Abs(fusion.Chance(WordsOnly(row), w)-chanceOf(r, "cto.salary")) > 1e-5 && !r.Second {
		t.Errorf("the row gives the chance %g, the match %g", fusion.Chance(WordsOnly(row), w), chanceOf(r, "cto.salary"))
	}
	if _, ok := x.Row(q, false, func(string) bool { return false }); ok {
		t.Error("a row without a right answer")
	}
	if row, ok := x.Row(q, true, salary); !ok || len(row.Right) != 0 {
		t.Errorf("outside: %v, right are %v", ok, row.Right)
	}
	if _, ok := x.Row(Query{Text: "?!"}, true, salary); ok {
		t.Error("a row without words")
	}
}

func chanceOf(r Result, id string) float64 {
	i := slices.IndexFunc(r.Candidates, func(c Candidate) bool { return c.Entry == id })
	if i < 0 {
		return 0
	}
	return r.Candidates[i].Chance
}

// TestWithFusion: a copy with other weights has every other field, so that a new one
// is not forgotten, and leaves the index as it was.
func TestWithFusion(t *testing.T) {
	x := testIndex(t)
	q := Query{Text: "how much might a cto earn"}
	before := x.Match(q)
	zeros := fusion.Weights{Candidate: make([]float64, len(candidateNames)), None: make([]float64, len(noneNames))}
	none := fusion.Model{Start: fusion.Both{Words: zeros, All: zeros}, Thread: fusion.Both{Words: zeros, All: zeros}}
	y := x.WithFusion(none)
	a, b := reflect.ValueOf(x).Elem(), reflect.ValueOf(y).Elem()
	for i := range a.NumField() {
		name := a.Type().Field(i).Name
		switch {
		case name == "fusion" || name == "pool": // its own
		case name == "answers":
			if x.answers() != y.answers() {
				t.Error("the copy reads the answers again")
			}
		case name == "typed":
			if x.typed() != y.typed() {
				t.Error("the copy reads what is suggested from again")
			}
		case a.Field(i).Kind() == reflect.Pointer, a.Field(i).Kind() == reflect.Map, a.Field(i).Kind() == reflect.Slice:
			if a.Field(i).Pointer() != b.Field(i).Pointer() {
				t.Errorf("the copy has another %s", name)
			}
		default:
			if !a.Field(i).Equal(b.Field(i)) {
				t.Errorf("the copy has another %s", name)
			}
		}
	}
	r := y.Match(q)
	if len(r.Candidates) == 0 || r.None != r.Candidates[0].Chance || r.None != r.Candidates[len(r.Candidates)-1].Chance {
		t.Errorf("without weights the chances differ: none %g, %+v", r.None, r.Candidates)
	}
	if after := x.Match(q); !reflect.DeepEqual(after, before) {
		t.Errorf("the index changed: %+v, before %+v", after, before)
	}
	if same := x.WithFusion(x.fusion).Match(q); !reflect.DeepEqual(same, before) {
		t.Errorf("with the same weights: %+v, before %+v", same, before)
	}
}
