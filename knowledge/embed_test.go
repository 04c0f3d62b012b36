package knowledge

import (
	"io/fs"
	"testing"
)

// TestTexts: a text that is kept is what its file says.
func TestTexts(t *testing.T) {
	n := 0
	err := fs.WalkDir(FS, ".", func(path string, d fs.DirEntry, err error) error {
		text, ok := FS.Text(path)
		if err != nil || !ok {
			return err
		}
		n++
		data, err := FS.ReadFile(path)
		if string(data) != text {
			t.Errorf("%s differs", path)
		}
		return err
	})
	if err != nil || n != 2 {
		t.Errorf("%d texts, %v; want 2", n, err)
	}
}
