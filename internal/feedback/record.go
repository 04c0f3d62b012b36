package feedback

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"
)

// Outcomes the store tells apart; every other outcome counts as answered.
const (
	outcomeNone    = "none"
	outcomeChoices = "choices"
	outcomeError   = "error" // a comparison that cannot be made: a role is missing
)

// Reasons of an outcome the store tells apart.
const (
	reasonNamed       = "named-person" // the refusal whose text is never kept: somebody was named
	reasonNothingNear = "nothing-near" // what nobody has written yet
	reasonNoKit       = "no-kit"       // the same, of a hiring kit
)

// missed reports whether an outcome leaves a question without its answer; of
// choices one may be taken later.
func missed(outcome string) bool {
	return outcome == outcomeNone || outcome == outcomeError || outcome == outcomeChoices
}

// record is a question as it is stored.
type record struct {
	User       []byte  `json:"u,omitempty"`
	Surface    Surface `json:"s,omitempty"`
	Outcome    string  `json:"o,omitempty"`
	Entry      string  `json:"e,omitempty"`
	Confidence float64 `json:"c,omitempty"`
	Question   string  `json:"q,omitempty"`
	Nearest    []Near  `json:"n,omitempty"`
	Reason     string  `json:"r,omitempty"`
	Taken      string  `json:"t,omitempty"` // the choice taken
	Rejected   bool    `json:"x,omitempty"` // "none of these"
	Left       bool    `json:"l,omitempty"` // left for the curators on purpose
}

// vote is a verdict as it is stored, behind eight bytes of time.
type vote struct {
	Entry   string  `json:"e,omitempty"`
	Surface Surface `json:"s,omitempty"`
	Helpful bool    `json:"h,omitempty"`
	Reason  string  `json:"r,omitempty"`
	Note    string  `json:"n,omitempty"`
}

// stamp is a time as keys begin with it, so that they sort by time; a time
// before 1970 counts as 1970.
func stamp(t time.Time) []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(max(0, t.UnixMilli())))
}

func stamped(b []byte) time.Time {
	if len(b) < 8 {
		return time.Time{}
	}
	return time.UnixMilli(int64(binary.BigEndian.Uint64(b))).UTC()
}

// text is what of a question may be kept.
func (s *Bolt) text(question, outcome, reason string) string {
	keep := s.opt.Keep == KeepAll || s.opt.Keep == KeepMisses && missed(outcome)
	if !keep || reason == reasonNamed {
		return ""
	}
	return Scrub(question)
}

// word bounds an id or a code that callers hand over, and keeps it apart from
// the separator of counters.
func word(s string) string {
	s = strings.ReplaceAll(s, "\x00", "")
	if len(s) > 80 {
		s = strings.ToValidUTF8(s[:80], "")
	}
	return s
}

func orUnknown(s string) string { return cmp.Or(word(s), "unknown") }

// Asked counts a question and keeps what may be kept of it: misses and choices,
// and with KeepAll everything.
func (s *Bolt) Asked(_ context.Context, a Asked) error {
	at := s.at(a.Time)
	surface, outcome, entry := Surface(orUnknown(string(a.Surface))), orUnknown(a.Outcome), word(a.Entry)
	counter := countKey(at, countAsked, surface, outcome, entry)
	if outcome == outcomeNone || outcome == outcomeError {
		counter = countKey(at, countAsked, surface, strings.TrimSuffix(outcome+":"+word(a.Reason), ":"), "")
	}
	var put change
	if s.opt.Keep == KeepAll || missed(outcome) {
		user := s.sum("user", a.User)
		r := record{User: user[:], Surface: surface, Outcome: outcome, Entry: entry, Confidence: a.Confidence,
			Question: s.text(a.Question, outcome, a.Reason), Nearest: slices.Clone(a.Nearest[:min(5, len(a.Nearest))]), Reason: word(a.Reason)}
		reply := s.reply(a.Reply)
		put = func(tx *bbolt.Tx) error { return s.putRecord(tx, reply, at, r) }
	}
	return s.later(func(p *pending) {
		p.counts[counter]++
		if put != nil {
			p.changes = append(p.changes, put)
		}
	})
}

// reply is the hash of a reply's id; a reply without one gets a random hash,
// since nothing will refer to it.
func (s *Bolt) reply(id string) (h hash) {
	if id == "" {
		rand.Read(h[:])
		return h
	}
	return s.sum("reply", id)
}

// putRecord stores a record under its time and indexes it.
func (s *Bolt) putRecord(tx *bbolt.Tx, reply hash, at time.Time, r record) error {
	if old := tx.Bucket(bReplies).Get(reply[:]); old != nil {
		if err := deleteRecord(tx, bytes.Clone(old)); err != nil {
			return err
		}
	}
	key := append(stamp(at), reply[:]...)
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	records := tx.Bucket(bRecords)
	records.FillPercent = 0.9 // keys come in order of time: no room needed in between
	if err := records.Put(key, data); err != nil {
		return err
	}
	if r.Question != "" && s.opt.Keep == KeepAll {
		if err := tx.Bucket(bRecent).Put(slices.Concat(r.User, key), nil); err != nil {
			return err
		}
	}
	return tx.Bucket(bReplies).Put(reply[:], key)
}

// deleteRecord removes a record and what points to it.
func deleteRecord(tx *bbolt.Tx, key []byte) error {
	var r record
	if data := tx.Bucket(bRecords).Get(key); data != nil {
		_ = json.Unmarshal(data, &r) // one that cannot be read must go all the same
	}
	if err := tx.Bucket(bRecent).Delete(slices.Concat(r.User, key)); err != nil {
		return err
	}
	if err := tx.Bucket(bReplies).Delete(key[8:]); err != nil {
		return err
	}
	return errors.Join(tx.Bucket(bRecords).Delete(key), markRemoved(tx))
}

// amend changes the record behind a reply; fresh is what to begin from when
// there is none (it was lost in a crash, or its time has passed).
func (s *Bolt) amend(tx *bbolt.Tx, reply hash, at time.Time, fresh record, f func(*record)) error {
	r := fresh
	if key := tx.Bucket(bReplies).Get(reply[:]); key != nil {
		var have record
		if json.Unmarshal(tx.Bucket(bRecords).Get(key), &have) == nil {
			at, r = stamped(key), have
		}
	}
	f(&r)
	return s.putRecord(tx, reply, at, r)
}

// Choice keeps what was taken among choices. The first one taken on a reply is
// counted; a later one replaces it.
func (s *Bolt) Choice(_ context.Context, c Choice) error {
	at := s.at(c.Time)
	user := s.sum("user", c.User)
	reply := s.reply(c.Reply)
	surface, entry := Surface(orUnknown(string(c.Surface))), word(c.Entry)
	fresh := record{User: user[:], Surface: surface, Outcome: outcomeChoices, Question: s.text(c.Question, outcomeChoices, "")}
	return s.later(func(p *pending) {
		p.changes = append(p.changes, func(tx *bbolt.Tx) error {
			var before record
			err := s.amend(tx, reply, at, fresh, func(r *record) {
				before = *r
				if entry == "" {
					r.Rejected = true
				} else {
					r.Taken = entry
				}
			})
			switch {
			case err != nil:
				return err
			case entry != "" && before.Taken == "":
				return count(tx, countKey(at, countTaken, surface, "", entry), 1)
			case entry == "" && !before.Rejected:
				return count(tx, countKey(at, countRejected, surface, "", ""), 1)
			}
			return nil
		})
	})
}

// LeaveForCurators marks the miss behind a reply as left on purpose.
func (s *Bolt) LeaveForCurators(_ context.Context, reply, user string) error {
	at, h, u := s.at(time.Time{}), s.reply(reply), s.sum("user", user)
	return s.later(func(p *pending) {
		p.changes = append(p.changes, func(tx *bbolt.Tx) error {
			return s.amend(tx, h, at, record{User: u[:], Outcome: outcomeNone}, func(r *record) { r.Left = true })
		})
	})
}

// Recent are a user's own last questions, scrubbed, newest first, each once;
// empty unless KeepAll.
func (s *Bolt) Recent(_ context.Context, user string, n int) ([]string, error) {
	if s.opt.Keep != KeepAll || n <= 0 {
		return nil, nil
	}
	if err := s.flush(); err != nil {
		return nil, err
	}
	u := s.sum("user", user)
	var out []string
	err := s.view(func(tx *bbolt.Tx) error {
		c := tx.Bucket(bRecent).Cursor()
		end := slices.Concat(u[:], bytes.Repeat([]byte{0xff}, 25))
		k, _ := c.Seek(end)
		if k == nil {
			k, _ = c.Last()
		} else {
			k, _ = c.Prev()
		}
		for ; k != nil && bytes.HasPrefix(k, u[:]) && len(out) < n; k, _ = c.Prev() {
			var r record
			data := tx.Bucket(bRecords).Get(k[len(u):])
			if data == nil {
				continue
			}
			if err := json.Unmarshal(data, &r); err != nil {
				return err
			}
			if !slices.Contains(out, r.Question) {
				out = append(out, r.Question)
			}
		}
		return nil
	})
	return out, err
}
