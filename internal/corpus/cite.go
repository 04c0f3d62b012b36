package corpus

import (
	"strings"
	"time"
)

// The ages that mark a pay figure, and the months after which they do. A choice: of a
// yearly survey the next may not be out for 18 months; after three years, pay has
// changed too much. The marks are as short as they can be, since an answer has several.
const (
	Old, VeryOld             = "old", "very old"
	oldMonths, veryOldMonths = 18, 36
)

// cite is "(IBM 2021; Deloitte 2025)" for the ids of one citation. Labels that differ
// only in their number are joined: "(Gartner 2020, 2024)".
func (c *Corpus) cite(ids []string, reviewed time.Time) string {
	var labels []string
	last := "" // what the labels before the last number have in common
	for _, id := range ids {
		s := c.SourceOn(id, reviewed)
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
// year, and for pay figures a mark where their data is old: "(US BLS May 2024, old)".
func (c *Corpus) Citer(e *Entry, now time.Time) func(ids []string) string {
	var reviewed time.Time
	if e != nil {
		reviewed = e.Reviewed
	}
	return func(ids []string) string {
		s := c.cite(ids, reviewed)
		if age := c.PayAge(e, ids, now); age != "" {
			return strings.TrimSuffix(s, ")") + ", " + age + ")"
		}
		return s
	}
}

// PayAge is "old", "very old" or "" for the newest of the sources that an entry cites
// together. Only pay is marked.
func (c *Corpus) PayAge(e *Entry, ids []string, now time.Time) string {
	if e == nil || e.Kind != KindPay {
		return ""
	}
	var newest time.Time
	for _, id := range ids {
		if s := c.SourceOn(id, e.Reviewed); s != nil {
			if t, ok := s.Month(); ok && t.After(newest) {
				newest = t
			}
		}
	}
	switch {
	case newest.IsZero():
		return ""
	case now.After(newest.AddDate(0, veryOldMonths, 0)):
		return VeryOld
	case now.After(newest.AddDate(0, oldMonths, 0)):
		return Old
	}
	return ""
}

// Plain is an entry's full answer as plain text: short answer, then body.
func (c *Corpus) Plain(e *Entry, now time.Time) string {
	cite := c.Citer(e, now)
	return strings.TrimSpace(e.Short.Plain(cite) + "\n\n" + e.Body.Plain(cite))
}
