package advisor_test

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/knowledge"
)

// Thresholds that leave a decision to one rule, so that the tests of the table do not
// depend on the weights.
var (
	answersAll = advisor.Thresholds{Answer: 0, Offer: 0, OfferWithoutRole: 0}
	offersAll  = advisor.Thresholds{Answer: 2, AnswerInThread: 2, Offer: 2, OfferWithoutRole: 2, OfferInThread: 2}
	offersNone = advisor.Thresholds{Answer: 2, AnswerInThread: 2, Offer: 0, OfferWithoutRole: 0}
)

// Contexts of conversations.
var (
	ofPay    = match.Context{Entry: "cto.salary", Roles: []string{"cto", "cio"}}
	ofOffers = match.Context{Entry: "cio.salary", Roles: []string{"cio"}, Offered: []string{"cio.salary", "cio.red-flags", "ciso.salary"}}
	ofNobody = match.Context{}
)

// testOfRule is a question that one rule decides.
type testOfRule struct {
	rule    string
	text    string
	context match.Context
	at      *advisor.Thresholds // nil for those in use
	without string              // a rule that is left out
	outcome advisor.Outcome
	entry   string
	reason  advisor.Reason
}

var testsOfRules = []testOfRule{
	{rule: "no words", text: "?!", outcome: advisor.Help, entry: "bot.help", reason: "asked"},
	{rule: "no words", text: "👍", outcome: advisor.None, reason: "thanks"},
	{rule: "no words", text: ":+1:", outcome: advisor.None, reason: "thanks"},
	{rule: "an unfair choice", text: "no women please for the CTO role. how do i write the job ad?", outcome: advisor.Answer, entry: "hiring.legal", reason: "confident"},
	{rule: "for people to help with", text: "We hire a CTO and I keep thinking about killing myself. What does a CTO do?", outcome: advisor.None, reason: "distress"},
	{rule: "another language", text: "was macht ein CTO", outcome: advisor.None, reason: "not-english"},
	{rule: "another language", text: "最高技術責任者とは何ですか", outcome: advisor.None, reason: "not-english"},
	{rule: "another language", text: "and in German?", context: ofPay, outcome: advisor.None, reason: "not-english"},
	{rule: "one of the choices offered", text: "the second one", context: ofOffers, outcome: advisor.Answer, entry: "cio.red-flags", reason: "asked"},
	{rule: "one of the choices offered", text: "no 3 please", context: ofOffers, outcome: advisor.Answer, entry: "ciso.salary", reason: "asked"},
	{rule: "one of the choices offered", text: "the last", context: ofOffers, outcome: advisor.Answer, entry: "ciso.salary", reason: "asked"},
	{rule: "none of the choices offered", text: "none of them", context: ofOffers, outcome: advisor.None, reason: "small-talk"},
	{rule: "none of the choices offered", text: "no, not those", context: ofOffers, outcome: advisor.None, reason: "small-talk"},
	{rule: "the answer again", text: "why?", context: ofPay, outcome: advisor.Answer, entry: "cto.salary", reason: "asked"},
	{rule: "the answer again", text: "shorter please", context: ofPay, outcome: advisor.Answer, entry: "cto.salary", reason: "asked"},
	{rule: "the answer again", text: "got a source for that?", context: ofPay, outcome: advisor.Answer, entry: "cto.salary", reason: "asked"},
	{rule: "letters with two readings", text: "cdo", outcome: advisor.Choices, reason: "two-readings"},
	{rule: "letters with two readings", text: "what does a cdo do", outcome: advisor.Choices, reason: "two-readings"},
	{rule: "exact phrasing", text: "what does a CTO do", outcome: advisor.Answer, entry: "cto.responsibilities", reason: "exact"},
	{rule: "exact phrasing", text: "tell me a joke", outcome: advisor.None, reason: "small-talk"},
	{rule: "exact phrasing", text: "what does a CISO do", context: ofPay, outcome: advisor.Answer, entry: "ciso.responsibilities", reason: "exact"},
	{rule: "a role and no more words", text: "and what about the CIO?", outcome: advisor.RoleCard, entry: "cio.definition", reason: "role"},
	{rule: "a role and no more words", text: "ok let us talk about the ciso", outcome: advisor.RoleCard, entry: "ciso.definition", reason: "role"},
	{rule: "a role and no more words", text: "engineering director", outcome: advisor.RoleCard, entry: "engineering-director.definition", reason: "role"},
	{rule: "the thread's question about another role", text: "and the CIO?", context: ofPay, outcome: advisor.Answer, entry: "cio.salary", reason: "confident"},
	{rule: "the thread's question about another role", text: "and for a CIO?", context: match.Context{Entry: "hiring.timeline", Roles: []string{"cto"}}, outcome: advisor.Answer, entry: "hiring.timeline", reason: "confident"},
	{rule: "a role and no more words", text: "CIO?", context: match.Context{Entry: "c-suite.overview", Roles: []string{"cto"}}, outcome: advisor.RoleCard, entry: "cio.definition", reason: "role"},
	{rule: "a role and no more words", text: "ciso", context: match.Context{Entry: "c-suite.overview"}, outcome: advisor.RoleCard, entry: "ciso.definition", reason: "role"},
	{rule: "by its chance", text: "cdio?", context: match.Context{Entry: "compare.cio-cdigo", Roles: []string{"cio", "cdigo"}}, outcome: advisor.Answer, entry: "compare.cio-cdigo.cdio", reason: "confident"},
	{rule: "the thread's question about another role", text: "the other one", context: ofPay, outcome: advisor.Answer, entry: "cio.salary", reason: "confident"},
	{rule: "one role named twice", text: "cto vs chief technology officer", outcome: advisor.BadCompare, reason: "same-role"},
	{rule: "by its chance", text: "would a fractional CTO do, or must it be a full-time CTO", outcome: advisor.Answer, entry: "cto.fractional", reason: "confident"},
	{rule: "by its chance", text: "at which size ought a CEO to get a CIO", outcome: advisor.Answer, entry: "cio.need", reason: "confident"},
	{rule: "comparison of the roles named", text: "cto, cio or ciso", outcome: advisor.Compared, reason: "confident"},
	{rule: "comparison of the roles named", text: "compare them", context: ofPay, outcome: advisor.Answer, entry: "compare.cto-cio", reason: "confident"},
	{rule: "comparison of the roles named", text: "ceo vs field cto", outcome: advisor.Compared, reason: "confident"},
	{rule: "a role that is not covered", text: "what about the pay of a chief marketing officer", outcome: advisor.None, reason: "other-role"},
	{rule: "a role that is not covered", text: "what wages does a cfo get", outcome: advisor.None, reason: "other-role"},
	{rule: "no answer for the role", text: "cdio salary", at: &offersAll, outcome: advisor.Choices, reason: "ambiguous"},
	{rule: "no answer for the role", text: "what does a CAIO earn", outcome: advisor.Choices, reason: "ambiguous"},
	{rule: "no answer for the role", text: "which of them makes more", context: match.Context{Entry: "compare.cto-vpe", Roles: []string{"cto", "vpe"}}, outcome: advisor.Choices, reason: "ambiguous"},
	{rule: "by its chance", text: "how much would a cio be paid these days, roughly", outcome: advisor.Answer, entry: "cio.salary", reason: "confident"},
	{rule: "by its chance", text: "roughly what money does a cto get these days", at: &answersAll, outcome: advisor.Answer, reason: "confident"},
	{rule: "choices", text: "roughly what money does a cto get these days", at: &offersAll, outcome: advisor.Choices, reason: "ambiguous"},
	{rule: "a refusal", text: "pls tell me another joke", at: &offersNone, outcome: advisor.None, reason: "small-talk"},
	{rule: "nothing near", text: "cto glaciers", at: &offersNone, without: "a refusal", outcome: advisor.None, reason: "nothing-near"},
}

// TestEveryRuleDecides: each rule of the table decides a question.
func TestEveryRuleDecides(t *testing.T) {
	tested := map[string]bool{}
	for _, tt := range testsOfRules {
		tested[tt.rule] = true
		a := testAdvisor(t)
		if tt.at != nil {
			a = a.At(*tt.at)
		}
		if tt.without != "" {
			a = a.Without(tt.without)
		}
		r := a.Ask(advisor.Question{Text: tt.text, Context: tt.context})
		if r.Trace.Rule != tt.rule || r.Outcome != tt.outcome || tt.entry != "" && r.EntryID() != tt.entry || r.Reason != tt.reason {
			t.Errorf("%q: %q decided on %s %q for %q, want %q: %s %q for %q", tt.text, r.Trace.Rule, r.Outcome, r.EntryID(), r.Reason, tt.rule, tt.outcome, tt.entry, tt.reason)
		}
		if r.Corpus == nil || r.Trace.Text == "" || (r.Outcome == advisor.None || r.Outcome == advisor.Choices) && r.Lead == "" {
			t.Errorf("%q: a reply without its corpus, text or lead: %+v", tt.text, r.Trace)
		}
		if sure := advisor.Sure(tt.rule); sure && r.Confidence != 1 || !sure && r.Confidence != r.Match.Confidence() {
			t.Errorf("%q: %q, sure %v, replies with confidence %g", tt.text, tt.rule, sure, r.Confidence)
		}
	}
	for _, rule := range advisor.Rules() {
		if !tested[rule] {
			t.Errorf("no question here is decided by %q", rule)
		}
	}
}

// TestTheFirstRuleWins: where two rules apply, the first in the table decides; without
// it the other one does, and the reply differs.
func TestTheFirstRuleWins(t *testing.T) {
	rules := advisor.Rules()
	for _, tt := range []struct {
		text    string
		context match.Context
		at      *advisor.Thresholds
		first   string
		second  string
	}{
		{"?!", ofNobody, nil, "no words", "nothing near"},
		{"was macht ein CTO", ofNobody, &offersAll, "another language", "choices"},
		{"the first one", ofOffers, nil, "one of the choices offered", "the thread's question about another role"},
		{"why?", ofPay, &offersAll, "the answer again", "choices"},
		{"what does a cdo do", ofNobody, nil, "letters with two readings", "exact phrasing"},
		{"cdo", ofNobody, nil, "letters with two readings", "a role and no more words"},
		{"fractional cto", ofNobody, nil, "exact phrasing", "a role and no more words"},
		{"field cto", ofNobody, &answersAll, "a role and no more words", "by its chance"},
		{"and the CIO?", ofPay, &offersAll, "the thread's question about another role", "choices"},
		{"cto vs chief technology officer", ofNobody, &offersAll, "one role named twice", "choices"},
		{"cto, cio or ciso", ofNobody, &offersAll, "comparison of the roles named", "choices"},
		{"cdio first 90 days", ofNobody, &advisor.Thresholds{Offer: 2}, "no answer for the role", "by its chance"},
		{"what does a CTO do if someone wants to kill themselves", ofNobody, nil, "for people to help with", "choices"},
		{"no, none of these", ofOffers, &offersAll, "none of the choices offered", "choices"},
		{"roughly what money does a cto get these days", ofNobody, &advisor.Thresholds{Offer: 2}, "by its chance", "choices"},
		{"roughly what money does a cto get these days", ofNobody, &offersAll, "choices", "nothing near"},
		{"pls tell me another joke", ofNobody, &offersNone, "a refusal", "nothing near"},
	} {
		a := testAdvisor(t)
		if tt.at != nil {
			a = a.At(*tt.at)
		}
		q := advisor.Question{Text: tt.text, Context: tt.context}
		r, without := a.Ask(q), a.Without(tt.first).Ask(q)
		if r.Trace.Rule != tt.first || without.Trace.Rule != tt.second {
			t.Errorf("%q: decided by %q, without it by %q, want %q and %q", tt.text, r.Trace.Rule, without.Trace.Rule, tt.first, tt.second)
		}
		if slices.Index(rules, tt.first) >= slices.Index(rules, tt.second) {
			t.Errorf("%q comes after %q", tt.first, tt.second)
		}
		if r.Outcome == without.Outcome && r.EntryID() == without.EntryID() && r.Reason == without.Reason {
			t.Errorf("%q: without %q the reply is the same: %s %q for %q", tt.text, tt.first, r.Outcome, r.EntryID(), r.Reason)
		}
		if again := a.Ask(q); !reflect.DeepEqual(again, r) {
			t.Errorf("%q: leaving a rule out changed the advisor", tt.text)
		}
	}
	// Without any rule there is still a reply.
	r := testAdvisor(t).Without(rules...).Ask(advisor.Question{Text: "what does a CTO do"})
	if r.Outcome != advisor.None || r.Reason != advisor.ReasonNothing || r.Lead == "" || r.Corpus == nil {
		t.Errorf("without rules: %s for %q: %q", r.Outcome, r.Reason, r.Lead)
	}
	if q := (advisor.Question{Text: "what does a CTO do"}); !reflect.DeepEqual(testAdvisor(t).Without("no such rule").Ask(q), testAdvisor(t).Ask(q)) {
		t.Error("leaving out what is no rule changed a reply")
	}
}

// TestRules: each has a name of its own, and those that are sure are known.
func TestRules(t *testing.T) {
	rules := advisor.Rules()
	if sorted := slices.Sorted(slices.Values(rules)); len(slices.Compact(sorted)) != len(rules) || slices.Contains(rules, "") || len(rules) < 10 {
		t.Errorf("the names are not all different: %q", rules)
	}
	rules[0] = "changed"
	if advisor.Rules()[0] == "changed" {
		t.Error("whoever asks for the names can change them")
	}
	for rule, want := range map[string]bool{"exact phrasing": true, "no words": true, "by its chance": false, "a refusal": false, "nothing near": false, "no such rule": false, "": false} {
		if advisor.Sure(rule) != want {
			t.Errorf("%q is sure: %v, want %v", rule, !want, want)
		}
	}
}

// chosenThresholds are those in use.
func chosenThresholds(t testing.TB) (at advisor.Thresholds) {
	t.Helper()
	data, err := os.ReadFile("thresholds.json")
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&at); err != nil {
		t.Fatal(err)
	}
	return at
}

// TestThresholds: the file has each field and no other, all chances that can be reached.
func TestThresholds(t *testing.T) {
	at := reflect.ValueOf(chosenThresholds(t))
	data, _ := os.ReadFile("thresholds.json")
	var fields map[string]float64
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	for i := range at.NumField() {
		name := at.Type().Field(i).Name
		if v, ok := fields[name]; !ok || v <= 0 || v >= 1 || v != at.Field(i).Float() {
			t.Errorf("%s is %g (%v), want a chance between 0 and 1", name, v, ok)
		}
	}
	if len(fields) != at.NumField() {
		t.Errorf("thresholds.json has %v", fields)
	}
}

// TestReasons: why there is no answer, decided by scores too.
func TestReasons(t *testing.T) {
	for text, reason := range map[string]advisor.Reason{
		"who is the cto of zalando":                 "live-fact",
		"who's the CIO of Acmecorp":                 "live-fact",
		"is our ciso about to resign":               "live-fact",
		"invite the cto to a call tomorrow at nine": "action",
		"is priya a good cto":                       "named-person",
		"is jordan smith a good cto":                "named-person",
		"what does a chief marketing officer do":    "other-role",
		"cfo salary":                                "other-role",
		"pls tell me another joke":                  "small-talk",
		"👍":                                         "thanks",
		"что делает технический директор":      "not-english",
		"Was verdient ein CTO in Deutschland?": "not-english",
		"qué hace un CTO":                      "not-english",
		"wat doet een cto":                     "not-english",
	} {
		if r := ask(t, text, ofNobody); r.Outcome != advisor.None || r.Reason != reason {
			t.Errorf("%q: %s %q for %q (%.2f), want none for %q", text, r.Outcome, r.EntryID(), r.Reason, r.Confidence, reason)
		}
	}
}

// TestNobodyIsJudged: a question whether someone is good is not answered, whatever else
// the name means.
func TestNobodyIsJudged(t *testing.T) {
	for _, name := range []string{"jordan", "austin", "sydney", "charlotte", "chelsea", "grant", "bill", "maria"} {
		for _, text := range []string{"is NAME a good cto", "is NAME smith a good cto", "should we hire NAME as cto", "NAME smith as our cio, yes or no?",
			"rate NAME and anna for the cto job", "was NAME's work as cio any good", "did NAME do well as ciso"} {
			text = strings.ReplaceAll(text, "NAME", name)
			if r := ask(t, text, ofNobody); r.Outcome == advisor.Answer {
				t.Errorf("%q is answered with %s (%.2f)", text, r.EntryID(), r.Confidence)
			}
		}
	}
}

// TestACompanysRoleIsNoLongerRefused: a role that a company adds without an entry
// replaces the role we refuse: its card is shown.
func TestACompanysRoleIsNoLongerRefused(t *testing.T) {
	role := "id: cfo\nname: Chief Financial Officer\nletters: CFO\nabbreviations: [cfo]\ntitles: [chief financial officer]\ndifference: decides about money\nreviewed: 2026-11-22\n" +
		"cells:\n  purpose: {text: Decides about money, sources: [OWN]}\n"
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS}, corpus.Layer{Name: "company", FS: fstest.MapFS{"roles/cfo.yaml": {Data: []byte(role)}}})
	if err != nil {
		t.Fatal(err)
	}
	x, err := match.New(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"cfo", "what is a cfo", "what does a CFO do"} {
		if r := advisor.New(c, x).Ask(advisor.Question{Text: text}); r.Outcome != advisor.RoleCard || r.Reason != advisor.ReasonRoleOnly || r.Role.ID != "cfo" {
			t.Errorf("%q: %s for %q (%s)", text, r.Outcome, r.Reason, r.Trace)
		}
	}
}

// TestWhatOnlyTouchesTheQuestionSaysSo: an entry that stands in for one that the role has
// not says that it is the nearest; one that is about what is asked does not.
func TestWhatOnlyTouchesTheQuestionSaysSo(t *testing.T) {
	for text, want := range map[string]string{
		"KPIs for a CISO":     "Nothing on exactly that for the CISO yet: this is the nearest.",
		"what does a CISO do": "",
		"KPIs for a CIO":      "",
	} {
		r := ask(t, text, ofNobody)
		if got := strings.Join(r.Notes, " "); r.Outcome != advisor.Answer || got != want {
			t.Errorf("%q: %s %q says %q, want %q", text, r.Outcome, r.EntryID(), got, want)
		}
	}
	asked := ask(t, "CDO interview questions", ofNobody)
	if r := ask(t, "the digital one", asked.Context); r.Outcome != advisor.RoleCard || len(r.Notes) == 0 || !strings.HasPrefix(r.Notes[0], "I have nothing on “Interview questions” for the ") {
		t.Errorf("of the interview of the other reading it says %s %q", r.Outcome, r.Notes)
	}
	if r := ask(t, "what does a CAIO earn", ofNobody); !strings.HasPrefix(r.Lead, "I have nothing on “Pay” for the CAIO.") {
		t.Errorf("of a CAIO's pay it says %q", r.Lead)
	}
}

// TestChoicesKeepTheSubject: where the answer just shown is among the choices, what follows is
// about that, not about the first choice.
func TestChoicesKeepTheSubject(t *testing.T) {
	a := testAdvisor(t).At(offersAll)
	r := a.Ask(advisor.Question{Text: "and roughly what is usual", Context: ofPay})
	if r.Outcome != advisor.Choices || !slices.ContainsFunc(r.Choices, func(e *corpus.Entry) bool { return e.ID == ofPay.Entry }) {
		t.Fatalf("%s with %v, want choices with %s", r.Outcome, r.Context.Offered, ofPay.Entry)
	}
	if r.Context.Entry != ofPay.Entry {
		t.Errorf("the talk is about %s, want %s", r.Context.Entry, ofPay.Entry)
	}
	if r := a.Ask(advisor.Question{Text: "roughly what money does a cto get these days"}); r.Context.Entry != r.Choices[0].ID {
		t.Errorf("the talk is about %s, want the first choice", r.Context.Entry)
	}
}

// TestThePartAskedAbout: who asks about a part of the answer just given gets that part, by its words or its number.
func TestThePartAskedAbout(t *testing.T) {
	for _, tt := range []struct{ entry, text, want string }{
		{"regulation.duties", "how many days then", "SEC (US-listed)"},
		{"cto.fractional", "rates?", "Price"}, // another word for it
		{"ciso.reporting-line", "to the CEO?", "What security leaders want"},
		{"cio.reporting-line", "what does the second point mean", "Signal"},
		{"cio.reporting-line", "46% of how many", "Older counts"},
		{"cio.reporting-line", "were the older ones over 500?", "Older counts"},
	} {
		a := testAdvisor(t).At(answersAll)
		e := a.Corpus().Entry(tt.entry)
		r := a.Ask(advisor.Question{Text: tt.text, Context: match.Context{Entry: e.ID, Roles: e.Roles}})
		if r.EntryID() != tt.entry || !r.Brief || !strings.HasPrefix(r.Part.Plain(nil), tt.want) {
			t.Errorf("after %s, %q: %s %s, brief: %v, %q; want the part %q", tt.entry, tt.text, r.EntryID(), r.Trace, r.Brief, r.Part.Plain(nil), tt.want)
		}
	}
	if r := ask(t, "roughly how much would that be", ofPay); !r.Brief || r.Part != nil {
		t.Errorf("of what no part has the words of, it shows %q", r.Part.Plain(nil))
	}
}

// TestThanksInAThread: a word of thanks asks nothing, however many roles the talk is about.
func TestThanksInAThread(t *testing.T) {
	two := match.Context{Entry: "compare.cto-cio", Roles: []string{"cto", "cio"}}
	for text, want := range map[string]bool{
		"thx a ton": true, "great, thank you": true, "many thanks, that helps": true, "thanks for that": true, "got it, ta": true, "noted": true,
		"thanks, and why?": false, "thanks, what does he earn": false, "thanks, the cio now": false, "good ones?": false,
	} {
		if r := ask(t, text, two); (r.Outcome == advisor.None && r.Reason == advisor.ReasonThanks) != want {
			t.Errorf("%q: %s %s for %q", text, r.Outcome, r.EntryID(), r.Reason)
		}
	}
}

// TestAgain: what asks for the answer just given in another form, and what only looks so.
func TestAgain(t *testing.T) {
	for text, want := range map[string]bool{
		"where did you get this number": true, "give 2 or 3 examples": true, "an example would be good": true, "sauce?": true, "why is that": true, "tldr": true,
		"why would we want one": false, "what number": false, "@tim read this": false, "@tim where is that from": true, "good ones?": false,
	} {
		if r := ask(t, text, match.Context{Entry: "cio.definition", Roles: []string{"cio"}}); (r.Trace.Rule == "the answer again") != want {
			t.Errorf("%q: %s %s by %q", text, r.Outcome, r.EntryID(), r.Trace.Rule)
		}
	}
	for text, want := range map[string]string{"where do the numbers come from": "bot.sources", "shorter": "bot.privacy"} { // one page of ours may lead to another
		if r := ask(t, text, match.Context{Entry: "bot.privacy"}); r.EntryID() != want {
			t.Errorf("after bot.privacy, %q: %s %s by %q, want %s", text, r.Outcome, r.EntryID(), r.Trace.Rule, want)
		}
	}
}

// TestTheSameAnswerSaysSo: an answer that is shown once more says so, unless it was asked for
// again or for another place.
func TestTheSameAnswerSaysSo(t *testing.T) {
	const note = "The nearest I have is "
	for text, want := range map[string]bool{"with bonus and stock?": true, "shorter": false, "and in France?": false, "what does a CTO earn": false} {
		if r := ask(t, text, ofPay); r.EntryID() != ofPay.Entry || slices.ContainsFunc(r.Notes, func(n string) bool { return strings.HasPrefix(n, note) }) != want || want && (!r.Brief || slices.Contains(r.Related, r.Entry)) {
			t.Errorf("%q: %s %s by %q says %q", text, r.Outcome, r.EntryID(), r.Trace.Rule, r.Notes)
		}
	}
}

// TestTheThirdIsNotDropped: of three roles, an answer about two says which it leaves out.
func TestTheThirdIsNotDropped(t *testing.T) {
	compared := ask(t, "compare cto cio ciso", ofNobody)
	r := ask(t, "who owns security", compared.Context)
	if r.EntryID() != "compare.cto-cio.ownership" || !slices.Contains(r.Notes, "This leaves out the CISO: I compare two at a time on that.") {
		t.Errorf("%s %s says %q", r.Outcome, r.EntryID(), r.Notes)
	}
}
