package match

import (
	"testing"
	"unicode/utf8"
)

// FuzzMatch: any bytes are matched without a panic, within bounds, and the second time as the first.
func FuzzMatch(f *testing.F) {
	for _, s := range []string{"", "whom does a cto report to", "<@U1> CTO vs CIO :wave:", "c.t.o. & c.i.o.", "\xff\xfe\x00", "<<<>>>::::", "最高技術責任者", "CDO", "it IT it", "ＣＴＯ ﬁ ß ı", "of at for cto acme's"} {
		f.Add(s, "cto.salary", "cto")
	}
	f.Fuzz(func(t *testing.T, text, entry, role string) {
		x := testIndex(t)
		q := Query{Text: text, Context: Context{Entry: entry, Roles: []string{role, "cio"}}}
		a, b := x.Match(q), x.Match(q)
		if a.Confidence != b.Confidence || a.Band != b.Band || top(a) != top(b) {
			t.Fatalf("two matches differ: %+v %+v", a, b)
		}
		if a.Confidence < 0 || a.Confidence > 1 || len(a.Candidates) > maxCandidates {
			t.Fatalf("out of bounds: %+v", a)
		}
		if a.Band == BandAnswer && len(a.Candidates) == 0 {
			t.Fatal("an answer without a candidate")
		}
		for _, m := range a.Roles {
			if !utf8.ValidString(m.Text) {
				t.Fatalf("mention %q cuts a letter", m.Text)
			}
		}
		if c := x.Compare(text); c.Error == "" && (len(c.Roles) < 2 || len(c.Roles) > MaxCompared) {
			t.Fatalf("compares %v", c.Roles)
		}
		x.Complete(text, 5)
		x.Explain(q)
	})
}
