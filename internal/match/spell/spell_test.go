package spell

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestCorrect(t *testing.T) {
	freq := map[string]int{"salary": 9, "celery": 2, "technology": 5, "report": 3, "reports": 3, "help": 4, "hall": 1, "hill": 2, "fund": 3}
	s := New(slices.Collect(maps.Keys(freq)), freq)
	for in, want := range map[string]string{
		"salray":     "salary",     // a swap is one edit
		"tecnolgy":   "technology", // two edits in eight letters
		"saly":       "saly",       // two edits are too many in four letters
		"reprt":      "report",
		"reporst":    "report",
		"hlp":        "help", // a letter left out
		"hll":        "hill", // … of the more frequent word
		"elp":        "elp",  // … but not the first
		"hen":        "hen",  // ordinary English of three letters stays
		"fun":        "fun",
		"hpe":        "hpe",        // an abbreviation, as far as anyone knows
		"celebrity":  "celebrity",  // ordinary English stays
		"qwrtzu":     "qwrtzu",     // not near any word
		"technology": "technology", // known
		"selery":     "celery",     // one edit away
	} {
		if got := s.Correct(in, nil); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

// TestCorrectBesideOthers: of words that are equally near, the one that fits is meant; fewer edits count more.
func TestCorrectBesideOthers(t *testing.T) {
	freq := map[string]int{"hill": 9, "hall": 1, "mill": 9, "technology": 1, "technologist": 1}
	s := New(slices.Collect(maps.Keys(freq)), freq)
	for _, c := range []struct{ in, fits, want string }{
		{"hxll", "", "hill"},
		{"hxll", "hall", "hall"},  // less frequent
		{"hxill", "mill", "hill"}, // two edits away
		{"jill", "mill", "mill"},
		{"qall", "hill", "hall"},
		{"technologi", "technologist", "technology"},
	} {
		if got := s.Correct(c.in, func(word string) bool { return word == c.fits }); got != c.want {
			t.Errorf("%s, where %q fits: got %s, want %s", c.in, c.fits, got, c.want)
		}
	}
}

// TestManyMakeTheSameMistake: one text in twenty of those that have the right word is a mistake, and a plural is none.
func TestManyMakeTheSameMistake(t *testing.T) {
	freq := map[string]int{"chief": 400, "cheif": 10, "chiefs": 10, "startup": 120, "standup": 9, "weeks": 200, "geeks": 4}
	words, kept := WithoutMisspellings(slices.Sorted(maps.Keys(freq)), freq)
	if want := []string{"chief", "chiefs", "geeks", "standup", "startup", "weeks"}; !slices.Equal(words, want) || kept["cheif"] != 0 {
		t.Errorf("left are %q, want %q", words, want)
	}
}

// TestReadable: only who reads English gets English words that the corpus has not.
func TestReadable(t *testing.T) {
	s := New([]string{"salary"}, map[string]int{"salary": 1})
	words := []string{"salary", "slaary", "summer", "smumer", "navigatio", "qwrtzu", "zur", "zzzzzz"}
	want := []string{"salary", "salary", "summer", "summer", "navigation", "qwrtzu", "zur", "zzzzzz"}
	if got := s.Readable(words); !slices.Equal(got, want) || words[3] != "smumer" {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestOrdinary: the file is in the order that a binary search needs, and each of its words is found.
func TestOrdinary(t *testing.T) {
	var words []string
	for line := range strings.Lines(English()) {
		if line[0] != '#' {
			words = append(words, strings.TrimSuffix(line, "\n"))
		}
	}
	if !slices.IsSorted(words) || len(words) < 40_000 {
		t.Fatalf("%d words, sorted: %v", len(words), slices.IsSorted(words))
	}
	for _, w := range words {
		if !Ordinary(w) || Ordinary(w+"qq") {
			t.Fatalf("%q is found: %v; with more letters: %v", w, Ordinary(w), Ordinary(w+"qq"))
		}
	}
	if Ordinary("") || Ordinary("a") || Ordinary("{") {
		t.Error("what no line has is found")
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"cto", "cto", 0}, {"cto", "cot", 1}, {"abcd", "abd", 1}, {"abcd", "axcd", 1}, {"abcd", "dcba", 3}, {"", "ab", 2}} {
		if got := distance(c.a, c.b, 2); got != c.want {
			t.Errorf("%s %s: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// TestWithoutMisspellings: a mistake that a phrasing has is no word that others may type.
func TestWithoutMisspellings(t *testing.T) {
	freq := map[string]int{"salary": 60, "salery": 1, "budget": 19, "buget": 1, "open": 40, "opex": 2, "ledger": 1, "board": 30, "boards": 1, "kubernetes": 1, "recrut": 3, "recruit": 30}
	words := slices.Sorted(maps.Keys(freq))
	got, kept := WithoutMisspellings(words, freq)
	if want := slices.DeleteFunc(words, func(w string) bool { return w == "salery" }); !slices.Equal(got, want) || len(kept) != len(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if w := New(got, kept).Correct("salery", nil); w != "salary" {
		t.Errorf("salery becomes %q", w)
	}
}
