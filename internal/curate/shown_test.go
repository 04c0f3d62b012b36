package curate

import (
	"reflect"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"rolecall/internal/corpus"
)

// TestCountShown counts what readers see of two answers.
func TestCountShown(t *testing.T) {
	entry := func(id, short, body string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\nquestion: What is " + id + "?\nlabel: " + id + "\nroles: [cto]\nshort: " + short + "\nphrasings: [about " + id +
			"]\nreviewed: 2026-11-01\n---\n" + body + "\n")}
	}
	sources := "- {id: ALPHA, cite: Alpha 2021, title: A, date: \"2021\", grade: A, url: https://a.example}\n" +
		"- {id: BETA, cite: Beta 2025, title: B, date: \"2025\", grade: B, unlinked: a book}\n" +
		"- {id: OWN, cite: our reading, title: O, date: \"2026\", grade: C}\n"
	base := small()[0].FS.(fstest.MapFS)
	files := fstest.MapFS{"roles/cto.yaml": base["roles/cto.yaml"], "sources.yaml": {Data: []byte(sources)},
		"entries/cto/first.md":  entry("first", "One [ALPHA].", "- Of 100 firms in 2021 40% did [BETA, ALPHA]."),
		"entries/cto/second.md": entry("second", "Two [OWN].", "- In 2025 30% did [BETA].")}
	c, problems, err := corpus.Load(corpus.Layer{Name: "k", FS: files})
	if err != nil {
		t.Fatal(problems)
	}
	today := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	first := "One (Alpha 2021).\n\n• Of 100 firms in 2021 40% did (Beta 2025; Alpha 2021)."
	second := "Two (our reading).\n\n• In 2025 30% did (Beta 2025)."
	a, b := utf8.RuneCountInString(first), utf8.RuneCountInString(second)
	got := CountShown(c, today)
	want := Shown{Longest: "cto.first", MaxLength: a, Length: float64(a+b) / 2, Brackets: 2,
		Cited: 2, Linked: 1, // our own reading is no source
		Figures: map[string]int{"A": 1, "B": 1}, Percentages: map[string]int{"ALPHA": 1, "BETA": 2}, Rechecked: 2}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if n := CountShown(c, today.AddDate(0, 1, 0)).Rechecked; n != 0 {
		t.Errorf("%d rechecked a month later, want none", n)
	}
}
