package curate

import (
	"maps"
	"slices"
	"strings"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

// State is a corpus in service with its index. It never changes.
type State struct {
	Corpus *corpus.Corpus
	Index  *match.Index

	base   []corpus.Layer
	upper  []corpus.Layer  // over the base, with the files that are in service; the lowest first
	newest map[string]edit // the newest versions, by path, also of files that are left out
}

// LayerKind says which layer of knowledge something comes from.
type LayerKind string

// The layers, the lowest first.
const (
	BuiltIn    LayerKind = "built-in"
	FromFolder LayerKind = "folder"
	FromEdits  LayerKind = "edits"
)

// layers are those that the corpus was loaded from.
func (s *State) layers() []corpus.Layer { return slices.Concat(s.base, s.upper) }

// files are the files in service of an upper layer.
func (s *State) files(layer string) map[string][]byte {
	for _, u := range s.upper {
		if u.Name == layer {
			return u.Files
		}
	}
	return nil
}

// LayerOf returns the layer that an entry comes from; "" for an entry that is not in
// service.
func (s *State) LayerOf(entry string) LayerKind {
	kind, _, _ := s.find(entry)
	return kind
}

// File returns the path of an entry's file in its layer, such as "entries/cto/salary.md",
// and its content as it is in service; ok is false for an entry that is not in service.
func (s *State) File(entry string) (path, text string, ok bool) {
	kind, path, text := s.find(entry)
	return path, text, kind != ""
}

func (s *State) find(entry string) (kind LayerKind, path, text string) {
	e := s.Corpus.Entry(entry)
	if e == nil {
		return "", "", ""
	}
	for _, u := range slices.Backward(s.upper) {
		if p, ours := strings.CutPrefix(e.File, u.Name+"/"); ours && u.Files[p] != nil {
			kind = FromFolder
			if u.Name == EditsName {
				kind = FromEdits
			}
			return kind, p, string(u.Files[p])
		}
	}
	for _, b := range s.base {
		if p, ours := strings.CutPrefix(e.File, b.Name+"/"); ours {
			data := b.Files[p]
			if b.Files == nil {
				data, _ = corpus.ReadFile(b.FS, p) // it was read when the corpus was loaded
			}
			return BuiltIn, p, string(data)
		}
	}
	return "", "", ""
}

// Edits returns how many edited files are in service.
func (s *State) Edits() int { return CountEdits(corpus.Layer{Files: s.files(EditsName)}) }

// CountEdits returns how many edited files a layer of edits has; their sources are no
// file that someone edited.
func CountEdits(layer corpus.Layer) int {
	n := len(layer.Files)
	if layer.Files[SourcesFile] != nil {
		n--
	}
	return n
}

// Outdated lists the edited files below which something else stands by now than when they
// were last edited, by path: a new version of Rolecall, or of the folder.
func (s *State) Outdated() (paths []string) {
	for _, p := range slices.Sorted(maps.Keys(s.newest)) {
		if e := s.newest[p]; e.Text != "" && e.Base != "" && e.Base != baseOf(s.below(p)) {
			paths = append(paths, p)
		}
	}
	return paths
}

// Both lists the files that stand both in the folder and in the edits, by path: the edit
// is in service. Both may add sources.
func (s *State) Both() (paths []string) {
	edits := s.files(EditsName)
	for _, u := range s.upper {
		if u.Name == EditsName {
			continue
		}
		for _, p := range slices.Sorted(maps.Keys(u.Files)) {
			if edits[p] != nil && p != SourcesFile {
				paths = append(paths, p)
			}
		}
	}
	return paths
}

// same reports whether two states have the same corpus, file by file from the same layer.
func (s *State) same(as *State) bool {
	return s.Corpus.Version == as.Corpus.Version && slices.EqualFunc(s.upper, as.upper, func(a, b corpus.Layer) bool { return len(a.Files) == len(b.Files) })
}

// without returns the state with the files of one upper layer as they were before; its
// Corpus is nil if that cannot be used.
func (s *State) without(layer string, before *State) *State {
	out := &State{base: s.base, upper: slices.Clone(s.upper), newest: s.newest}
	for i := range out.upper {
		if u := &out.upper[i]; u.Name == layer {
			u.Files, u.Left = before.files(layer), nil
			if u.Files == nil {
				u.Files = map[string][]byte{}
			}
		}
	}
	if layer == EditsName {
		out.newest = before.newest
	}
	if c, _, err := corpus.Load(out.layers()...); err == nil {
		out.Corpus = c
	}
	return out
}

// problems returns the problems of the corpus.
func (s *State) problems() corpus.Problems {
	_, problems, _ := corpus.Load(s.layers()...)
	return problems
}
