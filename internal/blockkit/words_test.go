package blockkit

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
)

func TestStoredDescribesTheCurrentSettings(t *testing.T) {
	const day = 24 * time.Hour
	for _, tt := range []struct {
		keeps Keeps
		has   string
		lacks string
	}{
		{Keeps{Questions: "none", For: 10 * day}, "The text of questions is not stored", "days"},
		{Keeps{Questions: "misses", For: 90 * day}, "could not answer are stored, for 90 days", ""},
		{Keeps{Questions: "misses", For: 3650 * day}, "could not answer are stored, for 3650 days", "90"},
		{Keeps{Questions: "misses", For: day}, "for one day", "days"},
		{Keeps{Questions: "misses", For: -1}, "until someone removes them", "days"},
		{Keeps{Questions: "all", For: 7 * day}, "Questions are stored for 7 days", "could not answer"},
	} {
		text := Stored(tt.keeps, Own{}).Text
		if !strings.Contains(text, tt.has) || tt.lacks != "" && strings.Contains(text, tt.lacks) {
			t.Errorf("%+v:\n%s", tt.keeps, text)
		}
	}
}

// TestForgottenSaysWhatWasDone and promises nothing that was not done.
func TestForgottenSaysWhatWasDone(t *testing.T) {
	for _, tt := range []struct {
		gone  feedback.Forgotten
		has   string
		lacks string
	}{
		{feedback.Forgotten{Erased: true}, "Nothing was stored", "removed"},
		{feedback.Forgotten{Records: 1, Erased: true}, "Done. One record about you is removed", "could not"},
		{feedback.Forgotten{Records: 2, Erased: true}, "Done. 2 records about you are removed", "could not"},
		{feedback.Forgotten{Records: 2}, "could not be erased from the file yet", "Done"},
		{feedback.Forgotten{}, "could not be erased from the file yet", "Nothing was stored"},
		{feedback.Forgotten{Records: 2, Elsewhere: true}, "Done. 2 records about you are removed. The log and the backups of the database hold removed data", "Nothing else is stored"},
		{feedback.Forgotten{Elsewhere: true}, "No record about you is left. The log and the backups of the database", "Done"},
	} {
		text := Forgotten(tt.gone).Text
		if !strings.Contains(text, tt.has) || strings.Contains(text, tt.lacks) {
			t.Errorf("%+v: %s", tt.gone, text)
		}
	}
}

// What has no date is told as such, once, after what has one.
func TestUndatedSourcesAreToldOnce(t *testing.T) {
	c, _, err := corpus.Load(corpus.Layer{Name: "k", FS: fstest.MapFS{"sources.yaml": {Data: []byte(`
- {id: OWN, cite: our reading, title: Ours, date: "2026", grade: C}
- {id: A, cite: Alpha 2021, title: A, date: "2021", grade: A, url: "https://a.example"}
- {id: B, cite: Beta, title: B, date: n.d., grade: B, url: "https://b.example"}
- {id: C, cite: Gamma 2025, title: C, date: "2025-03", grade: C, unlinked: a book}
- {id: D, cite: Delta, listed: "Delta, What we know", title: D, date: n.d., grade: C, unlinked: a talk}
`)}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ ids, linked, plain string }{
		{"A C", "Sources: <https://a.example|Alpha 2021>, Gamma 2025 · T", "Sources: Alpha 2021, Gamma 2025 · T"},
		{"B A D C", "Sources: <https://a.example|Alpha 2021>, Gamma 2025; undated: <https://b.example|Beta>, Delta, What we know · T",
			"Sources: Alpha 2021, Gamma 2025; undated: Beta, Delta, What we know · T"},
		{"OWN B", "Sources, undated: <https://b.example|Beta> · T", "Sources, undated: Beta · T"},
		{"OWN", "T", "T"},
		{"COMPANY", "Our company, as of 15 June 2026 · T", "Our company, as of 15 June 2026 · T"},
		{"COMPANY B A", "Sources: <https://a.example|Alpha 2021>; undated: <https://b.example|Beta> · Our company, as of 15 June 2026 · T",
			"Sources: Alpha 2021; undated: Beta · Our company, as of 15 June 2026 · T"},
	} {
		ids := strings.Fields(tt.ids)
		b := &builder{}
		b.linked(credits{all: listed(c, ids, today), tail: "T"})
		if got := b.blocks[0].(*slack.ContextBlock).ContextElements.Elements[0].(*slack.TextBlockObject).Text; got != tt.linked {
			t.Errorf("%s: %s\nwant %s", tt.ids, got, tt.linked)
		}
		if got := (credits{shown: listed(c, ids, today), tail: "T"}).plain(); got != tt.plain {
			t.Errorf("%s in plain text: %s\nwant %s", tt.ids, got, tt.plain)
		}
	}
}
