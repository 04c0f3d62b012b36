package corpus

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestHomeIsChecked(t *testing.T) {
	const h = "k/home.yaml:"
	file := func(name, text string, want ...string) fault { return one(name, "home.yaml", "", text, want...) }
	stage := func(name, link string, want ...string) fault {
		return file(name, "stages:\n  - id: need\n    name: Need\n    links:\n      - "+link+"\n", want...)
	}
	refuse(t, []fault{
		stage("entry", "{entry: cto.definition, label: What it is}"),
		stage("kit", "{kit: cto, label: CTO kit}"),
		stage("guide", "{guide: which-role, label: Which role}"),
		stage("unknown entry", "{entry: cto.pay, label: Pay}", h+`5: unknown entry "cto.pay"`),
		stage("unknown kit", "{kit: cio, label: CIO kit}", h+`5: there is no kit for "cio"`),
		stage("unknown guide", "{guide: which, label: Which role}", h+`5: there is no guide "which"`),
		stage("leads nowhere", "{label: Which role}", h+`5: link "Which role" leads to 0 places`),
		stage("leads to two", "{kit: cto, guide: which-role, label: Which}", h+`5: link "Which" leads to 2 places`),
		stage("no label", "{kit: cto}", h+"1: label is missing"),
		stage("long label", "{kit: cto, label: "+long(25)+"}", h+"5: label has 25 characters, at most 24"),
		file("no name", "stages:\n  - id: need\n", h+"1: name is missing"),
		file("twice", "stages:\n  - {id: need, name: A}\n  - {id: need, name: B}\n", h+`3: stage "need" is already defined in k/home.yaml`),
		file("pair", "pairs:\n  - [cto, cio]\n"),
		file("pair of one", "pairs:\n  - [cto, cio]\n  - [cto, cto]\n", h+"3: a pair of 1 roles"),
		file("pair with an unknown role", "pairs:\n  - [cto, cdo]\n", h+`2: unknown role "cdo"`),
		file("topics", "topics:\n  - {family: cto, name: The CTO}\n"),
		file("unknown family", "topics:\n  - {family: hiring, name: Hiring}\n", h+`2: no entry is of the family "hiring"`),
		file("prompts", "prompts:\n  - {title: Pay, message: what does a cto earn}\n"),
		file("no message", "prompts:\n  - title: Pay\n", h+"1: message is missing"),
		file("no title", "prompts:\n  - message: what does a cto earn\n", h+"1: title is missing"),
		file("long prompt", "prompts:\n  - {title: "+long(76)+", message: "+long(301)+"}\n",
			h+"2: message has 301 characters, at most 300", h+"2: title has 76 characters, at most 75"),
		file("five prompts", "prompts:\n"+strings.Repeat("  - {title: Pay, message: cto pay}\n", 5), h+"6: 5 prompts, at most 4"),
		file("unknown field", "stage: []\n", h+`1: unknown field "stage"`),
	})
}

func TestHomeOfACompany(t *testing.T) {
	file := func(text string) fstest.MapFS { return fstest.MapFS{"home.yaml": {Data: []byte(text)}} }
	base := small(t)
	base["home.yaml"] = file("stages: [{id: a, name: A}, {id: b, name: B}]\npairs: [[cto, cio], [cto, ceo]]\ntopics: [{family: cto, name: X}]\nprompts: [{title: A, message: a}, {title: B, message: b}]\n")["home.yaml"]
	c := load(t, base, file("stages: [{id: c, name: C}, {id: a, name: Ours}]\npairs: [[cio, ceo]]\ntopics: [{family: cto, name: Y}]\nprompts: [{title: C, message: c}]\n"))
	h := c.Home
	if len(h.Stages) != 3 || h.Stages[0].Name != "Ours" || h.Stages[2].ID != "c" {
		t.Errorf("stages %+v", h.Stages)
	}
	if len(h.Pairs) != 1 || h.Pairs[0].Roles[0] != "cio" || len(h.Topics) != 1 || h.Topics[0].Name != "Y" {
		t.Errorf("pairs %+v, topics %+v", h.Pairs, h.Topics)
	}
	if len(h.Prompts) != 1 || h.Prompts[0].Title != "C" || h.Prompts[0].Message != "c" {
		t.Errorf("prompts %+v, want only the company's", h.Prompts)
	}
	c = load(t, base, file("stages: []\n"))
	if len(c.Home.Pairs) != 2 || len(c.Home.Prompts) != 2 {
		t.Errorf("a file without pairs and prompts leaves %d and %d, want the 2 below of each", len(c.Home.Pairs), len(c.Home.Prompts))
	}
	// A role that a company declines takes its pairs with it, not the whole corpus.
	files := file("pairs: [[cto, cio]]\n")
	base["home.yaml"] = file("pairs: [[cto, cxo]]\n")["home.yaml"]
	if c := load(t, base); len(c.Home.Pairs) != 1 || load(t, base, files) == nil {
		t.Errorf("pairs %+v", c.Home.Pairs)
	}
}

// TestPartner: a role is compared with the other of its first pair.
func TestPartner(t *testing.T) {
	c := &Corpus{Home: Home{Pairs: []Pair{{Roles: []string{"cto", "cio"}}, {Roles: []string{"vpe", "cto"}}}}}
	for role, want := range map[string]string{"cto": "cio", "cio": "cto", "vpe": "cto", "caio": "cto"} {
		if got := c.Partner(role); got != want {
			t.Errorf("the partner of %s is %q, want %q", role, got, want)
		}
	}
	if got := new(Corpus).Partner("cto"); got != "" {
		t.Errorf("without pairs: %q", got)
	}
}
