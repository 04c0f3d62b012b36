package main

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/eval"
	"rolecall/internal/match"
	"rolecall/internal/weights"
	"rolecall/knowledge"
)

// devFitter is a fitter on the questions of the repository.
func devFitter(t *testing.T) *fitter {
	t.Helper()
	files, err := filepath.Glob("../../../knowledge/dev/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no questions to fit on: %v", err)
	}
	f := &fitter{}
	for _, file := range files {
		questions, err := eval.Read(file)
		if err != nil {
			t.Fatal(err)
		}
		f.questions = append(f.questions, questions...)
	}
	if f.corpus, _, err = corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS}); err != nil {
		t.Fatal(err)
	}
	if f.index, err = weights.New(nil).Index(f.corpus); err != nil {
		t.Fatal(err)
	}
	return f
}

// TestTheWeightsFit fits the weights to half of the conversations again and reports how much
// worse those of fusion.json are there. It fails only when the difference is much larger than an edit of
// the corpus makes it.
func TestTheWeightsFit(t *testing.T) {
	if testing.Short() {
		t.Skip("fits the weights once")
	}
	f := devFitter(t)
	var half []eval.Question
	for i, q := range f.questions {
		if f.fold(i)%2 == 0 {
			half = append(half, q)
		}
	}
	f.questions = half
	rows := f.rows(advisor.New(f.corpus, f.index))
	if len(rows) < 1000 {
		t.Fatalf("only %d questions are decided by their chances", len(rows))
	}
	refitted := f.index.WithFusion(fit(rows, func(int) bool { return true }))
	asked := eval.Ask(advisor.New(f.corpus, f.index), f.questions)
	loss := func(x *match.Index) (sum float64) {
		for _, r := range rows {
			sum -= math.Log(max(chanceOfRight(x.Match(asked[r.question].Reply.Trace.Query), asked[r.question].Question), 1e-6))
		}
		return sum / float64(len(rows))
	}
	now, best := loss(f.index), loss(refitted)
	t.Logf("%d questions: loss %.4f nats with fusion.json, %.4f with weights fitted now", len(rows), now, best)
	// Weights fitted without a fifth of the questions are up to 0.015 worse, those of a
	// tenth of them 0.146 (2026-11-26).
	const far = 0.03
	if now-best > far {
		t.Errorf("the weights no longer fit the corpus: loss %.4f, fitted now %.4f; run go run ./internal/eval/fit --write", now, best)
	}
}

// chanceOfRight is the chance that a result gives to the answers that are accepted.
func chanceOfRight(r match.Result, q eval.Question) (sum float64) {
	if q.Label == eval.Outside {
		return r.None
	}
	for _, c := range r.Candidates {
		if eval.Accepts(q.IDs(), c.Entry) {
			sum += c.Chance
		}
	}
	return sum
}

// TestAConversationIsOneFold: what is judged by weights includes no line of a
// conversation that they were fitted on.
func TestAConversationIsOneFold(t *testing.T) {
	f := devFitter(t)
	size := map[int]int{}
	for i, q := range f.questions {
		k := f.fold(i)
		if k < 0 || k >= folds || q.FollowUp && i > 0 && k != f.fold(i-1) {
			t.Fatalf("%s is of fold %d, the line before of %d", q.Place, k, f.fold(max(0, i-1)))
		}
		size[k]++
	}
	for k := range folds {
		if n := size[k]; n < len(f.questions)/folds/2 {
			t.Errorf("fold %d has %d of %d questions", k, n, len(f.questions))
		}
	}
}

// TestRowsAreOfUndecidedQuestions: what a sure rule decides has no row, nor has what is
// not judged.
func TestRowsAreOfUndecidedQuestions(t *testing.T) {
	f := devFitter(t)
	f.questions = []eval.Question{
		{Text: "what does a CTO do", Label: "cto.responsibilities"},                      // exact
		{Text: "how much would a cto be paid these days, roughly", Label: "cto.salary"},  // by its chance
		{Text: "how much would a cio be paid these days, roughly", Label: "ANY"},         // not judged
		{Text: "and about how much in a year", Label: "cio.salary", FollowUp: true},      // after it
		{Text: "kit cto", Label: "cto.scorecard"},                                        // a command
		{Text: "how much would a ciso be paid these days, roughly", Label: "gone.entry"}, // no such entry
		{Text: "pls tell me another joke", Label: "NONE"},                                // outside
	}
	var got []int
	for _, r := range f.rows(advisor.New(f.corpus, f.index)) {
		got = append(got, r.question)
		outside := f.questions[r.question].Label == eval.Outside
		if (len(r.both.Right) == 0) != outside || len(r.words.Candidates) != len(r.both.Candidates) {
			t.Errorf("%q: right are %v of %d", f.questions[r.question].Text, r.both.Right, len(r.both.Candidates))
		}
	}
	if want := []int{1, 3, 6}; !slices.Equal(got, want) {
		t.Errorf("rows of %v, want %v", got, want)
	}
}

func TestRunSaysWhereToRunIt(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := run(nil, false); err == nil || !strings.Contains(err.Error(), "from the root of the repository") {
		t.Errorf("elsewhere: %v", err)
	}
}
