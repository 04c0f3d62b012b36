package match

// Query is what to match: a text, and what its thread was last about.
type Query struct {
	Text    string
	Context Context

	// About is the role of a text that names none, as its message says: "We look for a
	// CIO. … What do they earn?"
	About string

	// NotExact ranks a phrasing of the corpus as if the corpus did not have it word
	// for word.
	NotExact bool
}

// Result is a text as it was read, and the chance of each entry to be its answer. It
// decides nothing.
type Result struct {
	Normal      string // the text as it was read: lower case, corrected, roles as {id}
	Corrections []Correction
	Roles       []RoleMention // in typed order
	Letters     string        // ambiguous letters whose reading is open ("cdo")
	Readings    []string      // … and what they can mean, the usual role first
	Places      []Place       // in typed order

	Foreign   bool   // it is in another language
	ToSomeone bool   // it mentions someone and asks nothing: "@tim read this"
	Exact     string // the id of the entry or refusal that has it word for word, or ""
	Content   int    // how many words are neither roles nor filler
	RoleOnly  string // the role named, where nothing else is said, or ""
	SameRole  bool   // it compares a role with itself

	Comparison  bool     // it asks how roles differ; their ids are in Compared
	Compared    []string // in typed order
	OnlyCompare bool     // … and asks nothing else

	FollowUp  bool     // the context was used
	Pointed   bool     // … for a role that the text points at: "the second one"
	Facet     string   // what it asks about a role, a company or a person that is not covered, or ""
	Missing   string   // what it asks about a role, or the thread's roles, where no entry answers that for them, or ""
	Without   []string // … and those roles
	Part      string   // the part of a comparison that it asks for, where the best candidate compares the two roles in general: "salary"
	SameTopic string   // the entry with the thread's question about the role now named, or ""
	About     string   // the one role it is about, named or from the thread, or ""
	Listed    []string // several roles about all of which it asks the same: "red flags of CTO and CIO"

	Covered int      // how many of the roles asked about are covered
	Others  []string // the roles asked about that are not

	Candidates []Candidate // best first, at most ten; of Listed roles, by the chance of the question about them
	None       float64     // the chance that no entry is the answer, 0 … 1
	Refusals   []Refusal   // the best first
	Second     bool        // the second opinion was asked
}

// Confidence is the chance that the first candidate's question is the one asked, 0 … 1.
// Where no role is named, the same question about other roles counts too: an
// answer says which role it is about.
func (r Result) Confidence() float64 {
	if len(r.Candidates) == 0 {
		return 0
	}
	return r.Candidates[0].Question
}

// Candidate is an entry proposed for a text.
type Candidate struct {
	Entry     string
	Chance    float64   // that it is the answer, 0 … 1
	Question  float64   // that its question is asked, about whatever role, if none is named
	Score     float64   // of its words, on the learner's scale: 1 is a clear yes, -1 a clear no
	Cosine    float64   // the second opinion: likeness to the entry's question, -1 … 1; 0 where it was not asked
	OfKin     bool      // it is about the kin of the one role asked about
	OffThread bool      // it is about another role than the thread, and has nothing to do with what was shown
	Nearest   bool      // it answers in place of an entry on what is asked, which the role has not
	Matched   string    // the phrasing nearest to the text; filled by Explain alone, for the first few
	Features  []Feature // what weighed most; filled by Explain alone
	Spoken    []string  // words of the text that its answer has; filled by Explain alone
}

// Refusal is a refusal of the corpus and the score of its words.
type Refusal struct {
	ID    string
	Score float64
}
