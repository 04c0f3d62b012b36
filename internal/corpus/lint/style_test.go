package lint

import (
	"strings"
	"testing"
	"testing/fstest"
)

// What the small corpus says in its first entry, to be spoilt.
const (
	defShort  = "The executive who answers"
	defPoint  = "Looks outwards as well as inwards [ALPHA]"
	defOwn    = "Rarely writes code [OWN]"
	defFigure = "In a survey of 100 British firms in 2021 40% sat on\n  the board [BETA]"
)

func TestLintHoldsTheLengthOfAnswers(t *testing.T) {
	const d = "k/entries/cto/definition.md:"
	refuse(t, []fault{
		one("short answer too long to be forwarded", def, defShort, "The executive who "+long(200)+" answers", d+"6: short answer has 278 characters, at most 240"),
		one("answer too long for one look", def, defOwn, long(1000)+" [OWN]", d+"6: answer has 1339 characters, at most 1100"),
		{"citations count as they are shown", []edit{{def, defOwn, long(757) + " [OWN]"}, {"sources.yaml", "cite: our reading", "cite: our very own reading"}},
			[]string{d + "6: answer has 1105 characters, at most 1100"}},
	}, nil, nil)
}

// TestLintWarnsWhereAgeMakesAnAnswerTooLong: a pay figure is marked as it ages,
// which must not fail a build on a day when nobody has changed anything.
func TestLintWarnsWhereAgeMakesAnAnswerTooLong(t *testing.T) {
	refuse(t, []fault{
		one("marked with the age of an old figure", pair, "The CIO looks at the company [ALPHA].", "The CIO "+long(800)+" [ALPHA].",
			"k/entries/compare/cto-cio.md:7: warning: answer has 1126 characters with the age of its figures, at most 1100"),
	}, nil, nil)
}

func TestLintCountsBrackets(t *testing.T) {
	const d = "k/entries/cto/definition.md:"
	const six = d + "6: 6 brackets, at most 5" // the entry has five
	refuse(t, []fault{
		one("two in a point", def, defPoint, "Looks outwards [ALPHA] and inwards [BETA]", six, d+"23: 2 brackets in a paragraph or point, at most 1: Looks outwards and inwards."),
		one("two in a short answer", def, "who answers for technology [ALPHA]", "who answers [BETA] for technology [ALPHA]",
			d+"6: 2 brackets in a paragraph or point, at most 1: One of several chiefs. The executive who answers for technol…",
			six, d+"6: the bracket of the short answer is not at its end"),
		one("amid a short answer", def, "who answers for technology [ALPHA]", "who answers [ALPHA] for technology", d+"6: the bracket of the short answer is not at its end"),
		one("four sources in one", def, defPoint, "Looks both ways [ALPHA, BETA, GAMMA, DELTA]", d+"23: 4 sources in a bracket, at most 3: Looks both ways."),
		one("six in an answer", def, "**Next:** ask which", "One more [ALPHA].\n\nAnd another [BETA].\n\n**Next:** ask which", d+"6: 7 brackets, at most 5"),
	}, nil, nil)
}

func TestLintReadsSentences(t *testing.T) {
	const d = "k/entries/cto/definition.md:"
	refuse(t, []fault{
		one("three in a short answer", def, defShort, "One who builds. The executive who answers", d+"6: short answer has 3 sentences, at most 2"),
		one("one in a short answer", def, "One of several chiefs. ", "", d+"6: warning: short answer has one sentence"),
		{"one that says yes", []edit{{def, "One of several chiefs. The executive who answers", "Yes, the executive who answers"}}, []string{}},
		one("a yes of its own", def, "One of several chiefs. ", "Yes. Most have a say. "),
		one("names and shortened words end none", def, "One of several chiefs. ", "Chiefs, e.g. C. Smith of Acme Inc. in the U.S. Army vs. No. 10 count. "),
		one("of one word", def, defOwn, "Builds. Writes code [OWN]", d+"26: a sentence of one word: Builds."),
		one("of one word after the label", def, defOwn, "**Work:** builds [OWN]", d+"26: a sentence of one word: builds."),
		one("a label of one word", def, defOwn, "**Work.** It builds things [OWN]"),
		one("a quoted answer of one word", def, defOwn, `Ask "who decides?" and hear "Me." said by two [OWN]`),
	}, nil, nil)
}

// TestStyleOfAnOverlayIsNotChecked: a company writes as it likes, but not more than is
// shown unfolded.
func TestStyleOfAnOverlayIsNotChecked(t *testing.T) {
	files := small(t)
	files["words/avoid.txt"] = &fstest.MapFile{Data: []byte("whom: who\n")}
	page := string(files[def].Data)
	for old, new := range map[string]string{
		defShort:  "Builds things. Knows whom to ask [BETA, ALPHA, GAMMA, DELTA]. The executive who " + long(240),
		defPoint:  "Builds. Of 100 British firms 40% had one [GAMMA] [DELTA]",
		defOwn:    long(900) + " [OWN]",
		"**Next:": "More [ALPHA].\n\nAnd more [ALPHA].\n\n**Next:",
	} {
		page = strings.Replace(page, old, new, 1)
	}
	c := load(t, files, fstest.MapFS{def: {Data: []byte(page)}})
	ps := Corpus(c, nil, today)
	if len(ps) != 1 || !ps[0].Warning || ps[0].What != "answer has 1608 characters, at most 1100" {
		t.Errorf("got %v, want its length alone", ps)
	}
}
