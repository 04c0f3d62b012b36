package match

import (
	"cmp"
	"slices"
	"testing"
)

// TestFollowUps goes through threads: every line is matched in the context after the
// answer to the line before.
func TestFollowUps(t *testing.T) {
	x := testIndex(t)
	for _, thread := range []struct {
		name  string
		lines [][2]string // question, entry
	}{
		{"role kept", [][2]string{{"what does a cto do", "cto.responsibilities"}, {"and how much do they earn?", "cto.salary"}, {"whom do they report to", "cto.reporting-line"}, {"what should we ask in the interview then", "cto.interview-questions"}}},
		{"facet kept", [][2]string{{"how much does a cto earn", "cto.salary"}, {"what about the CIO?", "cio.salary"}, {"which of them earns more", "compare.cto-cio.salary"}}},
		{"compare them", [][2]string{{"what is a cto", "cto.definition"}, {"and a cio?", "cio.definition"}, {"compare them", "compare.cto-cio"}}},
		{"pair kept", [][2]string{{"difference between cto and cio", "compare.cto-cio"}, {"who is higher?", "compare.cto-cio.seniority"}, {"what about the ciso", "compare.cto-ciso"}, {"same for data", "compare.cto-cdo"}}},
		{"pair grows finer", [][2]string{{"cto vs cio", "compare.cto-cio"}, {"can one person do both", "compare.cto-cio.one-person"}, {"who earns more", "compare.cto-cio.salary"}}},
		{"change of subject", [][2]string{{"whom does the cto report to", "cto.reporting-line"}, {"what does a chief data officer do", "cdo.definition"}}},
		{"stands by itself", [][2]string{{"whom does the cto report to", "cto.reporting-line"}, {"what can you do", "bot.help"}}},
		{"the other way", [][2]string{{"cio kpis", "cio.metrics"}, {"red flags?", "cio.red-flags"}, {"and for a cto", "cto.red-flags"}, {"job description", "cto.job-description"}}},
	} {
		t.Run(thread.name, func(t *testing.T) {
			var ctx Context
			for _, line := range thread.lines {
				r := x.Match(Query{Text: line[0], Context: ctx})
				if got := readAs(r); got != line[1] {
					t.Errorf("%q after %v: read as %s (%.2f), want %s", line[0], ctx, got, r.Confidence(), line[1])
				}
				ctx = x.Next(ctx, r, line[1])
			}
		})
	}
}

func top(r Result) string {
	if len(r.Candidates) == 0 {
		return "nothing"
	}
	return r.Candidates[0].Entry
}

// readAs is the entry that a text is read as, or the likeliest.
func readAs(r Result) string { return cmp.Or(r.Exact, r.SameTopic, top(r)) }

// TestPointedAt: which role a follow-up points at without naming it, and what only
// looks like pointing.
func TestPointedAt(t *testing.T) {
	x := testIndex(t)
	two := Context{Entry: "cto.salary", Roles: []string{"cto", "cio"}}
	pair := Context{Entry: "compare.cto-ciso", Roles: []string{"cio", "cto", "ciso"}}
	data := Context{Entry: "cdo.salary", Roles: []string{"cdo"}}
	pay, three := Context{Entry: "cto.salary", Roles: []string{"cto"}}, Context{Roles: []string{"cto", "ciso", "vpe"}}
	for _, tt := range []struct {
		text    string
		context Context
		role    string // "" where nothing is pointed at
	}{
		{"the other one", two, "cio"},
		{"and the other one?", two, "cio"},
		{"what does the other one earn", two, "cio"},
		{"the second one", two, "cio"},
		{"and the second", two, "cio"},
		{"the first role", two, "cto"},
		{"the first one's pay", two, "cto"},
		{"the former", two, "cto"},
		{"the latter, what do they do", two, "cio"},
		{"the former's pay", two, "cto"},
		{"the lattr's red flags", two, "cio"},
		{"salary of the first", two, "cto"},
		{"who does the first report to", two, "cto"},
		{"the second: boss?", two, "cio"},
		{"what do i ask the second kind", two, "cio"},
		{"the second one's first three months", two, "cio"},
		{"pay of the other", two, "cio"},
		{"salary of the third", pair, "ciso"}, // of three that were named, though two are compared
		{"the second one", pair, "ciso"},      // of the two that are compared, not of all that were named
		{"the first one", pair, "cto"},
		{"no, the digital one", data, "cdigo"},
		{"no, digital", data, "cdigo"},
		{"the digital one, what do they earn", data, "cdigo"},
		{"n security person", two, "ciso"},
		{"data guy?", two, "cdo"},
		{"same for product person", two, "cpo"},
		{"not the digital one", Context{Entry: "cto.salary", Roles: []string{"cto"}}, "cdigo"}, // who says so has a reason to name it

		{"what do i ask the lead", Context{Entry: "compare.cto-tech-lead", Roles: []string{"cto", "tech-lead"}}, "tech-lead"},
		{"interview questions for the director", Context{Entry: "compare.vpe-director", Roles: []string{"vpe", "engineering-director"}}, "engineering-director"},
		{"the officer", two, ""}, // both are

		{"same for security", pay, "ciso"},
		{"and for AI?", pay, "caio"},
		{"same for IT pls", pay, "cio"},
		{"and for data", pair, ""}, // may be what is compared
		{"and for security reasons?", pay, ""},
		{"and the data one?", Context{Entry: "c-suite.overview"}, "cdo"}, // after all roles
		{"#2 salary", two, "cio"},
		{"nr 2: job ad", two, "cio"},
		{"second", two, "cio"},
		{"red flags for the middle one", three, "ciso"},
		{"the middle one", two, ""},
		{"number of reports", two, ""},

		{"first 90 days", two, ""},
		{"the first 90 days?", two, ""},
		{"what to do in the first month", two, ""},
		{"who should be the first hire", two, ""},
		{"a second opinion on that", two, ""},
		{"the former boss of them", two, ""},
		{"any other questions to ask", two, ""},
		{"what other people do they work with", two, ""},
		{"the other one", pay, "cio"}, // its partner
		{"and the other one's red flags", pay, "cio"},
		{"and the other", Context{Entry: "cio.red-flags", Roles: []string{"cio"}}, "cto"},
		{"or maybe other role", pay, ""},
		{"compare with other kind", pay, ""},
		{"which one for ai", pair, ""},
		{"and for a startup", pair, ""},
		{"the third one", two, ""},
		{"the latter", Context{Entry: "cto.salary", Roles: []string{"cto"}}, ""},
		{"is it digital", two, ""},
		{"is it a security role", two, ""},
		{"which first", two, ""},
		{"is the first above the second", two, ""},
		{"whose boss is the other", two, ""},
		{"more technical ones?", data, ""},
		{"how do they handle a digital project", two, ""},
	} {
		p := x.parse(tt.text, false)
		words := slices.Clone(p.words)
		role, ok := x.pointedAt(p, x.entryIndex(tt.context.Entry), x.threadNames(tt.context))
		if role != tt.role || ok != (tt.role != "") {
			t.Errorf("%q in a talk about %v points at %q, want %q (%q)", tt.text, tt.context.Roles, role, tt.role, p.words)
		}
		if ok == slices.Equal(p.words, words) {
			t.Errorf("%q: read as %q, before %q", tt.text, p.words, words)
		}
		if r := x.Match(Query{Text: tt.text, Context: tt.context}); tt.role != "" && (r.About != tt.role || !r.FollowUp) {
			t.Errorf("%q is about %q, follow-up %v", tt.text, r.About, r.FollowUp)
		}
	}
}

// TestPointingAloneKeepsTheQuestion: "the other one" asks of the other role what was
// asked of the first; with words of its own it asks those.
func TestPointingAloneKeepsTheQuestion(t *testing.T) {
	x := testIndex(t)
	two := Context{Entry: "cto.salary", Roles: []string{"cto", "cio"}}
	for text, want := range map[string]string{"the other one": "cio.salary", "and the second one?": "cio.salary", "what does the other one do": "", "red flags of the second one": ""} {
		if r := x.Match(Query{Text: text, Context: two}); r.SameTopic != want {
			t.Errorf("%q asks %q, want %q", text, r.SameTopic, want)
		}
	}
}

// TestNames: the roles that a thread named and the corpus has; what was offered is none.
func TestNames(t *testing.T) {
	x := testIndex(t)
	for _, tt := range []struct {
		context Context
		want    []string
	}{
		{Context{Roles: []string{"cto", "gone", "cio"}, Offered: []string{"ciso.salary"}}, []string{"cto", "cio"}},
		{Context{Offered: []string{"ciso.salary"}}, nil},
		{Context{}, nil},
	} {
		if got := x.threadNames(tt.context); !slices.Equal(got, tt.want) {
			t.Errorf("%+v is about %v, want %v", tt.context, got, tt.want)
		}
	}
	offered := Context{Offered: []string{"ciso.salary"}}
	if offered.Empty() || !(Context{}).Empty() || (Context{Entry: "a"}).Empty() || (Context{Roles: []string{"a"}}).Empty() {
		t.Error("a context is taken for empty, or the other way round")
	}
	if r := x.Match(Query{Text: "what does a cto do", Context: offered}); r.FollowUp || r.Exact != "cto.responsibilities" {
		t.Errorf("a question of its own after choices: follow-up %v, exactly %q", r.FollowUp, r.Exact)
	}
}

// TestPointing: who points at one of two asks about that one.
func TestPointing(t *testing.T) {
	x := testIndex(t)
	pair := Context{Entry: "compare.cto-cio", Roles: []string{"cto", "cio"}}
	for text, want := range map[string]string{"the pay of the former": "cto.salary", "what does the latter do all day": "cio.day-to-day", "red flags of the second one": "cio.red-flags"} {
		if r := x.Match(Query{Text: text, Context: pair}); r.About != want[:len("cto")] || r.Candidates[0].Entry != want {
			t.Errorf("%q is about %s, and most likely %s, want %s", text, r.About, r.Candidates[0].Entry, want)
		}
	}
}

// TestEchoes: what says no more than a role asks the thread's question about that role,
// also where the thread had no answer but only what was asked.
func TestEchoes(t *testing.T) {
	x := testIndex(t)
	shown, refused := Context{Entry: "cto.salary", Roles: []string{"cto"}}, Context{Facet: "r.salary"}
	for text, want := range map[string]string{
		"same question for the CIO": "cio.salary", "the CIO equivalent?": "cio.salary", "and on the CIO side": "cio.salary", "not the CTO, the CIO": "cio.salary",
		"do the same for the CIO": "cio.salary", "same list for a CIO": "cio.salary", "same thing but for the CIO who starts in May": "cio.salary", "is a CIO the same as that": "", "not the CIO?": "",
		"a CIO in general I mean": "cio.salary", "once more the CTO": "cto.salary", "what does a CIO do": "", "who is the CIO": "", "a CIO's red flags": "",
	} {
		for _, c := range []Context{shown, refused} {
			if r := x.Match(Query{Text: text, Context: c}); r.SameTopic != want {
				t.Errorf("%q after %+v asks %q, want %q", text, c, r.SameTopic, want)
			}
		}
	}
	for text, want := range map[string]string{"what does a CFO earn": "r.salary", "job description for a marketing director": "r.job-description", "who is the CTO of Google": "", "what is for lunch": ""} {
		if r := x.Match(Query{Text: text}); r.Facet != want {
			t.Errorf("%q asks about %q, want %q", text, r.Facet, want)
		}
	}
	for text, want := range map[string]string{"and a CIO?": "hiring.timeline", "the CIO one": "hiring.timeline", "red flags of a CIO": ""} {
		if r := x.Match(Query{Text: text, Context: Context{Entry: "hiring.timeline", Roles: []string{"cto"}}}); r.SameTopic != want {
			t.Errorf("%q after an answer about no role asks %q, want %q", text, r.SameTopic, want)
		}
	}
	for text, want := range map[string]string{"and the CAIO?": "r.salary", "and the CIO?": "", "what does a CAIO do": ""} {
		if r := x.Match(Query{Text: text, Context: shown}); r.Missing != want {
			t.Errorf("%q after %+v misses %q, want %q", text, shown, r.Missing, want)
		}
	}
	managers := Context{Entry: "engineering-manager.definition", Roles: []string{"engineering-manager", "engineering-director"}}
	for text, shown := range map[string]Context{
		"salary": managers, "whats the pay": {Entry: "staff-engineer.definition", Roles: []string{"staff-engineer"}},
	} {
		if r := x.Match(Query{Text: text, Context: shown}); r.Missing != "r.salary" || !slices.Equal(r.Without, shown.Roles) {
			t.Errorf("%q after %s misses %q for %v", text, shown.Entry, r.Missing, r.Without)
		}
	}
	if r := x.Match(Query{Text: "interview questions", Context: managers}); r.Missing != "" {
		t.Errorf("what one of two roles has misses %q for %v", r.Missing, r.Without)
	}
	if r := x.Match(Query{Text: "and the CIO", Context: Context{Facet: "gone", Roles: []string{"cto"}}}); r.SameTopic != "" {
		t.Errorf("after a question that is gone: %q", r.SameTopic)
	}
}

// TestNotThis: of what is said not to be meant nothing is read, in a thread.
func TestNotThis(t *testing.T) {
	x := testIndex(t)
	shown := Context{Entry: "cto.salary", Roles: []string{"cto"}}
	for text, want := range map[string]string{
		"not the pay, the reporting line": "the reporting line", "No, not those. The case": "the case", "not the salary but the equity": "the equity",
		"not duties. earnings": "earnings", "is it not enough": "is it not enough", "why not more": "why not more",
	} {
		if got := x.Match(Query{Text: text, Context: shown}).Normal; got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
	if r := x.Match(Query{Text: "not the pay, the reporting line"}); r.Normal != "not the pay the reporting line" {
		t.Errorf("with nothing said before it is read as %q", r.Normal)
	}
}
