package corpus

import (
	"time"
	"unicode/utf8"

	"rolecall/internal/corpus/prose"
)

// Shown counts what readers see of the entries and what stands behind it.
type Shown struct {
	Length      float64 // mean characters of an answer
	MaxLength   int
	Longest     string         // the entry of MaxLength
	Brackets    float64        // mean of an answer
	Cited       int            // sources that an entry or a cell names, our own reading apart
	Linked      int            // of these, those with an address
	Figures     map[string]int // paragraphs and points with a number, by the best grade behind it
	Percentages map[string]int // entries with a percentage of a source, by its id
	Rechecked   int            // entries reviewed in the month of the day
}

// Shown counts the corpus as it is shown on the day now.
func (c *Corpus) Shown(now time.Time) Shown {
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
		name(named, e.Sources)
		parts := map[string]bool{}
		for _, t := range []Text{e.Short, e.Body} {
			t.Each(func(spans []Span, _ int) {
				words, ids := prose.Plain(spans, nil), cited(spans)
				if isFigure(words) && len(ids) > 0 {
					s.Figures[c.best(ids)]++
				}
				if percentage.MatchString(words) {
					name(parts, ids)
				}
				count += len(brackets(spans))
			})
		}
		for id := range parts {
			if id != Own {
				s.Percentages[id]++
			}
		}
	}
	for _, r := range c.Roles {
		for _, cell := range r.Cells {
			name(named, cell.Sources)
		}
	}
	for id := range named {
		if src := c.Source(id); src != nil && id != Own {
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

func name(named map[string]bool, ids []string) {
	for _, id := range ids {
		named[id] = true
	}
}

// best is the best grade among sources, or Own where there is our reading alone.
func (c *Corpus) best(ids []string) string {
	grade := Own // which sorts after every grade
	for _, id := range ids {
		if s := c.Source(id); s != nil && id != Own {
			grade = min(grade, s.Grade)
		}
	}
	return grade
}
