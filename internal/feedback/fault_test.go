package feedback

import (
	"errors"
	"io"
	"strings"
	"testing"

	"rolecall/internal/hint"
)

// TestWrongRequestsSayWhatToDo apart from what is wrong with them.
func TestWrongRequestsSayWhatToDo(t *testing.T) {
	_, format := NewExporter(io.Discard, "xml")
	for want, err := range map[string]error{
		"use csv or jsonl":             format,
		"use none, misses or all":      Keep("some").Check(),
		"choose exactly one of":        Purge{}.Check(),
		"choose exactly one of everyt": Purge{All: true, User: "U1"}.Check(),
	} {
		if todo := hint.Of(err); !strings.HasPrefix(todo, want) || strings.Contains(err.Error(), want) {
			t.Errorf("error %v, hint %q; want the hint %q", err, todo, want)
		}
		if !errors.Is(err, ErrRequest) {
			t.Errorf("%v is not a bad request", err)
		}
	}
}
