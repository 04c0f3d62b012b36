package feedback

import (
	"errors"
	"fmt"
)

// What can be wrong with a store; test with errors.Is on a Fault.
var (
	ErrInUse    = errors.New("in use")
	ErrDamaged  = errors.New("damaged")
	ErrNewer    = errors.New("written by a newer rolecall")
	ErrOlder    = errors.New("written by an older rolecall")
	ErrReadOnly = errors.New("cannot be written")
	ErrFull     = errors.New("no space left")
	ErrBusy     = errors.New("a backup is being made")
)

// ErrRequest marks what is wrong with a request, not with the store.
var ErrRequest = errors.New("bad request")

type badRequest string

func (b badRequest) Error() string        { return string(b) }
func (b badRequest) Is(target error) bool { return target == ErrRequest }

// Fault is a store that cannot be used: which file, what, and what to do.
type Fault struct {
	Path, What, Hint string
	Err              error
}

// Error is "feedback store PATH WHAT".
func (f *Fault) Error() string { return fmt.Sprintf("feedback store %s %s", f.Path, f.What) }

// ToDo is the fault's hint, as package hint reads it.
func (f *Fault) ToDo() string { return f.Hint }

// Unwrap returns the kind of fault, one of the errors of this package or the cause.
func (f *Fault) Unwrap() error { return f.Err }
