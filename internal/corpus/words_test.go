package corpus

import (
	"slices"
	"testing"
	"testing/fstest"
	"unsafe"
)

func TestListsAreChecked(t *testing.T) {
	add := func(name, list, text string, want ...string) fault {
		return one(name, "words/"+list, "", text, want...)
	}
	const w = "k/words/"
	const countries = "the US: usa\nthe UK: uk\n" // which an entry covers
	refuse(t, []fault{
		add("names", "people.txt", "# ours\n\nana\n  bo  \n"),
		add("capital", "companies.txt", "acme\nGlobex\n", w+`companies.txt:2: "Globex" does not have the form of this list`),
		add("two words for a person", "people.txt", "ana lee\n", w+`people.txt:1: "ana lee" does not have the form of this list`),
		add("place of two words", "places.txt", "new york\n"),
		add("place with a comma", "places.txt", "york, new\n", w+`places.txt:1: "york, new" does not have the form of this list`),
		add("country and its places", "places.txt", "# ours\nthe US: usa\nthe UK: uk, lower wick\nthe UK: UK\nthe Isles = the UK\nsomewhere else\n"),
		add("country in small letters", "places.txt", "germany: berlin\n", w+`places.txt:1: "germany: berlin" does not have the form of this list`),
		add("place in capitals and small letters", "places.txt", "Germany: Berlin\n", w+`places.txt:1: "Germany: Berlin" does not have the form of this list`),
		add("country without places", "places.txt", "Germany:\n", w+`places.txt:1: "Germany:" does not have the form of this list`),
		add("place in two countries", "places.txt", countries+"Germany: paris, berlin\nFrance: lyon, paris\n", w+`places.txt:4: "paris" is in line 3 already`),
		add("place alone and in a country", "places.txt", countries+"paris\nFrance: lyon, paris\n", w+`places.txt:4: "paris" is in line 3 already`),
		add("region with a country without places", "places.txt", countries+"Europe = the UK, Germany\n", w+`places.txt:3: "Germany" is in a region and has no places`),
		add("long line of places", "places.txt", "Germany: berlin, bonn, bochum, bremen, braunschweig, bottrop, bielefeld, bergisch gladbach, brandenburg, bayreuth, bamberg\n", w+"places.txt:1: a line of 122 characters, at most 120"),
		add("twice", "plain.txt", "target\n# more\ntarget\n", w+`plain.txt:3: "target" is in line 1 already`),
		add("opener", "openers.txt", "quick one\n", w+`openers.txt:1: "quick one" does not have the form of this list`),
		add("concept without its words", "concepts.txt", "pay: salary take_home\nboss\n", w+`concepts.txt:2: "boss" does not have the form of this list`),
		add("ways", "ways.txt", "[definition]\nwhat is R\n[compare]\nR against R2\n"),
		add("way without a facet", "ways.txt", "what is R\n[definition]\nR meaning\n", w+"ways.txt:1: a way of asking before the first [facet]"),
		add("way of an unknown facet", "ways.txt", "[definition]\nwhat is R\n[pay]\nR pay\n", w+`ways.txt:3: no role has an entry on the facet "pay"`),
		add("follow-ups", "follow-ups.txt", "[definition]\nand what is that\n"),
		add("follow-up without a facet", "follow-ups.txt", "and what is that\n", w+"follow-ups.txt:1: a way of asking before the first [facet]"),
		add("follow-up of an unknown facet", "follow-ups.txt", "[pay]\nand the pay\n", w+`follow-ups.txt:1: no role has an entry on the facet "pay"`),
		add("follow-up of a role's entry", "follow-ups.txt", "[cto.definition]\nand what is that\n", w+`follow-ups.txt:1: no role has an entry on the facet "cto.definition"`),
		add("follow-ups after an answer", "follow-ups.txt", "[definition > definition]\nand what else\n[definition > compare]\nunlike the other\n"),
		add("follow-ups after an unknown facet", "follow-ups.txt", "[pay > definition]\nwho is that\n", w+`follow-ups.txt:1: no role has an entry on the facet "pay"`),
		add("follow-ups for an unknown facet", "follow-ups.txt", "[definition > pay]\nand the pay\n", w+`follow-ups.txt:1: no role has an entry on the facet "pay"`),
		add("not a list", "cities.txt", "paris\n", w+"cities.txt:1: is not a list of the corpus"),
		add("not plain text", "places.txt", "par\x07is\n", w+"places.txt:1: is not plain text"),
		one("folder misspelt", "word/places.txt", "", "paris\n", "k/word/places.txt:1: is not a file of the corpus"),
	})
}

// TestAListAddsToThatOfTheEarlierLayer: a company's list need not repeat ours.
func TestAListAddsToThatOfTheEarlierLayer(t *testing.T) {
	list := func(text string) fstest.MapFS { return fstest.MapFS{"words/places.txt": {Data: []byte(text)}} }
	base := small(t)
	base["words/places.txt"] = list("paris\n")["words/places.txt"]
	c := load(t, base, list("# ours\nlower wick\nparis\n"))
	if got, want := c.Words(Places), []string{"paris", "lower wick", "paris"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := c.Words(Companies); len(got) != 0 {
		t.Errorf("a list without a file has %q", got)
	}
}

// TestATextThatIsKept: the lines of a long list are those of the text that the layer keeps, if that is
// what its file says.
func TestATextThatIsKept(t *testing.T) {
	for kept, want := range map[string]bool{"[definition]\nand the money\n": true, "[definition]\nsomething else\n": false} {
		files := small(t)
		files["words/follow-ups.txt"] = &fstest.MapFile{Data: []byte("[definition]\nand the money\n")}
		c := load(t, keeping{files, kept})
		line := c.Words(FollowUps)[1]
		if line != "and the money" {
			t.Fatalf("the line is %q", line)
		}
		if got := unsafe.StringData(line) == unsafe.StringData(kept[len("[definition]\n"):]); got != want {
			t.Errorf("with %q kept, the line is of that: %v", kept, got)
		}
	}
}

// keeping keeps a text for every file.
type keeping struct {
	fstest.MapFS
	text string
}

func (k keeping) Text(string) (string, bool) { return k.text, true }
