package blockkit

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/knowledge"
)

func TestRefRoundTrip(t *testing.T) {
	for _, asked := range []string{"", "cto vs cio?", hostile, strings.Repeat("\x00\"", 4000)} {
		want := Ref{Entry: "compare.cto-cio.which-first", Reply: "0123456789abcdef", User: "U0AAAA", Asked: asked,
			Channel: "C0123456789", Thread: "1700000000.000100", Part: "loop", All: true, Up: true}
		value := want.String()
		if n := utf8.RuneCountInString(value); n == 0 || n > MaxValue {
			t.Fatalf("a value of %d characters", n)
		}
		got, ok := ParseRef(value)
		if !ok || !strings.HasPrefix(asked, got.Asked) || utf8.RuneCountInString(asked) < 100 && got.Asked != asked {
			t.Fatalf("asked %q came back as %q (%v)", Clip(asked, 40), Clip(got.Asked, 40), ok)
		}
		if got.Asked = asked; got != want {
			t.Errorf("got %+v", got)
		}
	}
	if _, ok := ParseRef("up:cto.definition"); ok {
		t.Error("a value that is not a Ref was accepted")
	}
}

func TestMetaRoundTrip(t *testing.T) {
	want := Meta{Channel: "C1", Thread: "1.2", ResponseURL: "https://hooks.slack.com/x", Ref: Ref{Entry: "cto.definition", Reply: "r", Asked: "why?"}}
	if got := ParseMeta(want.String()); got != want {
		t.Errorf("got %+v", got)
	}
	want.Ref.Asked = hostile
	if s := want.String(); utf8.RuneCountInString(s) > MaxMetadata {
		t.Errorf("%d characters", utf8.RuneCountInString(s))
	} else if got := ParseMeta(s); got.Channel != "C1" || got.Ref.Reply != "r" {
		t.Errorf("got %+v", got)
	}
	if got := ParseMeta("{"); got != (Meta{}) {
		t.Errorf("got %+v of nonsense", got)
	}
}

// TestTheResultHasTheTitleOfTheGuide, which a company may have changed.
func TestTheResultHasTheTitleOfTheGuide(t *testing.T) {
	guide := corpus.Guide{Title: "Who leads our tech?"}
	rec := advisor.Recommendation{Outcome: corpus.Outcome{Title: "A CTO"}}
	c := corpus.Corpus{WhichRole: &guide}
	if got := GuideResultModal(&c, rec, nil, View{}).Title.Text; got != guide.Title {
		t.Errorf("title %q, want %q", got, guide.Title)
	}
}

func TestGuideRefRoundTripAndErrors(t *testing.T) {
	want := map[string]string{"product": "yes", "pain": "how"}
	value := guideRef(want)
	if value != "guide pain=how,product=yes" {
		t.Errorf("got %q", value)
	}
	if got, ok := ParseGuideRef(value); !ok || !maps.Equal(got, want) {
		t.Errorf("got %v, %v", got, ok)
	}
	if _, ok := ParseGuideRef("cto cio"); ok {
		t.Error("a comparison was taken for a guide")
	}
	c := fixture().c
	if errs := GuideErrors(c, map[string]string{"product": "yes", "mandate": "nonsense"}); len(errs) != 1 || errs["mandate"] == "" {
		t.Errorf("got %v", errs)
	}
	if errs := GuideErrors(c, map[string]string{"product": "no", "mandate": "full"}); errs != nil {
		t.Errorf("got %v, although all questions are answered", errs)
	}
}

func TestAskErrorNamesWhatIsMissing(t *testing.T) {
	for _, tt := range []struct {
		question, picked string
		wrong            bool
	}{
		{"", "", true}, {"ct", "", true}, {"ct", "cto.definition", true}, {"שלו", "", false}, {"cto", "", false}, {"", "cto.definition", false},
	} {
		res := AskError(tt.question, tt.picked)
		if (res != nil) != tt.wrong {
			t.Errorf("%q and %q: %+v", tt.question, tt.picked, res)
		}
		if tt.wrong && (res.ResponseAction != slack.RAErrors || res.Errors[BlockQuestion] == "") {
			t.Errorf("%q: %+v", tt.question, res)
		}
	}
}

// someReasons are the reasons that the bot offers.
func someReasons() []Reason {
	return []Reason{
		{"wrong", "The answer is wrong"},
		{"not-my-question", "It is not what I asked"},
		{"out-of-date", "It is out of date"},
		{"incomplete", "Something is missing"},
		{"other", "Something else"},
	}
}

func TestAReasonMustBeOneOfThoseOffered(t *testing.T) {
	for _, r := range someReasons() {
		if errs := ReasonErrors(r.ID, someReasons()); errs != nil {
			t.Errorf("%s: %v", r.ID, errs)
		}
	}
	if errs := ReasonErrors("", someReasons()); errs[BlockReason] == "" {
		t.Errorf("no reason: %v", errs)
	}
}

func TestShareLabelSaysWhereItPosts(t *testing.T) {
	for _, tt := range []struct {
		v    View
		want string
	}{
		{View{}, ""},
		{View{Private: true}, "Share in channel"},
		{View{Private: true, Channel: "C1", Thread: "1.2"}, "Post in thread"},
		{View{Private: true, Modal: true}, ""},
		{View{Private: true, Modal: true, Channel: "C1"}, "Post in channel"},
	} {
		if got := tt.v.shareLabel(); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.v, got, tt.want)
		}
	}
}

// TestSharedDoesNotChangeItsMessage: the bot may share one message twice.
func TestSharedDoesNotChangeItsMessage(t *testing.T) {
	m := Render(fixture().a.Show("cto.definition"), View{Now: today, ReplyID: "r"})
	before := string(Story{Name: "before", Message: m}.JSON(t))
	first, second := Shared(m, "U0AAAA", "x"), Shared(m, "U0BBBB", "y")
	if after := string(Story{Name: "after", Message: m}.JSON(t)); after != before {
		t.Error("the message was changed")
	}
	for user, s := range map[string]Message{"U0AAAA": first, "U0BBBB": second} {
		raw := strings.Join(strings.Fields(string(Story{Name: user, Message: s}.JSON(t))), "")
		if strings.Count(raw, `"icon_button"`) != 1 || !strings.Contains(raw, `"visible_to_user_ids":["`+user+`"]`) {
			t.Errorf("%s: others see the button to withdraw:\n%s", user, raw)
		}
	}
	if s := Shared(m, "<!channel>", "x"); strings.Contains(s.Text, "<") {
		t.Errorf("%q was taken for a user", s.Text)
	}
}

func TestKitModalShowsThePageOrTheFirst(t *testing.T) {
	kit := fixture().a.Kit("cto")
	for part, want := range map[string]string{"": "scorecard", "scorecard": "scorecard", "loop": "loop", "offer": "offer", "removed": "scorecard"} {
		if got := ParseMeta(KitModal(kit, part, View{}).PrivateMetadata).Ref.Part; got != want {
			t.Errorf("page %q became %q, want %q", part, got, want)
		}
	}
	if m := KitModal(fixture().a.Kit("cio"), "", View{}); len(m.Blocks.BlockSet) == 0 {
		t.Error("the modal of a role without a kit is empty")
	}
}

func TestTopicsListEveryEntryOnce(t *testing.T) {
	c := shipped().c
	n := map[string]int{}
	for _, f := range families(c) {
		for _, e := range f.entries {
			n[e.ID]++
		}
	}
	for _, e := range c.Entries {
		if n[e.ID] != 1 {
			t.Errorf("%s is listed %d times", e.ID, n[e.ID])
		}
	}
}

// TestHomeLeadsSomewhere checks that the Home tab of the shipped corpus shows every
// link and pair of its file: none may lead nowhere.
func TestHomeLeadsSomewhere(t *testing.T) {
	c := shipped().c
	got := homeText(t, c)
	if len(c.Home.Stages) < 6 || len(c.Home.Pairs) < 5 {
		t.Errorf("%d stages and %d pairs", len(c.Home.Stages), len(c.Home.Pairs))
	}
	for _, s := range c.Home.Stages {
		for _, l := range s.Links {
			if !strings.Contains(got, l.Label) {
				t.Errorf("%s: %q leads nowhere", s.ID, l.Label)
			}
		}
	}
	for _, p := range c.Home.Pairs {
		if label := pairLabel(c, p); label == "" || !strings.Contains(got, label) {
			t.Errorf("%q cannot be compared", p.Roles)
		}
	}
}

// TestHomeOfACompany: what a company's folder adds is on the Home tab and in the
// list of topics.
func TestHomeOfACompany(t *testing.T) {
	role := "id: chief-robot\nname: Chief Robotics Officer\nletters: CRbO\ntitles: [chief robotics officer]\nkin: cto\ndifference: leads the robots\nreviewed: 2026-06-01\ncells: {purpose: {text: Robots, sources: [OWN]}}\n"
	entry := "---\nquestion: How do we start here?\nlabel: Start\nroles: []\nshort: On Monday.\nphrasings: [start here]\nreviewed: 2026-06-01\n---\n- So.\n"
	company := fstest.MapFS{
		"roles/chief-robot.yaml":   {Data: []byte(role)},
		"entries/onboarding/us.md": {Data: []byte(entry)},
		"home.yaml": {Data: []byte("stages:\n  - {id: start, name: Week one, help: Ours, links: [{entry: onboarding.us, label: Start here}]}\n  - {id: posting, name: None}\n" +
			"pairs: [[chief-robot, cto]]\ntopics: [{family: onboarding, name: First days}]\n")},
	}
	c, ps, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS}, corpus.Layer{Name: "company", FS: company})
	if err != nil {
		t.Fatal(ps)
	}
	got := homeText(t, c)
	for _, want := range []string{"Chief Robotics Officer", "Week one", "Start here", "CRbO and CTO", "Need a CTO?"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not on the Home tab", want)
		}
	}
	for _, gone := range []string{"New CTO", "CTO posting", "CTO and CIO"} {
		if strings.Contains(got, gone) {
			t.Errorf("%q is on the Home tab still", gone)
		}
	}
	if text := topicsText(c); !strings.Contains(text, "First days: Start") {
		t.Errorf("topics: %s", text)
	}
}

// homeText is the Home tab's JSON.
func homeText(t *testing.T, c *corpus.Corpus) string {
	t.Helper()
	home, err := json.Marshal(Home(HomeData{Corpus: c, Now: today}))
	if err != nil {
		t.Fatal(err)
	}
	return string(home)
}

func TestSuggestionsKeepLimits(t *testing.T) {
	if raw := Suggestions(nil, ""); raw.Options == nil {
		t.Error("no suggestions must be an empty list, not null")
	}
	many := make([]match.Completion, 150)
	for i := range many {
		many[i] = match.Completion{Role: "cto", Text: hostile}
	}
	o := Suggestions(many, hostile)
	if len(o.Options) != maxOptions || o.Options[0].Value != "role cto" || utf8.RuneCountInString(o.Options[0].Text.Text) > MaxButtonText {
		t.Errorf("%d options, first %+v", len(o.Options), o.Options[0])
	}
}

func TestTheLastSuggestionAsks(t *testing.T) {
	long := strings.Repeat("who is the boss of a technical lead ", 9)
	for typed, want := range map[string]string{
		"":                       "",
		" ab ":                   "", // AskError refuses less than three characters
		"ab c":                   "ab c",
		" who\tdoes  a\n boss ":  "who does a boss",
		long:                     strings.TrimSpace(long[:144]),
		strings.Repeat("x", 400): strings.Repeat("x", 146),
		strings.Repeat("é", 400): strings.Repeat("é", 73),
		hostile:                  "?",
	} {
		o := Suggestions([]match.Completion{{Role: "cto"}}, typed)
		last := o.Options[len(o.Options)-1]
		asked, ok := PickedQuestion(last.Value)
		if want == "?" {
			want = asked
		}
		if !ok {
			asked = ""
		}
		if asked != want || ok != (want != "") {
			t.Errorf("%.20q: asks %q, want %q", typed, asked, want)
		}
		if n := utf8.RuneCountInString(last.Text.Text); len(last.Value) > 150 || n > MaxButtonText || ok && !strings.HasPrefix(last.Text.Text, "Ask: ") || !utf8.ValidString(last.Value) {
			t.Errorf("%.20q: %d bytes in %q, %d characters in %q", typed, len(last.Value), last.Value, n, last.Text.Text)
		}
	}
}

// TestReasonsMayBeginWithAnyLetter, since a company may write its own guide.
func TestReasonsMayBeginWithAnyLetter(t *testing.T) {
	rec := advisor.Recommendation{Outcome: corpus.Outcome{ID: "cto", Title: "Économie d'abord"}, Because: []string{"émigré engineers build it", "и так", "中文 is spoken"}}
	m := GuideResult(&corpus.Corpus{}, rec, nil, View{})
	data, err := json.Marshal(m.Blocks)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Recommendation: économie", "Émigré engineers build it.", "И так.", "中文 is spoken."} {
		if !strings.Contains(m.Text, want) || !strings.Contains(string(data), want) {
			t.Errorf("%q is not shown:\n%s\n%s", want, m.Text, data)
		}
	}
}

func TestPlainTextIsNotCutInsideAnEscape(t *testing.T) {
	got := escapeTo(strings.Repeat("<", MaxMessageText), maxPlain)
	if n := utf8.RuneCountInString(got); n > maxPlain || strings.ReplaceAll(got, "&lt;", "") != "…" {
		t.Errorf("%d characters, ends %q", n, got[len(got)-8:])
	}
}
