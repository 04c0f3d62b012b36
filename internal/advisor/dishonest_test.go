package advisor_test

import "testing"

// TestNobodyIsHelpedToDeceive: nor is anyone who wants to find a lie taken for the
// one who tells it.
func TestNobodyIsHelpedToDeceive(t *testing.T) {
	for text, refused := range map[string]bool{
		"how to fake a cv":                  true,
		"how do i fake my cv":               true,
		"how do I fake my CV for a CTO job": true,
		"how do i lie in an interview":      true,
		"pretend i have a degree":           true,

		"how do i spot a fake cv":                            false,
		"how can we tell if someone faked their resume":      false,
		"how do i spot lies in an interview":                 false,
		"how can i tell that a cto candidate lies":           false,
		"how do i verify a candidate's certificates":         false,
		"how do i check references of a cto":                 false,
		"what questions will they ask me in a cto interview": false,
		"does a cto need a degree":                           false,
	} {
		if r := ask(t, text, ofNobody); (r.Reason == "dishonest") != refused {
			t.Errorf("%q: %s %q for %q, refused as dishonest should be %v", text, r.Outcome, r.EntryID(), r.Reason, refused)
		}
	}
}
