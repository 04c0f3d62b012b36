//go:build !unix

package process

import "os/exec"

// detach does nothing: rundll32 hands the address over and ends.
func detach(*exec.Cmd) {}
