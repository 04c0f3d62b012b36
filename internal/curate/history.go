package curate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// versions returns the versions of a file, oldest first.
func (r *Room) versions(ctx context.Context, path string) ([]edit, error) {
	docs, err := r.store.Documents(ctx, feedback.DocumentEdit)
	if err != nil {
		return nil, err
	}
	return versionsIn(docs, path), nil
}

func versionsIn(docs []feedback.Document, path string) (list []edit) {
	for _, d := range docs {
		p, n, ok := EditOf(d.ID)
		if !ok || p != path {
			continue
		}
		e := edit{Document: d, path: p, version: n}
		e.unreadable = json.Unmarshal(d.Body, &e.EditBody) != nil // the one before it is in service
		list = append(list, e)
	}
	return list
}

// Version is a version of an entry.
type Version struct {
	N      int
	By     string // Slack id; "" if that person asked to be forgotten
	At     time.Time
	Note   string
	Gone   bool   // the built-in answer, or the folder's, is in service again
	Answer string // the short answer
}

// History returns the versions of an entry, newest first. builtIn reports whether there
// is an answer below the edits to go back to.
func (r *Room) History(ctx context.Context, id string) (list []Version, builtIn bool, err error) {
	s := r.live.State()
	path := pathOf(s.Corpus, id)
	all, err := r.versions(ctx, path)
	if err != nil {
		return nil, false, err
	}
	for _, e := range slices.Backward(all) {
		if e.unreadable {
			continue
		}
		v := Version{N: e.version, By: e.By, At: e.Saved, Note: e.Note, Gone: e.Text == ""}
		if !v.Gone {
			short, _ := prose.Parse(entryform.Read(&corpus.Entry{ID: id}, []byte(e.Text)).Short, 1)
			v.Answer = short.Plain(nil) // without the ids of sources
		}
		list = append(list, v)
	}
	return list, s.below(path) != nil, nil
}

// Back puts an earlier version of an entry into service again; version 0 is the built-in
// answer, or the folder's. It is a new version itself.
func (r *Room) Back(ctx context.Context, by, id string, version int) (Saved, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.live.State()
	path := pathOf(s.Corpus, id)
	list, err := r.versions(ctx, path)
	if err != nil {
		return Saved{}, err
	}
	last := 0
	if n := len(list); n > 0 {
		last = list[n-1].version
	}
	if version == 0 {
		if s.below(path) == nil {
			return Saved{}, hint.New("there is no built-in answer to go back to", "go back to an earlier version")
		}
		return r.put(ctx, by, path, last+1, EditBody{Note: NoteBuiltIn})
	}
	i := slices.IndexFunc(list, func(e edit) bool { return e.version == version })
	if i < 0 || list[i].Text == "" {
		return Saved{}, hint.New("there is no such version", "open History again")
	}
	if _, _, faults := r.try(s, entryform.File{ID: id, Path: path, Data: []byte(list[i].Text), Add: list[i].Sources}); faults[path] != nil {
		return Saved{}, faults[path]
	}
	return r.put(ctx, by, path, last+1, EditBody{Text: list[i].Text, Sources: list[i].Sources, Note: NoteBack, Base: baseOf(s.below(path))})
}

// Conflict says that someone else saved an entry while a form was open. It is an error.
type Conflict struct {
	By      string // Slack id, "" if that person asked to be forgotten
	At      time.Time
	Version int              // theirs
	Theirs  entryform.Fields // what they saved; without a question if they went back to the built-in answer
}

// Error implements error.
func (c *Conflict) Error() string {
	return "someone else saved this entry at " + c.At.UTC().Format("15:04") + " UTC"
}

// unchanged reports whether the form of an entry holds what is in service already.
func (r *Room) unchanged(s *State, it *item) bool {
	e := s.Corpus.Entry(it.fields.ID)
	if e == nil {
		return false
	}
	_, text, _ := s.File(e.ID)
	now, faults := entryform.Read(e, []byte(text)).Write(s.Corpus, []byte(text), r.now())
	return faults == nil && bytes.Equal(now.Data, it.file.Data)
}

// addedSources are those that edits have added and a file names: each version has all that
// it needs, since only the newest of a file is in service.
func addedSources(newest map[string]edit, file []byte) (out []entryform.Source) {
	for _, path := range slices.Sorted(maps.Keys(newest)) {
		for _, s := range newest[path].Sources {
			named := bytes.Contains(file, []byte(s.ID)) // or one whose id begins so, which does no harm
			if named && !slices.ContainsFunc(out, func(x entryform.Source) bool { return x.ID == s.ID }) {
				out = append(out, s)
			}
		}
	}
	return out
}

// pathOf is the path of an entry's file below its layer, also of one that is gone.
func pathOf(c *corpus.Corpus, id string) string {
	if e := c.Entry(id); e != nil {
		return e.File[strings.LastIndex(e.File, "entries/"):]
	}
	return "entries/" + strings.Replace(id, ".", "/", 1) + ".md"
}

// withEdits returns the layers of a state with other edits.
func (s *State) withEdits(edits corpus.Layer) []corpus.Layer {
	list := slices.DeleteFunc(s.layers(), func(l corpus.Layer) bool { return l.Name == EditsName })
	return append(list, edits)
}

// below returns the content of a file below the edits, nil where there is none.
func (s *State) below(path string) []byte {
	for _, l := range slices.Backward(s.layers()) {
		if l.Name != EditsName {
			if data := contentOf(l, path); data != nil {
				return data
			}
		}
	}
	return nil
}

// baseOf is a hash of a file below the edits, "" for none.
func baseOf(data []byte) string {
	if data == nil {
		return ""
	}
	h := sha256.Sum256(data)
	return hex.EncodeToString(h[:8])
}

// contentOf returns the content of a layer's file, nil where there is none.
func contentOf(l corpus.Layer, path string) []byte {
	if l.Files != nil {
		return l.Files[path]
	}
	data, err := corpus.ReadFile(l.FS, path)
	if err != nil {
		return nil
	}
	return data
}
