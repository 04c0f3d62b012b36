//go:build !unix || solaris || aix

package bolt

import "os"

// unlock does nothing: on these systems a lock ends when its file is closed.
func unlock(*os.File) {}
