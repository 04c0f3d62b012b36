package corpus

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"rolecall/internal/corpus/prose"
)

// str is a YAML scalar that remembers its line.
type str struct {
	Text string
	Line int
}

// UnmarshalYAML reads any scalar as text: `yes` and 2026-11-22 stay as typed.
func (s *str) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: expected a piece of text", n.Line)
	}
	s.Text, s.Line = strings.TrimSpace(n.Value), n.Line
	return nil
}

// inOne returns texts as parts of one string. By themselves those of the corpus take 0.15 MB more, and are
// 18,000 objects more for the garbage collector (2026-11-27).
func inOne(list []str) []str {
	all := strings.Join(texts(list), "")
	out := slices.Clone(list)
	for i, s := range out {
		out[i].Text, all = all[:len(s.Text)], all[len(s.Text):]
	}
	return out
}

func texts(list []str) []string {
	out := make([]string, 0, len(list))
	for _, s := range list {
		out = append(out, s.Text)
	}
	return out
}

var (
	yamlLine   = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
	yamlField  = regexp.MustCompile(`field (\S+) not found in type .*`)
	yamlShape  = regexp.MustCompile("^cannot unmarshal (?s:.*) into (.+)$")
	yamlAnchor = regexp.MustCompile(`unknown anchor '([^']*)'`)
	yamlTab    = regexp.MustCompile(`(?m)^ *\t`)
	goodID     = regexp.MustCompile(`^[a-z0-9]+(?:[.-][a-z0-9]+)*$`)
)

// decode reads YAML into dst and reports faults. data must begin with the file's first
// line, so that they name the right line. It returns false when dst is unusable.
func (l *loader) decode(file string, data []byte, dst any) bool {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	bounded := &bounded{dst: dst}
	err := dec.Decode(bounded)
	if bounded.what != "" {
		l.report(file, bounded.line, bounded.what, bounded.hint)
		return false
	}
	if err == nil {
		if err := dec.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
			l.report(file, 1, "holds more than one YAML document", "remove the line ---; what follows it would not be read")
		}
		return true
	}
	if errors.Is(err, io.EOF) {
		return true
	}
	faults := []string{err.Error()}
	if te := (*yaml.TypeError)(nil); errors.As(err, &te) {
		faults = te.Errors
	}
	for _, f := range faults {
		line, what, hint := yamlFault(data, f)
		l.report(file, line, what, hint)
	}
	return false
}

// yamlFault translates an error of the YAML library into a line and words that someone
// who is not a programmer understands.
func yamlFault(data []byte, fault string) (line int, what, hint string) {
	line, what = 1, strings.TrimPrefix(fault, "yaml: ")
	if m := yamlLine.FindStringSubmatch(fault); m != nil {
		line, _ = strconv.Atoi(m[1])
		what = m[2]
		if strings.HasPrefix(what, "did not find expected") {
			// The library counts these from zero, except at a file's end.
			line = min(line+1, 1+bytes.Count(data, []byte("\n")))
		}
	}
	find := func(re *regexp.Regexp) int { // the library reports no line, or the one before
		if at := re.FindIndex(data); at != nil {
			return 1 + bytes.Count(data[:at[1]], []byte("\n"))
		}
		return line
	}
	if m := yamlField.FindStringSubmatch(what); m != nil {
		return line, fmt.Sprintf("unknown field %q", m[1]), "see knowledge/README.md for the fields"
	}
	if m := yamlShape.FindStringSubmatch(what); m != nil {
		switch into := m[1]; {
		case strings.HasPrefix(into, "[]"):
			return line, "expected a list", "write [one, two], or a line with - for each"
		case into == "bool":
			return line, "expected true or false", "write true, or leave the field out"
		case into == "int":
			return line, "expected a whole number", "write digits alone"
		default:
			return line, "expected fields", "see knowledge/README.md for the fields"
		}
	}
	if m := yamlAnchor.FindStringSubmatch(what); m != nil {
		line = find(regexp.MustCompile(`\*` + regexp.QuoteMeta(m[1])))
	}
	if strings.Contains(what, "tab character") {
		line = find(yamlTab)
	}
	return line, what, "check indentation, and quote texts that hold ': ' or start with a sign"
}

func (l *loader) entryFile(p string, data []byte) {
	file := l.shownName(p)
	head, body, ok := bytes.Cut(bytes.TrimPrefix(data, []byte("---\n")), []byte("\n---\n"))
	id := EntryID(p)
	if !bytes.HasPrefix(data, []byte("---\n")) || !ok {
		l.unusable(p)
		l.report(file, 1, "has no front matter", "begin with a line ---, the fields, and a line ---")
		return
	}
	var raw struct {
		Question, Label, Kind, Short, Reviewed, Watch, Owner str
		Roles, Also, Phrasings, Related, Sources, Covers     []str
		AnswersFor                                           map[string]str `yaml:"answers_for"`
	}
	// The line --- is YAML too; with it, line numbers are those of the file.
	if !l.decode(file, data[:len("---\n")+len(head)], &raw) {
		l.unusable(p)
		return
	}
	e := &Entry{
		ID: id, File: file,
		Question: l.required(file, raw.Question, "question"), Label: l.required(file, raw.Label, "label"),
		Roles: texts(raw.Roles), Also: texts(raw.Also), Related: texts(raw.Related), Covers: texts(raw.Covers), Owner: raw.Owner.Text,
		Kind:     Kind(cmp.Or(raw.Kind.Text, string(KindGeneral))),
		Reviewed: l.date(file, raw.Reviewed, "reviewed"),
		line: map[string]int{"short": raw.Short.Line, "question": raw.Question.Line, "reviewed": raw.Reviewed.Line, "watch": raw.Watch.Line,
			"label": raw.Label.Line, "body": bytes.Count(head, []byte("\n")) + 4},
	}
	if !goodID.MatchString(id) {
		l.report(file, 1, fmt.Sprintf("%q is not a valid id", id), "name folder and file in small letters, digits, hyphens and dots")
	}
	for field, list := range map[string][]str{"roles": raw.Roles, "also": raw.Also, "related": raw.Related, "sources": raw.Sources, "covers": raw.Covers} {
		if len(list) > 0 {
			e.line[field] = list[0].Line
		}
	}
	if !slices.Contains([]Kind{KindGeneral, KindPay, KindLaw, KindContract}, e.Kind) {
		l.report(file, raw.Kind.Line, fmt.Sprintf("unknown kind %q", e.Kind), "general, pay, law or contract")
	}
	if raw.Watch.Text != "" {
		e.Watch = l.date(file, raw.Watch, "watch")
	}
	if raw.AnswersFor != nil {
		lines := map[string]int{}
		e.AnswersFor = l.penalties(file, raw.AnswersFor, lines)
		for facet, line := range lines {
			e.line["answers_for "+facet] = line
		}
	}
	e.Phrasings = make([]Phrasing, len(raw.Phrasings))
	for i, s := range inOne(raw.Phrasings) {
		e.Phrasings[i] = Phrasing(s)
	}
	l.required(file, raw.Short, "short")
	e.Short = l.prose(file, raw.Short.Text, raw.Short.Line)
	e.Body = l.prose(file, string(body), e.line["body"])
	e.Sources = append(e.Short.Cites(), e.Body.Cites()...)
	e.Sources = append(e.Sources, texts(raw.Sources)...)
	e.Sources = unique(e.Sources)
	if l.once("entry", e.ID, file, 1) {
		if !l.over {
			l.c.builtIn[e.ID] = e
		}
		put(&l.c.Entries, e, func(o *Entry) bool { return o.ID == e.ID })
	}
}

// EntryID is the id of the entry in a file, by its path below the layer.
func EntryID(p string) string {
	id := strings.TrimSuffix(strings.TrimPrefix(p, "entries/"), ".md")
	return strings.TrimSuffix(strings.ReplaceAll(id, "/", "."), ".index")
}

// prose parses a text of an entry and reports its faults.
func (l *loader) prose(file, src string, line int) Text {
	text, faults := prose.Parse(src, line)
	for _, f := range faults {
		l.report(file, f.Line, f.What, f.Hint)
	}
	return text
}

func (l *loader) roleFile(p string, data []byte) {
	file, want := l.shownName(p), strings.TrimSuffix(path.Base(p), ".yaml")
	var raw struct {
		ID, Name, Letters, Plural, Difference, Reviewed str
		Titles, Abbreviations, Misspellings, Readings   []str
		VariantOf                                       str `yaml:"variant_of"`
		VariantWord                                     str `yaml:"variant_word"`
		Kin                                             str
		Boss                                            bool
		Fields                                          []str
		Cells                                           map[string]struct {
			Text    str
			Sources []str
		}
	}
	if !l.decode(file, data, &raw) {
		l.unusable(p)
		return
	}
	if raw.ID.Text != want {
		l.report(file, raw.ID.Line, fmt.Sprintf("id is %q but the file is named %q", raw.ID.Text, want), "make them the same")
	}
	l.checkRoleID(file, raw.ID.Line, raw.ID.Text)
	r := &Role{
		ID: raw.ID.Text, Name: l.required(file, raw.Name, "name"), Letters: l.required(file, raw.Letters, "letters"),
		Plural: cmp.Or(raw.Plural.Text, raw.Letters.Text+"s"), Difference: l.required(file, raw.Difference, "difference"),
		Titles: texts(raw.Titles), Abbreviations: texts(raw.Abbreviations), Misspellings: texts(raw.Misspellings),
		Readings: texts(raw.Readings), Reviewed: l.date(file, raw.Reviewed, "reviewed"),
		VariantOf: raw.VariantOf.Text, VariantWord: raw.VariantWord.Text, Kin: raw.Kin.Text, Boss: raw.Boss, Fields: texts(raw.Fields),
		Cells: map[string]Cell{}, File: file,
		line: map[string]int{"field:id": raw.ID.Line, "field:name": raw.Name.Line, "field:letters": raw.Letters.Line, "field:plural": raw.Plural.Line,
			"field:difference": raw.Difference.Line, "field:kin": raw.Kin.Line, "field:variant_of": raw.VariantOf.Line, "field:variant_word": raw.VariantWord.Line},
	}
	for _, f := range raw.Fields {
		r.line["leads:"+f.Text] = f.Line
	}
	for _, name := range slices.Concat([]str{raw.Plural, raw.Letters, raw.Name}, raw.Readings, raw.Misspellings, raw.Abbreviations, raw.Titles) {
		r.line[name.Text] = name.Line
	}
	for _, key := range sortedKeys(raw.Cells) {
		cell := raw.Cells[key]
		if !slices.ContainsFunc(Dimensions(), func(d Dimension) bool { return d.Key == key }) {
			l.report(file, cell.Text.Line, fmt.Sprintf("unknown dimension %q", key), "see knowledge/README.md for the twelve")
		}
		r.Cells[key] = Cell{Text: cell.Text.Text, Sources: texts(cell.Sources), Line: cell.Text.Line}
	}
	if l.once("role", r.ID, file, 1) {
		// A company may cover a role that we refuse.
		n := len(l.c.Others)
		l.c.Others = slices.DeleteFunc(l.c.Others, func(o *Other) bool { return o.ID == r.ID })
		if len(l.c.Others) < n {
			l.c.Covered = append(l.c.Covered, r.ID)
		}
		put(&l.c.Roles, r, func(o *Role) bool { return o.ID == r.ID })
	}
}

func (l *loader) othersFile(p string, data []byte) {
	file := l.shownName(p)
	var raw []struct {
		ID, Name, Letters                   str
		Titles, Abbreviations, Misspellings []str
	}
	if !l.decode(file, data, &raw) {
		l.unusable(p)
		return
	}
	for _, o := range raw {
		l.checkRoleID(file, o.ID.Line, o.ID.Text)
		if l.once("role", l.required(file, o.ID, "id"), file, o.ID.Line) {
			other := &Other{ID: o.ID.Text, Name: l.required(file, o.Name, "name"), Letters: o.Letters.Text, Titles: texts(o.Titles),
				Abbreviations: texts(o.Abbreviations), Misspellings: texts(o.Misspellings), File: file, Line: o.ID.Line}
			n := len(l.c.Roles)
			l.c.Roles = slices.DeleteFunc(l.c.Roles, func(r *Role) bool { return r.ID == other.ID })
			if len(l.c.Roles) < n {
				l.declined[other.ID] = other
			}
			put(&l.c.Others, other, func(x *Other) bool { return x.ID == other.ID })
		}
	}
}

func (l *loader) lettersFile(p string, data []byte) {
	file := l.shownName(p)
	var raw []struct {
		Letters, Note str
		Readings      []str
	}
	if !l.decode(file, data, &raw) {
		return
	}
	for _, a := range raw {
		if l.once("letters", l.required(file, a.Letters, "letters"), file, a.Letters.Line) {
			letters := &Letters{Letters: a.Letters.Text, Readings: texts(a.Readings), Note: a.Note.Text, File: file, Line: a.Letters.Line}
			put(&l.c.Letters, letters, func(x *Letters) bool { return x.Letters == letters.Letters })
		}
	}
}

func (l *loader) refusalsFile(p string, data []byte) {
	file := l.shownName(p)
	var raw []struct {
		ID, Reply, Role   str
		Phrasings, Facets []str
	}
	if !l.decode(file, data, &raw) {
		return
	}
	for _, r := range raw {
		if r.ID.Text != "" && !goodID.MatchString(r.ID.Text) {
			l.report(file, r.ID.Line, fmt.Sprintf("%q is not a valid id", Quote(r.ID.Text)), "write it in small letters, digits, hyphens and dots")
		}
		if l.once("refusal", l.required(file, r.ID, "id"), file, r.ID.Line) {
			refusal := &Refusal{ID: r.ID.Text, Reply: l.required(file, r.Reply, "reply"), Phrasings: texts(inOne(r.Phrasings)), File: file, Line: r.ID.Line,
				Facets: texts(r.Facets), Role: r.Role.Text, line: map[string]int{"role": r.Role.Line}}
			for _, f := range r.Facets {
				refusal.line[f.Text] = f.Line
			}
			for _, p := range r.Phrasings {
				refusal.Lines = append(refusal.Lines, p.Line)
			}
			put(&l.c.Refusals, refusal, func(x *Refusal) bool { return x.ID == refusal.ID })
		}
	}
}

func (l *loader) sourcesFile(p string, data []byte) {
	file := l.shownName(p)
	var raw []struct{ ID, Cite, Listed, Title, Publisher, Date, Country, URL, Unlinked, Grade str }
	if !l.decode(file, data, &raw) {
		l.unusable(p)
		return
	}
	for _, s := range raw {
		src := &Source{ID: l.required(file, s.ID, "id"), Cite: l.required(file, s.Cite, "cite"), Listed: cmp.Or(s.Listed.Text, s.Cite.Text), Title: l.required(file, s.Title, "title"),
			Publisher: s.Publisher.Text, Date: s.Date.Text, Country: s.Country.Text, URL: s.URL.Text, Unlinked: s.Unlinked.Text, Grade: s.Grade.Text, File: file, Line: s.ID.Line}
		if _, ok := src.Month(); !ok && src.Date != "n.d." {
			l.report(file, s.Date.Line, fmt.Sprintf("date is %q", src.Date), `write "2021", "2021-05" or "n.d."`)
		}
		if !strings.Contains("ABCD", src.Grade) || len(src.Grade) != 1 {
			l.report(file, s.Grade.Line, fmt.Sprintf("grade is %q", src.Grade), "A official, B survey, C practitioner or D seller")
		}
		if src.URL != "" && !strings.HasPrefix(src.URL, "https://") && !strings.HasPrefix(src.URL, "http://") {
			l.report(file, s.URL.Line, "url is not a web address", "begin with https://, or leave it out")
		}
		if l.once("source", src.ID, file, src.Line) {
			put(&l.c.Sources, src, func(x *Source) bool { return x.ID == src.ID })
		}
	}
}

// put replaces the element that is the same as v, or appends v.
func put[T any](list *[]T, v T, same func(T) bool) {
	if i := slices.IndexFunc(*list, same); i >= 0 {
		(*list)[i] = v
		return
	}
	*list = append(*list, v)
}

// unique are the texts of a list, each once.
func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
