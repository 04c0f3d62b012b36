package cli

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"rolecall/internal/feedback"
)

// TestCopySaysHowFarItIs, often enough for someone who waits, and no more.
func TestCopySaysHowFarItIs(t *testing.T) {
	var out bytes.Buffer
	told := progress(slog.New(slog.NewTextHandler(&out, nil)), 100)
	for _, n := range []int{40, 99, 110, 150, 199, 460, 470, 500} {
		told(feedback.Totals{Records: n - 10, Counts: 10, Counted: 5000})
	}
	for _, want := range []string{"records=100 ", "records=450 ", "records=490 "} {
		if strings.Count(out.String(), want) != 1 {
			t.Errorf("%q is not there once", want)
		}
	}
	if strings.Count(out.String(), "\n") != 3 {
		t.Errorf("it said\n%s", out.String())
	}
}
