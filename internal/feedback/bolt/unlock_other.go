//go:build !unix || solaris || aix

package bolt

import "os"

// unlock does nothing: here a lock ends with its file.
func unlock(*os.File) {}
