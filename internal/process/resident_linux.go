package process

import (
	"bufio"
	"bytes"
	"debug/elf"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// LeavePages takes the program's code and constants out of the resident memory.
// What only the start used stays out, such as the texts of the corpus, which are parsed by
// now: of 22 MB the bot needs 7 at 300 slash commands a second. The kernel maps a page
// again when it is used, from its cache. Faults cost no more than memory.
func LeavePages() {
	path, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	program, err := elf.Open(path)
	if err != nil {
		return
	}
	defer program.Close()
	if isRelocated(program) {
		return
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return
	}
	for _, m := range unwritable(maps, path) {
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, m[0], m[1]-m[0], syscall.MADV_DONTNEED)
	}
}

// isRelocated reports whether the loader writes into a program's constants before it
// forbids writing them, so that the file does not have what is in memory. It does so
// where the program may be loaded at any address (go build -buildmode=pie), and where
// the linker marked such constants (RELRO).
func isRelocated(program *elf.File) bool {
	return program.Type != elf.ET_EXEC || slices.ContainsFunc(program.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_GNU_RELRO })
}

// unwritable returns the ranges of /proc/self/maps where a file is mapped and may not be
// written. Unless the program is relocated, nobody ever wrote there: a page that was
// written would be lost.
func unwritable(maps []byte, path string) (ranges [][2]uintptr) {
	for lines := bufio.NewScanner(bytes.NewReader(maps)); lines.Scan(); {
		f := strings.Fields(lines.Text()) // addresses, permissions, offset, device, inode, path
		if len(f) != 6 || f[5] != path || strings.Contains(f[1], "w") {
			continue
		}
		from, to, _ := strings.Cut(f[0], "-")
		a, errA := strconv.ParseUint(from, 16, 64)
		b, errB := strconv.ParseUint(to, 16, 64)
		if errA == nil && errB == nil && a < b {
			ranges = append(ranges, [2]uintptr{uintptr(a), uintptr(b)})
		}
	}
	return ranges
}
