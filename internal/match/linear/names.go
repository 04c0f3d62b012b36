package linear

import (
	"rolecall/internal/match/compact"
	"rolecall/internal/match/feature"
	"rolecall/internal/match/read"
)

// Names spells out the features of words; of letters, the word they are from. shown is a word as people see it.
func (m *Model) Names(words []string, shown func(word string) string) map[feature.Key]string {
	names := map[feature.Key]string{}
	stems := make([]string, len(words))
	prev, before := "^", ""
	for i, w := range words {
		s, text := m.Stem(w), shown(w)
		stems[i] = s
		names[feature.OfStem(s)] = text
		names[feature.OfPair(prev, s)] = "“" + before + " " + text + "”"
		if i == 0 {
			names[feature.OfPair(prev, s)] = "begins with “" + text + "”"
		}
		prev, before = s, text
		if read.Filler(w) {
			continue // its letters are no features
		}
		b := "<" + w + ">"
		for n := feature.MinGroup; n <= feature.MaxGroup; n++ {
			for i := 0; i+n <= len(b); i++ {
				names[feature.Of(compact.Hash(compact.Offset, b[i:i+n]), feature.Group)] = text
			}
		}
	}
	names[feature.OfPair(prev, "$")] = "ends with “" + before + "”"
	for _, c := range m.Concepts(stems) {
		names[feature.OfConcept(c)] = "about " + c
	}
	return names
}
