package feedback

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// Rows are a part of what a store holds, as it is stored: people, replies and keys are
// hashes by the store's key.
type Rows struct {
	Records    []RecordRow
	Votes      []VoteRow
	Counts     []Counted
	Documents  []StoredDocument
	Seen       []SeenRow
	Threads    []ThreadRow
	Unreadable int // rows that are damaged and left out
}

// RecordRow is a question as it is stored.
type RecordRow struct {
	Reply Hash
	At    time.Time
	Record
	Recent bool // among the questions that the person is shown as their own
}

// VoteRow is a verdict as it is stored.
type VoteRow struct {
	Reply, User Hash
	At          time.Time
	Vote
}

// SeenRow is the key of an event, or of what is done once.
type SeenRow struct {
	Key  Hash
	Open bool // an event that nobody has handled
}

// ThreadRow is the memory of a conversation under the hash of its key.
type ThreadRow struct {
	Key Hash
	Thread
}

// Origin is a store to be copied.
type Origin interface {
	// Identity returns the key of the hashes, and what is known about the time.
	Identity() (Key, KnownTime)
	// Rows calls f for all that is stored, some thousand rows at a time, which f may keep.
	Rows(ctx context.Context, f func(Rows) error) error
	io.Closer
}

// Destination is a store to copy to. Until EndCopy it cannot be opened for anything else
// (ErrUnfinished).
type Destination interface {
	Origin
	// StartCopy takes over the identity of another store, removes what a copy that was cut
	// off has left, and notes that a copy has begun. A store with data of another key is an
	// error, and not changed. began is false where the copy is there already.
	StartCopy(ctx context.Context, key Key, known KnownTime) (began bool, err error)
	// Add stores rows, all or none.
	Add(ctx context.Context, r Rows) error
	// EndCopy notes that the copy is complete.
	EndCopy(ctx context.Context) error
}

// Totals are how much a store holds of what a copy must have.
type Totals struct {
	Records, Verdicts int
	Counts            int // how many counts there are
	Counted           int // what they add up to
	Documents         int
}

func (t *Totals) add(r Rows) {
	t.Records += len(r.Records)
	t.Verdicts += len(r.Votes)
	t.Counts += len(r.Counts)
	for _, c := range r.Counts {
		t.Counted += c.N
	}
	t.Documents += len(r.Documents)
}

// Copied is the result of a copy.
type Copied struct {
	From, To   Totals
	Unreadable int  // damaged rows of the original, which were left out
	Before     bool // the copy was there already, and nothing was done
}

// Copy copies a store into another one, which it then reads again to compare. A copy that
// was cut off is begun again. The error matches ErrDiffers if not all has arrived. progress
// is told how much was copied so far.
func Copy(ctx context.Context, from Origin, to Destination, progress func(Totals)) (out Copied, err error) {
	key, known := from.Identity()
	began, err := to.StartCopy(ctx, key, known)
	if err != nil {
		return out, err
	}
	out.Before = !began
	err = from.Rows(ctx, func(r Rows) error {
		if began {
			if err := to.Add(ctx, r); err != nil {
				return err
			}
		}
		out.From.add(r)
		out.Unreadable += r.Unreadable
		progress(out.From)
		return nil
	})
	if err == nil {
		err = to.Rows(ctx, func(r Rows) error { out.To.add(r); return nil })
	}
	switch {
	case err != nil:
		return out, err
	case out.From == out.To && began:
		return out, to.EndCopy(ctx)
	case out.From == out.To:
		return out, nil
	case began:
		return out, differs{"the copy is not complete", "run it again; until it is complete, `rolecall serve` does not use it"}
	}
	return out, differs{"there is a copy already, and one of the two stores has been used since", "to copy again, empty the destination first; its data will be lost"}
}

// ErrDiffers says that a copy does not hold what its original holds.
var ErrDiffers = errors.New("a copy differs")

// differs is how a copy differs, and what to do.
type differs struct{ what, todo string }

func (d differs) Error() string        { return d.what }
func (d differs) ToDo() string         { return d.todo } // for package hint
func (d differs) Is(target error) bool { return target == ErrDiffers }

// Unfinished is the Fault of a store that holds a copy which was cut off.
func Unfinished(where string) *Fault {
	return &Fault{Where: where, What: "holds a copy that was not finished", Hint: "run the same `rolecall feedback copy` again", Err: ErrUnfinished}
}

// Occupied is the Fault of a store that cannot take a copy, because it has data of its own.
func Occupied(where string) *Fault {
	return &Fault{Where: where, What: "has data of another store, which a copy would mix with its own",
		Hint: "copy to a new one: each store hashes people with its own key, and \"forget me\" would not find them; nothing was changed", Err: ErrOccupied}
}

// Lines returns the totals by kind, for people.
func (c Copied) Lines() (out []string) {
	for _, l := range []struct {
		name     string
		from, to int
	}{{"records", c.From.Records, c.To.Records}, {"verdicts", c.From.Verdicts, c.To.Verdicts}, {"counts", c.From.Counts, c.To.Counts},
		{"  which add up to", c.From.Counted, c.To.Counted}, {"documents", c.From.Documents, c.To.Documents}} {
		line := fmt.Sprintf("%-18s %10d", l.name, l.to)
		if l.from != l.to {
			line += fmt.Sprintf("  but the original has %d", l.from)
		}
		out = append(out, line)
	}
	return out
}
