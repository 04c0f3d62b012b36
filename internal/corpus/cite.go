package corpus

import (
	"slices"
	"strings"
	"time"
)

// Months after which a pay figure is marked as dated, and as history. A choice: a
// yearly survey is not dated while the next may not be out; after three years, pay has
// changed too much.
const (
	PayDatedMonths   = 18
	PayHistoryMonths = 36
)

// cite is "(IBM 2021; Deloitte 2025)" for the ids of one citation. Labels that differ
// only in their number are joined: "(Gartner 2020, 2024)".
func (c *Corpus) cite(ids []string) string {
	var labels []string
	last := "" // what the labels before the last number have in common
	for _, id := range ids {
		s := c.Source(id)
		if s == nil {
			continue
		}
		name, number := cutNumber(s.Cite)
		if number != "" && name == last {
			labels[len(labels)-1] += ", " + number
			continue
		}
		labels, last = append(labels, s.Cite), name
	}
	return "(" + strings.Join(labels, "; ") + ")"
}

// cutNumber splits "IBM 2021" into "IBM" and "2021"; number is empty when the
// label does not end with one.
func cutNumber(label string) (name, number string) {
	i := strings.LastIndexByte(label, ' ')
	if i < 0 || strings.Trim(label[i+1:], "0123456789") != "" {
		return label, ""
	}
	return label[:i], label[i+1:]
}

// Citer returns the function for an entry's citations on the day now: publisher and
// year, and for pay figures whether their data is dated or history.
func (c *Corpus) Citer(e *Entry, now time.Time) func(ids []string) string {
	if e == nil || e.Kind != KindPay {
		return c.cite
	}
	return func(ids []string) string {
		s := c.cite(ids)
		if age := c.PayAge(ids, now); age != "" {
			return strings.TrimSuffix(s, ")") + ", " + age + ")"
		}
		return s
	}
}

// PayAge is "dated", "history" or "" for the newest of some sources.
func (c *Corpus) PayAge(ids []string, now time.Time) string {
	var newest time.Time
	for _, id := range ids {
		if s := c.Source(id); s != nil {
			if t, ok := s.Month(); ok && t.After(newest) {
				newest = t
			}
		}
	}
	switch {
	case newest.IsZero():
		return ""
	case now.After(newest.AddDate(0, PayHistoryMonths, 0)):
		return "history"
	case now.After(newest.AddDate(0, PayDatedMonths, 0)):
		return "dated"
	}
	return ""
}

// Plain is an entry's full answer as plain text: short answer, then body.
func (c *Corpus) Plain(e *Entry, now time.Time) string {
	cite := c.Citer(e, now)
	return e.Short.Plain(cite) + "\n\n" + e.Body.Plain(cite)
}

// Stats counts what the corpus holds, for lint's summary and the sources entry.
type Stats struct {
	Entries, Phrasings, MedianPhrasings, MinPhrasings int
	Roles, Cells, MaxCells, Others, Refusals          int
	Sources                                           map[string]int // by grade
}

// Stats counts the corpus. Phrasings count without the entry's question.
func (c *Corpus) Stats() Stats {
	s := Stats{Entries: len(c.Entries), Roles: len(c.Roles), MaxCells: len(c.Roles) * len(Dimensions()),
		Others: len(c.Others), Refusals: len(c.Refusals), Sources: map[string]int{}}
	var counts []int
	for _, e := range c.Entries {
		counts = append(counts, len(e.Phrasings))
		s.Phrasings += len(e.Phrasings)
	}
	if slices.Sort(counts); len(counts) > 0 {
		s.MedianPhrasings, s.MinPhrasings = counts[len(counts)/2], counts[0]
	}
	for _, r := range c.Roles {
		s.Cells += len(r.Cells)
	}
	for _, src := range c.Sources {
		s.Sources[src.Grade]++
	}
	return s
}
