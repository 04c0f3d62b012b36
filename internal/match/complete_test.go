package match

import (
	"slices"
	"strings"
	"testing"

	"rolecall/internal/corpus"
	"rolecall/internal/match/read"
	"rolecall/internal/match/spell"
)

// typed says what someone types and what must then be offered: first as the first
// suggestion, among within the first five. A role's card is "role " and its id.
var typed = []struct{ text, first, among string }{
	// Words in any order, unfinished.
	{text: "cto rep", first: "cto.reporting-line"},
	{text: "rep cto", first: "cto.reporting-line"},
	{text: "who does a cio", first: "cio.reporting-line"},
	{text: "cto sal", first: "cto.salary"},
	{text: "sal cto", first: "cto.salary"},
	{text: "vpe q", first: "vpe.interview-questions"},
	{text: "questions vpe", first: "vpe.interview-questions"},
	{text: "90 days ciso", first: "ciso.first-90-days"},
	{text: "cio days 90", first: "cio.first-90-days"},
	{text: "budget cio", first: "cio.budget"},
	{text: "cto equ", first: "cto.equity"},
	{text: "job desc cio", first: "cio.job-description"},
	{text: "debt", first: "cto.technical-debt"},
	{text: "field cto", among: "cto.types.field-cto"},
	{text: "reports to cto", among: "cto.team"},
	{text: "legal", among: "bot.limits"},
	{text: "legal", first: "hiring.legal"},
	{text: "store about me", first: "bot.privacy"},
	{text: "how much cto", first: "cto.salary"},
	// Typing errors.
	{text: "salry ciso", first: "ciso.salary"},
	{text: "slry cto", among: "cto.salary"},
	{text: "cto intreview", first: "cto.interview-questions"},
	{text: "cto intrvw", first: "cto.interview-questions"},
	{text: "hw much cto", first: "cto.salary"},
	{text: "cto respnsib", first: "cto.responsibilities"},
	{text: "cio certifcat", first: "cio.certifications"},
	{text: "cto eqiuty", first: "cto.equity"},
	{text: "vendros cio", first: "cio.vendors"},
	{text: "cheif technology officer", first: "role cto"},
	{text: "scorcard cto", first: "cto.scorecard"},
	{text: "refrences", first: "hiring.references"},
	// Roles by their names and titles, finished or not.
	{text: "cto", first: "role cto"},
	{text: "cto", among: "cto.definition"},
	{text: "ct", first: "role cto"},
	{text: "chief tech", first: "role cto"},
	{text: "chief techn", first: "role cto"},
	{text: "chief inf", first: "role cio"},
	{text: "chief inf", among: "role ciso"},
	{text: "chief information sec", first: "role ciso"},
	{text: "head of eng", first: "role engineering-director"},
	{text: "vp of engineering", first: "role vpe"},
	{text: "vp eng pay", first: "vpe.salary"},
	{text: "vp eng", first: "role vpe"},
	{text: "head of technology salary", first: "cto.salary"},
	{text: "interview chief data officer", first: "cdo.interview-questions"},
	{text: "cdo", among: "role cdigo"},
	{text: "fractional cto", among: "cto.fractional"},
	{text: "cio vs", first: "compare.cto-cio"},
	{text: "cio vs ct", first: "compare.cto-cio"},
	{text: "cio vs ciso", first: "compare.cio-ciso"},
	{text: "difference vpe cto", first: "compare.cto-vpe"},
	{text: "cio cfo", first: "compare.cio-cfo"},
	{text: "cto cio earns more", first: "compare.cto-cio.salary"},
	// No role: the CTO first, then the others; the general entry before the narrow.
	{text: "red fl", first: "cto.red-flags"},
	{text: "red fl", among: "cio.red-flags"},
	{text: "red fl", among: "ciso.red-flags"},
	{text: "red fl", among: "vpe.red-flags"},
	{text: "salary", first: "cto.salary"},
	{text: "salary", among: "cio.salary"},
	{text: "job descr", first: "cto.job-description"},
	{text: "company stage", first: "cto.company-stage"},
	{text: "which technology leader", among: "which-role"},
	{text: "help", among: "bot.help"},
	// The thesaurus.
	{text: "pay", first: "cto.salary"},
	{text: "wage cio", first: "cio.salary"},
	{text: "ciso money", first: "ciso.salary"},
	{text: "boss cto", first: "cto.reporting-line"},
	{text: "remuneration vpe", first: "vpe.salary"},
	{text: "university cio", among: "cio.education"},
	{text: "warning ciso", first: "ciso.red-flags"},
	{text: "dealbreaker vpe", first: "vpe.red-flags"},
	{text: "vacancy vpe", first: "vpe.job-description"},
}

func TestComplete(t *testing.T) {
	x := testIndex(t)
	for _, c := range typed {
		got := shown(x.Complete(c.text, 5))
		if c.first != "" && (len(got) == 0 || got[0] != c.first) {
			t.Errorf("%q: %v, want %s first", c.text, got, c.first)
		}
		if c.among != "" && !slices.Contains(got, c.among) {
			t.Errorf("%q: %v, want %s among them", c.text, got, c.among)
		}
	}
	if got := shown(x.Complete("", 4)); !slices.Equal(got, []string{"role cto", "role cio", "role ciso", "role vpe"}) {
		t.Errorf("nothing typed: %v, want the first four roles", got)
	}
	for _, text := range []string{"zzqx", "cto zzqx", "qqqqzzzz", "how do I tie my shoes with a blimp", "?!", "что такое", "给我"} {
		if got := shown(x.Complete(text, 4)); len(got) != 0 {
			t.Errorf("%q matches nothing, but %v is offered", text, got)
		}
	}
}

// shown are the values that suggestions stand for.
func shown(list []Completion) []string {
	var out []string
	for _, c := range list {
		if c.Entry == "" {
			out = append(out, "role "+c.Role)
			continue
		}
		out = append(out, c.Entry)
	}
	return out
}

func TestCompleteSaysWhatMatched(t *testing.T) {
	x := testIndex(t)
	for text, want := range map[string]string{"cto rep": "CTOrep", "salry ciso": "CISO", "interveiw cio": "CIOinterview"} {
		c := x.Complete(text, 1)[0]
		var letters []byte
		for _, i := range c.Matched {
			letters = append(letters, c.Text[i])
		}
		if string(letters) != want {
			t.Errorf("%q matched %q of %q, want %q", text, letters, c.Text, want)
		}
	}
}

// TestCompleteFindsEveryEntry by its roles and any two content words of its question,
// each cut short by a letter, in both orders.
func TestCompleteFindsEveryEntry(t *testing.T) {
	x := testIndex(t)
	c, _ := testCorpus()
	tried, missed := 0, 0
	for _, e := range c.Entries {
		for _, text := range cutShort(x, c, e) {
			tried++
			if got := shown(x.Complete(text, 8)); !slices.Contains(got, e.ID) {
				missed++
				t.Errorf("%q finds %v, not %s", text, got, e.ID)
			}
		}
	}
	t.Logf("%d of %d texts found their entry", tried-missed, tried)
}

// cutShort are texts that someone who looks for an entry could have typed.
func cutShort(x *Index, c *corpus.Corpus, e *corpus.Entry) (texts []string) {
	var names, words []string
	for _, r := range e.Roles {
		name := c.Role(r).Letters
		if x.roles.plain[strings.ToLower(name)] {
			name = c.Role(r).Name // "EM" is a word too
		}
		names = append(names, name)
	}
	ws := read.Split(e.Question)
	for _, m := range x.roles.find(ws, read.Texts(ws)) {
		for i := m.from; i < m.to; i++ {
			ws[i].Text = ""
		}
	}
	for _, w := range ws {
		if len(w.Text) >= spell.MinLength && !read.Filler(w.Text) && !slices.Contains(words, w.Text[:len(w.Text)-1]) {
			words = append(words, w.Text[:len(w.Text)-1])
		}
	}
	role := strings.Join(names, " ")
	if len(words) < 2 && role == "" {
		return nil
	}
	if len(words) < 2 {
		return []string{strings.TrimSpace(role + " " + strings.Join(words, " "))}
	}
	for i, a := range words {
		for _, b := range words[i+1:] {
			texts = append(texts, strings.TrimSpace(role+" "+a+" "+b), strings.TrimSpace(b+" "+a+" "+role))
		}
	}
	return texts
}
