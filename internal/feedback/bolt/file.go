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
	hint := "restore a backup over it, or move it away to begin anew; it was left as it is"
	if found, _ := beside(path, filepath.Base(path)+".", ".bak"); len(found) > 0 {
		hint = "restore " + found[len(found)-1] + " over it, or move it away to begin anew; it was left as it is"
	}
	return &feedback.Fault{Path: path, What: "is damaged: " + what, Hint: hint, Err: feedback.ErrDamaged}
}

// explain puts a cause and a hint to what the system says about a file.
func explain(path string, err error) error {
	var fault *feedback.Fault
	switch {
	case err == nil || errors.As(err, &fault) || errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, bolterrors.ErrTimeout):
		return &feedback.Fault{Path: path, What: "is in use: another rolecall serve is using it",
			Hint: "one process per file: ask that one over its admin socket, or give this one a ROLECALL_DATA_DIR of its own", Err: feedback.ErrInUse}
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return &feedback.Fault{Path: path, What: "cannot be written: " + err.Error(),
			Hint: "give this user write permission on " + filepath.Dir(path) + ", or set ROLECALL_DATA_DIR to a folder it owns", Err: feedback.ErrReadOnly}
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG),
		strings.Contains(err.Error(), "file resize error"), // bbolt hides the cause of these
		strings.Contains(err.Error(), syscall.ENOSPC.Error()):
		return &feedback.Fault{Path: path, What: "cannot grow: no space left", Hint: "free some space in " + filepath.Dir(path) + "; nothing recorded before is lost", Err: feedback.ErrFull}
	}
	return fmt.Errorf("feedback store %s: %w", path, err)
}

// guard runs f and turns bbolt's panics, and faults on its memory map, into a
// Fault: bbolt panics on pages that are not what it expects.
func guard(path string, f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = damaged(path, fmt.Sprint(p))
		}
	}()
	return f()
}

// The layout of bbolt's meta pages, of which a file has two.
const (
	pageHeader = 16
	metaMagic  = 0xED0CDAED
	metaSum    = 56 // offset of the checksum within the meta
	metaLength = 64
)

// checkFile reads a file's meta pages before bbolt maps it, and refuses what
// is no store or was cut short. It changes nothing.
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
		return &feedback.Fault{Path: path, What: "is not a file", Hint: "set ROLECALL_DATA_DIR to a folder of its own", Err: feedback.ErrDamaged}
	}
	if info.Size() == 0 {
		return damaged(path, "it is empty")
	}
	var best, high uint64
	valid := false
	for page := int64(1 << 9); page <= 1<<16; page <<= 1 {
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
		return damaged(path, "it is no feedback store, or its first pages are broken")
	case uint64(info.Size()) < high:
		return damaged(path, fmt.Sprintf("it has %d bytes of %d", info.Size(), high))
	}
	return nil
}

// walkLimit is the size up to which every page is read at start, so that a
// broken one is found before it is needed. To walk 32 MB that the system has in
// memory took 7 ms where this was measured; from a slow disk, 8 MB take less than
// a second. Larger files are trusted.
const walkLimit = 8 << 20

// walkSmall reads every page of a small file.
func walkSmall(path string, db *bbolt.DB) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() > walkLimit {
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

// abandon closes a file that bbolt stumbled over. bbolt may panic on closing it
// as well, and would keep the lock then.
func abandon(path string, db *bbolt.DB, file *os.File) {
	_ = guard(path, db.Close)
	unlock(file)
	file.Close()
}

// openFile opens or creates a bbolt file and takes its lock, which readers
// share. wait is how long another process may hold it.
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
			unlock(file) // bbolt panicked, or closed it itself: then this does nothing
			file.Close()
		}
		if errors.Is(err, bolterrors.ErrInvalid) || errors.Is(err, bolterrors.ErrChecksum) || errors.Is(err, bolterrors.ErrVersionMismatch) {
			return nil, nil, damaged(path, err.Error())
		}
		return nil, nil, explain(path, err)
	}
	// A purge may have swapped the file while we waited for the lock.
	mine, err := file.Stat()
	if err == nil {
		now, err2 := os.Stat(path)
		if err2 == nil && os.SameFile(mine, now) {
			return db, file, nil
		}
	}
	abandon(path, db, file)
	return nil, nil, &feedback.Fault{Path: path, What: "is in use: another rolecall has just replaced it", Hint: "try again", Err: feedback.ErrInUse}
}

// hidden is the name of a file that the store makes beside itself for a while,
// and removes at the next start where a crash left it. Nobody names a file of
// their own like this: what lies there as feedback.db.backup or
// feedback.db.compact is the operator's.
func hidden(path, suffix string) string { return "." + filepath.Base(path) + suffix }

// beside lists the files in path's folder whose names begin and end like this.
// It is no pattern: a folder may have any name.
func beside(path, prefix, suffix string) (found []string, err error) {
	files, err := os.ReadDir(filepath.Dir(path))
	for _, f := range files {
		if strings.HasPrefix(f.Name(), prefix) && strings.HasSuffix(f.Name(), suffix) {
			found = append(found, filepath.Join(filepath.Dir(path), f.Name()))
		}
	}
	return found, err
}

// removeLeft removes what a crash left of a backup or a rewriting. Only who
// holds the store's lock may: then nobody is at it.
func removeLeft(path string) error {
	left, err := beside(path, hidden(path, snapshotSuffix), "")
	for _, l := range append(left, filepath.Join(filepath.Dir(path), hidden(path, compactSuffix))) {
		if e := os.Remove(l); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// create makes a new store beside path, complete, and only then gives it the
// name: a crash on the way leaves no half-made file.
func create(path string, init func(*bbolt.Tx) error) error {
	tmp := fmt.Sprintf("%s.new%d", path, os.Getpid())
	defer os.Remove(tmp)
	os.Remove(tmp)
	db, _, err := openFile(tmp, time.Second, false)
	if err == nil {
		err = errors.Join(guard(path, func() error { return db.Update(init) }), db.Close())
	}
	if err != nil {
		var fault *feedback.Fault
		if errors.As(err, &fault) {
			fault.Path = path
		}
		return explain(path, err)
	}
	// A link, unlike a rename, never replaces a file another process has just
	// made; some file systems have no links.
	if err := os.Link(tmp, path); err != nil && !errors.Is(err, fs.ErrExist) {
		if err := os.Rename(tmp, path); err != nil {
			return explain(path, err)
		}
	}
	return syncDir(path)
}

// syncDir makes a rename beside path last through a power cut.
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

// copyOut writes a copy of db to a new file, synced, mode 0600, without what
// lingers in freed pages.
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
