//go:build unix

package bolt

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestWhatRootWritesBelongsToTheBot: an operator is often root, and a bot rarely; a store
// that it cannot open would be one that is lost.
func TestWhatRootWritesBelongsToTheBot(t *testing.T) {
	if os.Geteuid() != 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("the checks of CI run as root, who alone can give a file away")
		}
		t.Skip("only root can give a file away")
	}
	const bot = 65532 // as in the image; nobody has it here
	dir := filepath.Join(t.TempDir(), "data")
	path := filepath.Join(dir, FileName)
	must(t, os.Mkdir(dir, 0o700))
	must(t, os.Chown(dir, bot, bot))
	owner := func(after string) {
		t.Helper()
		info, err := os.Stat(path)
		must(t, err)
		if uid := info.Sys().(*syscall.Stat_t).Uid; uid != bot {
			t.Errorf("after a %s the store belongs to %d, want the owner of the folder", after, uid)
		}
	}
	must(t, second(Restore(backupWith(t, "zebra"), path, Options{})))
	owner("restore")
	s := open(t, path, Options{})
	must(t, second(s.Forget(context.Background(), "U1")))
	owner("purge")
}
