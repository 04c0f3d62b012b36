package draw

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// maxRows is how many misses and drafts the Home tab shows. A choice: handled ones make room
// for the next, and the search above stays near.
const maxRows = 3

// maxName is how many characters name a draft. A choice: two lines on a phone.
const maxName = 90

// Curate is a curator's part of the Home tab.
type Curate struct {
	Misses   []Miss    // open, the most asked first
	Drafts   []Draft   // to accept
	Due      []string  // titles of entries due for review, the oldest first
	Edits    int       // edits in service
	Both     []string  // files that stand in the folder and in edits
	Outdated []string  // titles of edited entries whose text below the edit is another by now
	Since    time.Time // of the refusals
	Refusals []Refusal
	Refused  Ref // for "See the questions"; zero where no text is kept
}

// Blocks draws the section.
func (c Curate) Blocks() []slack.Block {
	p := &page{}
	p.header("Curate")
	p.misses(c.Misses)
	p.drafts(c.Drafts)
	var state []line
	if len(c.Due) > 0 {
		names, more := first(c.Due, maxRows)
		l := strings.Join(names, ", ")
		if more > 0 {
			l += " and " + count(more, "more", "more")
		}
		state = append(state, line{say("Due for review: " + l)})
	}
	if c.Edits > 0 {
		state = append(state, line{say(count(c.Edits, "answer", "answers") + " written or edited in Slack")})
	}
	if len(c.Outdated) > 0 {
		names, more := first(c.Outdated, maxRows)
		l := strings.Join(names, ", ")
		if more > 0 {
			l += " and " + count(more, "more", "more")
		}
		state = append(state, line{say("A new version of me says something else below your edit of " + l)})
	}
	p.bullets(line{strong("Answers")}, state)
	var both []line
	for _, file := range c.Both {
		both = append(both, line{say(file)})
	}
	if shown, more := first(both, maxWordings); more > 0 {
		both = append(shown, line{sayf("… and %d more", more)})
	}
	p.bullets(line{strong("In your folder and edited in Slack"), say(": the edit is in service")}, both)
	p.refused(c.Since, c.Refusals, c.Refused)
	return p.blocks
}

func (p *page) misses(all []Miss) {
	if len(all) == 0 {
		p.lines(line{say("No open question.")})
		return
	}
	shown, more := first(all, maxRows)
	p.lines(line{strong(count(len(all), "open question", "open questions"))})
	for _, m := range shown {
		l := line{say("Asked " + times(m.N) + ", last "), day(m.Last), say(". " + ReasonWords(m.Reason) + ".")}
		if len(m.Nearest) > 0 {
			l = append(l, say(" Nearest: "+m.Nearest[0]+"."))
		}
		if m.Waiting > 0 {
			l = append(l, strong(" "+count(m.Waiting, "person waits", "people wait")+" for an answer."))
		}
		p.lines(l)
		p.missButtons(m, true)
	}
	if more > 0 {
		p.quiet(say(count(more, "more follows", "more follow") + " when these are done."))
	}
}

func (p *page) drafts(all []Draft) {
	if len(all) == 0 {
		return
	}
	shown, more := first(all, maxRows)
	p.lines(line{strong(count(len(all), "answer to accept", "answers to accept"))})
	for _, d := range shown {
		p.lines(line{say(blockkit.Clip(d.name(), maxName))})
		p.buttons(d.row(p)...)
	}
	whole := 0
	for _, d := range all {
		if d.whole() {
			whole++
		}
	}
	if whole > 1 {
		p.acceptAll(whole)
	}
	if more > 0 {
		p.quiet(say(count(more, "more follows", "more follow") + " when these are done."))
	}
}

// acceptAll adds the button that accepts n drafts.
func (p *page) acceptAll(n int) {
	accept := p.button(ActionAcceptAll, "Accept all", Ref{})
	accept.Confirm = confirm("Accept all?", "I answer with "+count(n, "draft", "drafts")+" from then on, unread ones too. What has a fault stays a draft.", "Accept all")
	p.buttons(accept)
}

// NotAccepted is a draft that could not become an answer, and why.
type NotAccepted struct {
	Name string
	Why  []string
}

// maxNotAccepted is how many drafts a result lists: each is a block, and a modal takes 100
// (docs.slack.dev, modals).
const maxNotAccepted = 90

// AcceptedModal is the result of "Accept all".
func AcceptedModal(accepted int, left []NotAccepted) slack.ModalViewRequest {
	p := &page{}
	p.lines(line{strong(count(accepted, "answer", "answers") + " in service")})
	if len(left) > 0 {
		p.lines(line{say(count(len(left), "draft stays", "drafts stay") + ". Open each on the Home tab to change it:")})
	}
	shown, more := first(left, maxNotAccepted)
	for _, d := range shown {
		var why []line
		for _, w := range d.Why {
			why = append(why, line{say(w)})
		}
		p.bullets(line{say(blockkit.Clip(d.Name, maxName))}, why)
	}
	if more > 0 {
		p.quiet(sayf("… and %d more", more))
	}
	return p.show("Accept all", Ref{})
}

// DraftGone replaces the card of a draft that is no longer there.
func DraftGone() blockkit.Message {
	return quietly(say("This draft is gone: someone dealt with it, or its time is over."))
}
