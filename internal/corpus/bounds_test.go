package corpus

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

// hostile are files that would cost too much to read, with the fault that each is
// refused for. The test measures no time: parsing them takes minutes or all memory, and
// fails the whole run.
var hostile = map[string]struct{ file, text, want string }{
	"too large":            {"sources.yaml", strings.Repeat("# fill\n", 160_000), "k/sources.yaml:1: is larger than 1 MB"},
	"largest":              {"sources.yaml", "- {id: ALPHA, cite: A, title: A, date: n.d., grade: A}\n- {id: BETA, cite: B, title: B, date: n.d., grade: A}\n- {id: GAMMA, cite: G, title: G, date: n.d., grade: A}\n- {id: DELTA, cite: D, title: D, date: n.d., grade: A}\n#" + strings.Repeat("x", MaxFile-222), ""},
	"1 MB of emphasis":     {"entries/cto/loud.md", entryText("Loud?", "Loud") + strings.Repeat("*a **b ", 1100<<10/7), "k/entries/cto/loud.md:1: is larger than 1 MB"},
	"200 KB of emphasis":   {"entries/cto/loud.md", entryText("Loud?", "Loud") + strings.Repeat("*a **b ", 200<<10/7), "k/entries/cto/loud.md:21: is longer than 16 KB"},
	"a long short answer":  {"entries/cto/loud.md", strings.Replace(entryText("Loud?", "Loud"), "short: ", "short: x"+strings.Repeat(" *a **b", 3000), 1), "k/entries/cto/loud.md:5: is longer than 16 KB"},
	"9 MB of nested lists": {"roles/cto.yaml", strings.Repeat("[", 9<<20), "k/roles/cto.yaml:1: is larger than 1 MB"},
	"nested lists":         {"roles/cto.yaml", strings.Repeat("[", 9000) + strings.Repeat("]", 9000), "k/roles/cto.yaml:1: nests deeper than 32 levels"},
	"nested points":        {"entries/cto/deep.md", entryText("Deep?", "Deep") + strings.Repeat("- ", 6000) + "x", "k/entries/cto/deep.md:26: a list item holds a list"},
	"nested quotes":        {"entries/cto/deep.md", entryText("Deep?", "Deep") + "\n" + strings.Repeat(">", 16_000), "k/entries/cto/deep.md:27: a blockquote will not render in Slack"},
	"many aliases":         {"letters.yaml", "- &a {letters: x}\n- [" + strings.Repeat("*a,", 60_000) + "]\n", "k/letters.yaml:2: has more than 20000 parts"},
	"200k aliases":         {"letters.yaml", "- &a {letters: x}\n- [" + strings.Repeat("*a,", 200_000) + "]\n", "k/letters.yaml:2: has more than 20000 parts"},
	"aliases of aliases":   {"letters.yaml", bomb(), "k/letters.yaml:5: has more than 20000 parts"},
	"alias of itself":      {"letters.yaml", "- &a [*a]\n", "k/letters.yaml:1: nests deeper than 32 levels"},
	"one key many times":   {"roles/cto.yaml", strings.Repeat("id: cto\n", 20_000), `k/roles/cto.yaml:2: mapping key "id" already defined at line 1`},
}

// bomb is a document that expands to 9^9 texts.
func bomb() string {
	var b strings.Builder
	b.WriteString("- &a [x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c <= 'j'; c++ {
		b.WriteString("- &" + string(c) + " [" + strings.Repeat("*"+string(c-1)+", ", 9) + "]\n")
	}
	return b.String()
}

func TestHostileFilesAreRefusedByName(t *testing.T) {
	for name, h := range hostile {
		t.Run(name, func(t *testing.T) {
			files := small(t)
			maps.Copy(files, fstest.MapFS{h.file: {Data: []byte(h.text)}})
			_, ps, _ := Load(Layer{Name: "k", FS: files})
			var got []string
			for _, p := range ps {
				if p.File == "k/"+h.file {
					p.Hint = ""
					got = append(got, p.String())
				}
			}
			if h.want == "" && len(got) > 0 || h.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], h.want)) {
				t.Errorf("got %.300q, want %q alone", got, h.want)
			}
		})
	}
}

// TestAProblemIsShortHoweverLongItsFile: problems are posted and logged, so they must
// not quote whole files.
func TestAProblemIsShortHoweverLongItsFile(t *testing.T) {
	files := small(t)
	edit{def, "kind: general", "kind: " + strings.Repeat("é", 100_000)}.apply(t, files)
	_, ps, err := Load(Layer{Name: "k", FS: files})
	if err == nil || len(ps) != 1 {
		t.Fatalf("got %d problems", len(ps))
	}
	if s := ps[0].String(); len([]rune(s)) > 500 || !strings.Contains(s, "…") || !strings.HasSuffix(s, "\n    hint: general, pay, law or contract") {
		t.Errorf("%d characters: %.600s", len([]rune(s)), s)
	}
}
