package process

import (
	"debug/elf"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"testing"
)

// TestOnlyWhatCannotBeWrittenIsLeft: a page of the program that was written is nowhere
// else, and other files are not ours.
func TestOnlyWhatCannotBeWrittenIsLeft(t *testing.T) {
	maps := []byte(`00400000-00bdd000 r-xp 00000000 fe:00 10863282                           /srv/rolecall
00bdd000-01abf000 r--p 007dd000 fe:00 10863282                           /srv/rolecall
01abf000-02559000 rw-p 016bf000 fe:00 10863282                           /srv/rolecall
02559000-0459d000 rw-p 00000000 00:00 0
7f1d087d0000-7f1d08c00000 r--p 00000000 fe:00 4711                       /srv/data/rolecall.db
7fff5b1c9000-7fff5b1cb000 r-xp 00000000 00:00 0                          [vdso]
x-y r--p 00000000 fe:00 10863282                                         /srv/rolecall
`)
	want := [][2]uintptr{{0x400000, 0xbdd000}, {0xbdd000, 0x1abf000}}
	if got := unwritable(maps, "/srv/rolecall"); !reflect.DeepEqual(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}

// TestARelocatedProgramKeepsItsPages: the loader wrote into pages of it that may not be
// written any more, and the file does not have what it wrote.
func TestARelocatedProgramKeepsItsPages(t *testing.T) {
	segments := func(kinds ...elf.ProgType) (progs []*elf.Prog) {
		for _, k := range kinds {
			progs = append(progs, &elf.Prog{ProgHeader: elf.ProgHeader{Type: k}})
		}
		return progs
	}
	for name, tt := range map[string]struct {
		file elf.File
		want bool
	}{
		"go build":                 {elf.File{FileHeader: elf.FileHeader{Type: elf.ET_EXEC}, Progs: segments(elf.PT_PHDR, elf.PT_LOAD)}, false},
		"-buildmode=pie":           {elf.File{FileHeader: elf.FileHeader{Type: elf.ET_DYN}, Progs: segments(elf.PT_PHDR, elf.PT_LOAD)}, true},
		"constants were relocated": {elf.File{FileHeader: elf.FileHeader{Type: elf.ET_EXEC}, Progs: segments(elf.PT_LOAD, elf.PT_GNU_RELRO)}, true},
	} {
		if got := isRelocated(&tt.file); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestTheProgramGoesOnWithoutItsPages: its pages leave the resident memory, and come back
// as they are used.
func TestTheProgramGoesOnWithoutItsPages(t *testing.T) {
	file := func() int {
		t.Helper()
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			t.Fatal(err)
		}
		m := regexp.MustCompile(`RssFile:\s+(\d+) kB`).FindSubmatch(status)
		if m == nil {
			t.Fatalf("no RssFile in %s", status)
		}
		kb, _ := strconv.Atoi(string(m[1]))
		return kb
	}
	path, err := os.Readlink("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	program, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	before := file()
	LeavePages()
	if isRelocated(program) { // such as with -race in some systems; that it goes on is all there is to see
		return
	}
	if after := file(); after >= before {
		t.Errorf("%d kB of files are resident, before %d", after, before)
	}
}
