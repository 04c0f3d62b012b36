package advisor_test

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/internal/weights"
	"rolecall/knowledge"
)

// real is an advisor on the embedded corpus, built once: it is immutable.
var real = sync.OnceValues(func() (*advisor.Advisor, error) {
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	if err != nil {
		return nil, err
	}
	x, err := weights.New(nil).Index(c)
	if err != nil {
		return nil, err
	}
	return advisor.New(c, x), nil
})

func testAdvisor(t testing.TB) *advisor.Advisor {
	t.Helper()
	a, err := real()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func ask(t testing.TB, text string, ctx match.Context) advisor.Reply {
	t.Helper()
	return testAdvisor(t).Ask(advisor.Question{Text: text, Context: ctx})
}

func ids(entries []*corpus.Entry) []string {
	out := []string{}
	for _, e := range entries {
		out = append(out, e.ID)
	}
	return out
}

// TestAskOutcomes asks phrasings of the corpus word for word, so that it tests the
// decisions and not the matcher.
func TestAskOutcomes(t *testing.T) {
	c := testAdvisor(t).Corpus()
	question := func(id string) string { return c.Entry(id).Question }
	tests := []struct {
		name    string
		text    string
		outcome advisor.Outcome
		entry   string
		reason  advisor.Reason
	}{
		{"an entry's question", question("cto.reporting-line"), advisor.Answer, "cto.reporting-line", "exact"},
		{"its phrasing in capitals", strings.ToUpper(c.Entry("cto.reporting-line").Phrasings[0].Text), advisor.Answer, "cto.reporting-line", "exact"},
		{"a comparison with an entry", question("compare.cto-cio"), advisor.Answer, "compare.cto-cio", "exact"},
		{"a comparison typed as a command", "compare cio cto", advisor.Compared, "compare.cto-cio", "asked"},
		{"a comparison without an entry", "ceo vs field cto", advisor.Compared, "", ""},
		{"a bare role", "field cto", advisor.RoleCard, "field-cto.definition", "role"},
		{"a bare role without an entry", "engineering director", advisor.RoleCard, "engineering-director.definition", "role"},
		{"the guide", question("which-role"), advisor.Guide, "which-role", "exact"},
		{"a kit", "kit cto", advisor.KitPage, "cto.scorecard", "asked"},
		{"a kit spelled out", "Kit chief information officer", advisor.KitPage, "cio.scorecard", "asked"},
		{"a kit of nobody", "kit", advisor.None, "", "no-kit"},
		{"a kit we do not have", "kit tech lead", advisor.None, "", "no-kit"},
		{"help", "help", advisor.Help, "bot.help", "asked"},
		{"help, asked for nicely", "Help!", advisor.Help, "bot.help", "asked"},
		{"the help entry's question", question("bot.help"), advisor.Help, "bot.help", "exact"},
		{"nothing", "", advisor.Help, "bot.help", "asked"},
		{"blanks", " \n\t ", advisor.Help, "bot.help", "asked"},
		{"signs", "?!", advisor.Help, "bot.help", "asked"},
		{"letters with two readings", "cdo", advisor.Choices, "", "two-readings"},
		{"another script", "что делает технический директор", advisor.None, "", "not-english"},
		{"a command for one role", "compare cto", advisor.BadCompare, "", "one-role"},
		{"a command for no role", "compare", advisor.BadCompare, "", "no-roles"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := ask(t, tt.text, match.Context{})
			if r.Outcome != tt.outcome || r.EntryID() != tt.entry || tt.reason != "" && r.Reason != tt.reason {
				t.Errorf("%q: %s %q for %q, want %s %q for %q", tt.text, r.Outcome, r.EntryID(), r.Reason, tt.outcome, tt.entry, tt.reason)
			}
			if r.Corpus != c {
				t.Error("the reply does not carry its corpus")
			}
			if r.Outcome == advisor.None && r.Lead == "" {
				t.Error("nothing, and no reason given")
			}
			if len(r.Related) > advisor.MaxRelated || len(r.Choices) > advisor.MaxChoices {
				t.Errorf("%d related and %d choices", len(r.Related), len(r.Choices))
			}
		})
	}
}

// TestEveryStoredPhrasingFindsItsEntry allows one other reply: for ambiguous letters
// without other words, the entry is the first choice.
func TestEveryStoredPhrasingFindsItsEntry(t *testing.T) {
	for _, e := range testAdvisor(t).Corpus().Entries {
		for _, p := range append([]corpus.Phrasing{{Text: e.Question}}, e.Phrasings...) {
			r := ask(t, p.Text, match.Context{})
			if r.EntryID() == e.ID || r.Reason == "two-readings" && r.Choices[0].ID == e.ID {
				continue
			}
			t.Errorf("%s: %q gives %s %q for %q, choices %v", e.ID, p.Text, r.Outcome, r.EntryID(), r.Reason, ids(r.Choices))
		}
	}
}

func TestEveryRefusalAnswersItsPhrasings(t *testing.T) {
	c := testAdvisor(t).Corpus()
	if len(c.Refusals) < 5 {
		t.Fatalf("only %d refusals", len(c.Refusals))
	}
	for _, ref := range c.Refusals {
		for _, p := range ref.Phrasings {
			r := ask(t, p, match.Context{})
			if r.Outcome != advisor.None || string(r.Reason) != ref.ID || !strings.HasSuffix(r.Lead, ref.Reply) && !(r.Reason == advisor.ReasonThanks && strings.HasPrefix(r.Lead, "Noted.")) {
				t.Errorf("%s: %q gives %s for %q: %s", ref.ID, p, r.Outcome, r.Reason, r.Lead)
			}
		}
	}
}

func TestAStoryBeforeTheQuestion(t *testing.T) {
	for text, want := range map[string]string{
		"We are looking for a CIO, what is that?":             "cio.definition",
		"They want to make me tech lead. What does that mean": "tech-lead.definition",
	} {
		if r := ask(t, text, match.Context{}); r.EntryID() != want {
			t.Errorf("%q: %s %s, want %s", text, r.Outcome, r.EntryID(), want)
		}
	}
}

func TestLettersWithTwoReadings(t *testing.T) {
	r := ask(t, "what does a cdo do", match.Context{})
	if got := ids(r.Choices); r.Outcome != advisor.Choices || !slices.Equal(got, []string{"cdo.definition", "cdigo.definition"}) {
		t.Errorf("got %s %v, want both definitions", r.Outcome, got)
	}
	if !strings.Contains(r.Lead, "CDO") {
		t.Errorf("the lead %q does not say which letters", r.Lead)
	}
	// With another role, the usual reading is assumed and a note names the other.
	for text, want := range map[string]advisor.Outcome{"difference between cto and cdo": advisor.Answer, "compare cto cdo": advisor.Compared} {
		r := ask(t, text, match.Context{})
		if r.Outcome != want || r.EntryID() != "compare.cto-cdo" || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "Chief Digital Officer") {
			t.Errorf("%q: %s %q, notes %q", text, r.Outcome, r.EntryID(), r.Notes)
		}
	}
	// Spelled out there is nothing to ask back.
	if r := ask(t, "what does a chief data officer do", match.Context{}); r.Reason == "two-readings" {
		t.Errorf("asks back what was spelled out: %q", r.Lead)
	}
	// What is refused stays refused.
	if r := ask(t, "how did cdos cause the financial crisis", match.Context{}); r.Outcome != advisor.None {
		t.Errorf("got %s %v, want a refusal", r.Outcome, ids(r.Choices))
	}
}

func TestShow(t *testing.T) {
	a := testAdvisor(t)
	r := a.Show("cto.salary")
	if r.Outcome != advisor.Answer || r.EntryID() != "cto.salary" || r.Role == nil || r.Role.ID != "cto" || len(r.Related) == 0 {
		t.Errorf("got %s %q", r.Outcome, r.EntryID())
	}
	if want := (match.Context{Entry: "cto.salary", Roles: []string{"cto"}}); !reflect.DeepEqual(r.Context, want) {
		t.Errorf("the talk is about %v, want %v", r.Context, want)
	}
	if r := a.Show("which-role"); r.Outcome != advisor.Guide {
		t.Errorf("the guide is shown as %s", r.Outcome)
	}
	for _, id := range []string{"", "cto.sallary", "cto"} {
		if r := a.Show(id); r.Outcome != advisor.None || r.Reason != "gone" || r.Lead == "" || r.EntryID() != "" {
			t.Errorf("Show(%q): %s for %q: %q", id, r.Outcome, r.Reason, r.Lead)
		}
	}
}

func TestRoleAndKit(t *testing.T) {
	a := testAdvisor(t)
	for _, role := range a.Corpus().Roles {
		r := a.Role(role.ID)
		if r.Outcome != advisor.RoleCard || r.Role != role || r.EntryID() != role.ID+".definition" || r.Context.Roles[0] != role.ID {
			t.Errorf("Role(%s): %s %q about %v", role.ID, r.Outcome, r.EntryID(), r.Context)
		}
	}
	for _, kit := range a.Corpus().Kits {
		if r := a.Kit(kit.Role); r.Outcome != advisor.KitPage || r.Kit != kit || r.Role.ID != kit.Role {
			t.Errorf("Kit(%s): %s", kit.Role, r.Outcome)
		}
	}
	if r := a.Role("cfo"); r.Outcome != advisor.None || r.Reason != "gone" {
		t.Errorf("Role(cfo): %s for %q", r.Outcome, r.Reason)
	}
	r := a.Kit("cdo")
	for _, name := range []string{"CTO", "CIO", "VPE", "CISO", "CPO", "Engineering director", "EM"} {
		if r.Outcome != advisor.None || r.Reason != "no-kit" || !strings.Contains(r.Lead, name) {
			t.Errorf("Kit(cdo) says %q for %q, want the kits there are", r.Lead, r.Reason)
		}
	}
}

func TestContextAfterReplies(t *testing.T) {
	before := match.Context{Entry: "cto.salary", Roles: []string{"cto"}}
	refused := testAdvisor(t).Corpus().Refusals[0].Phrasings[0]
	kept := map[string]string{
		"a refusal":          refused,
		"help":               "help",
		"nothing":            "",
		"a kit that is none": "kit tech lead",
	}
	for name, text := range kept {
		if r := ask(t, text, before); !reflect.DeepEqual(r.Context, before) {
			t.Errorf("%s turns the talk to %v", name, r.Context)
		}
	}
	for text, want := range map[string]match.Context{
		"compare cio ciso":          {Entry: "compare.cio-ciso", Roles: []string{"cio", "ciso"}},
		"compare ceo field cto":     {Roles: []string{"ceo", "field-cto"}},
		"compare cio":               {Roles: []string{"cio"}},
		"kit":                       {Facet: "kit", Roles: []string{"cto"}}, // of the role talked about
		"kit cio":                   {Facet: "kit", Roles: []string{"cio"}},
		"who does a ciso answer to": {Entry: "ciso.reporting-line", Roles: []string{"cto", "ciso"}, Earlier: []string{"cto.salary"}},
	} {
		r := ask(t, text, before)
		r.Context.Nearly = nil // by chances
		if !reflect.DeepEqual(r.Context, want) {
			t.Errorf("%q turns the talk to %v, want %v", text, r.Context, want)
		}
	}
}

func TestFollowUps(t *testing.T) {
	for _, tt := range []struct{ first, then, want string }{
		{"cto.reporting-line", "and the cio?", "cio.reporting-line"},
		{"cto.salary", "what about the CIO", "cio.salary"},
		{"compare.cto-cio", "and the ciso?", "compare.cto-ciso"},
	} {
		first := testAdvisor(t).Show(tt.first)
		if r := ask(t, tt.then, first.Context); r.EntryID() != tt.want {
			t.Errorf("%s, then %q: %s %q, want %s", tt.first, tt.then, r.Outcome, r.EntryID(), tt.want)
		}
	}
}

func TestAskIsTheSameTwice(t *testing.T) {
	for _, text := range []string{"cto pay", "cdo", "compare cto cio vpe", "is the cio above the cto"} {
		if a, b := ask(t, text, match.Context{}), ask(t, text, match.Context{}); !reflect.DeepEqual(a, b) {
			t.Errorf("%q is answered differently the second time", text)
		}
	}
}
