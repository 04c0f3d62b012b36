package weights

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	mark = "rolecall weights\n" // begins a file; fingerprint, SHA-256 of fingerprint and weights, weights follow
	ext  = ".weights"           // a file's name is its fingerprint and this extension

	// maxFiles is how many files a folder keeps, those used last. A choice: each edit of the corpus
	// adds one of 4.5 MB; an old one is used again when the edit is reverted, or when
	// several programs with different corpora share the folder.
	maxFiles = 5

	// maxFileSize bounds what is read into memory. A choice: ten times what weights of
	// 2,000 classes, the most that are trained, would take.
	maxFileSize = 256 << 20
)

// Pack returns the content of a weights file.
func Pack(fingerprint string, weights []byte) []byte {
	return slices.Concat([]byte(mark), []byte(fingerprint), []byte(sumOf(fingerprint, string(weights))), weights)
}

func sumOf(fingerprint, weights string) string {
	h := sha256.New()
	part := make([]byte, 0, 1<<15) // a hash takes no strings, and a copy of all would be megabytes
	for _, s := range []string{fingerprint, weights} {
		for len(s) > 0 {
			n := min(len(s), cap(part))
			h.Write(append(part, s[:n]...))
			s = s[n:]
		}
	}
	return string(h.Sum(nil))
}

// unpack returns the weights in a file that Pack made for the same fingerprint. They are
// a part of it and no copy.
func unpack(fingerprint, file string) (string, error) {
	rest, ok := strings.CutPrefix(file, mark)
	if !ok || len(rest) < len(fingerprint)+sha256.Size {
		return "", errors.New("it is not a weights file, or is cut short")
	}
	if rest[:len(fingerprint)] != fingerprint {
		return "", errors.New("they were learned from another corpus, or by another version")
	}
	sum, weights := rest[len(fingerprint):][:sha256.Size], rest[len(fingerprint)+sha256.Size:]
	if sum != sumOf(fingerprint, weights) {
		return "", errors.New("the checksum is wrong: the file is damaged")
	}
	return weights, nil
}

// pathOf is the path of the weights with a fingerprint.
func pathOf(dir, fingerprint string) string { return filepath.Join(dir, fingerprint+ext) }

// read reads a weights file. It opens regular files only, since opening a pipe would
// block.
func read(file string) (string, error) {
	info, err := os.Stat(file)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFileSize {
		return "", fmt.Errorf("%s is not a weights file", file)
	}
	data, err := os.ReadFile(file)
	return string(data), err
}

// write writes weights into a folder.
func write(dir, fingerprint string, data []byte) error {
	return writeFile(pathOf(dir, fingerprint), data)
}

// writeFile writes a file, atomically and readable only by this user. It does not sync: the
// checksum detects a file that a power cut left incomplete.
func writeFile(path string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // of mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// prune removes all but the files used last, including incomplete ones of a process that
// was killed. Another process may remove the same file at the same time.
func prune(dir string) error {
	found, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var files []fs.FileInfo
	for _, d := range found {
		if name, _, ok := strings.Cut(d.Name(), ext); !ok || len(name) != 2*sha256.Size {
			continue // another kind of file
		}
		if info, err := d.Info(); err == nil {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	var errs []error
	for _, info := range files[min(maxFiles, len(files)):] {
		if err := os.Remove(filepath.Join(dir, info.Name())); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
