package bolt

import (
	"syscall"

	"go.etcd.io/bbolt"
)

// release tells the system that the pages of the file read so far are not
// needed in this process' memory: a report over a large file would otherwise
// leave all of it mapped in. They stay in the system's cache and come back by
// themselves. It must be called inside a transaction, which holds the map.
func release(tx *bbolt.Tx) {
	if addr := tx.DB().Info().Data; addr != 0 {
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, addr, uintptr(tx.Size()), syscall.MADV_DONTNEED)
	}
}
