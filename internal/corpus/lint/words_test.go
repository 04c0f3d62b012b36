package lint

import (
	"testing"
	"testing/fstest"
)

func TestLintKnowsWordsToAvoid(t *testing.T) {
	const d, list = "k/entries/cto/definition.md:", "# old\nwhom: who\nholds that: says\nthe article: the name of its publisher\n"
	avoid := func(name, file, old, new string, want ...string) fault {
		return fault{name, []edit{{"words/avoid.txt", "", list}, {file, old, new}}, append([]string{}, want...)}
	}
	refuse(t, []fault{
		avoid("in a question", def, "What does CTO mean?", "Whom does a CTO lead?", d+`2: question says "whom": Whom does a CTO lead?`),
		avoid("in a label", def, "label: Definition", "label: Whom it leads", d+`3: label says "whom": Whom it leads`),
		avoid("in the short answer", def, defShort, "The executive, whom all know, who answers", d+`6: text says "whom": One of several chiefs. The executive, whom all know, who ans…`),
		avoid("over a line's end", def, "sat on\n  the board", "sat, who holds\n  that to be few,", d+`24: text says "holds that": In a survey of 100 British firms in 2021 40% sat, who holds …`),
		avoid("two in a point", def, defOwn, "Whom the article names [OWN]", d+`26: text says "the article": Whom the article names.`, d+`26: text says "whom": Whom the article names.`),
		avoid("in a cell", ctoRole, "text: The plan", "text: Whom to hire", "k/roles/cto.yaml:11: cell owns says \"whom\": Whom to hire"),
		avoid("in a kit", kitFile, "Has led managers", "Has led managers whom others sought", "k/guides/kit-cto.yaml:5: a line of the kit says \"whom\": Has led managers whom others sought"),
		avoid("within a longer word", def, defOwn, "Names the articles of association; whomever holds thatch [OWN]"),
		avoid("in a phrasing", def, "- cto meaning", "- whom do you call cto"),
		one("a line without the better word", "words/avoid.txt", "", "whom\n", `k/words/avoid.txt:1: "whom" does not have the form of this list`),
	}, nil, nil)
}

// TestWordsACompanyAvoids: what it will not have said is a warning in our files
// and in its own.
func TestWordsACompanyAvoids(t *testing.T) {
	c := load(t, small(t), fstest.MapFS{"words/avoid.txt": {Data: []byte("code: software\n")}})
	ps := Corpus(c, nil, today)
	if len(ps) != 1 || !ps[0].Warning || ps[0].Hint != "write software, or say it another way" {
		t.Errorf("got %+v, want one warning that names software", ps)
	}
}
