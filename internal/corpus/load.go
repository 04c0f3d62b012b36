package corpus

import (
	"bytes"
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
	FS   fs.FS

	// Files are the layer's files by path, read already (see Read); FS is not
	// looked at then.
	Files map[string][]byte
	// Left are files that were left out of Files for their faults: a link to an
	// entry of theirs is dropped, so that a fault affects its own file only.
	Left []string
}

// Load reads, joins and checks layers; what a later layer defines replaces the
// same id of an earlier one. It returns the corpus and every problem found; when
// one of them is more than a warning, err lists them all (it is a Problems) and the
// corpus is what could be read: good for linting on, not for service.
func Load(layers ...Layer) (*Corpus, Problems, error) {
	l := &loader{c: &Corpus{overlaid: map[string]bool{}, words: map[List][]listLine{}}, hash: sha256.New(), left: map[string]bool{}, declined: map[string]*Other{}, broken: map[string]bool{}}
	for i, layer := range layers {
		l.over = i > 0
		l.layer(layer)
	}
	l.c.Version = hex.EncodeToString(l.hash.Sum(nil))[:10]
	l.c.index()
	l.references()
	ps := l.problems.sorted()
	return l.c, ps, ps.Err()
}

// loader gathers files into a corpus.
type loader struct {
	c        *Corpus
	problems Problems
	hash     interface {
		Write([]byte) (int, error)
		Sum([]byte) []byte
	}
	name string
	over bool              // the layer is laid over another
	seen map[string]string // "entry cto.salary" -> file, within one layer
	left map[string]bool   // entries whose files were left out

	// declined are roles of a lower layer that an others.yaml takes away: what
	// still needs them there is that file's fault, not the lower layer's.
	declined map[string]*Other

	// broken are the ids, or whole kinds, that a file defines which could not be
	// read: that file is at fault, not those that refer to it.
	broken map[string]bool
}

func (l *loader) bad(file string, line int, what, hint string) {
	l.problems = append(l.problems, Problem{File: file, Line: line, What: what, Hint: hint})
}

// once reports a second definition of an id within a layer.
func (l *loader) once(kind, id, file string, line int) bool {
	key := kind + " " + id
	if first, dup := l.seen[key]; dup {
		l.bad(file, line, fmt.Sprintf("%s %q is already defined in %s", kind, id, first), "rename or remove one of them")
		return false
	}
	l.seen[key] = file
	return true
}

func (l *loader) layer(layer Layer) {
	l.name, l.seen = layer.Name, map[string]string{}
	for _, p := range layer.Left {
		if strings.HasPrefix(p, "entries/") {
			l.left[entryID(p)] = true
		}
	}
	files := layer.Files
	if files == nil {
		files = l.read(context.Background(), layer.FS) // whoever may be interrupted calls Read first
	}
	for _, p := range sortedKeys(files) {
		l.file(p, files[p])
	}
}

// reader is what takes the file at p; nil for a file that has no place in a
// corpus, and then what says so if it looks as if it was meant for one.
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
	case strings.HasPrefix(dir, "entries/"), dir == "roles/", dir == "guides/", astray(p):
		return nil, "is not a file of the corpus", "see knowledge/README.md for names and places, or move it away"
	}
	return read, "", ""
}

func (l *loader) file(p string, data []byte) {
	read, _, _ := l.reader(p)
	l.c.overlaid[l.at(p)] = l.over
	fmt.Fprintf(l.hash, "%s %d\n", p, len(data))
	l.hash.Write(data)
	if line, ok := plain(data); !ok {
		l.bad(l.at(p), line, "is not plain text", "save it as UTF-8, without control characters")
		l.unusable(p)
		return
	}
	read(p, bytes.ReplaceAll(bytes.TrimPrefix(data, []byte("\uFEFF")), []byte("\r\n"), []byte("\n")))
}

// unusable notes what a file that cannot be used would have defined.
func (l *loader) unusable(p string) {
	switch dir, base := path.Split(p); {
	case strings.HasPrefix(dir, "entries/"):
		l.broken["entry "+entryID(p)] = true
	case dir == "roles/":
		l.broken["role "+strings.TrimSuffix(base, ".yaml")] = true
	case base == "others.yaml":
		l.broken["role"] = true
	case base == "sources.yaml":
		l.broken["source"] = true
	}
}

// astray reports whether a file looks as if it was meant for the corpus but
// stands where nothing is read: sources.yml, role/cto.yaml.
func astray(p string) bool {
	ext := strings.ToLower(path.Ext(p))
	if !strings.Contains(p, "/") {
		return ext == ".yaml" || ext == ".yml"
	}
	return below(p) && (ext == ".yaml" || ext == ".yml" || ext == ".md" || ext == ".txt")
}

// below reports whether what is at p, or in it, may belong to a corpus or look so.
func below(p string) bool {
	dir, _, _ := strings.Cut(strings.ToLower(p), "/")
	return slices.Contains([]string{"entry", "entries", "role", "roles", "guide", "guides", "word", "words"}, dir)
}

// plain reports whether data is text that can be shown, else the line that is
// not. Editors on Windows begin with a mark and end lines with two characters:
// both are fine.
func plain(data []byte) (line int, ok bool) {
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

// at is a file's name as people see it.
func (l *loader) at(p string) string { return path.Join(l.name, p) }

// date reads a review date; a fault is reported and gives the zero time.
func (l *loader) date(file string, s str, field string) time.Time {
	t, err := time.Parse(time.DateOnly, s.Text)
	if err != nil {
		l.bad(file, s.Line, fmt.Sprintf("%s is %q, not a date", field, s.Text), "write YYYY-MM-DD, for example 2026-11-22")
	}
	return t
}

// need reports an empty required field.
func (l *loader) need(file string, s str, field string) string {
	if strings.TrimSpace(s.Text) == "" {
		l.bad(file, s.Line, field+" is missing", "every "+field+" is shown to people; write one")
	}
	return strings.TrimSpace(s.Text)
}

// references checks that every id named in a file exists.
func (l *loader) references() {
	c := l.c
	ids := func(file string, line int, kind string, list []string, known func(string) bool) {
		for _, id := range list {
			if o := l.declined[id]; o != nil && kind == "role" && !known(id) && !l.c.overlaid[file] {
				delete(l.declined, id) // told once
				l.broken["role "+id] = true
				l.bad(o.File, o.Line, fmt.Sprintf("declines the role %q, which %s needs", id, file), "keep the role, or replace that file too")
				continue
			}
			if !known(id) && !l.broken[kind] && !l.broken[kind+" "+id] {
				l.bad(file, line, fmt.Sprintf("unknown %s %q", kind, id), "check the spelling, or add it")
			}
		}
	}
	source := func(id string) bool { return c.sources[id] != nil }
	role := func(id string) bool { return c.roles[id] != nil }
	entry := func(id string) bool { return c.entries[id] != nil }
	present := func(ids []string) []string {
		return slices.DeleteFunc(ids, func(id string) bool { return l.left[id] && !entry(id) })
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
		s.Links = slices.DeleteFunc(s.Links, func(k Link) bool { return l.left[k.Entry] && !entry(k.Entry) })
		for _, k := range s.Links {
			if k.Entry != "" {
				ids(s.File, k.Line, "entry", []string{k.Entry}, entry)
			}
		}
	}
	for _, p := range c.Home.Pairs {
		ids(p.File, p.Line, "role", p.Roles, reading) // a pair with a role that is declined is not shown
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

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
