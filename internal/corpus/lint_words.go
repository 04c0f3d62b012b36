package corpus

import (
	"fmt"
	"strings"
)

// avoided are the phrases that are not said, each with a better one. What a layer
// says of a phrase, the ones above it do not change.
func avoided(lines []listLine) map[string]listLine {
	out := map[string]listLine{}
	for _, w := range lines {
		phrase, better, _ := strings.Cut(w.text, ": ")
		if _, known := out[phrase]; !known {
			out[phrase] = listLine{strings.TrimSpace(better), w.file, w.line}
		}
	}
	return out
}

// wording reports words of a text that are not said. Those of a company's list are
// its own taste: ours may have them.
func (l *linter) wording(file string, line int, field, s string) {
	if l.avoid == nil {
		return
	}
	seen := map[string]bool{}
	for _, m := range l.avoid.FindAllString(s, -1) {
		phrase := strings.Join(strings.Fields(strings.ToLower(m)), " ")
		if seen[phrase] {
			continue
		}
		seen[phrase] = true
		w := l.better[phrase]
		l.ps = append(l.ps, Problem{File: file, Line: line, Warning: l.c.overlaid[file] || l.c.overlaid[w.file],
			What: fmt.Sprintf("%s says %q: %s", field, phrase, shorten(s, maxQuote)), Hint: "write " + w.text + ", or say it another way"})
	}
}
