// Package hint is the one way to fail: an error says what happened, and apart
// from that what to do about it. The hint travels with the error through
// wrapping and joining, and is shown at the edge: on a line of its own, or as an
// attribute of its own in a log.
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

// Hinted is an error that knows what to do about it. With makes one; an error of
// a domain that carries more, such as a file and a line, can be one itself. A
// hint begins with a small letter and has no full stop at its end, as errors do.
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

// New is an error that says what happened and what to do.
func New(what, todo string) error { return With(errors.New(what), todo) }

// With adds what to do to an error. It takes the place of a hint that the error
// has from below, since whoever is nearer to the person knows more.
func With(err error, todo string) error {
	if err == nil || todo == "" {
		return err
	}
	return &hinted{err, todo}
}

// Of is what to do about an error, "" when nobody said. Where several are joined
// it is all of their hints.
func Of(err error) string {
	var all []string
	collect(err, func(todo string) {
		if todo != "" && !slices.Contains(all, todo) {
			all = append(all, todo)
		}
	})
	return strings.Join(all, "; ")
}

// collect calls add with the outermost hint of every branch of an error.
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

// Each takes apart an error that is several problems, as errors.Join makes it:
// one whose text is that of its parts, a line each.
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

// Print writes an error for a person to read, each of its problems as
//
//	error: what happened
//	hint: what to do
//
// with label in the place of "error".
func Print(w io.Writer, label string, err error) {
	for _, e := range Each(err) {
		line(w, label, e.Error())
		if todo := Of(e); todo != "" {
			line(w, "hint", todo)
		}
	}
}

// line keeps the further lines of a text below its first.
func line(w io.Writer, label, text string) {
	margin := "\n" + strings.Repeat(" ", len(label)+len(": "))
	fmt.Fprintf(w, "%s: %s\n", label, strings.ReplaceAll(text, "\n", margin))
}

// Log logs each problem of an error as an event of its own, with its hint.
func Log(log *slog.Logger, level slog.Level, err error) {
	for _, e := range Each(err) {
		var attrs []slog.Attr
		if todo := Of(e); todo != "" {
			attrs = append(attrs, slog.String("hint", todo))
		}
		log.LogAttrs(context.Background(), level, e.Error(), attrs...)
	}
}

// Attr is for slog.HandlerOptions.ReplaceAttr: it puts the hint of an error that
// is logged beside it, so that no place which logs an error has to think of it.
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
	// A group without a name stands for its attributes, says slog.Handler.
	return slog.Attr{Value: slog.GroupValue(slog.String(a.Key, err.Error()), slog.String("hint", todo))}
}
