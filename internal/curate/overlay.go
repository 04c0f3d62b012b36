package curate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// upper is a layer over the base: the company's folder, or the edits over it.
type upper struct {
	name string // stands before its files in problems
	todo string // what to do about a fault of the whole layer
	// read reads the layer. A problem with Folder set means that nothing of it was read.
	// newest are the newest edits, of the layer of edits alone.
	read func(context.Context) (layer corpus.Layer, newest map[string]edit, faults corpus.Problems)
}

// uppers are the layers over the base, the lowest first.
func (l *Live) uppers() (list []upper) {
	if l.o.Dir != "" {
		list = append(list, upper{l.o.Dir, "what was in service stays; the folder is tried again when it changes", l.readFolder})
	}
	if l.o.Edits != nil {
		list = append(list, upper{EditsName, "what was in service stays; the edits are tried again when one is saved", l.readEdits})
	}
	return list
}

func (l *Live) readFolder(ctx context.Context) (corpus.Layer, map[string]edit, corpus.Problems) {
	layer := Folder(l.o.Dir)
	l.loaded = corpus.Fingerprint(ctx, layer.FS)
	layer, faults := corpus.Read(ctx, layer)
	return layer, nil, faults
}

func (l *Live) readEdits(ctx context.Context) (corpus.Layer, map[string]edit, corpus.Problems) {
	docs, err := l.o.Edits(ctx)
	l.away = nil
	if errors.Is(err, feedback.ErrAway) {
		l.away = err
	}
	if err != nil {
		return corpus.Layer{Name: EditsName}, nil, corpus.Problems{{File: EditsName, Folder: true, What: "cannot be read: " + err.Error(), Hint: hint.Of(err)}}
	}
	newest, faults := newestEdits(docs)
	return layerOf(newest), newest, faults
}

// reading is an upper layer while it is read.
type reading struct {
	upper
	layer  corpus.Layer
	newest map[string]edit
	good   map[string][]byte // its files in the state before
	bad    map[string]bool   // its files known to have faults
}

// path returns the path in the layer of a file that a problem names.
func (u upper) path(file string) (p string, ours bool) { return strings.CutPrefix(file, u.name+"/") }

// fallBack replaces a file, or the files of a folder, by their last good content; if that
// was tried already, it leaves them out.
func (r *reading) fallBack(name string) {
	delete(r.layer.Files, name)
	for p, good := range r.good {
		if p == name || strings.HasPrefix(p, name+"/") {
			if !r.bad[p] {
				r.layer.Files[p] = good
			}
			r.bad[p] = true
		}
	}
	r.bad[name] = true
	if r.layer.Files[name] == nil {
		r.layer.Left = append(r.layer.Left, name)
	}
}

// read puts the upper layers on top of the base. It replaces each file with a fault by
// its content in the state before, or leaves it out if there is none, until the corpus
// has no fault. A file that is left out takes those with it that need it, such as the
// entries of a role, whatever layer they are of; all others are not affected. Of a layer
// that cannot be read as a whole, all files of the state before stay. If the fault is in
// no file of an upper layer, read returns the state before. faults are those of the
// layers as they are now.
func (l *Live) read(ctx context.Context, before *State) (next *State, faults corpus.Problems) {
	defer func() { slices.SortStableFunc(faults, byFileAndLine) }()
	var layers []*reading
	for _, u := range l.uppers() {
		r := &reading{upper: u, good: before.files(u.name), bad: map[string]bool{}}
		var unread corpus.Problems
		r.layer, r.newest, unread = u.read(ctx)
		faults = append(faults, unread...)
		for _, p := range unread {
			name, below := u.path(p.File)
			if !below {
				r.layer.Files, r.newest = maps.Clone(r.good), before.newest
				break
			}
			if r.layer.Files[name] == nil { // else it is an edit whose version before can be read
				r.fallBack(name)
			}
		}
		if r.layer.Files == nil {
			r.layer.Files = map[string][]byte{} // so that its FS is not read
		}
		layers = append(layers, r)
	}
	for {
		next = &State{base: l.o.Base}
		for _, r := range layers {
			next.upper = append(next.upper, r.layer)
			if r.newest != nil {
				next.newest = r.newest
			}
		}
		c, problems, err := corpus.Load(next.layers()...)
		if err == nil {
			next.Corpus = c
			return next, faults
		}
		found := false
		for _, p := range problems {
			if p.Warning {
				continue
			}
			ours := slices.IndexFunc(layers, func(r *reading) bool { _, ours := r.path(p.File); return ours })
			if ours < 0 {
				faults = append(faults, p)
				continue
			}
			name, _ := layers[ours].path(p.File)
			if !layers[ours].bad[name] { // the author need not fix content that is replaced
				faults = append(faults, layers[ours].explain(p))
			}
		}
		for _, r := range layers {
			for _, name := range faulty(r, problems) {
				r.fallBack(name)
				found = true
			}
		}
		if !found {
			return before, faults
		}
	}
}

// faulty are the files of a layer that problems name, in order, each once.
func faulty(r *reading, problems corpus.Problems) []string {
	found := map[string]bool{}
	for _, p := range problems {
		if name, ours := r.path(p.File); ours && !p.Warning && r.layer.Files[name] != nil {
			found[name] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// explain adds to a problem of an edit where to fix it: its file is not on any disk.
func (u upper) explain(p corpus.Problem) corpus.Problem {
	if u.name == EditsName {
		p.Hint = strings.TrimPrefix(p.Hint+"; press Edit under the answer in Slack, or Back to the built-in answer in its history", "; ")
	}
	return p
}

func byFileAndLine(a, b corpus.Problem) int {
	return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
}

func tooLarge(file string) corpus.Problem {
	return corpus.Problem{File: file, What: fmt.Sprintf("is larger than %d MB", corpus.MaxFile>>20), Hint: "shorten it"}
}

// CheckEdits returns the faults that the corpus would have with these edits on top of
// those in service. It says nothing of the style of an answer: see package lint.
func (s *State) CheckEdits(edits ...feedback.Document) corpus.Problems {
	newest := maps.Clone(s.newest)
	if newest == nil {
		newest = map[string]edit{}
	}
	fresh, faults := newestEdits(edits)
	for p, e := range fresh {
		newest[p] = e
		if len(e.Text) > corpus.MaxFile {
			return corpus.Problems{tooLarge(path.Join(EditsName, p))}
		}
	}
	layers := slices.DeleteFunc(s.layers(), func(l corpus.Layer) bool { return l.Name == EditsName })
	_, problems, _ := corpus.Load(append(layers, layerOf(newest))...)
	return append(faults, slices.DeleteFunc(problems, func(p corpus.Problem) bool { return p.Warning })...)
}
