package advisor

import (
	"fmt"
	"slices"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/match"
)

// ShowFor is Show, with the note on the places in the question, asked before the entry was
// chosen or shared.
func (a *Advisor) ShowFor(id string, q Question) Reply {
	return a.withPlaces(a.Show(id), q.Text, q.Context)
}

// withPlaces puts the note on the places that are asked about first, and keeps them for
// what is asked next.
func (a *Advisor) withPlaces(r Reply, text string, before match.Context) Reply {
	places := r.Match.Places
	if len(places) == 0 && (r.Trace.Part != "" || r.Match.Normal == "") {
		places = a.index.Places(text) // around the part that was answered: "I am in Berlin. What does a CTO earn?"
	}
	fromThread := len(places) == 0
	if fromThread && (r.Match.FollowUp || r.Match.Normal == "") {
		for _, area := range before.Places {
			places = append(places, match.Place{Country: area})
		}
	}
	r.Context.Places = nil
	for _, p := range places {
		if p.Country != "" && !slices.Contains(r.Context.Places, p.Country) {
			r.Context.Places = append(r.Context.Places, p.Country)
		}
	}
	if r.Outcome != Answer || r.Entry == nil || fromThread && r.Brief && r.Trace.Rule == ruleChance { // the answer above has the note
		return r
	}
	if note := placeNote(a.corpus, r.Entry, places); note != "" {
		r.Notes = append([]string{note}, r.Notes...)
	}
	return r
}

// placeNote says what an entry is about where it covers none of the places that were asked
// about, or is "". Of a region it may cover a part.
func placeNote(c *corpus.Corpus, e *corpus.Entry, places []match.Place) string {
	if len(e.Covers) == 0 || len(places) == 0 {
		return ""
	}
	inSentence := func(areas []string, and string) string {
		var out []string
		for _, area := range areas {
			out = append(out, c.Places.InSentence(area))
		}
		return prose.List(out, and)
	}
	var missing, part []string // areas of which it covers nothing; what it covers of a region …
	var region string          // … which is this one
	for _, p := range places {
		some, all := c.Places.Covered(e.Covers, p.Country)
		switch {
		case all:
			return ""
		case len(some) > 0:
			region, part = p.Country, some
		case p.Country != "" && !slices.Contains(missing, p.Country):
			missing = append(missing, p.Country)
		}
	}
	none, of, from := "No figure for %s here: these are from %s.", "For %s I have figures from %s only.", "These figures are from %s."
	if e.Kind == corpus.KindLaw {
		none, of, from = "Nothing on %s here: this is about %s.", "For %s I have this on %s only.", "This is about %s."
	}
	covers := inSentence(e.Covers, "and")
	switch {
	case len(missing) > 0:
		return fmt.Sprintf(none, inSentence(missing, "or"), covers)
	case region != "":
		return fmt.Sprintf(of, c.Places.InSentence(region), inSentence(part, "and"))
	}
	return fmt.Sprintf(from, covers) // nobody can know which country it is
}
