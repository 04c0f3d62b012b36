//go:build unix

package process

import (
	"os/exec"
	"syscall"
)

// detach puts a command into a session of its own, which Ctrl-C in this terminal does not
// reach.
func detach(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
