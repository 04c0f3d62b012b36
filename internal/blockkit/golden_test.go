package blockkit

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var (
	update = flag.Bool("update", false, "write the golden files again")
	draw   = flag.String("draw", "", "write the stories with the shipped corpus to this folder")
)

// TestDraw writes what people see as JSON, to make pictures of it.
func TestDraw(t *testing.T) {
	if *draw == "" {
		t.Skip("no -draw folder")
	}
	for _, s := range stories(shipped(), "who does a CTO report to?") {
		if err := os.WriteFile(filepath.Join(*draw, s.Name+".json"), s.JSON(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestGolden compares every story with a golden file, so that a review shows what
// changes for people. It uses a small corpus of its own, so that edits of the
// shipped one change nothing here.
func TestGolden(t *testing.T) {
	const dir = "testdata/golden"
	want := map[string]bool{}
	for _, s := range stories(fixture(), "who does the CTO answer to <!here>") {
		t.Run(s.Name, func(t *testing.T) {
			file := filepath.Join(dir, s.Name+".json")
			want[s.Name+".json"] = true
			got := s.JSON(t)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			golden, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v (go test ./internal/blockkit -run Golden -update)", err)
			}
			if line, g, w := firstDifference(string(got), string(golden)); line > 0 {
				t.Errorf("%s:%d\n got %s\nwant %s", file, line, g, w)
			}
		})
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !want[f.Name()] {
			t.Errorf("%s/%s has no story; remove it", dir, f.Name())
		}
	}
}

func firstDifference(got, want string) (line int, g, w string) {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range max(len(a), len(b)) {
		g, w = "(end)", "(end)"
		if i < len(a) {
			g = a[i]
		}
		if i < len(b) {
			w = b[i]
		}
		if g != w {
			return i + 1, g, w
		}
	}
	return 0, "", ""
}
