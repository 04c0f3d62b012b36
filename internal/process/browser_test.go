package process

import "testing"

func TestAMissingBrowserIsNotAnError(t *testing.T) {
	browser([]string{"no-such-program-here"})("http://127.0.0.1:1")
}
