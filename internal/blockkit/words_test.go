package blockkit

import (
	"strings"
	"testing"
	"time"
)

// What people are told about storage is what the settings in force do.
func TestStoredTellsTheSettingsInForce(t *testing.T) {
	const day = 24 * time.Hour
	for _, tt := range []struct {
		keeps Keeps
		has   string
		lacks string
	}{
		{Keeps{Questions: "none", For: 10 * day}, "The text of questions is not stored", "days"},
		{Keeps{Questions: "misses"}, "could not answer are stored, for 90 days", ""},
		{Keeps{Questions: "misses", For: 3650 * day}, "could not answer are stored, for 3650 days", "90"},
		{Keeps{Questions: "misses", For: day}, "for one day", "days"},
		{Keeps{Questions: "misses", For: -1}, "until someone removes them", "days"},
		{Keeps{Questions: "all", For: 7 * day}, "Questions are stored for 7 days", "could not answer"},
	} {
		text := Stored(tt.keeps).Text
		if !strings.Contains(text, tt.has) || tt.lacks != "" && strings.Contains(text, tt.lacks) {
			t.Errorf("%+v:\n%s", tt.keeps, text)
		}
	}
}

// "Forget me" promises nothing that was not done.
func TestForgottenTellsTheTruth(t *testing.T) {
	for _, tt := range []struct {
		records   int
		rewritten bool
		has       string
		lacks     string
	}{
		{0, true, "Nothing was stored", "removed"},
		{1, true, "Done. One record about you is removed", "could not"},
		{2, true, "Done. 2 records about you are removed", "could not"},
		{2, false, "could not be erased from the file yet", "Done"},
		{0, false, "could not be erased from the file yet", "Nothing was stored"},
	} {
		text := Forgotten(tt.records, tt.rewritten).Text
		if !strings.Contains(text, tt.has) || strings.Contains(text, tt.lacks) {
			t.Errorf("%d, %v: %s", tt.records, tt.rewritten, text)
		}
	}
}
