package advisor_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/match"
)

// guided is an advisor on a small corpus with a guide whose points are easy to add up.
func guided(t testing.TB) *advisor.Advisor {
	t.Helper()
	role := func(id string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("id: " + id + "\nname: Chief " + id + "\nletters: " + strings.ToUpper(id) + "\ntitles: [chief " + id + "]\nabbreviations: [" + id + "]\ndifference: leads\nreviewed: 2026-01-01\n")}
	}
	entry := "---\nquestion: What does the %s do?\nlabel: Duties\nroles: [%s]\nshort: Leads.\nphrasings: [duties of the %s, work of a %s]\nreviewed: 2026-01-01\n---\n**Next:** ask.\n"
	files := fstest.MapFS{
		"roles/cto.yaml": role("cto"), "roles/cio.yaml": role("cio"),
		"entries/cto/duties.md": {Data: []byte(strings.ReplaceAll(entry, "%s", "cto"))},
		"entries/cio/duties.md": {Data: []byte(strings.ReplaceAll(entry, "%s", "cio"))},
		"refusals.yaml":         {Data: []byte("- {id: small-talk, reply: Hello., phrasings: [good morning]}\n")},
		"guides/which-role.yaml": {Data: []byte(`
title: Which?
questions:
  - id: sell
    text: Do you sell it?
    options:
      - {id: "yes", text: "Yes", weights: {cto: 4}, because: you sell it}
      - {id: "no", text: "No", weights: {cio: 3}, because: you use it}
      - {id: both, text: Both, weights: {cto: 4, cio: 3}, because: you do both}
  - id: size
    text: How many?
    options:
      - {id: few, text: Few, weights: {cto: 4, cio: -1}, because: few people}
      - {id: many, text: Many, weights: {cio: 1}, because: many people}
      - {id: same, text: Same, weights: {cto: 1}, because: you sell it}
  - id: money
    text: Is there money?
    options:
      - {id: "no", text: "No", veto: nobody, because: there is no money}
      - {id: "yes", text: "Yes", weights: {cto: 1, cio: 1}, because: there is money}
  - id: goal
    text: Is there a goal?
    options:
      - {id: "no", text: "No", veto: nobody, because: there is no goal}
      - {id: later, text: Later, veto: cio, because: it can wait}
outcomes:
  - {id: cto, role: cto, title: A CTO, advice: Hire one.}
  - {id: cio, role: cio, title: A CIO, advice: Hire one.}
  - {id: nobody, title: Nobody, advice: Wait.}
reviewed: 2026-01-01
`)}}
	c, _, err := corpus.Load(corpus.Layer{Name: "k", FS: files})
	if err != nil {
		t.Fatal(err)
	}
	x, err := match.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return advisor.New(c, x)
}

func TestRecommend(t *testing.T) {
	tests := []struct {
		name    string
		answers map[string]string
		want    string // "" when there is nothing to say
		because []string
		second  string
		veto    bool
	}{
		{"nothing answered", nil, "", nil, "", false},
		{"unknown answers", map[string]string{"sell": "maybe", "colour": "red"}, "", nil, "", false},
		{"one answer", map[string]string{"sell": "yes"}, "cto", []string{"you sell it"}, "", false},
		{"a near second", map[string]string{"sell": "both"}, "cto", []string{"you do both"}, "cio", false}, // 3 of 4
		{"a second too far", map[string]string{"sell": "both", "size": "few"}, "cto", []string{"you do both", "few people"}, "", false},
		{"a tie goes to the first", map[string]string{"sell": "both", "size": "many"}, "cto", []string{"you do both"}, "cio", false},
		{"reasons in the order of the questions, each once", map[string]string{"money": "yes", "size": "same", "sell": "yes"}, "cto", []string{"you sell it", "there is money"}, "", false},
		{"points against give no reason", map[string]string{"sell": "no", "size": "few", "money": "yes"}, "cto", []string{"few people", "there is money"}, "", false}, // 5 to 3
		{"a veto decides", map[string]string{"sell": "yes", "money": "no"}, "nobody", []string{"there is no money"}, "cto", true},
		{"a veto alone has no second", map[string]string{"money": "no"}, "nobody", []string{"there is no money"}, "", true},
		{"two vetoes, both reasons", map[string]string{"goal": "no", "money": "no"}, "nobody", []string{"there is no money", "there is no goal"}, "", true},
		{"the first of two vetoes", map[string]string{"money": "no", "goal": "later"}, "nobody", []string{"there is no money"}, "", true},
		{"a veto for what leads anyway", map[string]string{"sell": "no", "goal": "later"}, "cio", []string{"you use it", "it can wait"}, "", true},
	}
	a := guided(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec, ok := a.Recommend(tt.answers)
			if ok != (tt.want != "") {
				t.Fatalf("ok is %v: %+v", ok, rec)
			}
			second := ""
			if rec.RunnerUp != nil {
				second = rec.RunnerUp.ID
			}
			if rec.Outcome.ID != tt.want || !slices.Equal(rec.Because, tt.because) || second != tt.second || rec.Veto != tt.veto {
				t.Errorf("got %q because %q, second %q, veto %v; want %q because %q, second %q, veto %v",
					rec.Outcome.ID, rec.Because, second, rec.Veto, tt.want, tt.because, tt.second, tt.veto)
			}
		})
	}
}

// TestEveryAdviceCanBeReached answers the real guide in every way: each outcome is
// recommended for some answers, and every recommendation has a reason.
func TestEveryAdviceCanBeReached(t *testing.T) {
	a := testAdvisor(t)
	g := a.Corpus().WhichRole
	reached := map[string]int{}
	answers := map[string]string{}
	var walk func(i int)
	walk = func(i int) {
		if i == len(g.Questions) {
			rec, ok := a.Recommend(answers)
			if !ok || len(rec.Because) == 0 || rec.RunnerUp != nil && rec.RunnerUp.ID == rec.Outcome.ID {
				t.Fatalf("%v: %+v", answers, rec)
			}
			reached[rec.Outcome.ID]++
			return
		}
		for _, o := range g.Questions[i].Options {
			answers[g.Questions[i].ID] = o.ID
			walk(i + 1)
		}
	}
	walk(0)
	for _, o := range g.Outcomes {
		if reached[o.ID] == 0 {
			t.Errorf("no answers lead to %q", o.ID)
		}
	}
}

// TestAdviceForUsualCases answers the real guide as some usual companies would.
func TestAdviceForUsualCases(t *testing.T) {
	a := testAdvisor(t)
	for name, tt := range map[string]struct{ answers, want string }{
		"ten engineers under a founder, late":          {"product=yes pain=delivery size=small mandate=full holders=founder success=named", "engineering-director"},
		"ten engineers and nobody above them, late":    {"product=yes pain=delivery size=small mandate=full holders=nobody success=named", "engineering-director"},
		"ten engineers for a service, late":            {"product=partly pain=delivery size=small mandate=full holders=founder success=rough", "engineering-director"},
		"forty engineers under a founder, late":        {"product=yes pain=delivery size=medium mandate=full holders=founder success=named", "vpe"},
		"ten engineers, late, money for a builder":     {"product=yes pain=delivery size=small mandate=part holders=founder success=named", "tech-lead"},
		"ten engineers, choices nobody can judge":      {"product=yes pain=how size=small mandate=full holders=nobody success=named", "cto"},
		"ten engineers who build the wrong things":     {"product=yes pain=what size=small mandate=full holders=founder success=named", "cpo"},
		"product and engineering apart, forty people":  {"product=yes pain=apart size=medium mandate=full holders=founder success=named", "cpto"},
		"product and engineering apart, ten people":    {"product=yes pain=apart size=small mandate=full holders=founder success=named", "cpo"},
		"a hundred engineers, systems that do not fit": {"product=yes pain=fit size=large mandate=full holders=founder success=named", "chief-architect"},
		"ten engineers, systems that do not fit":       {"product=yes pain=fit size=small mandate=full holders=nobody success=named", "cto"},
		"eight in IT":                                  {"product=no pain=systems size=small mandate=full holders=nobody success=named", "it-director"},
		"a hundred in IT":                              {"product=no pain=systems size=large mandate=full holders=nobody success=named", "cio"},
		"no mandate":                                   {"product=yes pain=delivery size=small mandate=none holders=founder success=named", "none-yet"},
	} {
		answers := map[string]string{}
		for _, pair := range strings.Fields(tt.answers) {
			q, o, _ := strings.Cut(pair, "=")
			answers[q] = o
		}
		if rec, _ := a.Recommend(answers); rec.Outcome.ID != tt.want {
			second := ""
			if rec.RunnerUp != nil {
				second = rec.RunnerUp.ID
			}
			t.Errorf("%s: %s (then %s), want %s", name, rec.Outcome.ID, second, tt.want)
		}
	}
}

// TestCorpusWithoutTheUsualParts: a corpus may have no help, kits or definitions.
func TestCorpusWithoutTheUsualParts(t *testing.T) {
	a := guided(t)
	for text, want := range map[string]advisor.Outcome{
		"": advisor.Help, "help": advisor.Help, "kit": advisor.None, "kit cto": advisor.None,
		"compare cto cio": advisor.Compared, "duties of the cto": advisor.Answer, "good morning": advisor.None,
	} {
		r := a.Ask(advisor.Question{Text: text})
		if r.Outcome != want || want == advisor.None && r.Lead == "" {
			t.Errorf("%q: %s %q, want %s", text, r.Outcome, r.Lead, want)
		}
	}
	none := corpus.Corpus{}
	if _, ok := advisor.New(&none, nil).Recommend(map[string]string{"sell": "yes"}); ok {
		t.Error("recommends without a guide")
	}
}
