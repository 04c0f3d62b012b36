package socket

import (
	"log/slog"
	"strings"
	"testing"
)

// TestManyConnectionsAreToldOnce, and again only after there were fewer.
func TestManyConnectionsAreToldOnce(t *testing.T) {
	var log strings.Builder
	c := New(Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
	for _, n := range []int{1, 2, 8} {
		c.greeted(n)
	}
	if log.Len() > 0 {
		t.Errorf("with eight: %s", log.String())
	}
	for _, n := range []int{9, 10, 9} {
		c.greeted(n)
	}
	if n := strings.Count(log.String(), "nearly as many connections"); n != 1 || c.OfApp() != 9 {
		t.Errorf("told %d times, %d connections:\n%s", n, c.OfApp(), log.String())
	}
	c.greeted(3)
	c.greeted(10)
	if n := strings.Count(log.String(), "nearly as many connections"); n != 2 {
		t.Errorf("told %d times:\n%s", n, log.String())
	}
}
