package prose

import "testing"

func TestUpperFirst(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "a CTO": "A CTO", "A CTO": "A CTO", "émigré engineers": "Émigré engineers", "e\u0301migré": "E\u0301migré",
		"ßtraße": "ßtraße", "и так": "И так", "Иван": "Иван", "中文": "中文", "ǆep": "ǅep", "5 people": "5 people", "\xffx": "\xffx",
	} {
		if got := UpperFirst(in); got != want {
			t.Errorf("UpperFirst(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLettersWithinASentence(t *testing.T) {
	for letters, want := range map[string]string{"CTO": "CTO", "CDigO": "CDigO", "vCIO": "vCIO", "Tech lead": "tech lead", "Field CTO": "field CTO", "X": "X", "": ""} {
		if got := InSentence(letters); got != want {
			t.Errorf("%q becomes %q, want %q", letters, got, want)
		}
	}
}

func TestLowerFirst(t *testing.T) {
	for in, want := range map[string]string{"A CTO": "a CTO", "Nobody yet": "nobody yet", "IT staff": "IT staff", "Focus": "focus", "CEO": "CEO", "": "",
		"Émigré CTO": "émigré CTO", "ÉCOLE": "ÉCOLE", "Иван": "иван", "中文": "中文", "5 people": "5 people"} {
		if got := LowerFirst(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestList(t *testing.T) {
	for want, words := range map[string][]string{"": nil, "a": {"a"}, "a and b": {"a", "b"}, "a, b and c": {"a", "b", "c"}} {
		if got := List(words, "and"); got != want {
			t.Errorf("%q becomes %q, want %q", words, got, want)
		}
	}
}
