package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"rolecall/internal/feedback"
)

func damaged(path, what string) error {
	file := "FILE"
	if found, _ := filesNextTo(path, filepath.Base(path)+".v", ".bak"); len(found) > 0 {
		file = found[len(found)-1]
	}
	return &feedback.Fault{Where: path, What: "is damaged: " + what,
		Hint: "put a backup in its place with `rolecall feedback restore " + file + "`, or move it away to start with an empty store; it was not changed", Err: feedback.ErrDamaged}
}

// explain turns an error of bbolt or the system into a Fault with a hint.
func explain(path string, err error) error {
	var fault *feedback.Fault
	switch {
	case err == nil || errors.As(err, &fault) || errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, bolterrors.ErrTimeout):
		return &feedback.Fault{Where: path, What: "is in use: another rolecall serve is using it",
			Hint: "one process per file: ask that one over its admin socket, or give this one a ROLECALL_DATA_DIR of its own", Err: feedback.ErrInUse}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &feedback.Fault{Where: path, What: "cannot be written: " + err.Error(),
			Hint: "give this user write permission on " + filepath.Dir(path) + ", or set ROLECALL_DATA_DIR to a folder it owns", Err: feedback.ErrReadOnly}
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG),
		strings.Contains(err.Error(), "file resize error"), // bbolt hides the cause of these
		strings.Contains(err.Error(), syscall.ENOSPC.Error()):
		return &feedback.Fault{Where: path, What: "cannot grow: no space left", Hint: "free some space in " + filepath.Dir(path) + "; nothing recorded before is lost", Err: feedback.ErrFull}
	}
	return fmt.Errorf("feedback store %s: %w", path, err)
}

// guard runs f and turns panics of bbolt, and faults in its memory map, into a Fault:
// bbolt panics when a page is not as expected.
func guard(path string, f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = damaged(path, fmt.Sprint(p))
		}
	}()
	return f()
}

// The layout of bbolt's meta pages, of which a file has two (bbolt, internal/common:
// page.go and meta.go).
const (
	pageHeader = 16
	metaMagic  = 0xED0CDAED
	metaSum    = 56 // offset of the checksum within the meta
	metaLength = 64
)

// The page sizes with which a file is tried, in bytes: bbolt uses that of the system
// that made the file, which is 4 to 64 KB; smaller ones cost nothing.
const (
	minPageSize = 1 << 9
	maxPageSize = 1 << 16
)

// checkFile reads a file's meta pages before bbolt maps it. It returns an error if the
// file is not a store or is incomplete, and changes nothing.
func checkFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return &feedback.Fault{Where: path, What: "is not a file", Hint: "set ROLECALL_DATA_DIR to a folder of its own", Err: feedback.ErrDamaged}
	}
	if info.Size() == 0 {
		return damaged(path, "it is empty")
	}
	var best, high uint64
	valid := false
	for page := int64(minPageSize); page <= maxPageSize; page <<= 1 {
		for _, at := range []int64{0, page} {
			m := make([]byte, metaLength)
			if _, err := f.ReadAt(m, at+pageHeader); err != nil {
				continue
			}
			size := int64(binary.NativeEndian.Uint32(m[8:]))
			h := fnv.New64a()
			h.Write(m[:metaSum])
			if binary.NativeEndian.Uint32(m) != metaMagic || h.Sum64() != binary.NativeEndian.Uint64(m[metaSum:]) || size != page {
				continue
			}
			if txid := binary.NativeEndian.Uint64(m[48:]); !valid || txid > best {
				best, high, valid = txid, binary.NativeEndian.Uint64(m[40:])*uint64(size), true
			}
		}
	}
	switch {
	case !valid:
		return damaged(path, "it is not a feedback store, or its first pages are broken")
	case uint64(info.Size()) < high:
		return damaged(path, fmt.Sprintf("it has only %d of %d bytes", info.Size(), high))
	}
	return nil
}

// maxWalkBytes is the file size up to which every page is read at the start, so that a
// broken one is found before it is needed. A choice: reading 32 MB from the system's
// cache took 7 ms (measured), and 8 MB from a slow disk take less than a second.
const maxWalkBytes = 8 << 20

// checkPages reads every page of a file that is not larger than maxWalkBytes.
func checkPages(path string, db *bbolt.DB) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() > maxWalkBytes {
		return err
	}
	if err := db.View(walk); err != nil {
		return damaged(path, err.Error())
	}
	return nil
}

func walk(tx *bbolt.Tx) error {
	var each func(b *bbolt.Bucket) error
	each = func(b *bbolt.Bucket) error {
		var last []byte
		return b.ForEach(func(k, v []byte) error {
			if last != nil && bytes.Compare(last, k) >= 0 {
				return errors.New("keys out of order")
			}
			last = append(last[:0], k...)
			if v == nil {
				return each(b.Bucket(k))
			}
			return nil
		})
	}
	return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error { return each(b) })
}

// abandon closes a file after an error. bbolt may panic again when it closes the file,
// and would then keep the lock.
func abandon(path string, db *bbolt.DB, file *os.File) {
	_ = guard(path, db.Close)
	unlock(file)
	file.Close()
}

// openFile opens or creates a bbolt file and takes its lock, which readers share. wait
// is how long to wait for the lock.
func openFile(path string, wait time.Duration, readOnly bool) (db *bbolt.DB, file *os.File, err error) {
	err = guard(path, func() (err error) {
		db, err = bbolt.Open(path, 0o600, &bbolt.Options{Timeout: wait, NoStatistics: true, ReadOnly: readOnly,
			OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
				f, err := os.OpenFile(name, flag, mode)
				file = f
				return f, err
			}})
		return err
	})
	if err != nil {
		if file != nil && db == nil {
			unlock(file) // bbolt has panicked; if it has closed the file, this does nothing
			file.Close()
		}
		if errors.Is(err, bolterrors.ErrInvalid) || errors.Is(err, bolterrors.ErrChecksum) || errors.Is(err, bolterrors.ErrVersionMismatch) {
			return nil, nil, damaged(path, err.Error())
		}
		return nil, nil, explain(path, err)
	}
	// A purge may have replaced the file while we waited for the lock.
	mine, err := file.Stat()
	if err == nil {
		now, err2 := os.Stat(path)
		if err2 == nil && os.SameFile(mine, now) {
			return db, file, nil
		}
	}
	abandon(path, db, file)
	return nil, nil, &feedback.Fault{Where: path, What: "is in use: another rolecall has just replaced it", Hint: "try again", Err: feedback.ErrInUse}
}

// hidden returns the name of a temporary file next to the store, which is removed at
// the next start if a crash left it. The leading dot tells it from files of the
// operator, such as feedback.db.backup or feedback.db.compact.
func hidden(path, suffix string) string { return "." + filepath.Base(path) + suffix }

// filesNextTo lists the files in path's folder whose names have the prefix and the
// suffix. It uses no glob pattern, since a folder's name may contain any character.
func filesNextTo(path, prefix, suffix string) (found []string, err error) {
	files, err := os.ReadDir(filepath.Dir(path))
	for _, f := range files {
		if strings.HasPrefix(f.Name(), prefix) && strings.HasSuffix(f.Name(), suffix) {
			found = append(found, filepath.Join(filepath.Dir(path), f.Name()))
		}
	}
	return found, err
}

// removeTemporary removes the files that a crash left of a backup or a rewriting. The
// caller must hold the store's lock, so that no other process uses them.
func removeTemporary(path string) error {
	left, err := filesNextTo(path, hidden(path, snapshotSuffix), "")
	for _, l := range append(left, filepath.Join(filepath.Dir(path), hidden(path, compactSuffix))) {
		if e := os.Remove(l); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// create makes a complete new store under a temporary name and then renames it, so
// that a crash leaves no incomplete file at path.
func create(path string, init func(*bbolt.Tx) error) error {
	tmp := fmt.Sprintf("%s.new%d", path, os.Getpid())
	defer os.Remove(tmp)
	os.Remove(tmp)
	db, _, err := openFile(tmp, defaultWait, false)
	if err == nil {
		err = errors.Join(guard(path, func() error { return db.Update(init) }), db.Close())
	}
	if err != nil {
		var fault *feedback.Fault
		if errors.As(err, &fault) {
			fault.Where = path
		}
		return explain(path, err)
	}
	// Unlike a rename, a link never replaces a file that another process has just
	// made. Some file systems have no links.
	if err := os.Link(tmp, path); err != nil && !errors.Is(err, fs.ErrExist) {
		if err := os.Rename(tmp, path); err != nil {
			return explain(path, err)
		}
	}
	return syncDir(path)
}

// syncDir makes a rename in path's folder survive a power failure.
func syncDir(path string) error {
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}

// copyOut writes a copy of db to a new file, synced and with mode 0600, without freed
// pages.
func copyOut(db *bbolt.DB, to string, opt Options) error {
	os.Remove(to) // of a migration that failed
	next, _, err := openFile(to, opt.Wait, false)
	if err != nil {
		os.Remove(to)
		return err
	}
	next.NoSync = true
	err = errors.Join(opt.compact(next, db), next.Sync(), next.Close())
	if err != nil {
		os.Remove(to)
	}
	return err
}
