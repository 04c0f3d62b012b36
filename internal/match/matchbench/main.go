// Command matchbench measures the matcher's classifier on labelled texts:
//
//	go run ./internal/match/matchbench TRAIN TEST [OOS]
//
// Each line of a file is text<TAB>label. It learns TRAIN, ranks TEST and prints lines
// of "name value": hit@1, hit@3 and mrr in per cent, auroc (the chance in
// per cent that a text of TEST scores higher than one of OOS, only with OOS), the
// microseconds for each text (p50_us, p99_us), what a cosine of the second opinion is
// worth (trust, chosen by cross-validation on TRAIN) and the training time.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "matchbench:", err)
		os.Exit(1)
	}
}

// ranks is how many labels are ranked for mrr: a label further down adds less than
// 0.01. A choice, so that the time measured is not that of sorting.
const ranks = 100

func run(args []string, out io.Writer) error {
	if len(args) < 2 || len(args) > 3 {
		return errors.New("want TRAIN TEST [OOS], files of text<TAB>label lines")
	}
	var sets [][]example
	for _, a := range args {
		set, err := examples(a)
		if err != nil {
			return err
		}
		sets = append(sets, set)
	}
	began := time.Now()
	c, err := newClassifier(sets[0])
	if err != nil {
		return err
	}
	training := time.Since(began)

	var hit1, hit3, mrr float64
	var times []time.Duration
	inside := make([]float64, 0, len(sets[1]))
	for _, e := range sets[1] {
		began := time.Now()
		ranked := c.rank(e.text, ranks)
		times = append(times, time.Since(began))
		inside = append(inside, ranked[0].score)
		for i, r := range ranked {
			if r.label != e.label {
				continue
			}
			mrr += 1 / float64(i+1)
			if i == 0 {
				hit1++
			}
			if i < 3 {
				hit3++
			}
		}
	}
	n := float64(len(sets[1]))
	fmt.Fprintf(out, "hit@1 %.2f\nhit@3 %.2f\nmrr %.2f\n", 100*hit1/n, 100*hit3/n, 100*mrr/n)
	if len(sets) == 3 {
		var outside []float64
		for _, e := range sets[2] {
			outside = append(outside, c.rank(e.text, 1)[0].score)
		}
		fmt.Fprintf(out, "auroc %.2f\n", 100*auroc(inside, outside))
	}
	slices.Sort(times)
	fmt.Fprintf(out, "p50_us %d\np99_us %d\n", times[len(times)/2].Microseconds(), times[len(times)*99/100].Microseconds())
	fmt.Fprintf(out, "trust %.1f\ntrain_ms %d\n", c.trust, training.Milliseconds())
	return nil
}

// examples reads text<TAB>label lines; empty lines are skipped.
func examples(path string) ([]example, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []example
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		if lines.Text() == "" {
			continue
		}
		text, label, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			return nil, fmt.Errorf("%s:%d: no tab (want text<TAB>label)", path, n)
		}
		out = append(out, example{text, label})
	}
	if len(out) == 0 && lines.Err() == nil {
		return nil, fmt.Errorf("%s: empty", path)
	}
	return out, lines.Err()
}

// auroc is the chance that a score of inside exceeds one of outside; ties count
// half.
func auroc(inside, outside []float64) float64 {
	type scored struct {
		score  float64
		inside bool
	}
	var all []scored
	for _, s := range inside {
		all = append(all, scored{s, true})
	}
	for _, s := range outside {
		all = append(all, scored{s, false})
	}
	slices.SortFunc(all, func(a, b scored) int {
		switch {
		case a.score < b.score:
			return -1
		case a.score > b.score:
			return 1
		}
		return 0
	})
	var below, sum float64
	for i := 0; i < len(all); {
		j, in, out := i, 0.0, 0.0
		for ; j < len(all) && all[j].score == all[i].score; j++ {
			if all[j].inside {
				in++
			} else {
				out++
			}
		}
		sum += in * (below + out/2)
		below += out
		i = j
	}
	return sum / float64(len(inside)*len(outside))
}
