package advisor_test

import (
	"fmt"
	"strings"
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/match"
)

// stories are what people write before, after and around their question. None of
// them asks anything.
var stories = map[string]string{
	"pumps":   "We are a small company in the north and sell pumps to farms all over the country. ",
	"posting": "You will lead a team, own the roadmap and talk to customers. ",
	"funding": "Our seed round closed in May, the board wants a plan by the autumn, and my co-founder writes all of the code himself at night. ",
	"candidate": "I met someone at a conference last week who has led a platform group of forty people for a bank, is bored there, and would move to Leeds for the right job. " +
		"She has two children and a dog. ",
	"lines": "Background:\n- 80 people, two offices\n- the product is a booking tool for dentists\n- revenue grew by a third\n\n",
}

// asked are questions with one clear answer.
var asked = map[string]string{
	"Who does a CISO report to?":                          "ciso.reporting-line",
	"What does a CTO earn?":                               "cto.salary",
	"What is the difference between a CTO and a CIO?":     "compare.cto-cio",
	"What should I ask a VP of Engineering in interview?": "vpe.interview-questions",
	"What does a chief architect do?":                     "chief-architect.responsibilities",
}

func TestTheQuestionInAStory(t *testing.T) {
	for question := range asked {
		bare := ask(t, question, match.Context{})
		if bare.Outcome != advisor.Answer {
			t.Fatalf("%q alone: %s %s", question, bare.Outcome, bare.EntryID())
		}
		for name, s := range stories {
			for _, words := range []int{60, 110, 250, 900, 6000} {
				story := strings.Repeat(s, 1+words/len(strings.Fields(s)))
				half := strings.Repeat(s, 1+words/len(strings.Fields(s))/2)
				for place, text := range map[string]string{"last": story + question, "first": question + " " + story, "middle": half + question + " " + half, "own line": story + "\n\n" + question + "\n"} {
					if r := ask(t, text, match.Context{}); r.Outcome != bare.Outcome || r.EntryID() != bare.EntryID() {
						t.Errorf("%s, %d words, question %s: %q gives %s %q (%s), alone %q", name, words, place, question, r.Outcome, r.EntryID(), r.Trace.Rule, bare.EntryID())
					}
				}
			}
		}
	}
}

// TestAQuestionWithoutAMark: a question without a question mark is found at the end
// or the beginning of a message.
func TestAQuestionWithoutAMark(t *testing.T) {
	for name, s := range stories {
		for _, words := range []int{60, 250, 900} {
			story := strings.Repeat(s, 1+words/len(strings.Fields(s)))
			for _, text := range []string{story + "\nwhom does a CISO report to", story + "please tell me whom a CISO reports to", "whom does a CISO report to. " + story} {
				if r := ask(t, text, match.Context{}); r.EntryID() != "ciso.reporting-line" {
					t.Errorf("%s, %d words: %.30q … gives %s %q (%s)", name, words, text, r.Outcome, r.EntryID(), r.Trace.Rule)
				}
			}
		}
	}
}

// TestTheStoryNamesTheRole: a question may leave out the role that the message names.
func TestTheStoryNamesTheRole(t *testing.T) {
	story := strings.Repeat(stories["pumps"], 5)
	for text, want := range map[string]string{
		"We want to hire a CISO. " + story + "How much do they earn?":                      "ciso.salary",
		story + "Now we look for a CIO. " + story + "What should we ask in the interview?": "cio.interview-questions",
	} {
		if r := ask(t, text, match.Context{}); r.EntryID() != want {
			t.Errorf("%.40q …: %s %q (%s), want %s", text, r.Outcome, r.EntryID(), r.Trace.Rule, want)
		}
	}
}

// TestTwoQuestions: the first is answered and the second is offered; the same one twice,
// and one that nothing answers, is not.
func TestTwoQuestions(t *testing.T) {
	const first, second = "What does a CTO earn?", "Who does a CISO report to?"
	for text, want := range map[string][2]string{
		first + " " + second: {"cto.salary", "ciso.reporting-line"},
		second + " " + first: {"ciso.reporting-line", "cto.salary"},
		first + "\n" + strings.Repeat(stories["pumps"], 5) + "\n" + second: {"cto.salary", "ciso.reporting-line"},
		first + " " + strings.Repeat(stories["funding"], 12) + second:      {"cto.salary", "ciso.reporting-line"},
		first + " And who does a CISO report to?":                          {"cto.salary", "ciso.reporting-line"},
		first + " Also, who does a CISO report to?":                        {"cto.salary", "ciso.reporting-line"},
		first + " " + first:                           {"cto.salary", ""},
		first + " Where can I buy a good lawn mower?": {"cto.salary", ""},
		first: {"cto.salary", ""},
		strings.Repeat(stories["pumps"], 12) + second:            {"ciso.reporting-line", ""},
		"Tell me a joke. " + first:                               {"cto.salary", ""},
		"ciso salary and liability?":                             {"ciso.salary", "ciso.liability"},
		"cto pay & equity":                                       {"cto.equity", "cto.salary"},
		"hiring and firing a cto":                                {"cto.departure", "cto.hiring"},
		"roles and responsibilities of a cto":                    {"cto.responsibilities", ""},
		"difference between a cto and a cio":                     {"compare.cto-cio", ""},
		"cto scorecard, insurance startup, 90 employees, dublin": {"cto.scorecard", ""},
		"cto, insurance startup, 90 employees, dublin":           {"", ""},
	} {
		r := ask(t, text, match.Context{})
		also := ""
		if r.Also != nil {
			also = r.Also.ID
		}
		if r.EntryID() != want[0] || also != want[1] {
			t.Errorf("%.60q … gives %s %q and also %q (%s), want %q", text, r.Outcome, r.EntryID(), also, r.Trace, want)
		}
	}
}

// TestTheOtherQuestionIsTold: of two questions, the one without an answer is not lost in
// silence; a greeting or a joke is none.
func TestTheOtherQuestionIsTold(t *testing.T) {
	const first = "What does a CTO earn?"
	for text, want := range map[string]string{
		first + " Where can I buy a good lawn mower?": "I am not sure what answers “Where can I buy a good lawn mower?”: ask that by itself.",
		"Where can I buy a good lawn mower? " + first: "I am not sure what answers “Where can I buy a good lawn mower?”: ask that by itself.",
		first + " Who does a CISO report to?":         "",
		"How are you? " + first:                       "",
		first + " Thanks!":                            "",
	} {
		if got := strings.Join(ask(t, text, match.Context{}).Notes, " "); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestWhatWasLeftOutIsSaid(t *testing.T) {
	long := strings.Repeat(stories["pumps"], 30)
	for name, c := range map[string]struct{ text, want string }{
		"short":               {"Who does a CISO report to?", ""},
		"all of it was read":  {strings.Repeat(stories["pumps"], 5) + "Who does a CISO report to?", ""},
		"question last":       {long + "Who does a CISO report to?", "I answered “Who does a CISO report to?”; 510 words of your message around it were left out."},
		"question in between": {long + "Who does a CISO report to? " + long, "I answered “Who does a CISO report to?”; 1020 words of your message around it were left out."},
		"no question":         {long, "I read the beginning and the end of your message; 390 words between them were left out."},
	} {
		r := ask(t, c.text, match.Context{})
		if got := strings.Join(r.Notes, " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestAStoryWithoutOurQuestion: long messages that ask nothing we know get no answer.
func TestAStoryWithoutOurQuestion(t *testing.T) {
	for _, text := range []string{
		strings.Repeat(stories["pumps"], 12),
		strings.Repeat(stories["pumps"], 12) + "Where can I buy a good lawn mower?",
		"Why us? " + strings.Repeat(stories["funding"], 12) + "What is the weather like?",
	} {
		if r := ask(t, text, match.Context{}); r.Outcome == advisor.Answer || r.Outcome == advisor.Compared || r.Outcome == advisor.RoleCard {
			t.Errorf("%.40q …: %s %q (%s)", text, r.Outcome, r.EntryID(), r.Trace.Rule)
		}
	}
}

// TestOtherLanguages: a question in another language gets the reply about English,
// alone, in a thread and in a long message.
func TestOtherLanguages(t *testing.T) {
	for _, text := range []string{"מה CTO עושה?", "кто такой CISO?", "CTO做什么？", "CTOとCIOの違いは何ですか", "ماذا يفعل CTO؟", "τι κάνει ένας CTO;", "CTO는 무엇을 하나요?", "CTO क्या करता है?", "CTO ทำอะไร",
		"CDO кто это", "Was ist der Unterschied zwischen CTO und CIO?", "Wer ist der CTO von Siemens?", "¿Qué hace un CTO?", "Que fait un CTO ?", "Co robi CTO?", "CTO ne yapar?",
		strings.Repeat("Мы небольшая компания и продаём насосы. ", 40) + "Что делает CTO?"} {
		for _, before := range []match.Context{{}, {Entry: "cto.salary", Roles: []string{"cto"}}} {
			r := ask(t, text, before)
			if r.Outcome != advisor.None || r.Reason != advisor.ReasonNotEnglish || !strings.Contains(r.Lead, "English") {
				t.Errorf("%.60q: %s %q for %q (%s)", text, r.Outcome, r.EntryID(), r.Reason, r.Trace)
			}
		}
	}
}

// TestNothingIsTooLong: texts at and beyond Slack's limit, of every shape, get a
// reply.
func TestNothingIsTooLong(t *testing.T) {
	for _, unit := range []string{"a", "a ", "? ", "cto ", "what is a cto? ", "x, what ", "\n", "<", "<@", ":a", "&amp;", "hi ", "a.b@", "漢", "compare cto cio "} {
		text := strings.Repeat(unit, 50_000/len(unit))
		r := ask(t, text, match.Context{})
		if r.Corpus == nil {
			t.Errorf("%q: no reply", unit)
		}
	}
	r := ask(t, strings.Repeat("word ", 100_000)+". What does a CTO earn?", match.Context{})
	if r.EntryID() != "cto.salary" {
		t.Errorf("the end of a very long text: %s %q", r.Outcome, r.EntryID())
	}
}

// BenchmarkLong is a message at Slack's limit.
func BenchmarkLong(b *testing.B) {
	for name, text := range map[string]string{
		"story":     strings.Repeat(stories["pumps"], 480) + "Who does a CISO report to?",
		"questions": strings.Repeat("What does a CTO do, and why? ", 1350),
		"commas":    strings.Repeat("a, what ", 5000),
	} {
		b.Run(fmt.Sprintf("%s %d", name, len(text)), func(b *testing.B) {
			a := testAdvisor(b)
			for b.Loop() {
				a.Ask(advisor.Question{Text: text})
			}
		})
	}
}

// TestWhatNeedsTheRest: a question that only means something with what was said before it is not
// asked alone, and choices of answers are no questions.
func TestWhatNeedsTheRest(t *testing.T) {
	for text, not := range map[string]string{
		"My idea: the CIO has the servers and the CTO has the code that is on them. Is that correct?": "bot.sources",
		"CTO or CIO: which way to go?":                                     "cio.career-path",
		"Who is above a CIO as a rule? The CEO? The CFO?":                  "ceo.definition",
		"Hey CIOs, who is it that you report to? The CEO? The COO?":        "ceo.definition",
		"our CISO is paid less than the IT director under him, is it fair": "bot.limits",
	} {
		if r := ask(t, text, ofNobody); r.EntryID() == not || r.Outcome == advisor.RoleCard {
			t.Errorf("%q: %s %s by %q of %q", text, r.Outcome, r.EntryID(), r.Trace.Rule, r.Trace.Part)
		}
	}
	if r := ask(t, "what does a CTO earn? and a CIO?", ofNobody); r.EntryID() != "cto.salary" && r.EntryID() != "compare.cto-cio.salary" {
		t.Errorf("pay of two: %s %s", r.Outcome, r.EntryID())
	}
}
