package curate

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"rolecall/internal/corpus"
)

// Folder is a company's own folder as a layer of a corpus.
func Folder(dir string) corpus.Layer {
	return corpus.Layer{Name: path.Clean(filepath.ToSlash(dir)), FS: folder(dir)}
}

// folder reads a folder of the disk. To open a file never waits: not even for
// a pipe that took the place of a file since it was looked at.
type folder string

func (f folder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	file, err := os.OpenFile(filepath.Join(string(f), filepath.FromSlash(name)), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	return file, nil
}

func (f folder) ReadDir(name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(os.DirFS(string(f)), name)
}

// Above is the folder and those it lies in.
func (f folder) Above() (above []fs.FileInfo) {
	dir, err := filepath.Abs(string(f))
	if err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	for last := ""; err == nil && dir != last; dir, last = filepath.Dir(dir), dir {
		if info, err := os.Stat(dir); err == nil {
			above = append(above, info)
		}
	}
	return above
}

func (f folder) Stat(name string) (fs.FileInfo, error) { return fs.Stat(os.DirFS(string(f)), name) }

// read joins the overlay with the base as far as it is good. A file with a fault
// is replaced by its content in the state before, or else left out, until
// nothing is wrong; what is left out costs itself and what cannot stand without
// it (a role's entries, say). When the fault lies with no file, the state before
// is the result. faults are those of the folder as it is.
func (l *Live) read(ctx context.Context, before *State) (next *State, faults corpus.Problems) {
	defer func() { slices.SortStableFunc(faults, byPlace) }()
	layer := Folder(l.o.Dir)
	l.looked = corpus.Fingerprint(ctx, layer.FS)
	layer, unread := corpus.Read(ctx, layer)
	bad := map[string]bool{} // files known to have faults
	// fallBack puts the good content of a file, or of the files of a folder, in the
	// place of what is there; once that has failed too, nothing.
	fallBack := func(name string) {
		delete(layer.Files, name)
		for p, good := range before.own {
			if p == name || strings.HasPrefix(p, name+"/") {
				if !bad[p] {
					layer.Files[p] = good
				}
				bad[p] = true
			}
		}
		bad[name] = true
		if layer.Files[name] == nil {
			layer.Left = append(layer.Left, name)
		}
	}
	for _, p := range unread {
		faults = append(faults, p)
		name, below := strings.CutPrefix(p.File, l.o.Dir+"/")
		if !below {
			return before, faults // the folder itself
		}
		fallBack(name)
	}
	for {
		c, problems, err := corpus.Load(append(slices.Clone(l.o.Base), layer)...)
		if err == nil {
			return &State{Corpus: c, own: layer.Files}, faults
		}
		found := map[string]bool{}
		for _, p := range problems {
			if p.Warning {
				continue
			}
			name, ours := strings.CutPrefix(p.File, l.o.Dir+"/")
			if !ours || !bad[name] { // the faults of former content are not the author's
				faults = append(faults, p)
			}
			if ours && layer.Files[name] != nil {
				found[name] = true
			}
		}
		if len(found) == 0 {
			return before, faults
		}
		for _, name := range slices.Sorted(maps.Keys(found)) {
			fallBack(name)
		}
	}
}

func byPlace(a, b corpus.Problem) int {
	return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
}

// Check is what would be wrong with a file of the overlay if it read like this.
func (l *Live) Check(name string, data []byte) corpus.Problems {
	layer := Folder(l.o.Dir)
	if len(data) > corpus.MaxFile {
		return corpus.Problems{{File: path.Join(layer.Name, name), What: fmt.Sprintf("is larger than %d KB", corpus.MaxFile>>10), Hint: "shorten it"}}
	}
	layer.Files = maps.Clone(l.State().own)
	if layer.Files == nil {
		layer.Files = map[string][]byte{}
	}
	layer.Files[name] = data
	_, problems, _ := corpus.Load(append(slices.Clone(l.o.Base), layer)...)
	return slices.DeleteFunc(problems, func(p corpus.Problem) bool { return p.Warning || p.File != path.Join(layer.Name, name) })
}
