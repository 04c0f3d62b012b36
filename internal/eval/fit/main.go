// Command fit chooses the weights of the evidence (match/fusion.json) and the thresholds
// (advisor/thresholds.json) from labelled questions. Run it after larger changes of
// the corpus or the matcher:
//
//	go run ./internal/eval/fit [--with FOLDER]... [--write]
//
// It reads knowledge/dev, and the .tsv files of the folders named. What it prints is out of
// fold: each conversation is judged by weights that were fitted without it. knowledge/golden is
// never read here: it only measures. Without --write nothing is changed.
package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/eval"
	"rolecall/internal/match"
	"rolecall/internal/match/fusion"
	"rolecall/knowledge"
)

const (
	fusionFile     = "internal/match/fusion.json"
	thresholdsFile = "internal/advisor/thresholds.json"
	folds          = 5   // of cross-validation. A choice: each fit has four fifths of the questions
	penalty        = 3.0 // L2. Chosen by the out-of-fold loss; 1 to 10 differ by less than 0.002 nats
	// The most wrong answers, in percent, that the thresholds may give, of questions and of
	// follow-ups. A choice: from 0.62 to 0.74 a point less costs two right answers of ours, and seven of
	// those by other hands (2026-11-27); in a thread people see what was understood and say it again, and
	// what is repeated comes in short, with what else it might be.
	maxWrong, maxWrongInThread = 4.0, 16
	maxAnswered                = 4    // percent of outside questions at the start that may be answered. A choice: below the 4.5 asked for
	highest                    = 0.84 // the highest threshold tried. A choice: nearly all above it are right
	maxOutside                 = 20   // percent of outside questions that may be offered choices. A choice: they cost little
	rounds                     = 2    // contexts of conversations come from the replies of the round before
)

func main() {
	with := pflag.StringArray("with", nil, "also fit on the .tsv files of this `folder`")
	write := pflag.Bool("write", false, "write the weights and thresholds")
	pflag.Parse()
	if err := run(*with, *write); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func run(with []string, write bool) error {
	var questions []eval.Question
	for _, dir := range append([]string{"knowledge/dev"}, with...) {
		files, err := filepath.Glob(filepath.Join(dir, "*.tsv"))
		if err != nil || len(files) == 0 {
			return fmt.Errorf("%s has no .tsv files; run this from the root of the repository (%v)", dir, err)
		}
		for _, f := range files {
			qs, err := eval.Read(f)
			if err != nil {
				return err
			}
			questions = append(questions, qs...)
		}
	}
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	if err != nil {
		return err
	}
	x, err := match.New(c)
	if err != nil {
		return err
	}
	f := fitter{corpus: c, index: x.Remembering(), questions: questions, at: advisor.Thresholds{Answer: 0.7, AnswerInThread: 0.5, Offer: 0.85, OfferWithoutRole: 0.6, OfferInThread: 0.8}}
	return f.run(write)
}

// fitter fits one corpus's index.
type fitter struct {
	corpus    *corpus.Corpus
	index     *match.Index
	questions []eval.Question
	at        advisor.Thresholds
}

func (f *fitter) run(write bool) error {
	var fold []fusion.Model
	all := fusion.Model{}
	x := f.index
	for range rounds {
		rows := f.rows(advisor.New(f.corpus, x))
		fold = fold[:0]
		for k := range folds {
			fold = append(fold, fit(rows, func(i int) bool { return f.fold(i) != k }))
		}
		all = fit(rows, func(int) bool { return true })
		x = f.index.WithFusion(all)
		fmt.Printf("rows %d, loss out of fold %.4f, in sample %.4f\n", len(rows), f.loss(rows, fold), f.loss(rows, slices.Repeat([]fusion.Model{all}, folds)))
	}
	f.at = f.choose(fold)
	fmt.Printf("out of fold at %+v: %s\n", f.at, summary(f.ask(fold, f.at)))
	fmt.Printf("in sample: %s\n", summary(f.ask(slices.Repeat([]fusion.Model{all}, folds), f.at)))
	if !write {
		return nil
	}
	data, err := match.FusionFile(all)
	if err != nil {
		return err
	}
	at, err := json.MarshalIndent(f.at, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(fusionFile, data, 0o644); err != nil {
		return err
	}
	return os.WriteFile(thresholdsFile, append(at, '\n'), 0o644)
}

// fold is the fold of a question: that of the first line of its conversation.
func (f *fitter) fold(i int) int {
	for f.questions[i].FollowUp && i > 0 {
		i--
	}
	h := fnv.New32a()
	h.Write([]byte(f.questions[i].Text))
	return int(h.Sum32() % folds)
}

// row is the evidence for a question, without and with the second opinion.
type row struct {
	question    int
	words, both fusion.Row
}

// rows are those of the questions that no sure rule decides.
func (f *fitter) rows(a *advisor.Advisor) (rows []row) {
	for i, q := range eval.Ask(a, f.questions) {
		if q.Verdict == eval.Unjudged || q.Reply.Trace.Text == "" || advisor.Sure(q.Reply.Trace.Rule) {
			continue
		}
		accepts := func(entry string) bool { return eval.Accepts(q.IDs(), entry) }
		both, ok := f.index.Row(q.Reply.Trace.Query, q.Label == eval.Outside, accepts)
		if ok {
			rows = append(rows, row{question: i, words: match.WordsOnly(both), both: both})
		}
	}
	return rows
}

// fit fits the weights to the rows of some questions: to those at the start of a conversation,
// and from there to those in threads, of which there are fewer.
func fit(rows []row, in func(question int) bool) (m fusion.Model) {
	var words, both [2][]fusion.Row // at the start, in threads
	for _, r := range rows {
		if !in(r.question) {
			continue
		}
		k := 0
		if r.both.Thread {
			k = 1
		}
		words[k], both[k] = append(words[k], r.words), append(both[k], r.both)
	}
	m.Start = fusion.Both{Words: fusion.Fit(words[0], penalty, fusion.Weights{}), All: fusion.Fit(both[0], penalty, fusion.Weights{})}
	m.Thread = fusion.Both{Words: fusion.Fit(words[1], penalty, m.Start.Words), All: fusion.Fit(both[1], penalty, m.Start.All)}
	return m
}

// loss is the mean log loss, in nats, with the second opinion.
func (f *fitter) loss(rows []row, fold []fusion.Model) float64 {
	sum := 0.0
	for _, r := range rows {
		w := fold[f.fold(r.question)].Start.All
		if r.both.Thread {
			w = fold[f.fold(r.question)].Thread.All
		}
		sum -= math.Log(max(fusion.Chance(r.both, w), 1e-9))
	}
	return sum / float64(len(rows))
}

// ask asks each question an advisor that was fitted without it.
func (f *fitter) ask(fold []fusion.Model, at advisor.Thresholds) []eval.Asked {
	out := make([]eval.Asked, len(f.questions))
	for k, w := range fold {
		var questions []eval.Question
		var places []int
		for i, q := range f.questions {
			if f.fold(i) == k {
				questions, places = append(questions, q), append(places, i)
			}
		}
		for i, asked := range eval.Ask(advisor.New(f.corpus, f.index.WithFusion(w)).At(at), questions) {
			out[places[i]] = asked
		}
	}
	return out
}

// choose returns the thresholds: for answers the lowest that give at most so many wrong ones, first
// at the start of a conversation and then in threads, and for choices those that offer most.
func (f *fitter) choose(fold []fusion.Model) advisor.Thresholds {
	best := f.lowest(fold, f.at, "answer", func(t *advisor.Thresholds, v float64) { t.Answer = v }, func(s, _ eval.Scores) bool { return s.Wrong <= maxWrong && s.OutAnswered <= maxAnswered })
	best = f.lowest(fold, best, "answer in a thread", func(t *advisor.Thresholds, v float64) { t.AnswerInThread = v }, func(_, all eval.Scores) bool { return all.FollowWrong <= maxWrongInThread })
	var tried []advisor.Thresholds
	for _, offer := range []float64{0.8, 0.85, 0.9} {
		for _, without := range []float64{0.6, 0.7, 0.8, 0.9} {
			at := best
			at.Offer, at.OfferWithoutRole = offer, without
			tried = append(tried, at)
		}
	}
	best = f.mostOffered(fold, tried, first)
	tried = nil
	for _, offer := range []float64{0.4, 0.5, 0.6, 0.7, 0.8, 0.9} {
		at := best
		at.OfferInThread = offer
		tried = append(tried, at)
	}
	return f.mostOffered(fold, tried, followUps)
}

// mostOffered returns those of the thresholds tried with which most of some questions have the right
// answer or choice, while at most maxOutside of the outside ones are offered choices; or the first.
func (f *fitter) mostOffered(fold []fusion.Model, tried []advisor.Thresholds, of func([]eval.Asked) []eval.Asked) advisor.Thresholds {
	most, best := 0.0, tried[0]
	for _, at := range tried {
		if s := eval.Sum(of(f.ask(fold, at))); s.OutOffered <= maxOutside && s.Offered >= most {
			most, best = s.Offered, at
		}
	}
	return best
}

// lowest returns the thresholds with the lowest value of one of them with which they will do.
func (f *fitter) lowest(fold []fusion.Model, at advisor.Thresholds, name string, set func(*advisor.Thresholds, float64), ok func(first, all eval.Scores) bool) advisor.Thresholds {
	set(&at, highest)
	best := at
	for v := highest; v > 0.3; v -= 0.02 {
		set(&at, round(v))
		asked := f.ask(fold, at)
		fmt.Printf("%s of %+v: %s\n", name, at, summary(asked))
		if !ok(eval.Sum(first(asked)), eval.Sum(asked)) {
			break
		}
		best = at
	}
	return best
}

func round(v float64) float64 { return math.Round(100*v) / 100 }

// first are the questions that are no follow-ups.
func first(asked []eval.Asked) []eval.Asked {
	return slices.DeleteFunc(slices.Clone(asked), func(a eval.Asked) bool { return a.FollowUp })
}

func followUps(asked []eval.Asked) []eval.Asked {
	return slices.DeleteFunc(slices.Clone(asked), func(a eval.Asked) bool { return !a.FollowUp })
}

func summary(asked []eval.Asked) string {
	s, later := eval.Sum(first(asked)), eval.Sum(followUps(asked))
	return fmt.Sprintf("right %.1f offered %.1f wrong %.1f (role %.1f), outside answered %.1f offered %.1f; follow-ups right %.1f offered %.1f wrong %.1f, outside answered %.1f offered %.1f",
		s.Right, s.Offered, s.Wrong, s.WrongRole, s.OutAnswered, s.OutOffered, later.Right, later.Offered, later.Wrong, later.OutAnswered, later.OutOffered)
}
