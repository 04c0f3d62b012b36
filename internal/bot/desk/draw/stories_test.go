package draw

import (
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/slacktest/blocks"
)

var today = time.Date(2026, 11, 26, 14, 5, 0, 0, time.UTC)

// The people and the channel that the stories mention.
const (
	ana = "U0ANA"
	hr  = "C0PEOPLE"
)

// fixture is the small corpus of package blockkit's tests.
var fixture = sync.OnceValue(func() *corpus.Corpus {
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: os.DirFS("../../../blockkit/testdata/knowledge")})
	if err != nil {
		panic(err)
	}
	return c
})

// story is an example of what the package draws.
type story struct {
	name    string
	message *blockkit.Message
	modal   *slack.ModalViewRequest
	home    *slack.HomeTabViewRequest
}

// json returns the story as it is sent to Slack.
func (s story) json(t testing.TB) []byte {
	t.Helper()
	var v any
	switch {
	case s.modal != nil:
		v = s.modal
	case s.home != nil:
		v = s.home
	default:
		v = struct {
			Text   string        `json:"text"`
			Blocks []slack.Block `json:"blocks"`
		}{s.message.Text, s.message.Blocks}
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	return []byte(b.String())
}

func (s story) decoded(t testing.TB) (payload map[string]any) {
	t.Helper()
	if err := json.Unmarshal(s.json(t), &payload); err != nil {
		t.Fatal(err)
	}
	return payload
}

func (s story) elements(t testing.TB) []blocks.Element {
	list, _ := s.decoded(t)["blocks"].([]any)
	return blocks.Elements(list)
}

// words are what a story shows.
type words struct {
	asked string // by an asker, scrubbed
	typed string // by a curator or a colleague
	n     int    // of whatever is a list
}

var usual = words{asked: "what does a [name] vp of people tech earn in lisbon", typed: "Our CTO reports to the COO, Ana Pinto. That holds until the next funding round.", n: 2}

func missOf(w words) Miss {
	return Miss{Ref: Ref{Miss: "m1"}, N: 4, Reason: "nothing-near", Last: today.AddDate(0, 0, -1), Nearest: repeated("CTO · Pay", w.n), Waiting: 2, MayAsk: true}
}

func repeated(s string, n int) (out []string) {
	for range n {
		out = append(out, s)
	}
	return out
}

func fieldsOf(w words) entryform.Fields {
	return entryform.Fields{ID: "cto.reporting-line", Question: "Who does a CTO report to?", Short: w.typed,
		Points: "- **Here:** the COO.\n- **Elsewhere:** mostly the CEO [S1].", Next: "ask who signs the budget.", Sources: []string{"S1", corpus.Company},
		Phrasings: []string{"who is the cto's boss", "cto reports to whom"}, Owner: ana, Reviewed: today}
}

// stories draws everything.
func stories(w words) []story {
	var out []story
	say := func(name string, m blockkit.Message) { out = append(out, story{name: name, message: &m}) }
	post := say // in a channel
	view := func(name string, m slack.ModalViewRequest) { out = append(out, story{name: name, modal: &m}) }
	done := func(what Deed, title string) Done { return Done{By: ana, What: what, Title: title, On: today} }

	miss := missOf(w)
	plainMiss, cannot, late := miss, miss, miss
	plainMiss.N, plainMiss.Reason, plainMiss.Nearest, plainMiss.Waiting, plainMiss.MayAsk = 1, "", nil, 0, false
	cannot.CannotSay, late.NoneInTime, late.Waiting, late.MayAsk = true, true, 1, false
	post("miss", MissCard(miss))
	post("miss-asked-once", MissCard(plainMiss))
	post("miss-colleague-cannot", MissCard(cannot))
	post("miss-colleague-late", MissCard(late))
	post("miss-done-means", MissDone(4, done(DeedMeans, "CTO · Pay")))
	post("miss-done-colleague", MissDone(1, done(DeedColleague, "")))
	post("miss-done-not-ours", MissDone(2, Done{What: DeedNotOurs, On: today}))
	post("miss-answered", MissAnswered(4, "CTO · Pay"))
	post("miss-gone", MissGone())
	again := plainMiss
	again.Again = true
	post("miss-asked-again", MissCard(again))
	say("miss-taken", Taken(done(DeedMeans, "CTO · Pay")))
	view("means-saved", MeansSaved(Ref{Miss: "m1"}, "CTO · Pay", 1, false))
	view("means-saved-late", MeansSaved(Ref{Miss: "m1"}, "CTO · Pay", 1, true))
	week := Ref{Week: "2026-11-23"}
	refused := []Refusal{{Reason: "other-role", N: 12, Wordings: []Wording{{w.asked, 11}}}, {Reason: "live-fact", N: 3}, {Reason: "named-person", N: 9},
		{Reason: "distress", N: 1}, {Reason: "misconduct", N: 1}, {Reason: "new-reason", N: 1}}
	for range w.n {
		refused[0].Wordings = append(refused[0].Wordings, Wording{w.asked, 1})
	}
	card, _ := RefusalCard(today.AddDate(0, 0, -7), refused, week)
	post("refusals", card)
	card, _ = UnkeptCard(today.AddDate(0, 0, -7), []Refusal{{Reason: "nothing-near", N: 4}, {Reason: "off-topic", N: 2}, {Reason: "distress", N: 1}})
	post("unkept", card)
	view("refused", RefusedForm(today.AddDate(0, 0, -7), refused, week))
	view("refused-gone", RefusedForm(today.AddDate(0, 0, -7), nil, week))

	var wordings []Wording
	for i := range w.n {
		wordings = append(wordings, Wording{w.asked, w.n - i})
	}
	view("question", QuestionForm(miss, wordings, true))
	view("question-gone", QuestionForm(miss, nil, true))
	view("question-not-kept", QuestionForm(plainMiss, nil, false))
	view("means", MeansForm(miss, w.asked))
	view("means-without-text", MeansForm(plainMiss, ""))
	view("colleague", ColleagueForm(miss, w.asked, 14))

	fields := fieldsOf(w)
	form := EntryForm{Ref: Ref{Entry: fields.ID, Version: "3"}, Corpus: fixture(), Fields: fields}
	view("entry", form.Modal())
	conflict, same := form, form
	other := fields
	other.Short, other.Next = "Our CTO reports to the CEO. "+w.typed, ""
	conflict.Theirs, same.Theirs = &Theirs{By: ana, At: today, Fields: other}, &Theirs{At: today, Fields: fields}
	view("entry-conflict", conflict.Modal())
	view("entry-conflict-same-text", same.Modal())
	view("entry-new", EntryForm{Ref: Ref{Miss: "m1"}, Corpus: fixture(), Fields: entryform.Fields{Role: "cto"}}.Modal())
	draft := EntryForm{Ref: Ref{Draft: "d1"}, Corpus: fixture(), Fields: entryform.Fields{Question: fields.Question, Short: w.typed, Owner: hr}, OwnerName: "People team", Notes: []string{"shorten the question: 91 characters, at most 75"}}
	view("entry-draft", draft.Modal())
	long := form
	long.Fields.Points = strings.Repeat("- word\n", 500)
	view("entry-too-long", long.Modal())
	say("preview", Preview(blockkit.Plainly(w.typed)))
	say("preview-faults", Preview(Faults(entryform.Faults{{Field: entryform.FieldPoints, What: "an answer shows no links", Hint: "put the address into the field for a source"}})))
	saved := Saved{Ref: Ref{Entry: fields.ID}, Title: "CTO · Reporting line", Told: 1}
	say("saved", saved.Message())
	saved.Late = true
	say("saved-late", saved.Message())
	saved.Late = false
	saved.Told, saved.Repeats = 0, []Repeat{{"CEO (40% worldwide in 2021)", "CTO", "Usually reports to"}, {"CEO, 82%", "CISO", "Usually reports to"}}
	saved.Notes = []string{"the answer has 1,140 characters, at most 1,100"}
	say("saved-repeated", saved.Message())
	saved.Owner = true
	view("saved-modal", saved.Modal(blockkit.Message{Blocks: blockkit.MessageModal(blockkit.Plainly(w.typed)).Blocks.BlockSet}))
	view("still-true", StillTrue(saved.Ref, saved.Title, today, blockkit.Message{Blocks: blockkit.MessageModal(blockkit.Plainly(w.typed)).Blocks.BlockSet}))
	view("why", Why(saved.Ref, saved.Title, []string{"exact phrasing (answer, confidence 0.98)", "nearest: “" + blockkit.Clip(w.asked, 300) + "” of cto.reporting-line"}, []string{"cto.reporting-line, built in"}))
	view("resume", Resume(saved.Ref, saved.Title, today))

	ask := Request{Ref: Ref{Request: "q1"}, By: ana, Topic: "CTO · Pay", Words: w.typed, Question: w.asked, Until: today.AddDate(0, 0, 14)}
	say("request", ask.Message())
	bare := ask
	bare.Topic, bare.Words = "", ""
	say("request-without-words", bare.Message())
	view("request-form", ask.Form())
	say("request-cannot-say", CannotSay(ana))
	say("request-not-in-time", NotInTime(ana))
	say("request-answered", ask.Done(true))
	say("request-declined", ask.Done(false))
	say("request-withdrawn", Withdrawn())

	written := Draft{Ref: Ref{Draft: "d1"}, By: ana, Colleague: true, Question: w.asked, Short: w.typed}
	imported := Draft{Ref: Ref{Draft: "d2"}, By: ana, Origin: "handbook.csv, row 12", Question: "Who approves a sabbatical?", Short: w.typed}
	typed := Draft{Ref: Ref{Draft: "d3"}, By: ana, Question: "Who approves a sabbatical?", Short: w.typed}
	post("draft-of-a-colleague", written.Card())
	post("draft-of-a-spreadsheet", imported.Card())
	post("draft-of-a-curator", typed.Card())
	post("draft-gone", DraftGone())
	var left []NotAccepted
	for range w.n {
		left = append(left, NotAccepted{w.typed, []string{"Question: another of these asks the same: keep one of them"}})
	}
	view("accepted-all", AcceptedModal(12, left))
	post("draft-accepted", CardDone(done(DeedAccepted, "CTO · Sabbatical")))
	post("draft-rejected", CardDone(done(DeedRejected, "")))

	view("tell", Tell{Ref: Ref{Reply: "r1"}, Question: w.asked, Days: 30}.Form())
	say("tell-waiting", Waiting(today.AddDate(0, 0, 30)))
	say("tell-answered", Answered(today.AddDate(0, 0, -14), blockkit.Plainly(w.typed)))

	versions := []Version{{ID: "3", By: ana, At: today, What: "edited", Now: true, Text: w.typed}, {ID: "2", By: ana, At: today.AddDate(0, -1, 0), What: "still true", Text: w.typed},
		{ID: "1", At: today.AddDate(0, -8, 0), What: "back to the built-in answer"}}
	view("history", History(Ref{Entry: fields.ID}, "CTO · Reporting line", versions, true))
	view("history-of-an-own-entry", History(Ref{Entry: fields.ID}, "CTO · Sabbatical", versions[:1], false))
	view("history-empty", History(Ref{Entry: fields.ID}, "CTO · Reporting line", nil, true))
	var many []Version
	for i := range 25 {
		many = append(many, Version{ID: string(rune('a' + i)), By: ana, At: today.AddDate(0, 0, -i), What: "edited", Now: i == 0, Text: w.typed})
	}
	view("history-long", History(Ref{Entry: fields.ID}, "CTO · Reporting line", many, true))

	due := Reminder{Ref: Ref{Entry: fields.ID}, Title: "CTO · Reporting line", Short: w.typed, Due: today.AddDate(0, -2, 0)}
	post("reminder", due.Message())
	post("reminder-still-true", CardDone(done(DeedTrue, "CTO · Reporting line")))
	post("reminder-given", CardDone(Done{By: ana, What: DeedGiven, To: hr, Title: "CTO · Reporting line", On: today}))
	post("due-list", DueList(repeated("CTO · Pay, since 2 Jan 2026", 12)))
	view("give", GiveForm(due.Ref, due.Title))
	post("health", Health{Month: today, Entries: 158, Overdue: 12, Oldest: "CTO · Pay", Ownerless: 7, Asked: 400, Missed: 40, Answered: 9, Edits: 7, Draft: today.AddDate(0, 0, -9)}.Message())
	post("health-all-checked", Health{Month: today, Entries: 158, Missed: 1}.Message())
	say("entry-row", blockkit.Message{Text: "An answer.", Blocks: []slack.Block{EntryRow(Ref{Entry: fields.ID, Reply: "r1"})}})
	view("entry-modal", EntryModal(Ref{Entry: fields.ID}, "CTO · Reporting line"))

	home := func(name string, c Curate) {
		out = append(out, story{name: name, home: &slack.HomeTabViewRequest{Type: slack.VTHomeTab, CallbackID: "home", Blocks: slack.Blocks{BlockSet: c.Blocks()}}})
	}
	home("home", Curate{Misses: []Miss{miss, plainMiss, miss, miss, miss}, Drafts: []Draft{written, imported, typed}, Due: repeated("CTO · Pay", 4), Edits: 7,
		Both: repeated("entries/cto/salary.md", w.n), Since: today.AddDate(0, -1, 0), Refusals: refused, Refused: week})
	home("home-quiet", Curate{})
	return out
}
