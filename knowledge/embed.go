// Package knowledge holds the corpus: everything Rolecall can say, as text files that
// curators edit. README.md in this folder describes them.
package knowledge

import "embed"

// FS is the corpus compiled into the binary, rooted at this folder.
//
//go:embed entries roles guides words *.yaml topics.txt
var FS embed.FS
