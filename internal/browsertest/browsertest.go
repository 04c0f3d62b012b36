// Package browsertest finds a browser for tests that look at a page.
package browsertest

import (
	"os"
	"testing"
)

// Chromium returns the path of a browser, or skips the test; in CI (CI=true) a missing one
// is a failure.
func Chromium(t *testing.T) string {
	t.Helper()
	for _, path := range []string{os.Getenv("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"} {
		if _, err := os.Stat(path); path != "" && err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("no chromium: install it, or name it in CHROMIUM")
	}
	t.Skip("no chromium: install it, or name it in CHROMIUM")
	return ""
}
