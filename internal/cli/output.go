package cli

import (
	"fmt"
	"io"

	"rolecall/internal/hint"
)

// output is the standard output of a command. It remembers that a write has failed, so
// that a command which does not look at what its prints return fails too.
type output struct {
	io.Writer
	err error // of the first write that failed
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if err != nil && o.err == nil {
		o.err = hint.With(fmt.Errorf("cannot write the output: %w", err), "free some space where the output goes, or send it elsewhere; what was written is incomplete")
	}
	return n, err
}
