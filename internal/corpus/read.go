package corpus

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
)

// Read takes a layer's files into memory, each within its bounds. The problems
// name the files, or folders, that could not be read; a problem of the layer's
// own name means that nothing could, as when ctx ended.
func Read(ctx context.Context, layer Layer) (Layer, Problems) {
	l := &loader{name: layer.Name, broken: map[string]bool{}}
	layer.Files = l.read(ctx, layer.FS)
	return layer, l.problems.sorted()
}

// read gathers the files that have a place in a corpus. What cannot be read is
// reported and costs itself alone.
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

// Fingerprint sums up the files that Read takes, without opening them, and what
// it would report instead. As long as it stays the same, Read would find what it
// found before.
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
