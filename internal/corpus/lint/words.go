package lint

import (
	"fmt"
	"strings"

	"rolecall/internal/corpus"
)

// avoided are the phrases that are not said, each with a better one. What a layer
// says of a phrase, the ones above it do not change.
func avoided(lines []corpus.ListLine) map[string]corpus.ListLine {
	out := map[string]corpus.ListLine{}
	for _, w := range lines {
		phrase, better, _ := strings.Cut(w.Text, ": ")
		if _, known := out[phrase]; !known {
			out[phrase] = corpus.ListLine{Text: strings.TrimSpace(better), File: w.File, Line: w.Line}
		}
	}
	return out
}

// wording reports words of a text that are not said. Ours have no say in a company's
// files; those of its own list are its taste, of which it is warned in all files.
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
		if l.c.Overlaid(file) && !l.c.Overlaid(w.File) {
			continue
		}
		l.ps = append(l.ps, corpus.Problem{File: file, Line: line, Warning: l.c.Overlaid(w.File),
			What: fmt.Sprintf("%s says %q: %s", field, phrase, corpus.Quote(s)), Hint: "write " + w.Text + ", or say it another way"})
	}
}
