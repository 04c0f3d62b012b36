package weights

import (
	"os"
	"path/filepath"
	"testing"

	"rolecall/internal/corpus"
)

// TestVectorsOutliveARestart: what was computed for a company's phrasings is read by the
// next process that learns; a damaged file is computed anew.
func TestVectorsOutliveARestart(t *testing.T) {
	c, dir := small(t), t.TempDir()
	c.Entries[0].Phrasings = append(c.Entries[0].Phrasings, corpus.Phrasing{Text: "the canteen on floor nine"})
	file := filepath.Join(dir, vectorsFile)
	kept := func(what string) string {
		t.Helper()
		data, err := read(file)
		if err == nil {
			data, err = unpack(vectorsFingerprint(), data)
		}
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		return data
	}
	start(t, c, dir)
	first := kept("after the first start")
	again := New(nil, "", dir)
	if got := again.remembered().Bytes(); string(got) != first || len(got) == 0 {
		t.Errorf("%d bytes are remembered, %d were stored", len(got), len(first))
	}
	if err := os.WriteFile(file, []byte("damaged"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := New(nil, dir).remembered().Bytes(); len(got) != 0 {
		t.Errorf("%d bytes of a damaged file", len(got))
	}
	c.Entries[0].Question += " then"
	start(t, c, dir)
	kept("after a damaged file")
}
