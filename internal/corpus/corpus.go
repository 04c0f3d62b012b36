package corpus

import (
	"slices"
	"strings"
	"time"

	"rolecall/internal/corpus/places"
	"rolecall/internal/corpus/prose"
)

// Kind says how careful an entry's answer must be.
type Kind string

// The kinds of entry. Pay, law and contract answers carry a line that they are general
// information; old pay figures are marked.
const (
	KindGeneral  Kind = "general"
	KindPay      Kind = "pay"
	KindLaw      Kind = "law"
	KindContract Kind = "contract"
)

// Careful reports whether answers of this kind carry "general information, not
// legal advice".
func (k Kind) Careful() bool { return k == KindPay || k == KindLaw || k == KindContract }

// ShelfLife is how long after its review an entry of this kind counts as current. A
// choice: law changes fastest, and pay surveys are yearly.
func (k Kind) ShelfLife() (months int) {
	switch k {
	case KindLaw:
		return 6
	case KindPay, KindContract:
		return 12
	}
	return 24
}

// Text is an answer's prose, and Span a run of it in one style or a citation.
type (
	Text = prose.Text
	Span = prose.Span
)

// Normal is the form in which texts are compared; see [prose.Normal].
func Normal(s string) string { return prose.Normal(s) }

// Entry is one question with its answer. Its ID is a topic: "cto.reporting-line".
type Entry struct {
	ID        string
	Question  string
	Label     string   // the topic in one to three words, shown next to the role
	Roles     []string // ids of the roles it is about, in order
	Also      []string // roles it answers for too, instead of the last of Roles
	Kind      Kind
	Short     Text // the answer in one or two sentences
	Body      Text
	Phrasings []Phrasing
	Related   []string // entry ids
	Sources   []string // ids of every source cited, in order of appearance
	Reviewed  time.Time
	Owner     string    // a name, or an id in Slack (SlackOwner)
	Covers    []string  // countries and regions its figures are from: "US", "global"
	Watch     time.Time // the day for which a change is announced, of a law say; zero without one

	// AnswersFor replaces the AnswersFor of its facet, unless it is nil.
	AnswersFor map[string]float64

	File string
	line map[string]int // the line of each front matter field
}

// Phrasing is another way to ask an entry's question.
type Phrasing struct {
	Text string
	Line int
}

// Due is when the entry's review is: at the end of its shelf life, or on the day
// it is watched for where nobody has looked at it since.
func (e *Entry) Due() time.Time {
	due := e.Reviewed.AddDate(0, e.Kind.ShelfLife(), 0)
	if e.Reviewed.Before(e.Watch) && e.Watch.Before(due) {
		return e.Watch
	}
	return due
}

// Stale reports whether the entry's review is overdue.
func (e *Entry) Stale(now time.Time) bool { return now.After(e.Due()) }

// Family is the id without its finest part: "compare.cto-cio" for
// "compare.cto-cio.focus", "cto" for "cto.salary".
func (e *Entry) Family() string {
	if i := strings.LastIndexByte(e.ID, '.'); i > 0 {
		return e.ID[:i]
	}
	return e.ID
}

// Texts are its question and its phrasings.
func (e *Entry) Texts() []string {
	texts := []string{e.Question}
	for _, p := range e.Phrasings {
		texts = append(texts, p.Text)
	}
	return texts
}

// Facet is the finest part of the id: "salary" for "cto.salary".
func (e *Entry) Facet() string { return e.ID[strings.LastIndexByte(e.ID, '.')+1:] }

// Line returns the line of a front matter field, 1 if unknown.
func (e *Entry) Line(field string) int { return max(1, e.line[field]) }

// Dimension is one row of a comparison.
type Dimension struct {
	Key     string
	Label   string
	Default bool // among the eight shown first
	// Facet is that of the entries whose short answer makes the same claim as the cell.
	// Only claims of a few words are that: elsewhere it is "".
	Facet string
}

// Dimensions are the twelve rows of a comparison in the order shown. A choice: eight
// fit a message that is read on a phone; the other four are shown on request.
func Dimensions() []Dimension {
	return []Dimension{
		{"purpose", "Purpose", true, ""},
		{"faces", "Looks towards", true, ""},
		{"owns", "Decides alone", true, ""},
		{"shares", "Shares with", true, ""},
		{"boss", "Usually reports to", true, "reporting-line"},
		{"team", "Leads", false, ""},
		{"horizon", "Time horizon", false, ""},
		{"from", "Comes from", false, ""},
		{"must", "Must be able to", true, ""},
		{"measured", "Measured by", true, ""},
		{"when", "Hire when", true, ""},
		{"mistaken", "Often mistaken for", false, ""},
	}
}

// Cell is what a role's file says on one dimension.
type Cell struct {
	Text    string
	Sources []string
	Line    int
}

// Role is a job with its names and comparison cells.
type Role struct {
	ID            string
	Name          string   // "Chief Technology Officer"
	Letters       string   // "CTO"; the short name where there are no letters
	Plural        string   // "CTOs"
	Titles        []string // spelled-out names, lower case
	Abbreviations []string
	Misspellings  []string
	Readings      []string // what else the letters can mean
	Difference    string   // completes "The CTO …" in the short difference
	Cells         map[string]Cell
	Reviewed      time.Time

	// VariantOf is the role that this one is a special arrangement of, and VariantWord
	// the word for the arrangement: a fractional CTO is a variant of CTO, "fractional".
	VariantOf, VariantWord string
	// Kin is a role so similar that its entries are offered as choices, never as the
	// answer, where this one has no entry on a question.
	Kin string
	// Boss says that others report to it: a question that names it second is about the
	// first role (reporting to, explaining to, becoming).
	Boss bool
	// Fields are words for what it leads: "tech boss" is a CTO.
	Fields []string

	File string
	line map[string]int // the line of each name, and of other fields under "field:NAME"
}

// Line returns the line of a field of the role's file, 0 if unknown.
func (r *Role) Line(field string) int { return r.line["field:"+field] }

// Other is a role that we recognise but do not cover: CFO, CMO.
type Other struct {
	ID, Name, Letters string
	Titles            []string
	Abbreviations     []string
	Misspellings      []string

	File string
	Line int
}

// Letters is an abbreviation with more than one reading.
type Letters struct {
	Letters  string
	Readings []string // role or other ids; the usual reading first
	Note     string

	File string
	Line int
}

// Refusal is a kind of message that we do not answer, with the reply to it. Its
// phrasings also teach the matcher what is outside the corpus.
type Refusal struct {
	ID        string
	Reply     string
	Phrasings []string

	// Facets are offered instead, for the role that was named, or for Role where none
	// was: the scorecard instead of a judgement on a person.
	Facets []string
	Role   string

	File  string
	Line  int
	Lines []int          // of each phrasing
	line  map[string]int // of each facet, and of "role"
}

// Own is the id of the source that stands for the curators' own reading: it
// has no page, and no list of sources shows it.
const Own = "OWN"

// Source is one cited publication.
type Source struct {
	ID        string
	Cite      string // what an answer shows: "IBM 2021"
	Listed    string // what the list of sources shows; Cite by default
	Title     string
	Publisher string
	Date      string // of the data: "2021", "2024-05" or "n.d."
	Country   string
	URL       string
	Unlinked  string // why there is no URL
	Grade     string // A official … D seller

	File string
	Line int
}

// Month returns the first day of the month that the source's data is from. A year
// alone counts as its December, so that data is not marked as old too early. ok is
// false without a date.
func (s *Source) Month() (t time.Time, ok bool) {
	if t, err := time.Parse("2006-01", s.Date); err == nil {
		return t, true
	}
	if t, err := time.Parse("2006", s.Date); err == nil {
		return t.AddDate(0, 11, 0), true
	}
	return time.Time{}, false
}

// Corpus is the whole knowledge, checked. Treat it as read-only.
type Corpus struct {
	Version   string   // the first ten digits of a hash of all files
	Entries   []*Entry // by id
	Roles     []*Role  // by id
	Others    []*Other
	Covered   []string // ids of roles that were among Others, which a company's folder covers
	Letters   []*Letters
	Refusals  []*Refusal
	Sources   []*Source // by id
	WhichRole *Guide
	Kits      []*Kit // by role id
	Facets    []*Facet
	Home      Home
	Places    places.Map

	entries  map[string]*Entry
	roles    map[string]*Role
	others   map[string]*Other
	refusals map[string]*Refusal
	sources  map[string]*Source
	kits     map[string]*Kit
	words    map[List][]ListLine
	headed   map[List][]wordFile // the lists with headings
	overlaid map[string]bool     // whether a file is of a layer over the first, by name
	builtIn  map[string]*Entry   // the entries of the first layer
}

// Entry returns the entry with that id, or nil.
func (c *Corpus) Entry(id string) *Entry { return c.entries[id] }

// Role returns the role with that id, or nil.
func (c *Corpus) Role(id string) *Role { return c.roles[id] }

// Other returns the refused role with that id, or nil.
func (c *Corpus) Other(id string) *Other { return c.others[id] }

// Refusal returns the refusal with that id, or nil.
func (c *Corpus) Refusal(id string) *Refusal { return c.refusals[id] }

// Source returns the source with that id, or nil.
func (c *Corpus) Source(id string) *Source { return c.sources[id] }

// Kit returns the hiring kit of a role, or nil.
func (c *Corpus) Kit(role string) *Kit { return c.kits[role] }

// CompareEntry returns the entry that compares two roles, in either order, or nil. An
// entry may answer for more roles than its id names (Also): the one on CTO and tech
// lead answers for CTO and engineering manager too.
func (c *Corpus) CompareEntry(a, b string) *Entry {
	for _, id := range []string{"compare." + a + "-" + b, "compare." + b + "-" + a} {
		if e := c.entries[id]; e != nil {
			return e
		}
	}
	for _, e := range c.Entries {
		if len(e.Roles) != 2 || strings.Count(e.ID, ".") != 1 || !strings.HasPrefix(e.ID, "compare.") {
			continue
		}
		first, others := e.Roles[0], append([]string{e.Roles[1]}, e.Also...)
		if a == first && slices.Contains(others, b) || b == first && slices.Contains(others, a) {
			return e
		}
	}
	return nil
}

// index sorts the lists that are in order of ids, and builds the maps.
func (c *Corpus) index() {
	slices.SortFunc(c.Entries, func(a, b *Entry) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Roles, func(a, b *Role) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Sources, func(a, b *Source) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(c.Kits, func(a, b *Kit) int { return strings.Compare(a.Role, b.Role) })
	c.entries = byKey(c.Entries, func(e *Entry) string { return e.ID })
	c.roles = byKey(c.Roles, func(r *Role) string { return r.ID })
	c.others = byKey(c.Others, func(o *Other) string { return o.ID })
	c.refusals = byKey(c.Refusals, func(r *Refusal) string { return r.ID })
	c.sources = byKey(c.Sources, func(s *Source) string { return s.ID })
	if c.sources[Company] == nil {
		c.sources[Company] = companySource()
	}
	c.kits = byKey(c.Kits, func(k *Kit) string { return k.Role })
}

// byKey indexes a list.
func byKey[T any](list []T, key func(T) string) map[string]T {
	m := make(map[string]T, len(list))
	for _, v := range list {
		m[key(v)] = v
	}
	return m
}
