package sheet

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/lint"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/hint"
)

// separators are what people put between the questions of a cell; listMark is what
// stands before each in a list.
var (
	separators = regexp.MustCompile(`[\n|;]+`)
	listMark   = regexp.MustCompile(`^\s*(?:[-*+•·–—]|\d{1,3}[.)])\s+`)
)

// questions are what a row asks, the question of the entry first, and what was changed.
func (r *reader) questions(rec record) (asked, notes []string, err error) {
	longest := 0
	for _, col := range []column{colQuestion, colPhrasings} {
		for _, cell := range r.cols.texts(rec, col) {
			if cell, err = formula(col, cell); err != nil {
				return nil, nil, err
			}
			cell, removed := safe(cell)
			notes = append(notes, removed...)
			for _, piece := range separators.Split(cell, -1) {
				q, more, err := r.plainWords(listMark.ReplaceAllString(piece, ""))
				if err != nil {
					return nil, nil, err
				}
				notes = append(notes, more...)
				if n := utf8.RuneCountInString(q); n > corpus.MaxPhrasing {
					longest = n
					notes = append(notes, fmt.Sprintf("left out a question of %d characters, at most %d: %s", n, corpus.MaxPhrasing, shorten(q)))
				} else if hasLetters(q) {
					asked = append(asked, q)
				}
			}
		}
		switch {
		case len(asked) > 0:
		case longest > 0:
			return nil, nil, hint.New(fmt.Sprintf("the question has %d characters, at most %d", longest, corpus.MaxPhrasing), "ask it in one sentence; what explains it belongs into the answer")
		case r.cols.text(rec, colQuestion) == "":
			return nil, nil, hint.New("the question is empty", "write what people would ask, or remove the row")
		default:
			return nil, nil, hint.New("the question has no words", "write what people would ask")
		}
	}
	return asked, notes, nil
}

// plainWords are the words of a piece of a cell, without what Markdown makes of them.
func (r *reader) plainWords(s string) (words string, notes []string, err error) {
	t, err := readMarkdown(r.parser, s)
	if err != nil {
		return "", nil, err
	}
	for _, l := range t.links {
		t.notes = append(t.notes, "left out the address "+shorten(l.address))
	}
	words = plain(joined(t.passages))
	if mention.MatchString(words) {
		return "", nil, errMention
	}
	return words, t.notes, nil
}

var errMention = hint.New("a mention written so that it is not seen", "write the person's or the channel's name without @ and brackets")

func joined(ps []passage) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.text)
	}
	return strings.Join(out, " ")
}

// plain is what a text of Markdown shows, with its citations.
func plain(md string) string {
	t, _ := prose.Parse(md, 1) // its faults are found in the whole answer
	return strings.Join(strings.Fields(t.Plain(func(ids []string) string { return "[" + strings.Join(ids, ", ") + "]" })), " ")
}

// placeholders are what people write where an answer is still to come, as corpus.Normal.
var placeholders = map[string]bool{"": true, "n a": true, "na": true, "tbd": true, "tbc": true, "todo": true, "to do": true, "wip": true, "pending": true, "xxx": true, "k a": true, "offen": true, "folgt": true}

// fields are those of the form, but for the questions.
func (r *reader) fields(rec record) (*found, error) {
	f := &found{Draft: Draft{Row: rec.row}}
	cell := r.cols.text(rec, colAnswer)
	switch n := utf8.RuneCountInString(cell); {
	case cell == "":
		return nil, hint.New("the answer is empty", "write one, or remove the row")
	case n > MaxAnswer:
		return nil, hint.New(fmt.Sprintf("the answer has %d characters, at most %d", n, MaxAnswer), "answer in two sentences and a few points, and link to the page")
	case placeholders[corpus.Normal(cell)]:
		return nil, hint.New("no answer yet: "+shorten(cell), "write one, or remove the row")
	}
	texts := map[column]answerText{}
	for _, col := range []column{colAnswer, colShort, colPoints, colNext} {
		t, err := r.readText(rec, col, f)
		if err != nil {
			return nil, err
		}
		texts[col] = t
	}
	if len(texts[colAnswer].passages) == 0 {
		return nil, errNothing
	}
	r.divide(f, texts)
	r.about(rec, f)
	if err := r.sources(rec, f, texts); err != nil {
		return nil, err
	}
	return f, check(f)
}

var errNothing = hint.New("nothing is left of the answer", "write it in plain words")

// readText reads the cells of a column that holds a part of the answer.
func (r *reader) readText(rec record, col column, f *found) (t answerText, err error) {
	for _, cell := range r.cols.texts(rec, col) {
		if cell, err = formula(col, cell); err != nil {
			return t, err
		}
		cell, removed := safe(cell)
		if col == colPoints { // each line is one, marked or not
			lines := strings.Split(cell, "\n")
			for i, line := range lines {
				lines[i] = "- " + listMark.ReplaceAllString(line, "")
			}
			cell = strings.Join(lines, "\n")
		}
		more, err := readMarkdown(r.parser, cell)
		if err != nil {
			return t, err
		}
		t.passages, t.links = append(t.passages, more.passages...), append(t.links, more.links...)
		f.Notes = append(append(f.Notes, removed...), more.notes...)
	}
	for i, p := range t.passages {
		t.passages[i].text = r.brackets(p.text, f)
	}
	return t, nil
}

// bracket is what prose takes for a citation.
var bracket = regexp.MustCompile(`\\?\[([A-Z][A-Za-z0-9+-]*(?:\s*,\s*[A-Z][A-Za-z0-9+-]*)*)\\?\]`)

// brackets keeps the citations of sources that the corpus has, and makes round brackets
// of what only looks like one.
func (r *reader) brackets(s string, f *found) string {
	return bracket.ReplaceAllStringFunc(s, func(m string) string {
		inside := bracket.FindStringSubmatch(m)[1]
		var ids []string
		for id := range strings.SplitSeq(inside, ",") {
			if id = strings.TrimSpace(id); r.corpus.Source(id) == nil {
				return "(" + inside + ")"
			}
			ids = append(ids, id)
		}
		for _, id := range ids {
			f.cite(id)
		}
		return "[" + strings.Join(ids, ", ") + "]"
	})
}

// nextLabel begins what to do next; it may be in bold.
var nextLabel = regexp.MustCompile(`(?i)^(?:\*\*)?(?:next(?: steps?)?|nächste[rs]? schritte?)(?:\*\*\s*:|:\*\*|:)\s*`)

// divide fills in the short answer, the points and what to do next.
func (r *reader) divide(f *found, texts map[column]answerText) {
	f.Fields.Short, f.Fields.Next = plain(joined(texts[colShort].passages)), joined(texts[colNext].passages)
	var points []string
	for _, p := range texts[colPoints].passages {
		points = append(points, p.text)
	}
	labelled := false // the label of Next stood alone: what follows belongs to it
	add := func(list ...string) {
		for _, p := range list {
			rest := nextLabel.ReplaceAllString(p, "")
			if isNext := labelled || rest != p; isNext && f.Fields.Next == "" {
				labelled = rest == ""
				f.Fields.Next = inert(rest)
				continue
			}
			points = append(points, p)
		}
	}
	for _, p := range texts[colAnswer].passages {
		switch {
		case p.item || labelled || nextLabel.MatchString(p.text):
			add(p.text)
		case f.Fields.Short == "" && len(points) == len(texts[colPoints].passages): // nothing was said before
			short, rest := shortAnswer(prose.Sentences(plain(p.text)))
			f.Fields.Short = short
			add(rest...)
		default:
			add(inSentences(p.text)...)
		}
	}
	for i, p := range points {
		points[i] = "- " + inert(p)
	}
	f.Fields.Short = inert(escape(f.Fields.Short))
	f.Fields.Points = strings.Join(points, "\n")
	r.measure(f, len(points))
}

// escape keeps a bracket in plain text from beginning a tag of HTML.
func escape(s string) string { return opens.ReplaceAllString(s, `\<$1`) }

// shortAnswer takes the first two sentences, or one where two are too long.
func shortAnswer(sentences []string) (short string, rest []string) {
	n := 1
	if len(sentences) > 1 && utf8.RuneCountInString(sentences[0]+" "+sentences[1]) <= corpus.MaxShort {
		n = 2
	}
	n = min(n, len(sentences))
	for _, s := range sentences[n:] {
		rest = append(rest, escape(s))
	}
	return strings.Join(sentences[:n], " "), rest
}

// inSentences divides a paragraph, unless that would cut through its bold words or leave
// a number alone.
func inSentences(md string) []string {
	out := prose.Sentences(md)
	for _, s := range out {
		if strings.Count(s, "*")%2 != 0 || strings.Count(s, "**")%2 != 0 || !hasLetters(s) {
			return []string{md}
		}
	}
	return out
}

// measure notes what has to be cut or written before the answer is shown.
func (r *reader) measure(f *found, points int) {
	switch n := utf8.RuneCountInString(plain(f.Fields.Short)); {
	case n == 0:
		f.note("write the short answer: the cell has only points")
	case n > corpus.MaxShort:
		f.note("cut the short answer: it has %d characters, at most %d", n, corpus.MaxShort)
	case strings.HasSuffix(f.Fields.Short, ":"):
		f.note("write the short answer out: it only announces the points")
	}
	if points > lint.MaxPoints {
		f.note("join or cut points: there are %d, at most %d", points, lint.MaxPoints)
	}
	t, _ := prose.Parse(markdownOf(f.Fields), 1)
	if n := utf8.RuneCountInString(t.Plain(nil)); n > corpus.MaxEntryText {
		f.note("cut the answer: it has %d characters as shown, at most %d", n, corpus.MaxEntryText)
	}
}

// markdownOf is the answer in a form, as the file of an entry has it.
func markdownOf(f entryform.Fields) string {
	out := f.Short + "\n\n" + f.Points
	if f.Next != "" {
		out += "\n\n**Next:** " + f.Next
	}
	return out
}

// check is the last look at a draft: what it says must be what the corpus can show.
func check(f *found) error {
	t, faults := prose.Parse(markdownOf(f.Fields), 1)
	switch {
	case len(faults) > 0:
		return hint.New("the answer: "+faults[0].What, faults[0].Hint)
	case mention.MatchString(t.Plain(nil)):
		return errMention
	case t.Plain(nil) == "":
		return errNothing
	}
	return nil
}
