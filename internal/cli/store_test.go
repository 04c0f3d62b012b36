package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOneFileOpensTheStore, so that a new kind of store is switched on in one place.
func TestOneFileOpensTheStore(t *testing.T) {
	files, err := filepath.Glob("*.go")
	must(t, err)
	var knows []string
	for _, f := range files {
		code, err := os.ReadFile(f)
		must(t, err)
		if strings.Contains(string(code), `"rolecall/internal/feedback/bolt"`) && !strings.HasSuffix(f, "_test.go") {
			knows = append(knows, f)
		}
	}
	if !slices.Equal(knows, []string{"store.go"}) {
		t.Errorf("%q know bolt, want store.go alone", knows)
	}
}
