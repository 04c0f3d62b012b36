package corpus

import (
	"regexp"
	"strings"
	"time"
)

// Company is the id of the source that stands for what a company says of itself. It
// exists without a file, has no page, and is of the day on which what cites it was
// reviewed.
const Company = "COMPANY"

// companySource is Company where no file says otherwise. Its grade is that of whoever
// has a fact first-hand.
func companySource() *Source {
	return &Source{ID: Company, Cite: "our company", Listed: "Our company", Title: "What the company says of itself", Date: "n.d.", Grade: "A"}
}

// SourceOn returns the source with that id, or nil, as it is shown in what was reviewed
// on a day: "our company, Nov 2026".
func (c *Corpus) SourceOn(id string, reviewed time.Time) *Source {
	s := c.Source(id)
	if s == nil || id != Company {
		return s
	}
	dated := *s
	dated.Cite += ", " + reviewed.Format("Jan 2006")
	dated.Listed += ", as of " + reviewed.Format("2 January 2006")
	dated.Date = reviewed.Format("2006-01")
	return &dated
}

// Overlaid reports whether a file is of a layer over the first, such as a company's
// folder.
func (c *Corpus) Overlaid(file string) bool { return c.overlaid[file] }

// HasOverlay reports whether any file is.
func (c *Corpus) HasOverlay() bool {
	for _, over := range c.overlaid {
		if over {
			return true
		}
	}
	return false
}

// Replaced returns the entry of the first layer in whose place a later one has its own,
// or nil.
func (c *Corpus) Replaced(id string) *Entry {
	if ours := c.builtIn[id]; ours != c.entries[id] {
		return ours
	}
	return nil
}

// IsOwn reports whether an entry is a company's, and in the place of none of ours.
func (c *Corpus) IsOwn(e *Entry) bool { return c.overlaid[e.File] && c.builtIn[e.ID] == nil }

// companys gives the entries of a company that cite nothing their source: the company.
func (c *Corpus) companys() {
	for _, e := range c.Entries {
		if len(e.Sources) == 0 && c.IsOwn(e) {
			e.Sources = []string{Company}
		}
	}
}

// slackID is a user's id (U or W) or a channel's (C or G) in Slack. Slack gives no form;
// nearly all have a digit. The others, of the years to 2020, have nine letters, as hardly
// a name in capitals that begins so has.
var slackID = regexp.MustCompile(`^[UWCG](?:[A-Z0-9]{0,20}[0-9][A-Z0-9]{0,20}|[A-Z]{8})$`)

// SlackOwner returns the id of the person or channel in Slack that an entry's owner is;
// ok is false where it is a name.
func SlackOwner(owner string) (id string, ok bool) {
	if owner = strings.TrimSpace(owner); slackID.MatchString(owner) {
		return owner, true
	}
	return "", false
}
