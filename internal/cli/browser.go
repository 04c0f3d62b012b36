package cli

import (
	"os/exec"
	"slices"
)

// browserCommand returns the command of a system that opens an address in the browser of
// whoever sits at the machine, or nil where nobody would see it: over SSH, or on a Unix
// without a display, where xdg-open would start a text browser in this terminal. These are
// the commands that libraries for it run too; a dependency would add nothing but these
// lines.
func browserCommand(system string, getenv func(string) string) []string {
	if getenv("SSH_CONNECTION") != "" {
		return nil
	}
	switch system {
	case "darwin":
		return []string{"open"}
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	if getenv("DISPLAY") == "" && getenv("WAYLAND_DISPLAY") == "" {
		return nil
	}
	return []string{"xdg-open"}
}

// browser returns a function that runs a command of browserCommand with an address, and
// reports whether it could; nil without a command. The browser stays open after Ctrl-C.
func browser(command []string) func(url string) bool {
	if len(command) == 0 {
		return nil
	}
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
