package corpus

import (
	"strings"
	"testing"
	"testing/fstest"
)

// brief is an entry as people write them: short, without sources.
const brief = "---\nquestion: Where does the CTO park?\nlabel: Parking\nroles: [cto]\nshort: On deck 4. It is dark.\nphrasings: [cto parking]\nreviewed: 2026-11-26\n---\n- One car.\n"

func TestTheCompanyIsASourceThatAlwaysExists(t *testing.T) {
	page := strings.Replace(brief, "On deck 4. It is dark.", "On deck 4 [COMPANY].", 1)
	c := load(t, small(t), fstest.MapFS{"entries/cto/parking.md": {Data: []byte(page)}})
	e := c.Entry("cto.parking")
	if got, want := e.Short.Plain(c.Citer(e, today)), "On deck 4 (our company, Nov 2026)."; got != want {
		t.Errorf("it cites %q, want %q", got, want)
	}
	if got, want := c.SourceOn(Company, e.Reviewed).Listed, "Our company, as of 26 November 2026"; got != want {
		t.Errorf("it lists %q, want %q", got, want)
	}
	if got := c.SourceOn("ALPHA", e.Reviewed); got != c.Source("ALPHA") {
		t.Errorf("a study is of a day: %+v", got)
	}
	if len(c.Sources) != len(load(t, small(t)).Sources) {
		t.Error("it is listed among the studies")
	}
}

// TestAnOwnEntryThatCitesNothingRestsOnTheCompany, and only such an entry.
func TestAnOwnEntryThatCitesNothingRestsOnTheCompany(t *testing.T) {
	files := func(name, text string) fstest.MapFS { return fstest.MapFS{name: {Data: []byte(text)}} }
	cited := strings.Replace(brief, "One car.", "One car [ALPHA].", 1)
	for _, tt := range []struct {
		name   string
		layers []fstest.MapFS
		id     string
		own    bool
		want   string
	}{
		{"its own", []fstest.MapFS{small(t), files("entries/cto/parking.md", brief)}, "cto.parking", true, Company},
		{"its own, edited", []fstest.MapFS{small(t), files("entries/cto/parking.md", cited), files("entries/cto/parking.md", brief)}, "cto.parking", true, Company},
		{"its own, with a source", []fstest.MapFS{small(t), files("entries/cto/parking.md", cited)}, "cto.parking", true, "ALPHA"},
		{"in the place of ours", []fstest.MapFS{small(t), files(def, brief)}, "cto.definition", false, ""},
		{"ours", []fstest.MapFS{func() fstest.MapFS { f := small(t); f["entries/cto/parking.md"] = files("x", brief)["x"]; return f }()}, "cto.parking", false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var fs []Layer
			for i, l := range tt.layers {
				fs = append(fs, Layer{Name: string(rune('a' + i)), FS: l})
			}
			c, _, err := Load(fs...)
			if err != nil {
				t.Fatal(err)
			}
			e := c.Entry(tt.id)
			if got := strings.Join(e.Sources, ","); got != tt.want || c.IsOwn(e) != tt.own {
				t.Errorf("rests on %q, own %v; want %q, %v", got, c.IsOwn(e), tt.want, tt.own)
			}
			fs[len(fs)-1].Name = fs[0].Name // as a folder may be called
			if same, _, _ := Load(fs...); (same.Replaced(tt.id) != nil) != (c.Replaced(tt.id) != nil) {
				t.Error("it depends on how the folder is called")
			}
			if replaced := c.Replaced(tt.id); (replaced != nil) != (tt.name == "in the place of ours") {
				t.Errorf("replaces %v", replaced)
			}
		})
	}
}

// TestWhatACompanySaysAgesFromItsReview: a study that is old does not make it old.
func TestWhatACompanySaysAgesFromItsReview(t *testing.T) {
	c := load(t, small(t))
	e := &Entry{Kind: KindPay, Reviewed: today}
	for _, tt := range []struct {
		ids  []string
		year int
		want string
	}{
		{[]string{Company}, 1, "(our company, Nov 2026)"},
		{[]string{Company}, 2, "(our company, Nov 2026, old)"},
		{[]string{"ALPHA", Company}, 1, "(Alpha 2021; our company, Nov 2026)"},
	} {
		if got := c.Citer(e, today.AddDate(tt.year, 0, 0))(tt.ids); got != tt.want {
			t.Errorf("%v after %d years: %q, want %q", tt.ids, tt.year, got, tt.want)
		}
	}
}

func TestSlackOwner(t *testing.T) {
	for owner, want := range map[string]bool{
		"U0123ABCD": true, "W012A3CDE": true, "C0123ABCD": true, "G0123ABCD": true, "U0AAAA": true, "UJKLMNOPQ": true,
		"Ana": false, "curators": false, "CTO": false, "CURATORS": false, "GOVERNANCE": false, "U": false, "T0123ABCD": false, "u0123abcd": false, "": false,
		"U0123 ABC": false, "<@U0123ABCD>": false, "U0" + strings.Repeat("1", 60): false,
	} {
		id, ok := SlackOwner(owner)
		if ok != want || ok && id != owner || !ok && id != "" {
			t.Errorf("SlackOwner(%q) = %q, %v", owner, id, ok)
		}
	}
	if id, ok := SlackOwner(" U0123ABCD "); !ok || id != "U0123ABCD" {
		t.Errorf("spaces around: %q, %v", id, ok)
	}
}
