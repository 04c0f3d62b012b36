package match

import "rolecall/internal/match/read"

// otherLanguage reports whether a text is in another language: in another script,
// or with more words of another language than of English.
func (x *Index) otherLanguage(ws []read.Word, mentions []mention, fixed []string) bool {
	role := make([]bool, len(ws))
	for _, m := range mentions {
		for i := m.from; i < m.to; i++ {
			role[i] = fixed[i] == ws[i].Text // a foreign word that was corrected into a role does not count
		}
	}
	foreign, english := 0.0, 0.0
	known := func(w string) bool { return x.spell != nil && x.spell.Known(w) }
	places := nameFinder{x: x, mentions: mentions, ws: ws}
	for i := 0; i < len(ws); i++ {
		if role[i] {
			continue
		}
		if places.at = i; i+1 < len(ws) && places.place() > 1 { // "las vegas" is not Spanish
			i += places.place() - 1
			continue
		}
		f, e := read.Language(ws[i], known)
		foreign, english = foreign+f, english+e
	}
	return foreign >= 1 && foreign > english
}
