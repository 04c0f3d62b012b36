package corpus

import (
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"rolecall/internal/corpus/places"
)

// List is the name of a file of words/, without its ending.
type List string

// The lists. A layer's file adds its lines to those of the layers below.
const (
	Companies List = "companies" // one name on each line
	People    List = "people"
	Places    List = "places"     // see package places
	Plain     List = "plain"      // ordinary words that are also names
	Openers   List = "openers"    // words before a question: "quick one, …"
	Concepts  List = "concepts"   // "name: words for it"
	Ways      List = "ways"       // "[facet]", then one way of asking for it on each line
	FollowUps List = "follow-ups" // … or the id of an entry about no role; what people type in a thread; see Turn
	Avoid     List = "avoid"      // "words that answers avoid: better ones"
)

// lists is the form of the lines of each list. Other lists are not read.
var lists = map[List]struct {
	form *regexp.Regexp
	most int // characters of a line
	hint string

	headed bool // each line is below the [heading] of a facet
}{
	Companies: {oneWord, maxWords, "write one word in small letters: booking for booking.com", false},
	People:    {oneWord, maxWords, "write one word in small letters: a first name, or a family name", false},
	Places:    {places.Form, maxPlaces, "write a country and its names in small letters, as in the UK: uk, london; what is in a region, as in the EU = Austria, Belgium; or one name alone: new york", false},
	Plain:     {oneWord, maxWords, "write one word in small letters", false},
	Openers:   {oneWord, maxWords, "write one word in small letters", false},
	Concepts:  {regexp.MustCompile(`^[a-z0-9_]+:( [a-z0-9_]+)+$`), maxConcept, "write the concept, a colon and its words in small letters; _ joins a phrase: pay: salary take_home", false},
	Ways:      {regexp.MustCompile(`\S`), MaxPhrasing, "", true},
	FollowUps: {regexp.MustCompile(`\S`), MaxPhrasing, "", true},
	Avoid:     {regexp.MustCompile(`^[a-z0-9]+(?:[ '-][a-z0-9]+)*: \S.*$`), MaxPhrasing, "write the words in small letters, a colon and what to say instead: whom: who", false},
}

// The limits of a line, in characters. A choice: the longest name of ours has 31, the
// longest line of concepts.txt 389.
const (
	maxWords   = 60
	maxPlaces  = 120 // of one line; a country may have several
	maxConcept = 1000
)

var oneWord = regexp.MustCompile(`^[a-z0-9]+$`)

// Lists returns the names of the lists that say how questions are read, sorted: all but
// Avoid, which is about answers.
func Lists() []List {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(lists)), func(l List) bool { return l == Avoid })
}

// ListLine is one line of a list; blank lines and comments are not kept.
type ListLine struct {
	Text, File string
	Line       int
}

// Lines are the lines of a list with their files, in the order of the layers.
func (c *Corpus) Lines(list List) []ListLine {
	out := slices.Clip(c.words[list])
	for _, f := range c.headed[list] {
		for n, line := range linesOf(f.text) {
			out = append(out, ListLine{line, f.name, n})
		}
	}
	return out
}

// Words are the lines of a list, or the names of Places, in the order of the layers.
func (c *Corpus) Words(list List) []string {
	lines := c.Lines(list)
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.Text
	}
	return out
}

// wordFile is a file of a list with headings. Its lines are most of all, and only learning
// reads them: as text they take half the memory.
type wordFile struct{ name, text string }

// linesOf are the lines of a file with their numbers, without blank ones and comments.
func linesOf(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		n := 0
		for line := range strings.Lines(text) {
			n++
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' && !yield(n, line) {
				return
			}
		}
	}
}

// listOf is the list that the file at p adds to.
func listOf(p string) (list List, ok bool) {
	name, ok := strings.CutPrefix(p, "words/")
	name, txt := strings.CutSuffix(name, ".txt")
	_, known := lists[List(name)]
	return List(name), ok && txt && known
}

func (l *loader) wordsFile(p string, data []byte) {
	file := l.shownName(p)
	list, _ := listOf(p)
	first := map[string]int{}
	text, headed := l.text(p, data), false
	for n, line := range linesOf(text) {
		headed = headed || line[0] == '['
		switch form := lists[list]; {
		case !form.form.MatchString(line):
			l.report(file, n, fmt.Sprintf("%q does not have the form of this list", Quote(line)), form.hint)
			continue
		case utf8.RuneCountInString(line) > form.most:
			l.report(file, n, fmt.Sprintf("a line of %d characters, at most %d", utf8.RuneCountInString(line), form.most), "put each on a line of its own")
			continue
		case form.headed && !headed:
			l.report(file, n, "a way of asking before the first [facet]", "put the facet's name in brackets on a line above: [salary]")
			continue
		}
		if lists[list].headed { // a way may ask for two facets, so that it may be there twice
			continue
		}
		words, parts := []string{line}, []string(nil)
		if list == Places {
			words, parts = l.c.Places.Add(line)
		}
		for _, p := range parts {
			l.parts = append(l.parts, ListLine{p, file, n})
		}
		for _, w := range words {
			if first[w] > 0 {
				l.report(file, n, fmt.Sprintf("%q is in line %d already", Quote(w), first[w]), "remove one of them")
				continue
			}
			first[w] = n
			l.c.words[list] = append(l.c.words[list], ListLine{w, file, n})
		}
	}
	if lists[list].headed {
		l.c.headed[list] = append(l.c.headed[list], wordFile{file, text})
	}
}

// text is a file's text: the one that the layer keeps, or a copy.
func (l *loader) text(p string, data []byte) string {
	if l.kept != nil {
		if text, ok := l.kept.Text(p); ok && text == string(data) {
			return text
		}
	}
	return string(data)
}

// FacetOfWay is the facet that a line of Ways or FollowUps names as its heading, or the id
// of an entry about no role.
func FacetOfWay(line string) (facet string, ok bool) {
	inner, ok := strings.CutPrefix(line, "[")
	inner, end := strings.CutSuffix(inner, "]")
	return inner, ok && end
}

// Turn is what a heading of FollowUps says: "[salary]" is asked for pay, whatever was shown;
// "[need > salary]" after an answer about the need, "[need > need]" for more of that answer.
func Turn(heading string) (shown, asked string) {
	shown, asked, turns := strings.Cut(heading, " > ")
	if !turns {
		return "", shown
	}
	return shown, asked
}

// Asks is what an entry asks, whatever its roles: "salary" for cto.salary,
// "compare" for the comparison of two roles, "compare.focus" for a part of it, ""
// for an entry about no role.
func (e *Entry) Asks() string {
	family, rest, _ := strings.Cut(e.ID, ".")
	switch {
	case family == "compare":
		if _, part, ok := strings.Cut(rest, "."); ok {
			return family + "." + part
		}
		return family
	case len(e.Roles) > 0:
		return rest
	}
	return ""
}

// facet reports a facet that no role has an entry on.
func (l *loader) facet(file string, line int, facet string) {
	has := func(e *Entry) bool { return facet != "" && e.Asks() == facet }
	missing := func(id string) bool { return strings.HasSuffix(id, "."+facet) || strings.HasPrefix(id, facet+".") }
	if !slices.ContainsFunc(l.c.Entries, has) && !l.isMissing("entry", missing) {
		l.blame(file, line, fmt.Sprintf("no role has an entry on the facet %q", facet), "a facet is the last part of an entry's id: salary of cto.salary")
	}
}

// words checks names against the roles, and ways of asking against the facets.
func (l *loader) words() {
	role := map[string]string{}
	for _, r := range l.c.Roles {
		for _, name := range slices.Concat(r.Titles, r.Abbreviations, []string{r.Letters}) {
			role[Normal(name)] = r.ID
		}
	}
	for _, list := range []List{Companies, People, Places} {
		for _, w := range l.c.words[list] {
			switch id := role[w.Text]; {
			case everyday[w.Text]:
				l.report(w.File, w.Line, fmt.Sprintf("%q is in questions about anything", w.Text), "remove it: every question with it would be read as one about a name")
			case id != "":
				l.blame(w.File, w.Line, fmt.Sprintf("%q is a name of the role %s", w.Text, id), "remove it: a question with it is about the role")
			}
		}
	}
	for _, w := range slices.Concat(l.c.Lines(Ways), l.c.Lines(FollowUps)) {
		heading, ok := FacetOfWay(w.Text)
		if !ok {
			continue
		}
		for facet := range strings.SplitSeq(heading, " > ") {
			if e := l.c.Entry(facet); e == nil || len(e.Roles) > 0 {
				l.facet(w.File, w.Line, facet)
			}
		}
	}
	for _, p := range l.parts {
		if !l.c.Places.Known(p.Text) {
			l.blame(p.File, p.Line, fmt.Sprintf("%q is in a region and has no places", p.Text), "add a line with its names: "+p.Text+": "+strings.ToLower(p.Text))
		}
	}
}
