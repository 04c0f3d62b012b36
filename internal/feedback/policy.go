package feedback

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"slices"
	"strings"
	"time"
)

// Hash is a keyed hash of a user id, a reply id or a key: 16 of the 32 bytes of
// HMAC-SHA-256, enough that no two meet by chance.
type Hash [16]byte

// Key is the key of a store's hashes, the same for the life of the store.
type Key []byte

// KeyLength is how long a key is, in bytes: as long as the hash it is used with.
const KeyLength = sha256.Size

// NewKey makes a key by chance.
func NewKey() Key {
	k := make(Key, KeyLength)
	rand.Read(k)
	return k
}

// User is the hash of a user's id.
func (k Key) User(id string) Hash { return k.sum("user", id) }

// Event is the hash of what an event is known by.
func (k Key) Event(key string) Hash { return k.sum("seen", key) }

// Thread is the hash of what a conversation is known by.
func (k Key) Thread(key string) Hash { return k.sum("thread", key) }

// Reply is the hash of a reply's id; a reply without one gets a random hash,
// since nothing will refer to it.
func (k Key) Reply(id string) (h Hash) {
	if id == "" {
		rand.Read(h[:])
		return h
	}
	return k.sum("reply", id)
}

// sum is the keyed hash of a text of one kind.
func (k Key) sum(kind, text string) Hash {
	h := hmac.New(sha256.New, k)
	io.WriteString(h, kind)
	h.Write([]byte{0})
	io.WriteString(h, text)
	return Hash(h.Sum(nil)[:len(Hash{})])
}

// Policy decides what is kept of what people do. A store keeps what it gives
// and nothing else.
type Policy struct {
	Keep Keep
	Key  Key
}

// Record is what is kept of a question, and this its JSON in every store.
type Record struct {
	User       []byte  `json:"u,omitempty"` // a Hash
	Surface    Surface `json:"s,omitempty"`
	Outcome    Outcome `json:"o,omitempty"`
	Entry      string  `json:"e,omitempty"`
	Confidence float64 `json:"c,omitempty"`
	Question   string  `json:"q,omitempty"`
	Nearest    []Near  `json:"n,omitempty"`
	Reason     Reason  `json:"r,omitempty"`
	Taken      string  `json:"t,omitempty"` // the choice taken
	Rejected   bool    `json:"x,omitempty"` // "none of these"
	Left       bool    `json:"l,omitempty"` // left for the curators on purpose
}

// Vote is what is kept of a verdict, and this its JSON in every store.
type Vote struct {
	Entry   string    `json:"e,omitempty"`
	Surface Surface   `json:"s,omitempty"`
	Helpful bool      `json:"h,omitempty"`
	Reason  Complaint `json:"r,omitempty"`
	Note    string    `json:"n,omitempty"`
}

// text is what of a question may be kept.
func (p Policy) text(question string, outcome Outcome, reason Reason) string {
	keep := p.Keep == KeepAll || p.Keep == KeepMisses && outcome.Missed()
	if !keep || reason == ReasonNamed {
		return ""
	}
	return Scrub(question)
}

// maxWord bounds an id or a code, in bytes: the longest topic built in has 30,
// and companies add their own.
const maxWord = 80

// word bounds an id or a code that callers hand over, and keeps it apart from
// the zero byte, which adapters may separate with and PostgreSQL refuses.
func word[T ~string](t T) T {
	s := strings.ReplaceAll(string(t), "\x00", "")
	if len(s) > maxWord {
		s = strings.ToValidUTF8(s[:maxWord], "")
	}
	return T(s)
}

func orUnknown[T ~string](t T) T { return cmp.Or(word(t), "unknown") }

// maxNearest bounds the near entries kept with a question. A reply offers three
// at most, and a curator needs no more than those and the next.
const maxNearest = 5

// Asked is what is kept of a question: what it counts as, and its record. There
// is a record of misses and choices, and with KeepAll of everything.
func (p Policy) Asked(a Asked, at time.Time) (c Counter, r Record, recorded bool) {
	user := p.Key.User(a.User)
	r = Record{User: user[:], Surface: orUnknown(a.Surface), Outcome: orUnknown(a.Outcome), Entry: word(a.Entry), Confidence: a.Confidence,
		Nearest: slices.Clone(a.Nearest[:min(maxNearest, len(a.Nearest))]), Reason: word(a.Reason)}
	r.Question = p.text(a.Question, r.Outcome, a.Reason)
	c = Counter{Day: day(at), Kind: countAsked, Surface: r.Surface, What: string(r.Outcome), Entry: r.Entry}
	if r.Outcome == OutcomeNone || r.Outcome == OutcomeError {
		c.What, c.Entry = strings.TrimSuffix(c.What+":"+string(r.Reason), ":"), ""
	}
	return c, r, p.Keep == KeepAll || r.Outcome.Missed()
}

// Choice is what is kept of a choice: take notes it in the record of its reply
// and says what it counts as, if it does: the first one taken on a reply is
// counted, a later one replaces it. fresh is the record where there is none (it
// was lost in a crash, or its time has passed).
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

// Left is the record of a miss that was left for the curators, where there is
// none of it yet.
func (p Policy) Left(user string) Record {
	u := p.Key.User(user)
	return Record{User: u[:], Outcome: OutcomeNone}
}

// Verdict is what is kept of a verdict.
func (p Policy) Verdict(v Verdict) Vote {
	out := Vote{Entry: word(v.Entry), Surface: orUnknown(v.Surface), Helpful: v.Helpful}
	if !v.Helpful {
		out.Reason = v.Reason.known()
	}
	if p.Keep == KeepAll {
		out.Note = Scrub(v.Note)
	}
	return out
}

// Report is a record as reports have it.
func (r Record) Report(at time.Time) Question {
	return Question{Time: at, Surface: r.Surface, Outcome: r.Outcome, Entry: r.Entry, Confidence: r.Confidence, Text: r.Question,
		Nearest: r.Nearest, Reason: r.Reason, Taken: r.Taken, Rejected: r.Rejected, Left: r.Left}
}
