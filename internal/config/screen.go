package config

import "os"

// Screen reports whether someone sits at a screen of this machine, as far as the
// environment tells: not over SSH, and on a Unix other than macOS with a display.
func Screen(system string) bool { return screen(system, os.Getenv) }

func screen(system string, getenv func(string) string) bool {
	if getenv("SSH_CONNECTION") != "" {
		return false
	}
	return system == "darwin" || system == "windows" || getenv("DISPLAY") != "" || getenv("WAYLAND_DISPLAY") != ""
}
