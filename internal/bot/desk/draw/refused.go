package draw

import (
	"slices"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// Refusal is how often questions were refused for one reason.
type Refusal struct {
	Reason   string
	N        int
	Wordings []Wording // for RefusedForm only
}

// listed are refusals that curators may see.
func listed(all []Refusal) []Refusal {
	return slices.DeleteFunc(slices.Clone(all), func(r Refusal) bool { return r.N == 0 || slices.Contains(neverListed, r.Reason) })
}

// refused lists refusals, without those about a person. ref is for "See the questions"; its
// zero value leaves the button out, since no text is kept.
func (p *page) refused(since time.Time, all []Refusal, ref Ref) {
	p.reasons("Refused", since, all)
	if len(listed(all)) > 0 && ref != (Ref{}) {
		p.buttons(p.button(ActionRefused, "See the questions", ref))
	}
}

// reasons lists how often questions had no answer, by reason.
func (p *page) reasons(title string, since time.Time, all []Refusal) {
	var lines []line
	for _, r := range listed(all) {
		lines = append(lines, line{sayf("%s: %d", ReasonWords(r.Reason), r.N)})
	}
	p.bullets(line{strong(title), say(" since "), day(since)}, lines)
}

// RefusalCard lists refusals since a day in the curators' channel; ok is false where there
// is nothing to list.
func RefusalCard(since time.Time, all []Refusal, ref Ref) (m blockkit.Message, ok bool) {
	p := &page{}
	p.refused(since, all, ref)
	return p.message(), len(p.blocks) > 0
}

// UnkeptCard is all that can be told where no text is kept: how many questions had no
// answer, by reason.
func UnkeptCard(since time.Time, all []Refusal) (m blockkit.Message, ok bool) {
	p := &page{}
	p.reasons("No answer", since, all)
	if ok = len(p.blocks) > 0; ok {
		p.quiet(say("No text is kept here (ROLECALL_KEEP_QUESTIONS=none)."))
	}
	return p.message(), ok
}

// maxRefused is how many wordings of one reason the form lists. A choice: eleven reasons
// with as many are still read.
const maxRefused = 8

// RefusedForm shows what was refused, by reason, from the store.
func RefusedForm(since time.Time, all []Refusal, ref Ref) slack.ModalViewRequest {
	p := &page{}
	for _, r := range listed(all) {
		shown, more := first(r.Wordings, maxRefused)
		var items []line
		for _, w := range shown {
			items = append(items, line{say(w.Text), sayf(" (%d)", w.N)})
		}
		if more > 0 {
			items = append(items, line{sayf("… and %d more", more)})
		}
		p.bullets(line{strong(ReasonWords(r.Reason)), sayf(": %d", r.N)}, items)
	}
	if len(p.blocks) == 0 {
		p.lines(line{say("The text is no longer kept: its time is over, or who asked it withdrew it.")})
	}
	p.quiet(say("Refused in the seven days from "), day(since), say(". What is about a person is never listed."))
	return p.show("Refused questions", ref)
}
