package draw

import (
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
)

// Sample is one kind of what this package draws, for a check against Slack's own rules.
type Sample struct {
	Name    string
	Message blockkit.Message // for a View of nil
	View    any              // a modal or a Home tab
}

// Samples draws every kind once, with all that it may have, over the answer of an entry.
func Samples(c *corpus.Corpus, e *corpus.Entry, now time.Time) (out []Sample) {
	message := func(name string, m blockkit.Message) { out = append(out, Sample{Name: name, Message: m}) }
	view := func(name string, v any) { out = append(out, Sample{Name: name, View: v}) }
	const someone = "U0123456789" // any id of Slack's form
	ref := Ref{Entry: e.ID, Miss: "m", Draft: "d", Request: "q", Reply: "r", Version: "1", Channel: "C0123456789", TS: "1700000000.000100"}
	title, text := blockkit.Title(c, e), e.Short.Plain(nil)
	answer := blockkit.Message{Blocks: blockkit.MessageModal(blockkit.Plainly(text)).Blocks.BlockSet}
	done := Done{By: someone, What: DeedMeans, Title: title, On: now}
	wordings := []Wording{{e.Question, 2}, {text, 1}}

	miss := Miss{Ref: ref, N: 3, Reason: "nothing-near", Last: now, Nearest: []string{title}, Waiting: 1, MayAsk: true, CannotSay: true, Again: true}
	message("card of a miss", MissCard(miss))
	message("card of a miss, dealt with", MissDone(3, done))
	message("card of a miss, answered", MissAnswered(3, title))
	message("card of a miss, gone", MissGone())
	message("someone else was first", Taken(done))
	view("the question of a miss", QuestionForm(miss, wordings, true))
	view("It means…", MeansForm(miss, e.Question))
	view("It means…, saved", MeansSaved(ref, title, 1, false))
	view("Ask a colleague", ColleagueForm(miss, e.Question, 14))

	refused := []Refusal{{Reason: "other-role", N: 2, Wordings: wordings}, {Reason: "named-person", N: 1}}
	if m, ok := RefusalCard(now, refused, Ref{Week: "2026-11-23"}); ok {
		message("what was refused in a week", m)
	}
	if m, ok := UnkeptCard(now, refused); ok {
		message("what had no answer in a week, without text", m)
	}
	view("the questions that were refused", RefusedForm(now, refused, ref))

	fields := entryform.Fields{ID: e.ID, Question: e.Question, Short: text, Points: "- **Here:** yes.", Next: "ask.", Sources: []string{corpus.Company},
		Phrasings: []string{e.Question}, Owner: someone, Reviewed: now}
	fresh := fields
	fresh.ID = ""
	form := EntryForm{Ref: ref, Corpus: c, Fields: fields, Notes: []string{title}, Theirs: &Theirs{By: someone, At: now, Fields: fields}}
	view("form of an answer", form.Modal())
	form.Fields, form.Theirs = fresh, nil
	view("form of a new answer", form.Modal())
	message("a preview", Preview(blockkit.Plainly(text)))
	message("faults of an answer", Faults(entryform.Faults{{Field: entryform.FieldShort, What: "is empty", Hint: "write it"}}))
	saved := Saved{Ref: ref, Title: title, Notes: []string{text}, Repeats: []Repeat{{"40%", title, title}}, Told: 1}
	message("an answer is saved", saved.Message())
	view("an answer is saved, in a modal", saved.Modal(answer))
	view("an answer is still true", StillTrue(ref, title, now, answer))
	view("why an answer", Why(ref, title, []string{text}, []string{e.ID}))
	view("a draft to go on with", Resume(ref, title, now))
	view("history of an answer", History(ref, title, []Version{{ID: "2", By: someone, At: now, What: "edited", Now: true, Text: text}, {ID: "1", At: now, What: "edited", Text: text}}, true))
	view("an answer's buttons in a modal", EntryModal(ref, title))
	message("an answer's buttons", blockkit.Message{Text: title, Blocks: []slack.Block{EntryRow(ref)}})

	ask := Request{Ref: ref, By: someone, Topic: title, Words: text, Question: e.Question, Until: now}
	message("request to a colleague", ask.Message())
	view("form of a colleague", ask.Form())
	message("request to a colleague, done", ask.Done(true))
	message("request to a colleague, withdrawn", Withdrawn())
	message("a colleague cannot say", CannotSay(someone))
	message("a colleague was not in time", NotInTime(someone))
	draft := Draft{Ref: ref, By: someone, Origin: "answers.csv, row 12", Question: e.Question, Short: text}
	message("card of a draft", draft.Card())
	message("card of a draft, done", CardDone(done))
	message("card of a draft, gone", DraftGone())
	view("drafts accepted", AcceptedModal(1, []NotAccepted{{title, []string{text}}}))
	view("Tell me when there is an answer", Tell{Ref: ref, Question: e.Question, Days: 30}.Form())
	message("someone waits", Waiting(now))
	message("someone who waited is told", Answered(now, blockkit.Plainly(text)))

	message("reminder to an owner", Reminder{Ref: ref, Title: title, Short: text, Due: now}.Message())
	message("what is due", DueList([]string{title}))
	view("Give to someone else", GiveForm(ref, title))
	message("health of the answers", Health{Month: now, Entries: 3, Overdue: 2, Oldest: title, Ownerless: 1, Asked: 9, Missed: 2, Answered: 1, Edits: 1, Draft: now}.Message())
	view("Home of a curator", slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: Curate{Misses: []Miss{miss}, Drafts: []Draft{draft}, Due: []string{title},
		Edits: 1, Both: []string{"entries/a.md"}, Since: now, Refusals: refused, Refused: ref}.Blocks()}})
	return out
}
