package bolt

import (
	"syscall"

	"go.etcd.io/bbolt"
)

// release tells the system that this process does not need the pages read so far in
// its memory: otherwise a report would leave a large file mapped completely. The pages
// stay in the system's cache and are mapped again when they are read. It must be
// called inside a transaction, which keeps the memory map.
func release(tx *bbolt.Tx) {
	if addr := tx.DB().Info().Data; addr != 0 {
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, addr, uintptr(tx.Size()), syscall.MADV_DONTNEED)
	}
}
