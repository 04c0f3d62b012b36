package blockkit

import (
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/internal/slacktest/blocks"
	"rolecall/internal/weights"
	"rolecall/knowledge"
)

// today is the date of the stories, some months after the reviews of the fixture.
var today = time.Date(2026, 6, 15, 9, 0, 0, 0, time.UTC)

// hostile is a question with all the markup that could harm a message, about as
// long as a message may be.
var hostile = strings.Repeat("<!channel> <@U123> <#C123|x> <https://e.org|y> *b* _i_ `c` &amp; 👩‍💻 שלום \u202eevil\u202c\nnext ", 500)[:39990]

// book is a corpus with its advisor.
type book struct {
	c *corpus.Corpus
	a *advisor.Advisor
}

var (
	fixture = sync.OnceValue(func() book { return open(corpus.Layer{Name: "testdata/knowledge", FS: os.DirFS("testdata/knowledge")}) })
	shipped = sync.OnceValue(func() book { return open(corpus.Layer{Name: "knowledge", FS: knowledge.FS}) })
)

func open(layers ...corpus.Layer) book {
	c, _, err := corpus.Load(layers...)
	if err != nil {
		panic(err)
	}
	x, err := weights.New(nil).Index(c)
	if err != nil {
		panic(err)
	}
	return book{c, advisor.New(c, x)}
}

// Story is an example of what the package draws: a message or a view.
type Story struct {
	Name    string
	Message Message
	Modal   *slack.ModalViewRequest
	Home    *slack.HomeTabViewRequest
}

func (s Story) surface() blocks.Surface {
	switch {
	case s.Modal != nil:
		return blocks.Modal
	case s.Home != nil:
		return blocks.Home
	}
	return blocks.Message
}

// JSON returns the story as it is sent to Slack.
func (s Story) JSON(t testing.TB) []byte {
	t.Helper()
	var v any
	switch {
	case s.Modal != nil:
		v = s.Modal
	case s.Home != nil:
		v = s.Home
	default:
		v = struct {
			Text   string        `json:"text"`
			Blocks []slack.Block `json:"blocks"`
		}{s.Message.Text, s.Message.Blocks}
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	if err := enc.Encode(v); err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return []byte(b.String())
}

// stories draws everything with one corpus; asked is what the person typed.
func stories(k book, asked string) []Story {
	v := View{Now: today, ReplyID: "reply1", Asked: asked}
	private := v
	private.Private = true
	with := func(base View, change func(*View)) View { change(&base); return base }
	var out []Story
	say := func(name string, m Message) { out = append(out, Story{Name: name, Message: m}) }
	view := func(name string, m slack.ModalViewRequest) { out = append(out, Story{Name: name, Modal: &m}) }

	def, long := k.a.Show("cto.definition"), k.a.Show("cto.reporting-line")
	noted := def
	noted.Notes = []string{"CTO is read as Chief Technology Officer here."}
	noted.Reason, noted.Confidence = advisor.ReasonConfident, 0.91
	noted.Match = match.Result{None: 0.02, Second: true, Candidates: []match.Candidate{
		{Entry: "cto.definition", Chance: 0.91, Question: 0.91, Score: 1.25, Cosine: 0.71, Matched: "what is a cto", Features: []match.Feature{{Text: "what", Weight: 0.4}, {Text: "about pay", Weight: -0.2}}},
		{Entry: "cto.salary", Chance: 0.04, Question: 0.04, Score: 0.2, Cosine: 0.31}}}
	noted.Trace = advisor.Trace{Part: "the last question", Rule: "by its chance", Text: "What is a CTO?"}
	say("answer", Render(def, v))
	say("answer-folded", Render(long, v))
	say("answer-full", Render(long, with(v, func(v *View) { v.Full = true })))
	brief, repeated, two := def, def, def
	brief.Brief, brief.Related, two.Also = true, nil, long.Entry
	repeated.Brief, repeated.Notes = true, []string{"The nearest I have is the answer above, here in short."}
	say("answer-brief", Render(brief, v))
	say("answer-repeated", Render(repeated, v))
	part := long
	part.Brief, part.Notes, part.Part = true, []string{"The nearest I have is this part of the answer above."}, corpus.Text{{Spans: long.Entry.Body[len(long.Entry.Body)-1].Spans}}
	say("answer-part", Render(part, v))
	say("answer-and-second-question", Render(two, v))
	say("answer-private", Render(def, private))
	say("answer-of-a-message", Render(def, with(private, func(v *View) { v.Channel, v.Thread = "C1", "1700000000.000100" })))
	say("answer-explained", Render(noted, with(v, func(v *View) { v.Explain = true })))
	elsewhere := k.a.ShowFor("cto.salary", advisor.Question{Text: "what does a cto earn in berlin"})
	say("answer-of-other-countries", Render(elsewhere, v))
	say("answer-dated", Render(k.a.Show("cto.salary"), with(v, func(v *View) { v.Now = today.AddDate(2, 0, 0) })))
	say("answer-plain-rating", Render(def, with(v, func(v *View) { v.Without = FeedbackPiece })))
	say("help", Render(k.a.Show("bot.help"), v))
	say("guide-entry", Render(k.a.Show("which-role"), v))
	say("gone", Render(k.a.Show("no.such"), v))

	choices := advisor.Reply{Outcome: advisor.Choices, Corpus: k.c, Lead: "Did you mean one of these?", Choices: []*corpus.Entry{def.Entry, long.Entry}}
	say("choices", Render(choices, v))
	say("choices-private", Render(choices, private))
	five := choices
	five.Choices = k.c.Entries[:advisor.MaxChoices]
	say("choices-five", Render(five, v))
	none := advisor.Reply{Outcome: advisor.None, Corpus: k.c, Reason: "nothing-near", Lead: "I have nothing on that.", Choices: choices.Choices}
	told := with(v, func(v *View) { v.Tell = true })
	say("none", Render(none, told))
	say("none-without-text", Render(none, v))
	say("none-no-kit", Render(advisor.Reply{Outcome: advisor.None, Corpus: k.c, Reason: advisor.ReasonNoKit, Lead: "There is no hiring kit here yet."}, told))
	say("none-refused", Render(advisor.Reply{Outcome: advisor.None, Corpus: k.c, Reason: "live-fact", Lead: k.c.Refusal("live-fact").Reply}, told))
	say("none-distress", Render(advisor.Reply{Outcome: advisor.None, Corpus: k.c, Reason: advisor.ReasonDistress, Lead: "I'm sorry, that sounds hard. People can help: findahelpline.com lists who."}, told))
	say("none-of-these", NoneOfThese(Ref{Reply: "reply1", Asked: asked}, true))
	say("none-of-these-without-text", NoneOfThese(Ref{Reply: "reply1", Asked: asked}, false))

	pair, three := k.a.Compare("cto cio"), k.a.Compare("cto cio engineering-director")
	say("comparison", Render(pair, v))
	say("comparison-table", Render(pair, with(v, func(v *View) { v.Without = DataTable })))
	say("comparison-all", Render(pair, with(private, func(v *View) { v.All = true })))
	say("comparison-three", Render(three, v))
	say("comparison-three-all", Render(three, with(private, func(v *View) { v.All = true })))
	say("comparison-without-table", Render(pair, with(v, func(v *View) { v.Without, v.NoFeedback = Table|DataTable, true })))
	say("comparison-unknown", Render(k.a.Compare("cto "+Clip(asked, 300)), v))
	say("role", Render(k.a.Role("cto"), private))
	say("role-full", Render(k.a.Role("cio"), with(v, func(v *View) { v.Full = true })))

	kit := k.a.Kit("cto")
	say("kit", Render(kit, v))
	say("kit-private", Render(kit, with(private, func(v *View) { v.Canvas = true })))
	say("kit-without-container", Render(kit, with(v, func(v *View) { v.Without, v.Canvas = Container, true })))
	section, _ := KitSection(kit, "loop", v)
	say("kit-section", Shared(section, "U0AAAA", ""))
	say("kit-canvas", CanvasSaved("Hiring kit: Chief Technology Officer (CTO)", "https://example.slack.com/docs/T1/F1", false))
	say("kit-canvas-in-a-tab", CanvasSaved("Hiring kit: Chief Technology Officer (CTO)", "https://example.slack.com/docs/T1/F1", true))
	for i, m := range KitMessages(kit, v)[:2] {
		say("kit-thread-"+string(rune('0'+i)), m)
	}
	answers := map[string]string{"product": "yes", "mandate": "full"}
	rec, _ := k.a.Recommend(answers)
	veto, _ := k.a.Recommend(map[string]string{"product": "yes", "mandate": "none"})
	say("recommendation", GuideResult(k.c, rec, answers, v))

	say("shared", Shared(Render(def, v), "U0AAAA", asked))
	say("shared-without-rating", Shared(Render(def, with(v, func(v *View) { v.NoFeedback = true })), "U0AAAA", asked))
	say("thanks", Thanks(true, Ref{Entry: "cto.definition", Reply: "reply1", Up: true}))
	say("sources", Sources(long, v))
	say("sources-of-a-comparison", Sources(pair, v))
	say("sources-of-a-role", Sources(k.a.Role("cto"), v))
	say("sources-of-the-guide", GuideSources(k.c))
	say("sources-gone", Sources(k.a.Show("no.such"), v))
	say("topics", Topics(k.c))
	say("offer", Offer(def.Entry, "reply1"))
	say("already-answered", AlreadyAnswered(def.Entry, "https://example.slack.com/archives/C1/p1"))
	say("already-answered-about-others", AlreadyAnswered(elsewhere.Entry, "https://example.slack.com/archives/C1/p1", elsewhere.Notes...))
	const day = 24 * time.Hour
	settings := Keeps{Questions: "misses", For: 90 * day}
	say("stored", Stored(settings, Own{}))
	settings.Kept = Kept{Wait: 30 * day, Request: 17 * day, Draft: 90 * day}
	say("stored-of-a-curator", Stored(settings, Own{Waits: 1, Asked: 2, AskedOf: 1, Drafts: 1, Edits: 12}))
	say("stored-without-text", Stored(Keeps{Questions: "none", Kept: Kept{Draft: 90 * day}}, Own{}))

	say("report", Report(weekly(8, 4), 0))
	say("report-without-charts", Report(weekly(8, 4), Chart))
	say("report-of-the-first-week", Report(weekly(1, 1), 0))

	view("ask-modal", AskModal(AskModalData{Question: asked, Channel: "C1"}))
	view("answer-modal", AnswerModal(long, with(v, func(v *View) { v.Channel, v.Thread = "C1", "1700000000.000100" })))
	view("comparison-modal", AnswerModal(three, v))
	view("kit-modal-first", KitModal(kit, "", v))
	view("kit-modal-last", KitModal(kit, "offer", with(v, func(v *View) { v.Channel, v.Canvas = "C1", true })))
	view("guide-modal", GuideModal(k.c, answers, Meta{Channel: "C1"}))
	view("recommendation-modal", GuideResultModal(k.c, veto, answers, with(v, func(v *View) { v.Channel = "C1" })))
	view("reason-modal", ReasonModal(Meta{Channel: "C1", ResponseURL: "https://hooks.slack.com/actions/T/1", Ref: Ref{Entry: "cto.definition", Reply: "reply1"}}, someReasons()))
	view("message-modal", MessageModal(Plainly("That is done.")))

	home := Home(HomeData{Corpus: k.c, Top: choices.Choices, Recent: []string{asked, "cto vs cio"}, Keeps: Keeps{Questions: "all", For: 90 * 24 * time.Hour}, Now: today})
	bare := Home(HomeData{Corpus: k.c, Keeps: Keeps{For: 90 * 24 * time.Hour}, Now: today})
	return append(out, Story{Name: "home", Home: &home}, Story{Name: "home-bare", Home: &bare})
}
