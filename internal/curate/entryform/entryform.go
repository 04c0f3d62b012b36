// Package entryform turns an entry's file into the fields of a form, and what someone
// typed into them back into a file: no ids, no front matter, no YAML. It does no I/O.
package entryform

import "time"

// Field names a field of the form, where faults are shown.
type Field string

// The fields. Their values are the block ids of the form in Slack.
const (
	FieldQuestion  Field = "question"
	FieldLabel     Field = "label"
	FieldRole      Field = "role" // of a new entry only
	FieldShort     Field = "short"
	FieldPoints    Field = "points"
	FieldNext      Field = "next"
	FieldSources   Field = "sources"
	FieldTitle     Field = "source_title" // of a source to add
	FieldURL       Field = "source_url"
	FieldPhrasings Field = "phrasings"
	FieldOwner     Field = "owner"
	FieldReviewed  Field = "reviewed"
)

// Fields are what the form of an entry holds, as typed.
type Fields struct {
	ID   string `json:"id,omitempty"`   // of the entry; "" for a new one
	Role string `json:"role,omitempty"` // id of the role that a new entry is about; "" for none

	Question  string    `json:"question"`
	Label     string    `json:"label,omitempty"`     // a short title; "": made from the question
	Short     string    `json:"short"`               // the answer in two sentences
	Points    string    `json:"points,omitempty"`    // Markdown: a point a line; "- " in front may be left out
	Next      string    `json:"next,omitempty"`      // what to ask or do next, without the label
	Sources   []string  `json:"sources,omitempty"`   // ids of the sources cited, in text or not
	NewSource NewSource `json:"new_source,omitzero"` // a source to add
	Phrasings []string  `json:"phrasings,omitempty"` // other ways to ask
	Owner     string    `json:"owner,omitempty"`     // a name, or the Slack id of a person or channel
	Reviewed  time.Time `json:"reviewed,omitzero"`   // zero: today
}

// NewSource is a source that the corpus does not have yet.
type NewSource struct {
	Title string `json:"title"`
	URL   string `json:"url,omitempty"`
}

// Fault is what is wrong with a field, in words for who fills in the form.
type Fault struct {
	Field Field  `json:"field"`
	What  string `json:"what"`
	Hint  string `json:"hint,omitempty"`
}

// String is the fault as a form shows it, under its field.
func (f Fault) String() string {
	if f.Hint == "" {
		return f.What
	}
	return f.What + ": " + f.Hint
}

// Faults are the faults of a form. They are an error.
type Faults []Fault

// Error implements error.
func (f Faults) Error() string {
	s := ""
	for i, x := range f {
		if i > 0 {
			s += "\n"
		}
		s += string(x.Field) + ": " + x.String()
	}
	return s
}
