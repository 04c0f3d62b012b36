package curate

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/lint"
	"rolecall/internal/hint"
	"rolecall/internal/match"
)

// Apply writes edits below dir, which is the overlay's folder or the knowledge
// folder of the source tree, then loads and lints the result. base are the
// layers below dir. If the result cannot be used, every file is restored and
// the error lists the problems; otherwise Apply returns what lint finds in the
// files written. buildIndex may be nil: then Nearness is left out.
func Apply(dir string, base []corpus.Layer, edits []Edit, now time.Time, buildIndex func(*corpus.Corpus) (*match.Index, error)) (corpus.Problems, error) {
	var undo []func() error
	rollback := func(err error) error {
		for _, f := range slices.Backward(undo) {
			err = errors.Join(err, f())
		}
		return err
	}
	for _, e := range edits {
		file := filepath.Join(dir, filepath.FromSlash(e.Path))
		before, err := corpus.ReadFile(Folder(dir).FS, e.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			undo = append(undo, func() error { return os.Remove(file) })
		case err != nil:
			return nil, rollback(err)
		case string(before) != string(e.Before):
			return nil, rollback(hint.New(file+" has changed since the suggestion was made", "run `rolecall feedback suggest` again"))
		default:
			undo = append(undo, func() error { return Replace(file, before) })
		}
		if err := Replace(file, e.After); err != nil {
			undo = undo[:len(undo)-1]
			return nil, rollback(err)
		}
	}
	c, _, err := corpus.Load(append(slices.Clone(base), Folder(dir))...)
	if err != nil {
		return nil, rollback(errors.Join(err, hint.New("nothing was written, since the result could not be used", "fix the files named, then run `rolecall feedback suggest` again")))
	}
	problems := lint.Corpus(c, nil, now)
	if buildIndex != nil {
		index, err := buildIndex(c)
		if err != nil {
			return nil, rollback(err)
		}
		problems = append(problems, Nearness(c, index)...)
	}
	written := map[string]bool{}
	for _, e := range edits {
		if entry := c.Entry(e.Entry); entry != nil {
			written[entry.File] = true
		}
	}
	return slices.DeleteFunc(problems, func(p corpus.Problem) bool { return !written[p.File] }), nil
}

// Replace writes a file atomically: a reader sees the old or the new content,
// never a part of either. It keeps the mode of a file that exists.
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
