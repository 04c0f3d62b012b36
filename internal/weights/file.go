package weights

import (
	"bytes"
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
	mark = "rolecall weights\n" // begins a file; then the fingerprint, a checksum of all the rest, the weights
	ext  = ".weights"           // a file's name is its fingerprint and this

	// kept is how many files a folder holds. Each edit of a corpus makes one, of
	// 2.3 MB; an old one serves when an edit is taken back, or two copies of
	// the program with corpora of their own share a folder.
	kept = 5

	// largest is a size no weights have: 2,000 classes, the most that are learned,
	// would come to a tenth of it. Anything larger is not read into memory.
	largest = 256 << 20
)

// Pack makes the content of a file of weights.
func Pack(fingerprint string, weights []byte) []byte {
	sum := sha256.Sum256([]byte(fingerprint + string(weights)))
	return slices.Concat([]byte(mark), []byte(fingerprint), sum[:], weights)
}

// unpack returns the weights of a file that Pack made for the same fingerprint.
func unpack(fingerprint string, file []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(file, []byte(mark))
	if !ok || len(rest) < len(fingerprint)+sha256.Size {
		return nil, errors.New("it is no file of weights, or is cut short")
	}
	if string(rest[:len(fingerprint)]) != fingerprint {
		return nil, errors.New("they were learned from another corpus, or by another version")
	}
	sum, weights := rest[len(fingerprint):][:sha256.Size], rest[len(fingerprint)+sha256.Size:]
	if want := sha256.Sum256([]byte(fingerprint + string(weights))); !bytes.Equal(sum, want[:]) {
		return nil, errors.New("the checksum is wrong: the file is damaged")
	}
	return weights, nil
}

func pathOf(dir, fingerprint string) string { return filepath.Join(dir, fingerprint+ext) }

// read reads a file, and waits for nothing that stands in its place.
func read(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > largest {
		return nil, fmt.Errorf("%s is not a file of weights", file)
	}
	return os.ReadFile(file)
}

// write puts a file into a folder, whole or not at all, readable by this user
// alone, and removes the oldest. It is not synced: the checksum finds a file that a
// power cut left half written.
func write(dir, fingerprint string, data []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, fingerprint+ext+".*") // of mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), pathOf(dir, fingerprint))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return prune(dir)
}

// prune removes all but the newest files, those half written by a process that
// was killed included. A file that is gone was removed by someone else.
func prune(dir string) error {
	found, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var files []fs.FileInfo
	for _, d := range found {
		if name, _, ok := strings.Cut(d.Name(), ext); !ok || len(name) != 2*sha256.Size {
			continue // not ours
		}
		if info, err := d.Info(); err == nil {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	var faults []error
	for _, info := range files[min(kept, len(files)):] {
		if err := os.Remove(filepath.Join(dir, info.Name())); !errors.Is(err, fs.ErrNotExist) {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}
