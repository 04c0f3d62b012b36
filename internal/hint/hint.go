// Package hint adds to an error what to do about it. The error itself says what
// happened; the hint is kept when the error is wrapped or joined, and is shown
// separately at the end: on a line of its own, or as an attribute in a log.
package hint

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
)

// Hinted is an error with a hint. With returns one; an error type that has other
// fields too, such as a file and a line, can implement it. Like an error, a hint
// begins with a small letter and does not end with a full stop.
type Hinted interface {
	error
	ToDo() string
}

type hinted struct {
	error
	todo string
}

func (h *hinted) ToDo() string  { return h.todo }
func (h *hinted) Unwrap() error { return h.error }

// New returns an error that says what happened, with the hint todo.
func New(what, todo string) error { return With(errors.New(what), todo) }

// With adds the hint todo to an error. It replaces a hint that the error already
// has, since the caller knows more about what the user is doing. A nil error
// stays nil.
func With(err error, todo string) error {
	if err == nil || todo == "" {
		return err
	}
	return &hinted{err, todo}
}

// Of returns the hint of an error, "" if it has none. For joined errors it
// returns all their hints, each once.
func Of(err error) string {
	var all []string
	collect(err, func(todo string) {
		if todo != "" && !slices.Contains(all, todo) {
			all = append(all, todo)
		}
	})
	return strings.Join(all, "; ")
}

// collect calls add with the outermost hint of each joined error.
func collect(err error, add func(string)) {
	switch e := err.(type) {
	case Hinted:
		add(e.ToDo())
	case interface{ Unwrap() []error }:
		for _, below := range e.Unwrap() {
			collect(below, add)
		}
	case interface{ Unwrap() error }:
		collect(e.Unwrap(), add)
	}
}

// Each returns the errors that were joined into err, as errors.Join does it: the
// text of err is their texts, one per line. Any other error is returned alone.
func Each(err error) []error {
	if err == nil {
		return nil
	}
	several, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	joined := errors.Join(several.Unwrap()...)
	if joined == nil || joined.Error() != err.Error() {
		return []error{err}
	}
	var all []error
	for _, e := range several.Unwrap() {
		all = append(all, Each(e)...)
	}
	return all
}

// Print writes each of the errors joined in err as
//
//	error: what happened
//	hint: what to do
//
// with label instead of "error".
func Print(w io.Writer, label string, err error) {
	for _, e := range Each(err) {
		line(w, label, e.Error())
		if todo := Of(e); todo != "" {
			line(w, "hint", todo)
		}
	}
}

// line writes a text after its label; its other lines are indented below it.
func line(w io.Writer, label, text string) {
	margin := "\n" + strings.Repeat(" ", len(label)+len(": "))
	fmt.Fprintf(w, "%s: %s\n", label, strings.ReplaceAll(text, "\n", margin))
}

// Log logs each of the errors joined in err as its own message, with its hint.
func Log(log *slog.Logger, level slog.Level, err error) {
	for _, e := range Each(err) {
		var attrs []slog.Attr
		if todo := Of(e); todo != "" {
			attrs = append(attrs, slog.String("hint", todo))
		}
		log.LogAttrs(context.Background(), level, e.Error(), attrs...)
	}
}

// Attr is for slog.HandlerOptions.ReplaceAttr: it adds the hint of a logged error
// as an attribute, so that the code that logs an error need not do it.
func Attr(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() != slog.KindAny {
		return a
	}
	err, ok := a.Value.Any().(error)
	if !ok {
		return a
	}
	todo := Of(err)
	if todo == "" {
		return a
	}
	// The attributes of a group without a name are inlined (see slog.Handler).
	return slog.Attr{Value: slog.GroupValue(slog.String(a.Key, err.Error()), slog.String("hint", todo))}
}
