package corpus

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// Read takes a layer's files into memory, each within its bounds. The problems
// name the files, or folders, that could not be read; a problem of the layer's
// own name means that nothing could.
func Read(layer Layer) (Layer, Problems) {
	l := &loader{name: layer.Name, broken: map[string]bool{}}
	layer.Files = l.read(layer.FS)
	return layer, l.problems.sorted()
}

// maxDepth is how deep folders may nest, twice as deep as ours do; it ends a
// walk through links in a ring.
const maxDepth = 8

// read gathers the files that have a place in a corpus. What cannot be read is
// reported and affects nothing else.
func (l *loader) read(fsys fs.FS) map[string][]byte {
	files, total := map[string][]byte{}, 0
	l.walk(fsys, ".", maxDepth, func(p string, _ fs.FileInfo) bool {
		data, err := ReadFile(fsys, p)
		if err != nil {
			l.unreadable(p, err)
			return true
		}
		files[p] = data
		total += len(data)
		return len(files) <= maxFiles && total <= maxTotal
	})
	if len(files) > maxFiles || total > maxTotal {
		l.unreadable(".", errTooMuch)
	}
	return files
}

// Fingerprint sums up the files that Read takes, without opening them, and what
// it would report instead. As long as it stays the same, Read would find what it
// found before.
func Fingerprint(fsys fs.FS) string {
	l, h, files := &loader{broken: map[string]bool{}}, sha256.New(), 0
	l.walk(fsys, ".", maxDepth, func(p string, info fs.FileInfo) bool {
		fmt.Fprintf(h, "%s %v %d %d\n", p, info.Mode(), info.Size(), info.ModTime().UnixNano())
		files++
		return files <= maxFiles
	})
	for _, p := range l.problems {
		fmt.Fprintln(h, p)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// walk hands the files below dir that have a place in a corpus to take, without
// hidden ones, until that has enough and returns false. Links are followed: a
// folder mounted by Kubernetes consists of them.
func (l *loader) walk(fsys fs.FS, dir string, depth int, take func(string, fs.FileInfo) bool) bool {
	found, err := fs.ReadDir(fsys, dir)
	if err != nil {
		l.unreadable(dir, err)
		return true
	}
	for _, d := range found {
		p := path.Join(dir, d.Name())
		if strings.HasPrefix(d.Name(), ".") {
			continue
		}
		// What a name points to is looked at first: to open a device has effects.
		info, err := fs.Stat(fsys, p)
		read, what, hint := l.reader(p)
		switch {
		case err != nil: // a link to nothing, say: it may have been a folder
			l.unreadable(p, err)
		case info.IsDir() && read != nil:
			l.unreadable(p, errFolder)
		case info.IsDir():
			if depth > 0 && !l.walk(fsys, p, depth-1, take) {
				return false
			}
		case what != "":
			l.bad(l.at(p), 0, what, hint)
			l.unusable(p)
		case read == nil: // not ours
		case !info.Mode().IsRegular():
			l.unreadable(p, errNotRegular)
		case !take(p, info):
			return false
		}
	}
	return true
}

// unreadable reports a file or folder that cannot be read. The layer is named
// when it is its own folder.
func (l *loader) unreadable(p string, err error) {
	l.unusable(p)
	if r, ok := err.(refusal); ok {
		l.bad(l.at(p), 0, r.what, r.hint)
		return
	}
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		err = pe.Err // it knows the path within the layer alone
	}
	l.bad(l.at(p), 0, "cannot be read: "+err.Error(), "check that it exists and may be read")
}
