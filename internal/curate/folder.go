package curate

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
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
