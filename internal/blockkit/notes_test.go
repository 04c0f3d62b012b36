package blockkit

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestNotesComeBeforeWhatTheyAreAbout: in what is drawn and in the plain text, after the
// title alone.
func TestNotesComeBeforeWhatTheyAreAbout(t *testing.T) {
	k, v := fixture(), View{Now: today, ReplyID: "r"}
	const note = "A note to read first."
	for name, r := range map[string]struct{ title, text string }{
		"answer":     {"CTO · Pay", "It varies with country"},
		"role":       {"Chief Technology Officer (CTO)", k.a.Role("cto").Entry.Short.Plain(nil)[:20]},
		"comparison": {"CTO and CIO", "The CTO "},
	} {
		reply := k.a.Show("cto.salary")
		switch name {
		case "role":
			reply = k.a.Role("cto")
		case "comparison":
			reply = k.a.Compare("cto cio")
		}
		reply.Notes = []string{note}
		drawn, err := json.Marshal(Render(reply, v).Blocks)
		if err != nil {
			t.Fatal(err)
		}
		for form, text := range map[string]string{"drawn": string(drawn), "plain": Plain(reply, v)} {
			title, at, answer := strings.Index(text, r.title), strings.Index(text, note), strings.Index(text, r.text)
			if title < 0 || at < title || answer < at {
				t.Errorf("%s, %s: the title is at %d, the note at %d, the answer at %d:\n%s", name, form, title, at, answer, text)
			}
		}
	}
}
