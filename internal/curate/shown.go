package curate

import (
	"time"
	"unicode/utf8"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
)

// Shown counts what readers see of the entries and what stands behind it.
type Shown struct {
	Length      float64 // mean characters of an answer
	MaxLength   int
	Longest     string         // the entry of MaxLength
	Brackets    float64        // mean of an answer
	Cited       int            // sources that an entry or a cell names, our own reading and the company apart
	Linked      int            // of these, those with an address
	Figures     map[string]int // paragraphs and points with a number, by the best grade behind it
	Percentages map[string]int // entries with a percentage of a source, by its id
	Rechecked   int            // entries reviewed in the month of the day
}

// CountShown counts the corpus as it is shown on the day now.
func CountShown(c *corpus.Corpus, now time.Time) Shown {
	s := Shown{Figures: map[string]int{}, Percentages: map[string]int{}}
	total, count := 0, 0
	named := map[string]bool{}
	for _, e := range c.Entries {
		n := utf8.RuneCountInString(c.Plain(e, now))
		if total += n; n > s.MaxLength {
			s.MaxLength, s.Longest = n, e.ID
		}
		if e.Reviewed.Format("2006-01") == now.Format("2006-01") {
			s.Rechecked++
		}
		addAll(named, e.Sources)
		parts := map[string]bool{}
		for _, t := range []corpus.Text{e.Short, e.Body} {
			t.Each(func(spans []corpus.Span, _ int) {
				words, ids := prose.Plain(spans, nil), prose.Cited(spans)
				if prose.IsFigure(words) && len(ids) > 0 {
					s.Figures[bestGrade(c, ids)]++
				}
				if prose.IsPercentage(words) {
					addAll(parts, ids)
				}
				count += len(prose.Brackets(spans))
			})
		}
		for id := range parts {
			if !isNoStudy(id) {
				s.Percentages[id]++
			}
		}
	}
	for _, r := range c.Roles {
		for _, cell := range r.Cells {
			addAll(named, cell.Sources)
		}
	}
	for id := range named {
		if src := c.Source(id); src != nil && !isNoStudy(id) {
			s.Cited++
			if src.URL != "" {
				s.Linked++
			}
		}
	}
	if n := float64(len(c.Entries)); n > 0 {
		s.Length, s.Brackets = float64(total)/n, float64(count)/n
	}
	return s
}

func addAll(named map[string]bool, ids []string) {
	for _, id := range ids {
		named[id] = true
	}
}

// isNoStudy reports whether a source stands for what nobody can look up.
func isNoStudy(id string) bool { return id == corpus.Own || id == corpus.Company }

// bestGrade is the best grade among sources, or corpus.Own where there is our reading alone.
func bestGrade(c *corpus.Corpus, ids []string) string {
	grade := corpus.Own // which sorts after every grade
	for _, id := range ids {
		if s := c.Source(id); s != nil && id != corpus.Own {
			grade = min(grade, s.Grade)
		}
	}
	return grade
}
