package feedback

import (
	"errors"
	"fmt"
)

// The kinds of Fault; test for them with errors.Is.
var (
	ErrInUse    = errors.New("in use")
	ErrDamaged  = errors.New("damaged")
	ErrNewer    = errors.New("written by a newer rolecall")
	ErrOlder    = errors.New("written by an older rolecall")
	ErrReadOnly = errors.New("cannot be written")
	ErrFull     = errors.New("no space left")
	ErrBusy     = errors.New("a backup is being made")
	ErrNone     = errors.New("nothing was stored yet")
	ErrAway     = errors.New("cannot be reached at the moment") // the store tries again by itself

	ErrUnfinished = errors.New("holds a copy that was not finished")
	ErrOccupied   = errors.New("has data of its own")
)

// ErrRequest marks errors in a request, as opposed to faults of the store.
var ErrRequest = errors.New("bad request")

// badRequest is what is wrong with a request, and what to ask instead.
type badRequest struct{ what, todo string }

func (b badRequest) Error() string        { return b.what }
func (b badRequest) ToDo() string         { return b.todo } // for package hint
func (b badRequest) Is(target error) bool { return target == ErrRequest }

// Fault is the error of a store that cannot be used: where it is (a file, say), what is
// wrong with it, and what to do.
type Fault struct {
	Where, What, Hint string
	Err               error
}

// Error is "feedback store WHERE WHAT".
func (f *Fault) Error() string { return fmt.Sprintf("feedback store %s %s", f.Where, f.What) }

// ToDo returns the fault's hint, for package hint.
func (f *Fault) ToDo() string { return f.Hint }

// Unwrap returns the kind of fault: one of the errors of this package, or the cause.
func (f *Fault) Unwrap() error { return f.Err }
