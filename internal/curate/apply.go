package curate

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/hint"
	"rolecall/internal/match"
)

// Apply writes edits below dir, the overlay's folder or the knowledge folder of
// the source tree, then loads and lints the result. base are the layers beneath
// dir. When the result cannot be used, every file is put back and the error
// lists the problems; otherwise the problems are what lint says of the files
// written. x may be nil: then nearness is not looked at.
func Apply(dir string, base []corpus.Layer, edits []Edit, now time.Time, x func(*corpus.Corpus) (*match.Index, error)) (corpus.Problems, error) {
	var undo []func() error
	back := func(err error) error {
		for _, f := range slices.Backward(undo) {
			err = errors.Join(err, f())
		}
		return err
	}
	for _, d := range edits {
		to := filepath.Join(dir, filepath.FromSlash(d.Path))
		before, err := corpus.ReadFile(Folder(dir).FS, d.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			undo = append(undo, func() error { return os.Remove(to) })
		case err != nil:
			return nil, back(err)
		case string(before) != string(d.Before):
			return nil, back(hint.New(to+" has changed since the suggestion was made", "run `rolecall feedback suggest` again"))
		default:
			undo = append(undo, func() error { return Replace(to, before) })
		}
		if err := Replace(to, d.After); err != nil {
			undo = undo[:len(undo)-1]
			return nil, back(err)
		}
	}
	c, _, err := corpus.Load(append(slices.Clone(base), Folder(dir))...)
	if err != nil {
		return nil, back(errors.Join(err, hint.New("nothing was written, since the result could not be used", "fix the files named, then run `rolecall feedback suggest` again")))
	}
	ps := corpus.Lint(c, nil, now)
	if x != nil {
		index, err := x(c)
		if err != nil {
			return nil, back(err)
		}
		ps = append(ps, Nearness(c, index)...)
	}
	written := map[string]bool{}
	for _, d := range edits {
		if e := c.Entry(d.Entry); e != nil {
			written[e.File] = true
		}
	}
	return slices.DeleteFunc(ps, func(p corpus.Problem) bool { return !written[p.File] }), nil
}

// Replace writes a file so that a reader sees the old or the new one whole.
func Replace(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".rolecall-*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
