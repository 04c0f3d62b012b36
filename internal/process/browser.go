// Package process is what depends on the operating system: opening a browser, and leaving
// memory.
package process

import (
	"os/exec"
	"runtime"
	"slices"
)

// Browser returns a function that opens an address in this system's browser.
func Browser() func(url string) { return browser(browserCommand(runtime.GOOS)) }

// browserCommand returns the command of a system that opens an address in the browser.
// On other systems than macOS and Windows this is xdg-open, which most desktops have
// (freedesktop.org, xdg-utils).
func browserCommand(system string) []string {
	switch system {
	case "darwin":
		return []string{"open"}
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	}
	return []string{"xdg-open"}
}

// browser returns a function that runs a command of browserCommand with an address.
// Whether a browser opened is not known: the command may start and fail later. The
// browser stays open after Ctrl-C.
func browser(command []string) func(url string) {
	return func(url string) {
		cmd := exec.Command(command[0], append(slices.Clone(command[1:]), url)...)
		detach(cmd)
		if cmd.Start() == nil {
			go func() { _ = cmd.Wait() }() // frees what the system keeps of it
		}
	}
}
