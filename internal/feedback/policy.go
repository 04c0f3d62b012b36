package feedback

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"
)

// Hash is a keyed hash of a user id, a reply id or a key: the first 16 of the 32 bytes
// of HMAC-SHA-256, so that two ids have the same hash only with a negligible
// probability.
type Hash [16]byte

// String returns the hash in hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Key is the key of a store's hashes; it never changes.
type Key []byte

// KeyLength is the length of a key in bytes: that of the hash function's output, as
// RFC 2104 recommends.
const KeyLength = sha256.Size

// NewKey returns a random key.
func NewKey() Key {
	k := make(Key, KeyLength)
	rand.Read(k)
	return k
}

// User returns the hash of a user's id.
func (k Key) User(id string) Hash { return k.sum("user", id) }

// Event returns the hash of an event's key.
func (k Key) Event(key string) Hash { return k.sum("seen", key) }

// Once returns the hash of the key of what is done once.
func (k Key) Once(key string) Hash { return k.sum("once", key) }

// Thread returns the hash of a conversation's key.
func (k Key) Thread(key string) Hash { return k.sum("thread", key) }

// Reply returns the hash of a reply's id. Without an id it is random, since nothing
// will refer to the reply.
func (k Key) Reply(id string) (h Hash) {
	if id == "" {
		rand.Read(h[:])
		return h
	}
	return k.sum("reply", id)
}

// sum returns the keyed hash of a text; texts of different kinds never share one.
func (k Key) sum(kind, text string) Hash {
	h := hmac.New(sha256.New, k)
	io.WriteString(h, kind)
	h.Write([]byte{0})
	io.WriteString(h, text)
	return Hash(h.Sum(nil)[:len(Hash{})])
}

// Policy decides what is stored of what people do. A store keeps what the policy
// returns and nothing else.
type Policy struct {
	Keep Keep
	Key  Key
	// RoleNames returns the names of roles in lower case, so that a role after a
	// person's name stays in a text. May be nil.
	RoleNames func() []string
}

// Record is what is stored of a question, as JSON in every store.
type Record struct {
	User       []byte  `json:"u,omitempty"` // a Hash
	Surface    Surface `json:"s,omitempty"`
	Outcome    Outcome `json:"o,omitempty"`
	Entry      string  `json:"e,omitempty"`
	Confidence float64 `json:"c,omitempty"`
	Question   string  `json:"q,omitempty"`
	Nearest    []Near  `json:"n,omitempty"`
	Reason     Reason  `json:"r,omitempty"`
	Rule       string  `json:"d,omitempty"` // what decided; "" in records of earlier versions
	Taken      string  `json:"t,omitempty"` // the choice taken
	Rejected   bool    `json:"x,omitempty"` // "none of these"
	Left       bool    `json:"l,omitempty"` // left for the curators on purpose
}

// Vote is what is stored of a verdict, as JSON in every store.
type Vote struct {
	Entry   string    `json:"e,omitempty"`
	Surface Surface   `json:"s,omitempty"`
	Helpful bool      `json:"h,omitempty"`
	Reason  Complaint `json:"r,omitempty"`
	Note    string    `json:"n,omitempty"`
}

// text returns what may be stored of a question's text.
func (p Policy) text(question string, outcome Outcome, reason Reason) string {
	keep := p.Keep == KeepAll || p.Keep == KeepMisses && outcome.Missed()
	if !keep || reason == ReasonNamed {
		return ""
	}
	return scrub(question, p.RoleNames)
}

// maxWord bounds an id, a code or a rule, in bytes. A choice: the longest built-in
// topic has 30 and companies add their own, and the longest rule has 96.
const maxWord = 120

// word shortens an id, a code or a rule that callers pass, and removes zero bytes from it,
// which adapters may use as separators and PostgreSQL refuses.
func word[T ~string](t T) T {
	s := strings.ReplaceAll(string(t), "\x00", "")
	if len(s) > maxWord {
		s = strings.ToValidUTF8(s[:maxWord], "")
	}
	return T(s)
}

func orUnknown[T ~string](t T) T { return cmp.Or(word(t), "unknown") }

// maxNearest bounds the entries stored with a question. A choice: a reply offers
// as many at most.
const maxNearest = 5

// Asked returns what is stored of a question: its counter, and its record if recorded
// is true, which it is for misses and choices, and with KeepAll for everything but
// [ReasonDistress] and [ReasonMisconduct].
func (p Policy) Asked(a Asked, at time.Time) (c Counter, r Record, recorded bool) {
	if a.Reason == ReasonDistress || a.Reason == ReasonMisconduct { // counted as any answer, so that no report shows it
		return Counter{Day: day(at), Kind: countAsked, Surface: orUnknown(a.Surface), What: string(OutcomeAnswer)}, Record{}, false
	}
	user := p.Key.User(a.User)
	r = Record{User: user[:], Surface: orUnknown(a.Surface), Outcome: orUnknown(a.Outcome), Entry: word(a.Entry), Confidence: a.Confidence,
		Nearest: slices.Clone(a.Nearest[:min(maxNearest, len(a.Nearest))]), Reason: word(a.Reason), Rule: word(a.Rule)}
	r.Question = p.text(a.Question, r.Outcome, a.Reason)
	c = Counter{Day: day(at), Kind: countAsked, Surface: r.Surface, What: string(r.Outcome), Entry: r.Entry}
	if r.Outcome == OutcomeNone || r.Outcome == OutcomeError {
		c.What, c.Entry = strings.TrimSuffix(c.What+":"+string(r.Reason), ":"), ""
	}
	return c, r, p.Keep == KeepAll || r.Outcome.Missed()
}

// Choice returns what is stored of a choice. take adds it to the record of its reply
// and returns its counter and whether to count it: only the first choice on a reply
// is counted, a later one replaces it. fresh is the record to begin with if there is
// none (it was lost in a crash, or is older than the retention).
func (p Policy) Choice(c Choice, at time.Time) (fresh Record, take func(*Record) (Counter, bool)) {
	user, surface, entry := p.Key.User(c.User), orUnknown(c.Surface), word(c.Entry)
	fresh = Record{User: user[:], Surface: surface, Outcome: OutcomeChoices, Question: p.text(c.Question, OutcomeChoices, "")}
	return fresh, func(r *Record) (Counter, bool) {
		if entry == "" {
			first := !r.Rejected
			r.Rejected = true
			return Counter{Day: day(at), Kind: countRejected, Surface: surface}, first
		}
		first := r.Taken == ""
		r.Taken = entry
		return Counter{Day: day(at), Kind: countTaken, Surface: surface, Entry: entry}, first
	}
}

// Left returns the record of a miss that was left for the curators, to begin with if
// there is none.
func (p Policy) Left(user string) Record {
	u := p.Key.User(user)
	return Record{User: u[:], Outcome: OutcomeNone}
}

// Verdict returns what is stored of a verdict.
func (p Policy) Verdict(v Verdict) Vote {
	out := Vote{Entry: word(v.Entry), Surface: orUnknown(v.Surface), Helpful: v.Helpful}
	if !v.Helpful {
		out.Reason = v.Reason.known()
	}
	if p.Keep == KeepAll {
		out.Note = scrub(v.Note, p.RoleNames)
	}
	return out
}

// QuestionID returns the id of the question that a reply answered; see [Documents].
func (p Policy) QuestionID(reply string) string {
	if reply == "" {
		return ""
	}
	return p.Key.Reply(reply).String()
}

// Report returns the record of a reply as reports show it.
func (r Record) Report(reply Hash, at time.Time) Question {
	return Question{ID: reply.String(), Time: at, Surface: r.Surface, Outcome: r.Outcome, Entry: r.Entry, Confidence: r.Confidence, Text: r.Question,
		Nearest: r.Nearest, Reason: r.Reason, Rule: r.Rule, Taken: r.Taken, Rejected: r.Rejected, Left: r.Left}
}
