//go:build unix

package bolt

import (
	"os"
	"syscall"
)

// giveToOwnerOf gives a file to the owner of a folder if root made it: the bot, which
// owns its data folder and is rarely root, could not open it otherwise.
func giveToOwnerOf(dir, file string) error {
	info, err := os.Stat(dir)
	if err != nil || os.Geteuid() != 0 {
		return err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok {
		return os.Chown(file, int(owner.Uid), int(owner.Gid))
	}
	return nil
}
