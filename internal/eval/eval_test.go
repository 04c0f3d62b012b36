package eval

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/hint"
	"rolecall/internal/match"
	"rolecall/internal/weights"
	"rolecall/knowledge"
)

// real is an advisor on the embedded corpus, built once.
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

func testAdvisor(t *testing.T) *advisor.Advisor {
	t.Helper()
	a, err := real()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// file is a file of questions.
func file(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "some.tsv")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestRead(t *testing.T) {
	name := file(t, "# a comment\n\nwhat is a cto\tcto.definition,cio.definition\n\tand\ta\ttab\tNONE\r\n\n#\nhi\tANY\nwhat is a cio\tcio.definition")
	got, err := Read(name)
	if err != nil {
		t.Fatal(err)
	}
	want := []Question{
		{Place: name + ":3", Text: "what is a cto", Label: "cto.definition,cio.definition"},
		{Place: name + ":4", Text: "and\ta\ttab", Label: "NONE", FollowUp: true},
		{Place: name + ":7", Text: "hi", Label: "ANY"},
		{Place: name + ":8", Text: "what is a cio", Label: "cio.definition"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v\nwant %+v", got, want)
	}
	if none, err := Read(file(t, "# nothing\n")); err != nil || len(none) != 0 {
		t.Errorf("a file of comments: %v, %v", none, err)
	}
}

// TestReadSaysWhatIsWrong: and where, and what to do.
func TestReadSaysWhatIsWrong(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none.tsv")
	for name, tt := range map[string]struct{ file, err, hint string }{
		"no such file": {missing, "cannot read the questions", "name a file of lines"},
		"no label":     {file(t, "what is a cto\tcto.definition\n\nwhat is a cio\n"), "some.tsv:3: no label", "a tab, and ids or NONE"},
		"only a tab":   {file(t, "\tcto.definition\n"), "some.tsv:1: no label", "a tab, and ids or NONE"},
		"a long line":  {file(t, strings.Repeat("a", maxLine+1)+"\tNONE\n"), "some.tsv", "at most 1048576 bytes"},
	} {
		_, err := Read(tt.file)
		if err == nil || !strings.Contains(err.Error(), tt.err) || !strings.Contains(hint.Of(err), tt.hint) {
			t.Errorf("%s: %v (%q), want %q and the hint %q", name, err, hint.Of(err), tt.err, tt.hint)
		}
	}
	if _, err := Read(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the cause is lost: %v", err)
	}
}

func TestIDs(t *testing.T) {
	for label, want := range map[string][]string{"NONE": nil, "ANY": nil, "cto.salary": {"cto.salary"}, "cto.salary,cio.salary": {"cto.salary", "cio.salary"}} {
		if got := (Question{Label: label}).IDs(); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
}

func TestAccepts(t *testing.T) {
	for _, tt := range []struct {
		ids, entry string
		want       bool
	}{
		{"cto.salary", "cto.salary", true},
		{"cto.salary", "cto.salary.startup", true}, // a finer one
		{"cto.salary.startup", "cto.salary", false},
		{"cto.sal", "cto.salary", false},
		{"cio.salary,cto.salary", "cto.salary", true},
		{"compare.cto-cio", "compare.cto-cio.focus", true},
		{"", "cto.salary", false},
		{"cto.salary", "", false},
	} {
		if got := Accepts(strings.Split(tt.ids, ","), tt.entry); got != tt.want {
			t.Errorf("%s accepts %s: %v, want %v", tt.ids, tt.entry, got, tt.want)
		}
	}
}

func TestJudge(t *testing.T) {
	a := testAdvisor(t)
	c := a.Corpus()
	offers := func(ids ...string) advisor.Reply {
		r := advisor.Reply{Outcome: advisor.Choices, Corpus: c}
		for _, id := range ids {
			e := c.Entry(id)
			if e == nil {
				t.Fatalf("no entry %s", id)
			}
			r.Choices = append(r.Choices, e)
		}
		return r
	}
	outcome := func(o advisor.Outcome) advisor.Reply { return advisor.Reply{Outcome: o, Corpus: c} }
	for name, tt := range map[string]struct {
		label string
		reply advisor.Reply
		want  Verdict
	}{
		"the entry":                            {"cto.salary", a.Show("cto.salary"), Right},
		"one of several":                       {"cio.salary,cto.salary", a.Show("cto.salary"), Right},
		"a finer one":                          {"compare.cto-cio", a.Show("compare.cto-cio.seniority"), Right},
		"a coarser one":                        {"compare.cto-cio.seniority", a.Show("compare.cto-cio"), Wrong},
		"another one of the role":              {"cto.salary", a.Show("cto.team"), Wrong},
		"another role's":                       {"cto.salary", a.Show("cio.salary"), WrongRole},
		"about no role":                        {"cto.salary", a.Show("bot.privacy"), Wrong},
		"about a role, for one about none":     {"hiring.scoring", a.Show("cto.salary"), Wrong},
		"a comparison of it":                   {"cto.salary", a.Show("compare.cto-cio.salary"), Wrong},
		"a role's card":                        {"cto.definition", a.Role("cto"), Right},
		"another role's card":                  {"cto.definition", a.Role("cio"), WrongRole},
		"the comparison of the pair":           {"compare.cto-cio", a.CompareRoles([]string{"cto", "cio"}), Right},
		"… the other way round":                {"compare.cto-cio", a.CompareRoles([]string{"cio", "cto"}), Right},
		"… of the finer question":              {"compare.cto-cio.seniority", a.CompareRoles([]string{"cio", "cto"}), Right},
		"a comparison that contains the pair":  {"compare.cto-cio", a.CompareRoles([]string{"vpe", "cio", "cto"}), Right},
		"a comparison without one of the pair": {"compare.cto-cio", a.CompareRoles([]string{"vpe", "cto", "ciso"}), Wrong},
		"a comparison for one role":            {"cto.salary", a.CompareRoles([]string{"cto", "cio", "vpe"}), Wrong},
		"a comparison that cannot be made":     {"compare.cto-cio", a.CompareRoles([]string{"cto", "cto"}), Missed},
		"among the choices":                    {"cto.salary", offers("cto.team", "cto.salary"), Offered},
		"a finer one among them":               {"compare.cto-cio", offers("cto.team", "compare.cto-cio.seniority"), Offered},
		"not among them":                       {"cto.salary", offers("cto.team", "cio.salary"), Missed},
		"nothing":                              {"cto.salary", outcome(advisor.None), Missed},
		"nothing, with the entry below it":     {"cto.salary", func() advisor.Reply { r := offers("cto.salary"); r.Outcome = advisor.None; return r }(), Missed},
		"help":                                 {"cto.salary", a.Show("bot.help"), Wrong},
		"help, meant":                          {"bot.help", a.Show("bot.help"), Right},
		"the guide, meant":                     {"which-role", a.Show("which-role"), Right},
		"any":                                  {"ANY", a.Show("cto.salary"), Unjudged},
		"any, and nothing":                     {"ANY", outcome(advisor.None), Unjudged},
		"none is refused":                      {"NONE", outcome(advisor.None), OutsideRefused},
		"none gets help":                       {"NONE", outcome(advisor.Help), OutsideRefused},
		"none gets an error":                   {"NONE", outcome(advisor.BadCompare), OutsideRefused},
		"none gets choices":                    {"NONE", offers("cto.salary"), OutsideOffered},
		"none is answered":                     {"NONE", a.Show("cto.salary"), OutsideAnswered},
		"none gets a card":                     {"NONE", a.Role("cto"), OutsideAnswered},
		"none gets a comparison":               {"NONE", a.CompareRoles([]string{"cto", "cio"}), OutsideAnswered},
		"none gets a kit":                      {"NONE", a.Kit("cto"), OutsideAnswered},
		"ids without an entry":                 {"gone.one,gone.two", a.Show("cto.salary"), Unjudged},
		"ids without an entry, and nothing":    {"gone.one", outcome(advisor.None), Unjudged},
		"one of the ids has an entry":          {"gone.one,cto.salary", a.Show("cto.salary"), Right},
		"… and it is not shown":                {"gone.one,cto.salary", a.Show("cto.team"), Wrong},
	} {
		if tt.reply.Corpus == nil || tt.reply.Outcome == advisor.Answer && tt.reply.Entry == nil {
			t.Fatalf("%s: the reply of the test shows nothing", name)
		}
		if got := judge(Question{Label: tt.label}, tt.reply); got != tt.want {
			t.Errorf("%s: %s for %s is %q, want %q", name, tt.reply.EntryID(), tt.label, got, tt.want)
		}
	}
}

// TestAskKeepsConversationsApart: a follow-up has the context of the reply before it, and
// any other question has none. What is asked has an exact phrasing or is decided by a
// sure rule, so that the test does not depend on chances.
func TestAskKeepsConversationsApart(t *testing.T) {
	questions := []Question{
		{Text: "and the CIO?", Label: "cio.salary", FollowUp: true}, // of nothing: the file begins with it
		{Text: "cto salary", Label: "ANY"},
		{Text: "and the CIO?", Label: "cio.salary", FollowUp: true},
		{Text: "tell me a joke", Label: "NONE", FollowUp: true}, // does not change the subject
		{Text: "and the CISO?", Label: "ciso.salary", FollowUp: true},
		{Text: "and the CIO?", Label: "NONE"}, // a new conversation
	}
	got := Ask(testAdvisor(t), questions)
	if len(got) != len(questions) {
		t.Fatalf("%d replies to %d questions", len(got), len(questions))
	}
	for i, empty := range []bool{true, true, false, false, false, true} {
		if got[i].Context.Empty() != empty || got[i].Question != questions[i] {
			t.Errorf("%d, %q: before it %+v", i, got[i].Text, got[i].Context)
		}
	}
	for i, entry := range map[int]string{2: "cio.salary", 4: "ciso.salary"} {
		if got[i].Reply.EntryID() != entry || got[i].Verdict != Right {
			t.Errorf("%d, %q: %s is %q, want %s", i, got[i].Text, got[i].Reply.EntryID(), got[i].Verdict, entry)
		}
	}
	if got[3].Verdict != OutsideRefused || !reflect.DeepEqual(got[3].Reply.Context, got[4].Context) {
		t.Errorf("a refusal in between: %q, then %+v", got[3].Verdict, got[4].Context)
	}
	if !reflect.DeepEqual(got[2].Context, got[1].Reply.Context) {
		t.Errorf("before the follow-up %+v, after the question %+v", got[2].Context, got[1].Reply.Context)
	}
}

func TestSum(t *testing.T) {
	var list []Asked
	add := func(n int, v Verdict, label string, followUp bool) {
		for range n {
			list = append(list, Asked{Question: Question{Label: label, FollowUp: followUp}, Verdict: v})
		}
	}
	add(4, Right, "cto.salary", false)
	add(1, Right, "cto.salary", true)
	add(2, Offered, "cto.salary", true)
	add(1, Wrong, "cto.salary", true)
	add(1, WrongRole, "cto.salary", true)
	add(1, WrongRole, "cto.salary", false)
	add(2, Missed, "cto.salary", false)
	add(1, OutsideAnswered, "NONE", false)
	add(2, OutsideOffered, "NONE", true) // a follow-up without ids is none of FollowUps
	add(3, OutsideRefused, "NONE", false)
	add(5, Unjudged, "ANY", false)
	add(1, Unjudged, "ANY", true)
	add(3, Unjudged, "gone.one", false)
	add(1, Unjudged, "gone.one", true) // skipped, and no follow-up either
	want := Scores{
		Questions: 12, Right: 41.67, Offered: 58.33, Wrong: 25, WrongRole: 16.67, Missed: 16.67,
		Outside: 6, OutAnswered: 16.67, OutOffered: 33.33,
		FollowUps: 5, FollowRight: 20, FollowWrong: 40,
		Skipped: 4,
	}
	if got := Sum(list); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := Sum(nil); got != (Scores{}) {
		t.Errorf("nothing sums up to %+v", got)
	}
}

func TestAskCommands(t *testing.T) {
	c, _, err := corpus.Load(corpus.Layer{Name: "small", FS: os.DirFS("../corpus/testdata/small")})
	if err != nil {
		t.Fatal(err)
	}
	x, err := match.New(c)
	if err != nil {
		t.Fatal(err)
	}
	failed := map[string]string{}
	n, right := AskCommands(x, []Question{
		{Text: "cto cio", Label: "cto cio"},
		{Text: "cto", Label: "!one-role"},
		{Text: "cio vs cto", Label: "cto cio"}, // another order
		{Text: "", Label: "!one-role"},
	}, func(q Question, got string) { failed[q.Text] = got })
	want := map[string]string{"cio vs cto": "cio cto", "": "!no-roles"}
	if n != 4 || right != 50 || !reflect.DeepEqual(failed, want) {
		t.Errorf("%d commands, %g %% right, failed %v, want %v", n, right, failed, want)
	}
}
