package corpus

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestLaterLayersReplaceAndAdd(t *testing.T) {
	base := small(t)
	company := fstest.MapFS{
		"entries/cto/definition.md": {Data: []byte(entryText("What is our CTO for?", "Ours"))},
		"entries/cto/pay.md":        {Data: []byte(entryText("What do we pay?", "Pay"))},
		"roles/cio.yaml":            {Data: []byte(strings.Replace(string(base["roles/cio.yaml"].Data), "letters: CIO", "letters: Head of IT", 1))},
		"roles/cfo.yaml":            {Data: []byte(strings.NewReplacer("cio", "cfo", "CIO", "CFO", "information", "financial", "Information", "Financial").Replace(string(base["roles/cio.yaml"].Data)))},
		"others.yaml":               {Data: []byte("- {id: ceo, name: Chief Executive Officer}\n- {id: cmo, name: Chief Marketing Officer}\n")},
		"letters.yaml":              {Data: []byte("- {letters: cxo, readings: [cto]}\n")},
		"refusals.yaml":             {Data: []byte("- {id: live-fact, reply: Ask the desk.}\n- {id: canteen, reply: See the menu.}\n")},
		"sources.yaml":              {Data: []byte("- {id: HOUSE, cite: our handbook, title: Handbook, date: n.d., grade: C}\n")},
		"guides/which-role.yaml":    {Data: []byte(strings.Replace(string(base[guide].Data), "title: Which role do we need?", "title: Whom do we need?", 1))},
		"guides/kit-cto.yaml":       {Data: []byte(strings.Replace(string(base[kitFile].Data), "minutes: 45", "minutes: 30", 1))},
		"README.md":                 {Data: []byte("ours")},
		".git/roles/x.yaml":         {Data: []byte("hidden")},
	}
	before := load(t, base)
	// The comparison speaks for the CEO, a role that the company declines.
	edit{pair, "also: [ceo]\n", ""}.apply(t, base)
	c := load(t, base, company)
	check := func(what string, ok bool) {
		t.Helper()
		if !ok {
			t.Error(what)
		}
	}
	check("entry replaced", c.Entry("cto.definition").Question == "What is our CTO for?" && c.Entry("cto.definition").File == "b/entries/cto/definition.md")
	check("entry added", c.Entry("cto.pay") != nil)
	check("entry kept", c.Entry("compare.cto-cio").File == "a/entries/compare/cto-cio.md")
	check("three entries by id", slices.IsSortedFunc(c.Entries, func(a, b *Entry) int { return strings.Compare(a.ID, b.ID) }) && len(c.Entries) == 3)
	check("role replaced", c.Role("cio").Letters == "Head of IT")
	check("a declined role becomes one that is covered", c.Role("cfo") != nil && c.Other("cfo") == nil)
	check("a covered role becomes one that is declined", c.Role("ceo") == nil && c.Other("ceo") != nil)
	check("other added", c.Other("cmo") != nil && c.Other("cxo") != nil)
	check("letters replaced", len(c.Letters) == 1 && len(c.Letters[0].Readings) == 1)
	check("refusal replaced and added", c.Refusal("live-fact").Reply == "Ask the desk." && c.Refusal("canteen") != nil)
	check("source added", c.Source("HOUSE") != nil && c.Source("ALPHA") != nil)
	check("guide replaced", c.WhichRole.Title == "Whom do we need?")
	check("kit replaced", len(c.Kits) == 1 && c.Kit("cto").Loop[0].Minutes == 30)
	check("version differs", c.Version != before.Version && c.Version == load(t, base, company).Version)
}

func TestProblemsNameTheirLayer(t *testing.T) {
	company := fstest.MapFS{"roles/cto.yaml": {Data: []byte("id: cto\n")}, "refusals.yaml": {Data: []byte("- {id: canteen, reply: Wow!}\n")}}
	_, ps, err := Load(Layer{Name: "knowledge", FS: small(t)}, Layer{Name: "/etc/ours", FS: company})
	if err == nil {
		t.Fatal("a role without a name is taken")
	}
	for _, p := range ps {
		if p.File != "/etc/ours/roles/cto.yaml" {
			t.Errorf("%v: want the company's file", p)
		}
	}
	// An id that only the first layer's letters name is that file's fault still.
	edited := small(t)
	edit{"letters.yaml", "[cxo, cto]", "[cxo, cdo]"}.apply(t, edited)
	_, ps, _ = Load(Layer{Name: "knowledge", FS: edited}, Layer{Name: "/etc/ours", FS: fstest.MapFS{}})
	if len(ps) != 1 || ps[0].File != "knowledge/letters.yaml" {
		t.Errorf("got %v, want the fault in knowledge/letters.yaml", ps)
	}
}

func TestAFolderThatIsNotThereIsNamed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "absent")
	_, ps, err := Load(Layer{Name: dir, FS: os.DirFS(dir)})
	if err == nil || len(ps) != 1 || ps[0].File != dir || strings.Contains(ps[0].What, "open .") {
		t.Errorf("got %v", ps)
	}
}

// TestLayerOfLinks reads a folder as Kubernetes mounts one: links to a hidden
// folder that is replaced as a whole.
func TestLayerOfLinks(t *testing.T) {
	dir := t.TempDir()
	hidden := filepath.Join(dir, "..2026_11_22")
	if err := os.CopyFS(hidden, os.DirFS("testdata/small")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("..2026_11_22", filepath.Join(dir, "..data")); err != nil {
		t.Skip("no links here:", err)
	}
	found, err := os.ReadDir(hidden)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range found {
		if err := os.Symlink(filepath.Join("..data", d.Name()), filepath.Join(dir, d.Name())); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(".", filepath.Join(dir, "ring")); err != nil {
		t.Fatal(err)
	}
	c := load(t, os.DirFS(dir))
	if c.Entry("cto.definition") == nil || len(c.Roles) != 3 {
		t.Errorf("read %d entries and %d roles through links, want 2 and 3", len(c.Entries), len(c.Roles))
	}
}

// TestALinkToAnEntryLeftOutIsDropped: an entry is used without a related one whose
// file has a fault, but not without a source or a role.
func TestALinkToAnEntryLeftOutIsDropped(t *testing.T) {
	page := strings.Replace(entryText("Where to park?", "Parking"), "[compare.cto-cio]", "[cto.broken, cto.definition]", 1)
	for _, tt := range []struct {
		name  string
		layer Layer
		want  string
	}{
		{"entry left out", Layer{Files: map[string][]byte{"entries/cto/parking.md": []byte(page)}, Left: []string{"entries/cto/broken.md"}}, ""},
		{"entry unknown", Layer{Files: map[string][]byte{"entries/cto/parking.md": []byte(page)}}, `unknown entry "cto.broken"`},
		{"sources left out", Layer{Files: map[string][]byte{"entries/cto/parking.md": []byte(strings.Replace(page, "[OWN]", "[HOUSE]", 1))},
			Left: []string{"entries/cto/broken.md", "sources.yaml"}}, `unknown source "HOUSE"`},
	} {
		tt.layer.Name = "own"
		c, ps, err := Load(Layer{Name: "knowledge", FS: small(t)}, tt.layer)
		switch {
		case tt.want == "" && err != nil, tt.want != "" && (len(ps) != 1 || ps[0].What != tt.want || ps[0].File != "own/entries/cto/parking.md"):
			t.Errorf("%s: got %v, want %q", tt.name, ps, tt.want)
		case tt.want == "" && !slices.Equal(c.Entry("cto.parking").Related, []string{"cto.definition"}):
			t.Errorf("%s: related to %q", tt.name, c.Entry("cto.parking").Related)
		}
	}
}
