// Package knowledge holds the corpus: everything Rolecall can say, as text files that
// curators edit. README.md in this folder describes them.
package knowledge

import "embed"

var (
	//go:embed entries roles guides words *.yaml topics.txt
	embedded embed.FS
	//go:embed words/follow-ups.txt
	followUps string
	//go:embed words/ways.txt
	ways string
)

// FS is the corpus compiled into the binary, rooted at this folder.
var FS = files{embedded}

type files struct{ embed.FS }

// Text returns one of the longest lists as it is in the binary, where it takes no memory;
// what is read of an embed.FS is a copy.
func (files) Text(path string) (text string, ok bool) {
	switch path {
	case "words/follow-ups.txt":
		return followUps, true
	case "words/ways.txt":
		return ways, true
	}
	return "", false
}
