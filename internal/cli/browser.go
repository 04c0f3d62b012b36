package cli

import (
	"os/exec"
	"slices"
)

// browserCommand returns the command of a system that opens an address in the browser.
// These are the commands that libraries for it run too; a dependency would add nothing but
// these lines.
func browserCommand(system string) []string {
	switch system {
	case "darwin":
		return []string{"open"}
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	return []string{"xdg-open"}
}

// browser returns a function that runs a command of browserCommand with an address, and
// reports whether it could. The browser stays open after Ctrl-C.
func browser(command []string) func(url string) bool {
	return func(url string) bool {
		cmd := exec.Command(command[0], append(slices.Clone(command[1:]), url)...)
		detach(cmd)
		if cmd.Start() != nil {
			return false
		}
		go func() { _ = cmd.Wait() }() // its end is of no interest; waiting only frees what the system keeps of it
		return true
	}
}
