package advisor

import (
	"slices"
	"testing"
)

// TestQuestions: the sentences of a message that ask, which are decided alone where the
// message as a whole has no answer.
func TestQuestions(t *testing.T) {
	for text, want := range map[string][]string{
		"We are looking for a CIO, what is that?":                {"what is that?"},
		"Our CTO left. Whom do we promote? Or hire from outside": {"Whom do we promote? "},
		"We are 40 people. What does a CTO do, day to day?":      {"What does a CTO do, day to day?"},
		"we are 40 people. what does a cto do":                   {"what does a cto do"},
		"what is a CTO":                                          {"what is a CTO"},
		"CTO, CIO, CISO":                                         nil,
		"We sell pumps.\nso, how much is a CTO":                  {"so, how much is a CTO"},
		"What is a CTO?? And a CIO?":                             {"What is a CTO?? ", "And a CIO?"},
		"He said “what is a CTO?”. I did not know":               {"He said “what is a CTO?”. "},
		"CTO是什么？谢谢":                                              {"CTO是什么？"},
		"what. is. a. cto":                                       {"what. ", "is. "}, // they begin like questions
		"":                                                       nil,
		"?":                                                      {"?"},
	} {
		var got []string
		for _, s := range questions(text, true) {
			got = append(got, text[s.from:s.to])
		}
		if !slices.Equal(got, want) {
			t.Errorf("questions of %q: %q, want %q", text, got, want)
		}
	}
	long := ""
	for range 30 {
		long += "Why? "
	}
	if n := len(questions(long, true)); n != firstAsked+lastAsked {
		t.Errorf("%d of 30 questions are decided", n)
	}
}

func TestAgain(t *testing.T) {
	for text, want := range map[string]string{
		"why?": fuller, "why is that": fuller, "source?": fuller, "got a link for that?": fuller, "where is that from": fuller, "says who": fuller, "more details please": fuller, "can you elaborate": fuller,
		"shorter": shorter, "in a nutshell please": shorter, "tldr": shorter, "can you sum it up in one sentence": shorter, "too long": shorter,
		"":                       "",
		"why does a CTO code":    "",
		"and the salary":         "",
		"hello":                  "",
		"short list of skills":   "",
		"what is a source code":  "",
		"and what about the CIO": "",
		"thanks":                 "",
		"at 400?":                "",
		"how long":               "",
		"if two want it":         "",
		"in two words":           shorter,
	} {
		if got, ok := again(text); got != want || ok != (want != "") {
			t.Errorf("%q asks for %q (%v), want %q", text, got, ok, want)
		}
	}
}

func TestOrdinal(t *testing.T) {
	for text, want := range map[string]int{
		"the first one": 0, "1": 0, "the second one please": 1, "no, i meant the 2nd": 1, "option 3": 2, "3": 2, "the last one": 2, "the latter": 1, "number three": -1,
		"the fourth one": -1, "first 90 days": -1, "the first and the second": -1, "second opinion": -1, "the one": -1, "": -1, "the first one's salary": -1, "what does the second one earn": -1,
	} {
		if i, ok := ordinal(text, 3); ok != (want >= 0) || ok && i != want {
			t.Errorf("%q is number %d (%v), want %d", text, i, ok, want)
		}
	}
	if _, ok := ordinal("the last one", 0); ok {
		t.Error("the last of none")
	}
}

func TestAsksForLanguage(t *testing.T) {
	for text, want := range map[string]bool{
		"and in German?": true, "auf deutsch bitte": false, "auf Deutsch": true, "in Spanish please": true, "can you translate it to french": true,
		"german CTO salary": false, "do you speak German": false, "translate": false, "in Germany?": false, "": false,
	} {
		if got := asksForLanguage(text); got != want {
			t.Errorf("%q asks for another language: %v, want %v", text, got, want)
		}
	}
}
