package corpus

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Layer is one folder of knowledge. Name comes before its file names in
// problems ("knowledge", or the folder a company overlays its own files from).
type Layer struct {
	Name string
	FS   fs.FS // one with a method Text(path string) (text string, ok bool) keeps some texts for us

	// Files are the layer's files by path, already read (see Read); if set, FS is not
	// used.
	Files map[string][]byte
	// Left are files that are not in Files because of faults: links to their entries
	// are dropped, so that a fault affects only its own file.
	Left []string
}

// Load reads, merges and checks layers; what a later layer defines replaces the same
// id of an earlier one. It returns the corpus and every problem found. If one of them
// is not a warning, err holds those that are not (as Problems), and the corpus is what
// could be read, for linting only.
func Load(layers ...Layer) (*Corpus, Problems, error) {
	l := &loader{c: &Corpus{overlaid: map[string]bool{}, builtIn: map[string]*Entry{}, words: map[List][]ListLine{}, headed: map[List][]wordFile{}}, hash: sha256.New(), leftOut: map[string]bool{}, declined: map[string]*Other{}, broken: map[string]bool{}}
	for i, layer := range layers {
		l.over = i > 0
		l.layer(layer)
	}
	l.c.Version = hex.EncodeToString(l.hash.Sum(nil))[:10]
	l.c.index()
	l.c.companys()
	l.references()
	l.structure()
	ps := l.problems.Sorted()
	return l.c, ps, ps.Err()
}

// loader builds a corpus from files.
type loader struct {
	c        *Corpus
	problems Problems
	hash     interface {
		Write([]byte) (int, error)
		Sum([]byte) []byte
	}
	name  string
	over  bool              // the layer is not the first
	seen  map[string]string // "entry cto.salary" -> file, within one layer
	parts []ListLine        // what is said to be in a region
	kept  interface {       // the layer, if it keeps texts
		Text(path string) (text string, ok bool)
	}
	leftOut map[string]bool // "entry ID", "kit ROLE" or "guide" whose files were left out

	// declined are roles of an earlier layer that a later others.yaml removes. If a
	// file of the earlier layer still needs one, the fault is others.yaml's.
	declined map[string]*Other

	// broken are the ids, or kinds of ids, that unreadable files define. The fault is
	// theirs, so references to these ids are not reported.
	broken map[string]bool
}

// report adds a fault.
func (l *loader) report(file string, line int, what, hint string) {
	l.problems = append(l.problems, Problem{File: file, Line: line, What: what, Hint: hint})
}

// once returns true for the first definition of an id in a layer, and reports any
// further one.
func (l *loader) once(kind, id, file string, line int) bool {
	key := kind + " " + id
	if first, dup := l.seen[key]; dup {
		l.report(file, line, fmt.Sprintf("%s %q is already defined in %s", kind, id, first), "rename or remove one of them")
		return false
	}
	l.seen[key] = file
	return true
}

// layer reads the files of one layer.
func (l *loader) layer(layer Layer) {
	l.name, l.seen = layer.Name, map[string]string{}
	l.kept, _ = layer.FS.(interface {
		Text(path string) (text string, ok bool)
	})
	for _, p := range layer.Left {
		if kind, id := defined(p); kind != "role" {
			l.leftOut[kind+" "+id] = true
		}
	}
	files := layer.Files
	if files == nil {
		files = l.read(context.Background(), layer.FS) // callers with a context call Read first
	}
	for _, p := range sortedKeys(files) {
		l.file(p, files[p])
	}
}

// reader returns the function that reads the file at p, or nil for a file that is not
// part of a corpus. Then, if it looks as if it was meant to be, what says what is wrong.
func (l *loader) reader(p string) (read func(string, []byte), what, hint string) {
	dir, base := path.Split(p)
	switch {
	case p == "others.yaml":
		read = l.othersFile
	case p == "letters.yaml":
		read = l.lettersFile
	case p == "refusals.yaml":
		read = l.refusalsFile
	case p == "home.yaml":
		read = l.homeFile
	case p == "facets.yaml":
		read = l.facetsFile
	case p == "sources.yaml":
		read = l.sourcesFile
	case p == "guides/which-role.yaml":
		read = l.guideFile
	case dir == "entries/" && path.Ext(base) == ".md":
		return nil, "an entry belongs in a folder of its role or subject", "move it: entries/cto/parking.md is the entry cto.parking"
	case strings.HasPrefix(dir, "entries/") && path.Ext(base) == ".md":
		read = l.entryFile
	case dir == "roles/" && path.Ext(base) == ".yaml":
		read = l.roleFile
	case dir == "guides/" && strings.HasPrefix(base, "kit-") && path.Ext(base) == ".yaml":
		read = l.kitFile
	case dir == "words/":
		if _, ok := listOf(p); !ok {
			return nil, "is not a list of the corpus", "see knowledge/README.md for the lists, or move it away"
		}
		read = l.wordsFile
	case strings.HasPrefix(dir, "entries/"), dir == "roles/", dir == "guides/", looksMisplaced(p):
		return nil, "is not a file of the corpus", "see knowledge/README.md for names and places, or move it away"
	}
	return read, "", ""
}

// file reads one file.
func (l *loader) file(p string, data []byte) {
	read, what, hint := l.reader(p)
	l.c.overlaid[l.shownName(p)] = l.over
	if read == nil { // of a layer with Files, which were not chosen by survey
		l.report(l.shownName(p), 0, cmp.Or(what, "is not a file of the corpus"), cmp.Or(hint, "see knowledge/README.md for names and places"))
		return
	}
	fmt.Fprintf(l.hash, "%s %d\n", p, len(data))
	l.hash.Write(data)
	if line, ok := plainText(data); !ok {
		l.report(l.shownName(p), line, "is not plain text", "save it as UTF-8, without control characters")
		l.unusable(p)
		return
	}
	read(p, bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\uFEFF")), []byte("\r\n"), []byte("\n")))
}

// unusable marks the ids that an unreadable file would have defined as broken.
func (l *loader) unusable(p string) {
	if kind, id := defined(p); kind != "" {
		l.broken[kind+" "+id] = true
	}
	switch p {
	case "others.yaml":
		l.broken["role"] = true
	case "sources.yaml":
		l.broken["source"] = true
	}
}

// defined is what the file at p defines, if that is one thing: an entry, a role, a kit
// or the guide.
func defined(p string) (kind, id string) {
	dir, base := path.Split(p)
	name := strings.TrimSuffix(base, ".yaml")
	switch {
	case strings.HasPrefix(dir, "entries/"):
		return "entry", EntryID(p)
	case dir == "roles/":
		return "role", name
	case dir == "guides/" && name == whichRole:
		return "guide", name
	case dir == "guides/":
		return "kit", strings.TrimPrefix(name, "kit-")
	}
	return "", ""
}

// looksMisplaced reports whether a file looks as if it was meant for the corpus but is
// in a place or has a name that is not read: sources.yml, role/cto.yaml.
func looksMisplaced(p string) bool {
	ext := strings.ToLower(path.Ext(p))
	if !strings.Contains(p, "/") {
		return ext == ".yaml" || ext == ".yml"
	}
	return inCorpusFolder(p) && (ext == ".yaml" || ext == ".yml" || ext == ".md" || ext == ".txt")
}

// inCorpusFolder reports whether p is in a folder of a corpus, or one with a similar
// name.
func inCorpusFolder(p string) bool {
	dir, _, _ := strings.Cut(strings.ToLower(p), "/")
	return slices.Contains([]string{"entry", "entries", "role", "roles", "guide", "guides", "word", "words"}, dir)
}

// plainText reports whether data is UTF-8 text without control characters, or else the
// first line that is not. Lines may end as on Windows (CR LF).
func plainText(data []byte) (line int, ok bool) {
	line = 1
	for rest := data; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		if r == utf8.RuneError && n == 1 || r < ' ' && r != '\n' && r != '\t' && !bytes.HasPrefix(rest, []byte("\r\n")) || r == 0x7F {
			return line, false
		}
		if r == '\n' {
			line++
		}
		rest = rest[n:]
	}
	return 0, true
}

// shownName is the name of a file in problems.
func (l *loader) shownName(p string) string { return path.Join(l.name, p) }

// date parses a review date. It reports a fault and returns the zero time for it.
func (l *loader) date(file string, s str, field string) time.Time {
	t, err := time.Parse(time.DateOnly, s.Text)
	if err != nil {
		l.report(file, s.Line, fmt.Sprintf("%s is %q, not a date", field, s.Text), "write YYYY-MM-DD, for example 2026-11-22")
	}
	return t
}

// required returns a field's text, and reports a fault if it is empty.
func (l *loader) required(file string, s str, field string) string {
	if strings.TrimSpace(s.Text) == "" {
		is, shown := " is missing", "it is shown to people; write one"
		if field == "letters" {
			is, shown = " are missing", "they are shown to people; write them, or a short name"
		}
		l.report(file, s.Line, field+is, shown)
	}
	return strings.TrimSpace(s.Text)
}

// references checks that every id named in a file exists.
func (l *loader) references() {
	c := l.c
	ids := func(file string, line int, kind string, list []string, known func(string) bool) {
		for _, id := range list {
			if o := l.declined[id]; o != nil && kind == "role" && !known(id) && !l.c.overlaid[file] {
				delete(l.declined, id) // report it once
				l.broken["role "+id] = true
				l.report(o.File, o.Line, fmt.Sprintf("declines the role %q, which %s needs", id, file), "keep the role, or replace that file too")
				continue
			}
			if !known(id) && !l.broken[kind] && !l.broken[kind+" "+id] {
				l.report(file, line, fmt.Sprintf("unknown %s %q", kind, id), "check the spelling, or add it")
			}
		}
	}
	source := func(id string) bool { return c.sources[id] != nil }
	role := func(id string) bool { return c.roles[id] != nil }
	entry := func(id string) bool { return c.entries[id] != nil }
	present := func(ids []string) []string {
		return slices.DeleteFunc(ids, func(id string) bool { return l.leftOut["entry "+id] && !entry(id) })
	}
	reading := func(id string) bool { return role(id) || c.others[id] != nil }
	for _, e := range c.Entries {
		for _, t := range []Text{e.Short, e.Body} {
			t.Each(func(spans []Span, line int) {
				for _, s := range spans {
					ids(e.File, line, "source", s.Cite, source)
				}
			})
		}
		ids(e.File, e.Line("sources"), "source", e.Sources, func(id string) bool {
			return source(id) || slices.Contains(append(e.Short.Cites(), e.Body.Cites()...), id)
		})
		ids(e.File, e.Line("roles"), "role", e.Roles, role)
		ids(e.File, e.Line("also"), "role", e.Also, role)
		e.Related = present(e.Related)
		ids(e.File, e.Line("related"), "entry", e.Related, entry)
	}
	for _, r := range c.Roles {
		for field, id := range map[string]string{"kin": r.Kin, "variant_of": r.VariantOf} {
			if id != "" {
				ids(r.File, r.line["field:"+field], "role", []string{id}, role)
			}
		}
		for _, d := range Dimensions() {
			ids(r.File, r.Cells[d.Key].Line, "source", r.Cells[d.Key].Sources, source)
		}
	}
	for _, r := range c.Refusals {
		if r.Role != "" {
			ids(r.File, r.line["role"], "role", []string{r.Role}, role)
		}
	}
	for _, a := range c.Letters {
		ids(a.File, a.Line, "role", a.Readings, reading)
	}
	for _, s := range c.Home.Stages {
		s.Links = slices.DeleteFunc(s.Links, func(k Link) bool {
			return l.leftOut["entry "+k.Entry] && !entry(k.Entry) || l.leftOut["kit "+k.Kit] && c.kits[k.Kit] == nil
		})
		for _, k := range s.Links {
			if k.Entry != "" {
				ids(s.File, k.Line, "entry", []string{k.Entry}, entry)
			}
		}
	}
	for _, p := range c.Home.Pairs {
		ids(p.File, p.Line, "role", p.Roles, reading) // a pair with a declined role is valid, but not shown
	}
	if g := c.WhichRole; g != nil {
		ids(g.File, 0, "source", g.Sources, source)
		outcome := func(id string) bool { return g.Outcome(id) != nil }
		for i, o := range g.Outcomes {
			o.Entries = present(o.Entries)
			g.Outcomes[i] = o
			ids(g.File, o.Line, "entry", o.Entries, entry)
			if o.Role != "" {
				ids(g.File, o.Line, "role", []string{o.Role}, role)
			}
		}
		for _, q := range g.Questions {
			for _, opt := range q.Options {
				ids(g.File, opt.Line, "outcome", sortedKeys(opt.Weights), outcome)
				if opt.Veto != "" {
					ids(g.File, opt.Line, "outcome", []string{opt.Veto}, outcome)
				}
			}
		}
	}
	for _, k := range c.Kits {
		ids(k.File, 0, "role", []string{k.Role}, role)
		ids(k.File, 0, "source", k.Sources, source)
	}
}

// sortedKeys are the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
