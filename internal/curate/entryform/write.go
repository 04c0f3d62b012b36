package entryform

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
)

// Source is a source that a form adds to the corpus, as sources.yaml holds it.
type Source struct {
	ID        string `json:"id" yaml:"id"`
	Cite      string `json:"cite" yaml:"cite"`
	Listed    string `json:"listed,omitempty" yaml:"listed,omitempty"`
	Title     string `json:"title" yaml:"title"`
	Publisher string `json:"publisher,omitempty" yaml:"publisher,omitempty"`
	Date      string `json:"date" yaml:"date"`
	Country   string `json:"country,omitempty" yaml:"country,omitempty"`
	URL       string `json:"url,omitempty" yaml:"url,omitempty"`
	Unlinked  string `json:"unlinked,omitempty" yaml:"unlinked,omitempty"` // why there is no URL
	Grade     string `json:"grade" yaml:"grade"`
}

// File is what fields become.
type File struct {
	ID   string // of the entry
	Path string // below the corpus: entries/cto/parking.md
	Data []byte
	Add  []Source // sources that Data needs and the corpus does not have
}

// Write returns the file that the fields make, over before, the entry's file as it is, or
// nil for a new one: what the form does not show stays. c is the corpus in service, today
// the review date where none was picked. Faults are those that can be seen without
// loading the file.
func (f Fields) Write(c *corpus.Corpus, before []byte, today time.Time) (out File, faults Faults) {
	fault := func(field Field, what, hint string) { faults = append(faults, Fault{field, what, hint}) }
	question, short, next := line(f.Question), line(f.Short), line(f.Next)
	points := f.points()
	for _, x := range []struct {
		field Field
		text  string
	}{{FieldQuestion, question}, {FieldShort, short}, {FieldPoints, points}, {FieldNext, next}} {
		if link.MatchString(x.text) {
			fault(x.field, "an answer shows no links", "put the address into the field for a source")
		}
	}
	if question == "" {
		fault(FieldQuestion, "the question is missing", "write it as someone would ask it")
	}
	if n := utf8.RuneCountInString(question); n > corpus.MaxQuestion {
		fault(FieldQuestion, fmt.Sprintf("%d characters, at most %d", n, corpus.MaxQuestion), "shorten it: it also stands on buttons")
	}
	if short == "" {
		fault(FieldShort, "the answer is missing", "say it in one or two sentences")
	}
	out.ID = f.ID
	if out.ID == "" {
		out.ID = newID(c, f.Role, question)
	}
	out.Path = pathOf(c, out.ID)
	sources := slices.Clone(f.Sources)
	id, add, err := f.newSource(c, today)
	switch {
	case err != nil:
		faults = append(faults, *err)
	case add != nil:
		out.Add = append(out.Add, *add)
	}
	if id != "" {
		sources = append(sources, id)
	}
	if len(faults) > 0 {
		return out, faults
	}

	head, _, _ := cutFile(before)
	m := frontMatter(head)
	m.set("question", scalar(question))
	label := cmp.Or(line(f.Label), m.text("label"), labelOf(c, question))
	m.set("label", scalar(label))
	if before == nil {
		roles := []string{}
		if f.Role != "" {
			roles = []string{f.Role}
		}
		m.set("roles", list(roles, yaml.FlowStyle))
		m.set("kind", scalar(string(corpus.KindGeneral)))
	}
	m.set("short", scalar(short))
	m.set("phrasings", list(f.phrasings(question), 0))
	body := points
	if next != "" {
		body = strings.TrimSpace(body + "\n\n" + nextLabel + " " + next)
	}
	var more []string // sources that the text does not cite
	for _, id := range sources {
		if !slices.Contains(more, id) && !slices.Contains(cited(short), id) && !slices.Contains(cited(body), id) {
			more = append(more, id)
		}
	}
	m.set("sources", list(more, yaml.FlowStyle))
	day := f.Reviewed
	if day.IsZero() {
		day = today
	}
	m.set("reviewed", scalar(day.Format(time.DateOnly)))
	m.set("owner", scalar(line(f.Owner)))

	var b bytes.Buffer
	b.WriteString("---\n")
	b.WriteString(m.String())
	b.WriteString("---\n")
	if body != "" {
		b.WriteString(body + "\n")
	}
	out.Data = b.Bytes()
	return out, nil
}

// pathOf returns the path of an entry's file below its layer.
func pathOf(c *corpus.Corpus, id string) string {
	const folder = "entries/"
	if e := c.Entry(id); e != nil {
		return e.File[strings.LastIndex(e.File, folder):]
	}
	return folder + strings.Replace(id, ".", "/", 1) + ".md"
}

// cited are the ids of the sources that a text cites.
func cited(text string) []string {
	t, _ := prose.Parse(text, 1)
	return t.Cites()
}

// points returns the typed points as Markdown: where no line is marked as a point, each
// is one.
func (f Fields) points() string {
	text := strings.TrimSpace(Clean(f.Points))
	if text == "" {
		return ""
	}
	any := false
	for l := range strings.SplitSeq(text, "\n") {
		any = any || marked(strings.TrimSpace(l))
	}
	if any {
		return text
	}
	return "- " + strings.Join(lines(text), "\n- ")
}

// phrasings are the other ways to ask, each once and without the question itself.
func (f Fields) phrasings(question string) (out []string) {
	seen := map[string]bool{corpus.Normal(question): true}
	for _, p := range f.Phrasings {
		if p = line(p); p != "" && !seen[corpus.Normal(p)] {
			seen[corpus.Normal(p)] = true
			out = append(out, p)
		}
	}
	return out
}

// newSource returns the id of the source that was typed, and the source itself where the
// corpus does not have it yet; "" and nil where none was typed.
func (f Fields) newSource(c *corpus.Corpus, today time.Time) (id string, add *Source, fault *Fault) {
	title, at := line(f.NewSource.Title), strings.TrimSpace(f.NewSource.URL)
	if title == "" && at == "" {
		return "", nil, nil
	}
	for _, have := range c.Sources {
		if at != "" && have.URL == at {
			return have.ID, nil, nil
		}
	}
	if title == "" {
		return "", nil, &Fault{FieldTitle, "the source has no title", "say what the page is called"}
	}
	s := Source{ID: sourceID(c, title, at), Title: title, Cite: cut(title, maxCite), Date: today.Format("2006-01"), URL: at, Grade: "C"}
	if at == "" {
		s.Unlinked = "no address was given"
		if link.MatchString(title) || address.MatchString(title) {
			return "", nil, &Fault{FieldTitle, "the title holds an address", "put the address into its own field"}
		}
		return s.ID, &s, nil
	}
	if fault := CheckSource(title, at); fault != nil {
		return "", nil, fault
	}
	return s.ID, &s, nil
}

// CheckSource returns what is wrong with a source that has an address, nil for nothing: it
// is no page, or its title looks like another one.
func CheckSource(title, at string) *Fault {
	host, what, hint := checkURL(at)
	if what != "" {
		return &Fault{FieldURL, what, hint}
	}
	if misleads(title, host) {
		return &Fault{FieldTitle, "the title looks like another address than the one it leads to", "write the name of the page"}
	}
	return nil
}

// maxCite is how many characters of a title stand in a citation. A choice: the built-in
// ones have at most thirty.
const maxCite = 30

// SourcesFile is sources.yaml with these sources; nothing for none.
func SourcesFile(list []Source) []byte {
	if len(list) == 0 {
		return nil
	}
	data, err := yaml.Marshal(list)
	if err != nil {
		panic(err) // texts can be written
	}
	return data
}
