package match

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"rolecall/internal/corpus"
)

// BenchmarkQuestions asks the first questions that the weights are fitted on, each once:
// those for which the words are enough, and those for which the second opinion is asked.
// It reports the share of the latter.
func BenchmarkQuestions(b *testing.B) {
	x := testIndex(b)
	var words, both []string
	for _, text := range textsIn(b, "../../knowledge/dev", false) {
		if x.Match(Query{Text: text}).Second {
			both = append(both, text)
		} else {
			words = append(words, text)
		}
	}
	b.Run("words", func(b *testing.B) { benchmark(b, x, words) })
	b.Run("second", func(b *testing.B) {
		benchmark(b, x, both)
		b.ReportMetric(100*float64(len(both))/float64(len(words)+len(both)), "%-of-all")
	})
}

// BenchmarkMatch matches the corpus's own questions, slightly reworded so that none
// matches exactly, and reports percentiles.
func BenchmarkMatch(b *testing.B) {
	x := testIndex(b)
	var texts []string
	for _, e := range x.corpus.Entries {
		own := e.Texts()
		texts = append(texts, "pls "+own[0], "so "+own[len(own)-1]+" thx")
	}
	benchmark(b, x, texts)
}

// BenchmarkMatchTypos does the same with a letter missing from every long word: the
// worst case for the speller.
func BenchmarkMatchTypos(b *testing.B) {
	x := testIndex(b)
	var texts []string
	for _, e := range x.corpus.Entries {
		ws := strings.Fields(e.Texts()[0])
		for i, w := range ws {
			if len(w) > 5 {
				ws[i] = w[:2] + w[3:]
			}
		}
		texts = append(texts, strings.Join(ws, " "))
	}
	benchmark(b, x, texts)
}

func benchmark(b *testing.B, x *Index, texts []string) {
	x = x.WithFusion(x.fusion)
	l := *x.likeness
	l.vector = openEncoder().Vector // with a memory, the texts of the first round would cost less in the next
	x.likeness = &l
	b.ReportAllocs()
	var times []time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		x.Match(Query{Text: texts[i%len(texts)]})
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2].Nanoseconds())/1e3, "p50-µs")
	b.ReportMetric(float64(times[len(times)*99/100].Nanoseconds())/1e3, "p99-µs")
}

// BenchmarkEntries shows how cost grows: the corpus copied to 150, 1,500 and
// 15,000 entries that differ by an invented word each.
func BenchmarkEntries(b *testing.B) {
	for _, n := range []int{150, 1500, 15000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := learnIndex(grown(b, n), nil, &Memory{})
			texts := make([]string, 100)
			for i := range texts {
				texts[i] = "pls " + x.corpus.Entries[i*7%len(x.entries)].Texts()[0]
			}
			benchmark(b, x, texts)
		})
	}
}

// grown is a corpus of n entries with three phrasings each and no refusals.
func grown(b *testing.B, n int) *corpus.Corpus {
	c, err := testCorpus()
	if err != nil {
		b.Fatal(err)
	}
	big := &corpus.Corpus{Roles: c.Roles, Others: c.Others, Letters: c.Letters}
	for i := range n {
		e := *c.Entries[i%len(c.Entries)]
		word := "topic" + strings.Repeat(string(rune('a'+i%26)), 1+i/26%5) + string(rune('a'+i/130%26)) + string(rune('a'+i/3380))
		e.ID = fmt.Sprintf("%s.x%d", e.ID, i)
		e.Question += " " + word
		e.Phrasings = e.Phrasings[:2]
		big.Entries = append(big.Entries, &e)
	}
	slices.SortFunc(big.Entries, func(a, b *corpus.Entry) int { return strings.Compare(a.ID, b.ID) })
	return big
}

func BenchmarkComplete(b *testing.B) {
	x := testIndex(b)
	b.ReportAllocs()
	for b.Loop() {
		x.Complete("cto rep", 20)
	}
}

// BenchmarkLearn is a start without stored weights. Each phrasing that the encoder was not
// tuned on adds some milliseconds.
func BenchmarkLearn(b *testing.B) {
	c, err := testCorpus()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(c); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRestore is a start with stored weights.
func BenchmarkRestore(b *testing.B) {
	c, err := testCorpus()
	if err != nil {
		b.Fatal(err)
	}
	weights := testIndex(b).Weights()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Restore(c, string(weights)); err != nil {
			b.Fatal(err)
		}
	}
}
