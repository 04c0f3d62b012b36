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
