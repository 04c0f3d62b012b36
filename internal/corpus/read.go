package corpus

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
)

// Read reads a layer's files into memory, within the limits of this package. The
// problems name files and folders that could not be read; a problem that names the
// layer itself means that the rest was not read, for instance because ctx ended.
func Read(ctx context.Context, layer Layer) (Layer, Problems) {
	l := &loader{name: layer.Name, broken: map[string]bool{}}
	layer.Files = l.read(ctx, layer.FS)
	return layer, l.problems.Sorted()
}

// read reads the files that are part of a corpus. A file that cannot be read is reported
// and left out.
func (l *loader) read(ctx context.Context, fsys fs.FS) map[string][]byte {
	files := map[string][]byte{}
	for _, f := range l.survey(ctx, fsys) {
		if ctx.Err() != nil {
			l.unreadable(".", ctx.Err())
			return files
		}
		data, err := ReadFile(fsys, f.path)
		if err != nil {
			l.unreadable(f.path, err)
			continue
		}
		files[f.path] = data
	}
	return files
}

// Fingerprint is a hash of the names, modes, sizes and times of the files that Read
// reads, without opening them, and of the problems it would report. While it stays the
// same, Read would return the same.
func Fingerprint(ctx context.Context, fsys fs.FS) string {
	l, h := &loader{broken: map[string]bool{}}, sha256.New()
	for _, f := range l.survey(ctx, fsys) {
		fmt.Fprintf(h, "%s %v %d %d\n", f.path, f.info.Mode(), f.info.Size(), f.info.ModTime().UnixNano())
	}
	for _, p := range l.problems {
		fmt.Fprintln(h, p)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// unreadable reports a file or folder that cannot be read; "." is the layer itself.
func (l *loader) unreadable(p string, err error) {
	l.unusable(p)
	if pe := (*fs.PathError)(nil); errors.As(err, &pe) {
		err = pe.Err // without the path, which is relative to the layer
	}
	problem := Problem{File: l.shownName(p), Folder: p == ".", What: "cannot be read: " + err.Error(), Hint: "check that it exists and may be read"}
	if r, ok := err.(refusal); ok {
		problem.What, problem.Hint = r.what, r.hint
	}
	l.problems = append(l.problems, problem)
}
