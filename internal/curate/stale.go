package curate

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"rolecall/internal/corpus"
)

// Due is an entry whose review is due.
type Due struct {
	Entry    string    `json:"entry"`
	File     string    `json:"file"`
	Owner    string    `json:"owner"`
	Kind     string    `json:"kind"`
	Reviewed time.Time `json:"reviewed"`
	Due      time.Time `json:"due"`
	Overdue  bool      `json:"overdue"`
}

// Stale lists the entries whose review is due within the time from now on (0:
// due today), by owner and then the longest due first.
func Stale(c *corpus.Corpus, now time.Time, within time.Duration) []Due {
	out := []Due{} // an empty list, not null, in JSON
	for _, e := range c.Entries {
		due := e.Due()
		if due.After(now.Add(within)) {
			continue
		}
		out = append(out, Due{Entry: e.ID, File: e.File, Owner: cmp.Or(e.Owner, "nobody"), Kind: string(e.Kind),
			Reviewed: e.Reviewed, Due: due, Overdue: e.Stale(now)})
	}
	slices.SortStableFunc(out, func(a, b Due) int {
		return cmp.Or(strings.Compare(a.Owner, b.Owner), a.Due.Compare(b.Due), strings.Compare(a.Entry, b.Entry))
	})
	return out
}

// StaleText writes the list for a terminal.
func StaleText(w io.Writer, list []Due) error {
	var b strings.Builder
	if len(list) == 0 {
		b.WriteString("Nothing is due for review.\n")
	}
	owner := ""
	for i, d := range list {
		if i == 0 || d.Owner != owner {
			owner = d.Owner
			n := 0
			for _, o := range list {
				if o.Owner == owner {
					n++
				}
			}
			fmt.Fprintf(&b, "%s (%d)\n", owner, n)
		}
		status := "due"
		if d.Overdue {
			status = "overdue since"
		}
		fmt.Fprintf(&b, "  %-36s %-9s %s %s, reviewed %s\n", d.Entry, d.Kind, status, d.Due.Format(time.DateOnly), d.Reviewed.Format(time.DateOnly))
	}
	_, err := io.WriteString(w, b.String())
	return err
}
