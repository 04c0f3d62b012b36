package draw

import (
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/curate/entryform"
)

// Request is a question to a colleague, in a direct message.
type Request struct {
	Ref      Ref
	By       string // the curator who asks: a Slack id
	Question string // scrubbed, as the curator sent it
	Until    time.Time
}

// Message is the request as the colleague sees it.
func (r Request) Message() blockkit.Message {
	p := &page{}
	p.lines(line{who(r.By), say(" asks whether you can answer this for our colleagues:")})
	p.quote(r.Question)
	p.lines(line{say("The curators read what you write and may change it. Then I answer with it; your name is not shown.")})
	p.buttons(primary(p.button(ActionReply, "Write an answer", r.Ref)), p.button(ActionDecline, "I can't", r.Ref))
	p.quiet(say("Open until " + r.Until.UTC().Format(dayFormat) + ". Only you can answer it."))
	return p.message()
}

// Form is where the colleague writes.
func (r Request) Form() slack.ModalViewRequest {
	p := &page{}
	p.quote(r.Question)
	p.must(fieldOf(entryform.FieldShort), "Your answer", "One or two sentences", typed(entryform.FieldShort, "", true))
	p.input(fieldOf(entryform.FieldPoints), "Points", "If it takes more: one a line", typed(entryform.FieldPoints, "", true))
	p.input(fieldOf(entryform.FieldTitle), "Where does it come from?", "A document's title, if there is one", typed(entryform.FieldTitle, "", false))
	p.input(fieldOf(entryform.FieldURL), "Its address", "https://…", typed(entryform.FieldURL, "", false))
	return p.form("Write an answer", "Send", CallbackReply, r.Ref)
}

// Withdrawn empties a request that has expired, or whose question was withdrawn.
func Withdrawn() blockkit.Message { return blockkit.Plainly("This question was withdrawn.") }

// Done replaces a request that the colleague has dealt with.
func (r Request) Done(answered bool) blockkit.Message {
	if answered {
		return quietly(say("Thank you: it goes to "), who(r.By), say(" and the other curators."))
	}
	return quietly(say("That is fine. I told "), who(r.By), say("."))
}

// Draft is an answer that waits for a curator.
type Draft struct {
	Ref       Ref
	By        string // who wrote it: a Slack id
	Colleague bool   // By was asked for it
	Origin    string // where it is from if not from By: "handbook.csv, row 12"
	Question  string // not shown of a colleague's: it is an asker's
	Short     string
}

func (d Draft) from() line {
	l := line{strong("An answer to accept")}
	if d.Origin != "" {
		return append(l, say(", from "+d.Origin))
	}
	return append(l, say(", written by "), who(d.By))
}

// name tells a draft from others, without what an asker typed.
func (d Draft) name() string {
	if d.Question == "" || d.Colleague {
		return d.Short
	}
	return d.Question
}

// Card is the draft in the curators' channel.
func (d Draft) Card() blockkit.Message {
	p := &page{}
	p.lines(d.from())
	if d.Question != "" && !d.Colleague {
		p.lines(line{say(d.Question)})
	}
	p.quote(blockkit.Clip(d.Short, maxTeaser))
	p.buttons(primary(p.button(ActionDraft, "See and edit", d.Ref)), p.button(ActionAccept, "Accept", d.Ref), p.button(ActionReject, "Not this", d.Ref))
	return p.message()
}

// Tell is "Tell me when there is an answer".
type Tell struct {
	Ref      Ref
	Question string // scrubbed; "" where no text is kept
	Days     int    // how long it is kept
}

// TellButton stands under a reply that has no answer.
func TellButton(ref Ref) *slack.ActionBlock {
	p := &page{}
	return slack.NewActionBlock("cur_tell", p.button(ActionTell, "Tell me when there is an answer", ref))
}

// Form says what is kept, before it is.
func (t Tell) Form() slack.ModalViewRequest {
	p := &page{}
	kept := []line{{say("your Slack id, so that I can write to you")}}
	if t.Question != "" {
		kept = append(kept, line{say("your question, without names, addresses and numbers:")})
	} else {
		kept = append(kept, line{say("not your question: no text is kept here")})
	}
	p.bullets(line{say("I write to you when there is an answer. Until then I keep:")}, kept)
	p.quote(t.Question)
	p.lines(line{sayf("At most %s. “forget me” in a direct message to me removes it at once.", count(t.Days, "day", "days"))})
	if t.Question != "" { // without a text there is nothing to ask a colleague
		may := option(MayAsk, "A colleague may be asked, without my name")
		p.input(BlockMayAsk, "May others see the question?", "", slack.NewCheckboxGroupsBlockElement(ActionOf(BlockMayAsk), may))
	}
	return p.form("Tell me", "Tell me", CallbackTell, t.Ref)
}

// Waiting confirms that someone is told. There is no message when the days have passed
// without an answer: it would tell nothing that they could act on, it would be the bot's
// first word to them about a question they may have forgotten, and the form named the day.
func Waiting(until time.Time) blockkit.Message {
	return blockkit.Plainly("I write to you when there is an answer, until " + until.UTC().Format(dayFormat) + ". “forget me” removes it.")
}

// Answered tells someone who waited.
func Answered(asked time.Time, m blockkit.Message) blockkit.Message {
	return before(m, say("You asked on "+asked.UTC().Format("2 January")+". There is an answer now:"))
}
