package advisor

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/match/read"
)

// chosen are the thresholds that the command of package fit has written.
//
//go:embed thresholds.json
var chosen []byte

func readThresholds(data []byte) (t Thresholds, err error) {
	err = json.Unmarshal(data, &t)
	return t, err
}

// Forms in which the answer just given is asked for again.
const (
	fuller  = "fuller"
	shorter = "shorter"
)

// again reports whether a text asks for the answer just given, and in which form: "why?",
// "got a link for that?", "in a nutshell please".
func again(text string) (form string, ok bool) {
	said := strings.Fields(corpus.Normal(text))
	content := slices.DeleteFunc(slices.Clone(said), func(w string) bool { return read.Filler(w) || courtesy[w] || strings.Trim(w, "0123456789") == "" })
	all := func(set map[string]bool) bool {
		return len(content) > 0 && !slices.ContainsFunc(content, func(w string) bool { return !set[w] })
	}
	phrase := " " + strings.Join(said, " ") + " "
	switch {
	case all(shorterWords) && !slices.Contains(said, "how"): // "how long" asks for something else
		return shorter, true
	case all(fullerWords), slices.Contains(said, "where") && all(numberWords), len(content) == 0 && !slices.ContainsFunc(said, func(w string) bool { return wishes[w] }) && slices.ContainsFunc(asksBack, func(s string) bool { return strings.Contains(phrase, " "+s+" ") }):
		return fuller, true
	}
	return "", false
}

// numbered is the item of an answer's list that a text names by its number: "the 2nd point, meaning?"; or nil.
func numbered(e *corpus.Entry, text string) corpus.Text {
	if e == nil {
		return nil
	}
	var items []corpus.Text
	for _, b := range e.Body {
		for _, spans := range b.Items {
			items = append(items, corpus.Text{{Spans: spans}})
		}
	}
	before := ""
	for w := range strings.FieldsSeq(corpus.Normal(text)) {
		if n := read.Ordinal(before, len(items)); itemWords[w] && n >= 0 && n < len(items) {
			return items[n]
		}
		before = w
	}
	return nil
}

var itemWords = read.Set("point points bullet item")

var (
	wishes       = read.Set("want would should need one we") // "why would we want one"
	courtesy     = read.Set("can could please pls plz got get have has give send quick quickly bit only make it version available um hm hmm lol anything else good nice great helpful would one two three too")
	shorterWords = read.Set("shorter short brief briefly nutshell tldr tl dr summary summarise summarize summed sum up gist sentence line liner words less boil down condense long")
	fullerWords  = read.Set("source sources link links citation citations cite quote read elaborate expand explain example examples instance deeper depth longer detail details detailed further full fully sure really true says said according come wheres sauce")
	numberWords  = read.Set("number numbers figure figures stat stats come comes")                                                             // … with "where"
	asksBack     = []string{"why", "where is that from", "where is this from", "where are they from", "who says", "how do you know", "how so"} // without any word of content
)

// asksForLanguage reports whether a text asks for the answer in another language: "and
// in German?".
func asksForLanguage(text string) bool {
	content := slices.DeleteFunc(strings.Fields(corpus.Normal(text)), func(w string) bool { return read.Filler(w) || courtesy[w] || w == "translate" || w == "translated" })
	return len(content) > 0 && !slices.ContainsFunc(content, func(w string) bool { return !languages[w] })
}

var languages = read.Set("german deutsch auf french francais spanish espanol italian italiano portuguese dutch polish czech swedish danish norwegian finnish greek turkish russian ukrainian arabic hebrew hindi chinese mandarin japanese korean language")

// thanks reports whether a text thanks and asks nothing: "thanks a ton, that helps". In a thread
// few words are else read as asking for more of what was shown.
func thanks(text string) bool {
	said := strings.Fields(corpus.Normal(text))
	return slices.ContainsFunc(said, func(w string) bool { return thanking[w] }) &&
		!slices.ContainsFunc(said, func(w string) bool { return asking[w] || !read.Filler(w) && !thanking[w] && !praise[w] })
}

var (
	thanking = read.Set("thanks thank thx ty ta cheers appreciated noted understood")
	praise   = read.Set("great good cool nice perfect awesome super lovely brilliant helpful help helps helped stuff ton tons lot lots bunch million mate got lol haha")
	asking   = read.Set(read.QuestionWords + " tell more explain show give")
)

// ordinal reads "the second one" among n things. ok is false for a text that says more.
func ordinal(text string, n int) (i int, ok bool) {
	i = -1
	for w := range strings.FieldsSeq(corpus.Normal(text)) {
		switch {
		case read.IsOrdinal(w) && i >= 0:
			return 0, false
		case read.IsOrdinal(w):
			i = read.Ordinal(w, n)
		case !read.Filler(w) && !aroundOrdinal[w]:
			return 0, false
		}
	}
	return i, i >= 0 && i < n
}

// deniesAll reports whether a text says no more than "none of these".
func deniesAll(text string) bool {
	words := strings.Fields(corpus.Normal(text))
	denies := slices.ContainsFunc(words, func(w string) bool { return w == "none" || w == "neither" || w == "nope" || w == "no" || w == "not" })
	return denies && !slices.ContainsFunc(words, func(w string) bool { return !read.Filler(w) && !aroundDenial[w] })
}

var aroundDenial = read.Set("none neither nope nah mean meant sorry them fit fits fitting matches match right either option options choices quite asked ask")

var aroundOrdinal = read.Set("option number choice answer question role please pls meant mean that no nr show open take")
