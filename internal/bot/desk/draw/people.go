package draw

import (
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/curate/entryform"
)

// Request is a question to a colleague. The direct message has no word of an asker, since
// neither retention nor "forget me" reaches it at once: the form shows the question, as the
// store has it then.
type Request struct {
	Ref      Ref
	By       string // the curator who asks: a Slack id
	Topic    string // title of the nearest entry, if there is one
	Words    string // of the curator, to the colleague; may be ""
	Question string // scrubbed; in the form only
	Until    time.Time
}

// Message is the request as the colleague sees it.
func (r Request) Message() blockkit.Message {
	p := &page{}
	l := line{who(r.By), say(" asks whether you can answer a question for our colleagues")}
	if r.Topic != "" {
		l = append(l, say(", close to: "), strong(r.Topic))
	} else {
		l = append(l, say("."))
	}
	p.lines(l)
	p.quote(r.Words)
	p.lines(line{say("“Write an answer” shows the question. The curators read what you write and may change it. Then I answer with it; your name is not shown.")})
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

// CannotSay tells the curator who asked that a colleague cannot answer.
func CannotSay(to string) blockkit.Message {
	return quietly(who(to), say(" cannot answer the question that you sent. You can ask someone else, or write the answer yourself."))
}

// NotInTime tells the curator who asked that a colleague has not answered.
func NotInTime(to string) blockkit.Message {
	return quietly(who(to), say(" did not answer the question that you sent in time. You can ask someone else, or write the answer yourself."))
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
	if d.Colleague {
		p.lines(line{say("“See and edit” shows the question. Put it in your own words, then accept.")})
	}
	row := d.row(p)
	primary(row[0])
	p.buttons(row...)
	return p.message()
}

// whole reports whether a draft can be accepted as it is: a colleague's has no question until
// a curator has written one.
func (d Draft) whole() bool { return !d.Colleague && d.Question != "" }

// row is what a curator can do about a draft.
func (d Draft) row(p *page) []*slack.ButtonBlockElement {
	row := []*slack.ButtonBlockElement{p.button(ActionDraft, "See and edit", d.Ref)}
	if d.whole() {
		row = append(row, p.button(ActionAccept, "Accept", d.Ref))
	}
	return append(row, p.button(ActionReject, "Not this", d.Ref))
}

// Tell is "Tell me when there is an answer".
type Tell struct {
	Ref      Ref
	Question string // scrubbed
	Days     int    // how long it is kept
}

// Form says what is kept, before it is.
func (t Tell) Form() slack.ModalViewRequest {
	p := &page{}
	p.bullets(line{say("I will write to you when there is an answer. Until then I keep:")}, []line{
		{say("your Slack id, so that I can write to you")},
		{say("your question, without names after an @, addresses and numbers:")},
	})
	p.quote(t.Question)
	p.lines(line{sayf("At most %s. “forget me” in a direct message to me removes it at once.", count(t.Days, "day", "days"))})
	may := option(MayAsk, "A colleague may be asked, without my name")
	p.input(BlockMayAsk, "May others see the question?", "", slack.NewCheckboxGroupsBlockElement(ActionOf(BlockMayAsk), may))
	return p.form("Tell me", "Tell me", CallbackTell, t.Ref)
}

// Waiting confirms that someone is told. There is no message when the days have passed
// without an answer: it would tell nothing that they could act on, it would be the bot's
// first word to them about a question they may have forgotten, and the form named the day.
func Waiting(until time.Time) blockkit.Message {
	return blockkit.Plainly("I will write to you when there is an answer, until " + until.UTC().Format(dayFormat) + " at most. “forget me” in a direct message to me ends that.")
}

// Answered tells someone who waited.
func Answered(asked time.Time, m blockkit.Message) blockkit.Message {
	return before(m, say("You asked on "+asked.UTC().Format("2 January")+". There is an answer now:"))
}
