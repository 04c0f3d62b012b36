package feedback

import (
	"context"
	"fmt"
	"io"
	"time"
)

// Source is what reports are made from: the store itself, or a running bot that is
// asked over its admin socket. Both return the same.
type Source interface {
	// Stats sums up a span of days.
	Stats(ctx context.Context, w Window) (Stats, error)
	// Questions calls f for every stored question, oldest first: misses and choices,
	// and with KeepAll answered ones too. It stops at the first error of f.
	Questions(ctx context.Context, w Window, f func(Question) error) error
	// Export writes everything stored: first the questions, oldest first, then the
	// verdicts.
	Export(ctx context.Context, out io.Writer, format Format, w Window) error
	// Purge removes data and returns how many records, verdicts, counts and documents it
	// removed. Documents that are knowledge stay, see [DocumentKind.Lasting].
	Purge(ctx context.Context, p Purge) (int, error)
	// Backup writes a consistent copy of the store.
	Backup(ctx context.Context, out io.Writer) error
	io.Closer
}

// Store is a complete store: the bot records in it, and reports are made from it.
type Store interface {
	Recorder
	Source
	Documents
}

// Window is a time span; a zero Since or Until means no limit. Stats counts whole
// days (UTC).
type Window struct {
	Since time.Time `json:"since,omitzero"`
	Until time.Time `json:"until,omitzero"` // not included
	// Missed leaves out the questions that have an answer ([Question.Missed]), which a store
	// can do without reading them. Counts know nothing of it.
	Missed bool `json:"missed,omitempty"`
}

// Days returns the first and the last day of w, as counters name them; "" for no
// limit.
func (w Window) Days() (from, to string) {
	if !w.Since.IsZero() {
		from = day(w.Since)
	}
	if !w.Until.IsZero() {
		to = day(w.Until.Add(-time.Nanosecond))
	}
	return from, to
}

// Holds reports whether a time is in w.
func (w Window) Holds(t time.Time) bool {
	return (w.Since.IsZero() || !t.Before(w.Since)) && (w.Until.IsZero() || t.Before(w.Until))
}

// Question is a stored question. Text is scrubbed, and "" where it may not be stored.
type Question struct {
	// ID names the question while it is stored: the hash of its reply's id, in hexadecimal.
	ID         string    `json:"id,omitempty"`
	Time       time.Time `json:"time"`
	Surface    Surface   `json:"surface,omitempty"`
	Outcome    Outcome   `json:"outcome"`
	Entry      string    `json:"entry,omitempty"`
	Confidence float64   `json:"confidence,omitempty"`
	Text       string    `json:"question,omitempty"`
	Nearest    []Near    `json:"nearest,omitempty"`
	Reason     Reason    `json:"reason,omitempty"`
	Rule       string    `json:"rule,omitempty"`     // what decided: "answer: by score"
	Taken      string    `json:"taken,omitempty"`    // the choice taken
	Rejected   bool      `json:"rejected,omitempty"` // "none of these"
	Left       bool      `json:"left,omitempty"`     // left for the curators on purpose
	Liked      int       `json:"liked,omitempty"`
	Disliked   int       `json:"disliked,omitempty"`
}

// Missed reports whether the question has no answer: none was found, or no choice was
// taken.
func (q Question) Missed() bool {
	return q.Outcome.Missed() && (q.Outcome != OutcomeChoices || q.Taken == "")
}

// Refused reports whether the question was understood and refused: a miss that no
// new entry could answer.
func (q Question) Refused() bool {
	return q.Outcome == OutcomeNone && q.Reason != "" && q.Reason != ReasonNothingNear && q.Reason != ReasonNoKit
}

// Rated reports whether a question's verdicts say how well it was answered. Those on
// choices do not: the choice that was taken shows what was meant.
func (q Question) Rated() bool { return q.Outcome != OutcomeChoices && !q.Missed() }

// Purge says what to remove: everything, what is older than a time, or what is about one
// user. Exactly one of them is set.
type Purge struct {
	All       bool      `json:"all,omitempty"`
	OlderThan time.Time `json:"older_than,omitzero"`
	User      string    `json:"user,omitempty"` // Slack id
}

// Check returns an error unless exactly one field of p is set.
func (p Purge) Check() error {
	set := 0
	for _, on := range []bool{p.All, !p.OlderThan.IsZero(), p.User != ""} {
		if on {
			set++
		}
	}
	if set != 1 {
		return badRequest{fmt.Sprintf("a purge of %d things at once", set), "choose exactly one of everything, what is older than a day, or one user"}
	}
	return nil
}
