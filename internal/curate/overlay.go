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

// Folder returns a company's own folder as a layer of a corpus.
func Folder(dir string) corpus.Layer {
	return corpus.Layer{Name: path.Clean(filepath.ToSlash(dir)), FS: folder(dir)}
}

// folder is a folder on disk as a file system. Open never blocks, not even on a
// pipe that replaced a file after the folder was listed.
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

// Above returns the folder and all its parents; package corpus finds links that
// lead back to one of them.
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

// read puts the overlay on top of the base. It replaces each file with a fault
// by its content in the state before, or leaves it out if there is none, until
// the corpus has no fault. A file that is left out takes those with it that need
// it, such as the entries of a role. If the fault is in no file of the overlay,
// read returns the state before. faults are those of the folder as it is now.
func (l *Live) read(ctx context.Context, before *State) (next *State, faults corpus.Problems) {
	defer func() { slices.SortStableFunc(faults, byFileAndLine) }()
	layer := Folder(l.o.Dir)
	l.loaded = corpus.Fingerprint(ctx, layer.FS)
	layer, unread := corpus.Read(ctx, layer)
	bad := map[string]bool{} // files known to have faults
	// fallBack replaces a file, or the files of a folder, by their last good
	// content; if that was tried already, it leaves them out.
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
			if !ours || !bad[name] { // the author need not fix content that is replaced
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

func byFileAndLine(a, b corpus.Problem) int {
	return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
}

// Check returns the faults that a file of the overlay would have with data as
// its content. name is its path in the overlay. It needs Ready.
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
