package match

import (
	"reflect"
	"testing"
	"unicode/utf8"
)

// FuzzMatch: any bytes are matched without a panic, within bounds, and the second time as the first.
func FuzzMatch(f *testing.F) {
	for _, s := range []string{"", "whom does a cto report to", "<@U1> CTO vs CIO :wave:", "c.t.o. & c.i.o.", "\xff\xfe\x00", "<<<>>>::::", "最高技術責任者", "CDO", "it IT it", "ＣＴＯ ﬁ ß ı", "of at for cto acme's"} {
		f.Add(s, "cto.salary", "cto")
	}
	x := testIndex(f) // not below: learning may take longer than one input may
	f.Fuzz(func(t *testing.T, text, entry, role string) {
		q := Query{Text: text, Context: Context{Entry: entry, Roles: []string{role, "cio"}, Offered: []string{entry, "cio.salary"}}}
		a, b := x.Match(q), x.Match(q)
		if !reflect.DeepEqual(a, b) {
			t.Fatalf("two matches differ: %+v %+v", a, b)
		}
		if fault := faultOfChances(a); fault != "" {
			t.Fatalf("%s: %+v", fault, a)
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
