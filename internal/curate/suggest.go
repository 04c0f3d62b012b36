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

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

const (
	// maxConfidence is the confidence below which a liked answer is a suggestion.
	// A choice: above it the matcher hardly needs the phrasing.
	maxConfidence = 0.8
	// minAgreement is the share of the evidence that must be for one entry. A
	// choice: two of three people who chose something.
	minAgreement = 2.0 / 3
	// minWords is how many words a suggested phrasing has. A choice: one word
	// alone fits many entries.
	minWords = 2
	// patchContext is how many unchanged lines a patch shows around a change: the
	// default of diff -u and of git.
	patchContext = 3
)

// Suggestion is a phrasing that people's choices or likes suggest for an entry.
type Suggestion struct {
	Entry string `json:"entry"`
	Text  string `json:"phrasing"`
	Taken int    `json:"taken"` // how often people chose the entry for the text
	Liked int    `json:"liked"` // how often people rated it as helpful
}

// evidence is how often people chose or liked an entry for one text.
type evidence struct {
	text         string
	taken, liked map[string]int // by entry
}

// Suggest finds phrasings worth adding: texts for which someone took a choice,
// and liked answers of low confidence (their text is kept with KeepAll only). It
// leaves out a text when people disagree about its entry, when it depends on
// what was said before, when something was scrubbed from it, and when the corpus
// already answers it correctly.
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
		case q.Entry != "" && q.Confidence < maxConfidence && !q.Missed() && q.Liked > q.Disliked:
			add(q.Entry, 0, q.Liked)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	existing := phrasings(s.Corpus)
	out := []Suggestion{} // an empty list, not null, in JSON
	for _, key := range slices.Sorted(maps.Keys(seen)) {
		v := seen[key]
		entry, ok := v.agreed()
		if !ok || existing[key] || s.Corpus.Entry(entry) == nil || !isUseful(s, v.text, entry) {
			continue
		}
		out = append(out, Suggestion{Entry: entry, Text: v.text, Taken: v.taken[entry], Liked: v.liked[entry]})
	}
	slices.SortStableFunc(out, func(a, b Suggestion) int {
		return cmp.Or(strings.Compare(a.Entry, b.Entry), b.Taken+b.Liked-a.Taken-a.Liked)
	})
	return out, nil
}

// agreed returns the entry that at least minAgreement of the evidence is for; ok
// is false if there is none.
func (v *evidence) agreed() (entry string, ok bool) {
	best, total, most := "", 0, 0
	for _, e := range slices.Sorted(maps.Keys(v.taken)) {
		n := v.taken[e] + v.liked[e]
		total += n
		if n > most {
			best, most = e, n
		}
	}
	return best, float64(most) >= minAgreement*float64(total) && most > 0
}

// isUseful reports whether a text would help as a phrasing of entry.
func isUseful(s *State, text, entry string) bool {
	if n := utf8.RuneCountInString(text); n > corpus.MaxPhrasing || len(strings.Fields(text)) < minWords {
		return false
	}
	r := advisor.New(s.Corpus, s.Index).Ask(advisor.Question{Text: text})
	if r.Outcome == advisor.Answer && r.EntryID() == entry {
		return false
	}
	for w := range strings.FieldsSeq(r.Match.Normal) {
		if !strings.HasPrefix(w, "{") && stem(w) != "" {
			return true
		}
	}
	return false // only roles and stop words: "what about the cio"
}

// phrasings are the normal forms of all questions and phrasings of a corpus.
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
	File          string // the name shown to people: the layer's name and Path
	Path          string // within its layer
	Before, After []byte
	line          int      // the new lines follow this one, counted from 1
	added         []string // the new lines, each with its line end
}

// Edits adds suggestions to the files of their entries; layers are those the
// corpus was loaded from. The error names an entry that does not exist, or a
// file that cannot be read or edited.
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

// add adds the texts after the file's last phrasing.
func (d *Edit) add(e *corpus.Entry, texts []string) error {
	lines := strings.SplitAfter(string(d.Before), "\n")
	notAList := hint.New(d.File+": its phrasings are not a list with a line each", fmt.Sprintf("add these by hand: %q", texts))
	if len(e.Phrasings) == 0 {
		return notAList
	}
	last := e.Phrasings[len(e.Phrasings)-1].Line
	if last < 1 || last > len(lines) {
		return notAList
	}
	item := lines[last-1]
	body := strings.TrimLeft(item, " ")
	if !strings.HasPrefix(body, "- ") {
		return notAList
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
		d.added = append(d.added, indent+"- "+yamlString(t)+"\n")
	}
	d.After = []byte(strings.Join(slices.Concat(lines[:last], d.added, lines[last:]), ""))
	return nil
}

// yamlString writes a text as a YAML string, with quotes where it needs them.
func yamlString(s string) string {
	isLetter := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	isPlain := strings.IndexFunc(s, func(r rune) bool {
		return !(isLetter(r) || r >= '0' && r <= '9' || strings.ContainsRune(" ,.'?/()+%-", r))
	}) < 0
	if isPlain && s != "" && isLetter(rune(s[0])) && strings.Contains(s, " ") {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`).Replace(s) + `"`
}

// Patch writes the edits as one unified diff, for `git apply` or `patch -p1`.
func Patch(w io.Writer, edits []Edit) error {
	var b bytes.Buffer
	for _, d := range edits {
		lines := strings.SplitAfter(string(d.Before), "\n")
		from, to := max(0, d.line-patchContext), min(len(lines), d.line+patchContext)
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
