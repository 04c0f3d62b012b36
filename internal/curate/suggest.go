package curate

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/match"
)

// lowConfidence is below what a liked answer teaches something.
const lowConfidence = 0.8

// Suggestion is a phrasing that people's choices or likes suggest for an entry.
type Suggestion struct {
	Entry string `json:"entry"`
	Text  string `json:"phrasing"`
	Taken int    `json:"taken"` // how often it was chosen for the text
	Liked int    `json:"liked"` // how often it was liked for the text
}

// evidence is what was seen of one text.
type evidence struct {
	text         string
	taken, liked map[string]int // by entry
}

// Suggest finds phrasings worth adding: texts for which a choice was taken, and
// liked answers of low confidence (of which text is kept with KeepAll only). A
// text is left out when people disagree about its entry, when it leans on what
// was said before, when something was scrubbed from it, and when the corpus
// answers it rightly by now.
func Suggest(ctx context.Context, src feedback.Source, s *State, w feedback.Window) ([]Suggestion, error) {
	seen := map[string]*evidence{}
	err := src.Questions(ctx, w, func(q feedback.Question) error {
		key := corpus.Normal(q.Text)
		if key == "" || feedback.Scrubbed(q.Text) {
			return nil
		}
		add := func(entry string, taken, liked int) {
			v := seen[key]
			if v == nil {
				v = &evidence{q.Text, map[string]int{}, map[string]int{}}
				seen[key] = v
			}
			v.taken[entry] += taken
			v.liked[entry] += liked
		}
		switch {
		case q.Taken != "":
			add(q.Taken, 1, 0)
		case q.Entry != "" && q.Confidence < lowConfidence && !q.Missed() && q.Liked > q.Disliked:
			add(q.Entry, 0, q.Liked)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	phrased := phrasings(s.Corpus)
	out := []Suggestion{} // an empty list, not null, in JSON
	for _, key := range slices.Sorted(maps.Keys(seen)) {
		v := seen[key]
		entry, ok := v.verdict()
		if !ok || phrased[key] || s.Corpus.Entry(entry) == nil || !fit(s.Index, v.text, entry) {
			continue
		}
		out = append(out, Suggestion{Entry: entry, Text: v.text, Taken: v.taken[entry], Liked: v.liked[entry]})
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int {
		return cmp.Or(strings.Compare(a.Entry, b.Entry), b.Taken+b.Liked-a.Taken-a.Liked)
	})
	return out, nil
}

// verdict is the entry that two thirds or more of the evidence speak for.
func (v *evidence) verdict() (string, bool) {
	best, total, most := "", 0, 0
	for _, e := range slices.Sorted(maps.Keys(v.taken)) {
		n := v.taken[e] + v.liked[e]
		total += n
		if n > most {
			best, most = e, n
		}
	}
	return best, 3*most >= 2*total && most > 0
}

// fit reports whether a text would serve as a phrasing of entry.
func fit(x *match.Index, text, entry string) bool {
	if n := utf8.RuneCountInString(text); n > corpus.MaxPhrasing || len(strings.Fields(text)) < 2 {
		return false
	}
	r := x.Match(match.Query{Text: text})
	if r.Band == match.BandAnswer && len(r.Candidates) > 0 && r.Candidates[0].Entry == entry {
		return false
	}
	for w := range strings.FieldsSeq(r.Normal) {
		if !strings.HasPrefix(w, "{") && stem(w) != "" {
			return true
		}
	}
	return false // only roles and words that say nothing: "what about the cio"
}

// phrasings are the normal forms of every question and phrasing there is.
func phrasings(c *corpus.Corpus) map[string]bool {
	out := map[string]bool{}
	for _, e := range c.Entries {
		out[corpus.Normal(e.Question)] = true
		for _, p := range e.Phrasings {
			out[corpus.Normal(p.Text)] = true
		}
	}
	return out
}

// Edit is an entry's file before and after phrasings were added.
type Edit struct {
	Entry         string
	File          string // as it is shown: the layer's name and Path
	Path          string // within its layer
	Before, After []byte
	line          int      // 1-based line the new ones follow
	added         []string // whole lines
}

// Edits works suggestions into the files of their entries; layers are those the
// corpus was loaded from.
func Edits(c *corpus.Corpus, layers []corpus.Layer, list []Suggestion) ([]Edit, error) {
	texts := map[string][]string{}
	for _, s := range list {
		texts[s.Entry] = append(texts[s.Entry], s.Text)
	}
	var out []Edit
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		e := c.Entry(id)
		if e == nil {
			return nil, hint.New("there is no entry "+id, "ids are the paths of the files below knowledge/entries, with dots")
		}
		edit, err := editOf(e, layers)
		if err != nil {
			return nil, err
		}
		if err := edit.add(e, texts[id]); err != nil {
			return nil, err
		}
		out = append(out, edit)
	}
	return out, nil
}

// editOf finds and reads an entry's file.
func editOf(e *corpus.Entry, layers []corpus.Layer) (Edit, error) {
	for _, l := range slices.Backward(layers) {
		name := path.Clean(l.Name)
		p, ok := strings.CutPrefix(e.File, name+"/")
		if !ok {
			continue
		}
		data, err := corpus.ReadFile(l.FS, p)
		if err != nil {
			continue
		}
		return Edit{Entry: e.ID, File: e.File, Path: p, Before: data}, nil
	}
	return Edit{}, hint.New(fmt.Sprintf("%s: the file of %s cannot be read", e.File, e.ID), "run this where the folder of ROLECALL_KNOWLEDGE_DIR can be read")
}

// add puts the texts under the file's phrasings.
func (d *Edit) add(e *corpus.Entry, texts []string) error {
	lines := strings.SplitAfter(string(d.Before), "\n")
	refuse := hint.New(d.File+": its phrasings are not a list with a line each", fmt.Sprintf("add these by hand: %q", texts))
	if len(e.Phrasings) == 0 {
		return refuse
	}
	last := e.Phrasings[len(e.Phrasings)-1].Line
	if last < 1 || last > len(lines) {
		return refuse
	}
	item := lines[last-1]
	body := strings.TrimLeft(item, " ")
	if !strings.HasPrefix(body, "- ") {
		return refuse
	}
	indent := item[:len(item)-len(body)]
	for last < len(lines) { // a phrasing may run over several lines
		next := lines[last]
		if trimmed := strings.TrimLeft(next, " "); strings.TrimSpace(next) == "" || len(next)-len(trimmed) <= len(indent) {
			break
		}
		last++
	}
	d.line = last
	for _, t := range texts {
		d.added = append(d.added, indent+"- "+scalar(t)+"\n")
	}
	d.After = []byte(strings.Join(slices.Concat(lines[:last], d.added, lines[last:]), ""))
	return nil
}

// scalar writes a text as YAML: as it is where that is safe, else quoted.
func scalar(s string) string {
	first := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	plain := strings.IndexFunc(s, func(r rune) bool {
		return !(first(r) || r >= '0' && r <= '9' || strings.ContainsRune(" ,.'?/()+%-", r))
	}) < 0
	if plain && s != "" && first(rune(s[0])) && strings.Contains(s, " ") {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`
}

// Patch writes the edits as one unified diff, for `git apply` or `patch -p1`.
func Patch(w io.Writer, edits []Edit) error {
	const around = 3
	var b bytes.Buffer
	for _, d := range edits {
		lines := strings.SplitAfter(string(d.Before), "\n")
		from, to := max(0, d.line-around), min(len(lines), d.line+around)
		if to == len(lines) && lines[to-1] == "" {
			to--
		}
		fmt.Fprintf(&b, "--- a/%s\n+++ b/%s\n@@ -%d,%d +%d,%d @@\n", d.File, d.File, from+1, to-from, from+1, to-from+len(d.added))
		put := func(mark string, list []string) {
			for _, l := range list {
				b.WriteString(mark + l)
				if !strings.HasSuffix(l, "\n") {
					b.WriteString("\n\\ No newline at end of file\n")
				}
			}
		}
		put(" ", lines[from:d.line])
		put("+", d.added)
		put(" ", lines[d.line:to])
	}
	_, err := w.Write(b.Bytes())
	return err
}
