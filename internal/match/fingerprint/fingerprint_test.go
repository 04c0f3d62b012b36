package fingerprint

import (
	"os"
	"strings"
	"testing"
)

// TestFingerprintNamesTheStemmer: a new version may stem differently.
func TestFingerprintNamesTheStemmer(t *testing.T) {
	mod, err := os.ReadFile("../../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(mod), "\t"+stemmer+"\n") {
		t.Errorf("go.mod has another version than %s: put it into stemmer, so that weights are learned again", stemmer)
	}
}
