//go:build unix && !solaris && !aix

package bolt

import (
	"os"
	"syscall"
)

// unlock releases a file's lock. Closing the file is not enough after bbolt has
// panicked, since its memory map keeps the lock.
func unlock(f *os.File) { _ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
