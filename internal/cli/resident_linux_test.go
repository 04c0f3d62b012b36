package cli

import (
	"bytes"
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
	program, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(program, []byte("\x7fELF")) {
		t.Fatalf("%s: %v", path, err)
	}
	before := file()
	leaveProgramPages()
	if after := file(); after >= before {
		t.Errorf("%d kB of files are resident, before %d", after, before)
	}
}
