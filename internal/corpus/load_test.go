package corpus

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	def     = "entries/cto/definition.md"
	pair    = "entries/compare/cto-cio.md"
	ctoRole = "roles/cto.yaml"
	guide   = "guides/which-role.yaml"
	kitFile = "guides/kit-cto.yaml"
)

// fault is a planted mistake and every problem it must cause, as
// "file:line: what" in the order reported.
type fault struct {
	name  string
	edits []edit
	want  []string
}

func refuse(t *testing.T, faults []fault) {
	t.Helper()
	if got := found(small(t)); len(got) > 0 {
		t.Fatalf("the small corpus is not clean:\n%s", strings.Join(got, "\n"))
	}
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			files := small(t)
			for _, e := range f.edits {
				e.apply(t, files)
			}
			if got := found(files); !slices.Equal(got, f.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(f.want, "\n"))
			}
		})
	}
}

func one(name, file, old, new string, want ...string) fault {
	return fault{name, []edit{{file, old, new}}, want}
}

func TestLoadRefusesYAMLFaults(t *testing.T) {
	refuse(t, []fault{
		one("quote left open", ctoRole, "letters: CTO", `letters: "CTO`, "k/roles/cto.yaml:3: found unexpected end of stream"),
		one("colon in a value", ctoRole, "letters: CTO", "letters: a: b", "k/roles/cto.yaml:3: mapping values are not allowed in this context"),
		one("tab", ctoRole, "letters: CTO", "\tletters: CTO", "k/roles/cto.yaml:3: found a tab character that violates indentation"),
		one("bracket left open", ctoRole, "titles: [", "titles: [[", "k/roles/cto.yaml:4: did not find expected ',' or ']'"),
		one("list among fields", ctoRole, "reviewed: 2026-06-01", "reviewed: 2026-06-01\n- x", "k/roles/cto.yaml:22: did not find expected key"),
		one("unknown anchor", ctoRole, "letters: CTO", "letters: *x", "k/roles/cto.yaml:3: unknown anchor 'x' referenced"),
		one("field twice", ctoRole, "letters: CTO", "letters: CTO\nletters: CTO", `k/roles/cto.yaml:4: mapping key "letters" already defined at line 3`),
		one("field twice in a front matter", def, "label: Definition", "label: A\nlabel: Definition", `k/entries/cto/definition.md:4: mapping key "label" already defined at line 3`),
		one("unknown field", def, "label:", "lable:", `k/entries/cto/definition.md:3: unknown field "lable"`),
		one("list for a text", def, "label: Definition", "label: [Definition]", "k/entries/cto/definition.md:3: expected a piece of text"),
		one("text for a list", def, "roles: [cto]", "roles: cto", "k/entries/cto/definition.md:4: expected a list"),
		one("word for a number", kitFile, "minutes: 45", "minutes: long", "k/guides/kit-cto.yaml:11: expected a whole number"),
		one("text for fields", ctoRole, "{text: The plan, sources: [ALPHA]}", "The plan", "k/roles/cto.yaml:11: expected fields"),
		one("second document", ctoRole, "reviewed: 2026-06-01", "reviewed: 2026-06-01\n---\nid: cio", "k/roles/cto.yaml:1: holds more than one YAML document"),
		one("broken sources", "sources.yaml", "cite: Beta 2025,", "cite: Beta: 2025,", "k/sources.yaml:3: did not find expected ',' or '}'"),
		one("broken others", "others.yaml", "id: cxo,", "id: [cxo],", "k/others.yaml:2: expected a piece of text"),
	})
}

func TestLoadRefusesFiles(t *testing.T) {
	const misplaced = "is not a file of the corpus"
	refuse(t, []fault{
		one("entry that is no Markdown", "entries/cto/pay.txt", "", "x", "k/entries/cto/pay.txt:1: "+misplaced),
		one("role with the other ending", "roles/coo.yml", "", "x", "k/roles/coo.yml:1: "+misplaced),
		one("guide of no known kind", "guides/kit.yaml", "", "x", "k/guides/kit.yaml:1: "+misplaced),
		one("sources with the other ending", "sources.yml", "", "x", "k/sources.yml:1: "+misplaced),
		one("entry outside a folder", "entries/pay.md", "", entryText("What is it?", "It"), "k/entries/pay.md:1: an entry belongs in a folder of its role or subject"),
		one("unknown file at the top", "authors.yaml", "", "x", "k/authors.yaml:1: "+misplaced),
		one("folder misspelt", "role/coo.yaml", "", "x", "k/role/coo.yaml:1: "+misplaced),
		one("folder with a capital", "Entries/cto/pay.md", "", "x", "k/Entries/cto/pay.md:1: "+misplaced),
		one("no front matter", "entries/cto/pay.md", "", "# Pay\n", "k/entries/cto/pay.md:1: has no front matter"),
		one("front matter left open", "entries/cto/pay.md", "", "---\nlabel: x\n", "k/entries/cto/pay.md:1: has no front matter"),
		one("not UTF-8", def, "Rarely writes code", "Seldom writes c\xf6de", "k/entries/cto/definition.md:26: is not plain text"),
		one("control character", "letters.yaml", "any chief", "any \x07chief", "k/letters.yaml:1: is not plain text"),
		one("id with a space", "entries/cto/day to day.md", "", entryText("What is a day like?", "Day"), `k/entries/cto/day to day.md:1: "cto.day to day" is not a valid id`),
		one("id with a capital", "entries/cto/Day.md", "", entryText("What is a day like?", "Day"), `k/entries/cto/Day.md:1: "cto.Day" is not a valid id`),
		one("role id unlike its file", ctoRole, "id: cto", "id: cto2",
			`k/entries/compare/cto-cio.md:4: unknown role "cto"`, `k/entries/cto/definition.md:4: unknown role "cto"`,
			`k/guides/kit-cto.yaml:1: unknown role "cto"`, `k/guides/which-role.yaml:15: unknown role "cto"`, `k/letters.yaml:1: unknown role "cto"`,
			`k/roles/cto.yaml:1: id is "cto2" but the file is named "cto"`),
		one("kit unlike its file", kitFile, "role: cto", "role: cio", "k/guides/kit-cto.yaml:1: role and file name differ"),
	})
}

func TestLoadRefusesFields(t *testing.T) {
	refuse(t, []fault{
		one("no question", def, "question: What does CTO mean?\n", "", "k/entries/cto/definition.md:1: question is missing"),
		one("empty label", def, "label: Definition", `label: ""`, "k/entries/cto/definition.md:3: label is missing"),
		one("empty short answer", def, "short: >-\n  One of several chiefs. The executive who answers for technology [ALPHA].\n", `short: " "`+"\n", "k/entries/cto/definition.md:6: short is missing"),
		one("unknown kind", def, "kind: general", "kind: salary", `k/entries/cto/definition.md:5: unknown kind "salary"`),
		one("bad date", def, "reviewed: 2026-06-01", "reviewed: 1 June 2026", `k/entries/cto/definition.md:20: reviewed is "1 June 2026", not a date`),
		one("no such day", ctoRole, "reviewed: 2026-06-01", "reviewed: 2026-06-31", `k/roles/cto.yaml:21: reviewed is "2026-06-31", not a date`),
		one("role without a name", ctoRole, "name: Chief Technology Officer", "name: ''", "k/roles/cto.yaml:2: name is missing"),
		one("role without a difference", ctoRole, "difference: decides how technology serves what is sold", "difference: ''", "k/roles/cto.yaml:7: difference is missing"),
		one("unknown dimension", ctoRole, "mistaken:", "confused:", `k/roles/cto.yaml:20: unknown dimension "confused"`),
		one("other without a name", "others.yaml", "name: Chief Experience Officer", "name: ''", "k/others.yaml:2: name is missing"),
		one("refusal without a reply", "refusals.yaml", "reply: I know roles in general, not people or news.", "reply: ''", "k/refusals.yaml:2: reply is missing"),
		one("source without a cite", "sources.yaml", "cite: Gamma,", "cite: '',", "k/sources.yaml:4: cite is missing"),
		one("source without a date", "sources.yaml", "date: n.d.,", "date: lately,", `k/sources.yaml:4: date is "lately"`),
		one("source of no grade", "sources.yaml", "grade: D", "grade: E", `k/sources.yaml:5: grade is "E"`),
		one("source with a bad address", "sources.yaml", "https://example.org/a", "example.org/a", "k/sources.yaml:2: url is not a web address"),
		one("guide without a title", guide, "title: Which role do we need?", "title: ''", "k/guides/which-role.yaml:1: title is missing"),
		one("option without an id", guide, `id: "no", text: "No", veto`, `id: "", text: "No", veto`, "k/guides/which-role.yaml:13: id is missing"),
		one("outcome without advice", guide, "advice: Wait.", "advice: ''", "k/guides/which-role.yaml:16: advice is missing"),
		one("kit without a mission", kitFile, "mission: Make technology earn its place.", "mission: ''", "k/guides/kit-cto.yaml:3: mission is missing"),
	})
}

func TestLoadRefusesUnknownReferences(t *testing.T) {
	refuse(t, []fault{
		one("source in the short answer", def, "answers for technology [ALPHA]", "answers for technology [ZETA]", `k/entries/cto/definition.md:6: unknown source "ZETA"`),
		one("source in a point after a long one", def, "Rarely writes code [OWN]", "Rarely writes code [OWN, ZETA]", `k/entries/cto/definition.md:26: unknown source "ZETA"`),
		one("source in a paragraph", def, "[BETA, DELTA]", "[ZETA]", `k/entries/cto/definition.md:28: unknown source "ZETA"`),
		one("source of the whole entry", pair, "sources: [GAMMA]", "sources: [ZETA]", `k/entries/compare/cto-cio.md:21: unknown source "ZETA"`),
		one("role of an entry", def, "roles: [cto]", "roles: [cto, cdo]", `k/entries/cto/definition.md:4: unknown role "cdo"`),
		one("role spoken for", pair, "also: [ceo]", "also: [cdo]", `k/entries/compare/cto-cio.md:5: unknown role "cdo"`),
		one("related entry", def, "related: [compare.cto-cio]", "related: [cto.pay]", `k/entries/cto/definition.md:19: unknown entry "cto.pay"`),
		one("source of a cell", ctoRole, "{text: The plan, sources: [ALPHA]}", "{text: The plan, sources: [ZETA]}", `k/roles/cto.yaml:11: unknown source "ZETA"`),
		one("reading of letters", "letters.yaml", "[cxo, cto]", "[cxo, cdo]", `k/letters.yaml:1: unknown role "cdo"`),
		one("weighed outcome", guide, "weights: {none-yet: 1}", "weights: {nobody: 1}", `k/guides/which-role.yaml:8: unknown outcome "nobody"`),
		one("vetoed outcome", guide, "veto: none-yet", "veto: nobody", `k/guides/which-role.yaml:13: unknown outcome "nobody"`),
		one("role of an outcome", guide, "role: cto", "role: cdo", `k/guides/which-role.yaml:15: unknown role "cdo"`),
		one("entry of an outcome", guide, "advice: Wait., entries: [cto.definition]", "advice: Wait., entries: [cto.pay]", `k/guides/which-role.yaml:16: unknown entry "cto.pay"`),
		one("source of a guide", guide, "sources: [OWN]", "sources: [ZETA]", `k/guides/which-role.yaml:1: unknown source "ZETA"`),
		one("source of a kit", kitFile, "sources: [OWN]", "sources: [ZETA]", `k/guides/kit-cto.yaml:1: unknown source "ZETA"`),
		{"role of a kit", []edit{{"guides/kit-cdo.yaml", "", strings.Replace(string(small(t)[kitFile].Data), "role: cto", "role: cdo", 1)}},
			[]string{`k/guides/kit-cdo.yaml:1: unknown role "cdo"`}},
	})
}

func TestLoadRefusesTwins(t *testing.T) {
	refuse(t, []fault{
		one("entry", "entries/cto/definition/index.md", "", entryText("What is it?", "It"), `k/entries/cto/definition/index.md:1: entry "cto.definition" is already defined in k/entries/cto/definition.md`),
		one("role that is refused too", "others.yaml", "id: cxo", "id: ceo", `k/entries/compare/cto-cio.md:5: unknown role "ceo"`,
			`k/letters.yaml:1: unknown role "cxo"`, `k/roles/ceo.yaml:1: role "ceo" is already defined in k/others.yaml`),
		one("other", "others.yaml", "id: cxo", "id: cfo", `k/letters.yaml:1: unknown role "cxo"`, `k/others.yaml:2: role "cfo" is already defined in k/others.yaml`),
		one("source", "sources.yaml", "id: GAMMA", "id: BETA", `k/entries/compare/cto-cio.md:21: unknown source "GAMMA"`, `k/sources.yaml:4: source "BETA" is already defined in k/sources.yaml`),
		one("refusal", "refusals.yaml", "- id: live-fact", "- {id: live-fact, reply: No.}\n- id: live-fact", `k/refusals.yaml:2: refusal "live-fact" is already defined in k/refusals.yaml`),
		one("letters", "letters.yaml", "- {letters: cxo", "- {letters: cxo, readings: [cto]}\n- {letters: cxo", `k/letters.yaml:2: letters "cxo" is already defined in k/letters.yaml`),
	})
}

func TestLoadRefusesWhatNoSurfaceShows(t *testing.T) {
	refuse(t, []fault{
		one("heading", def, "- Looks outwards", "# What\n\n- Looks outwards", "k/entries/cto/definition.md:23: a heading will not render in Slack"),
		one("link", def, "Rarely writes code", "Seldom [writes](https://example.org) code", "k/entries/cto/definition.md:26: a link will not render in Slack"),
		one("address in brackets", def, "Rarely writes code", "Seldom <https://example.org> code", "k/entries/cto/definition.md:26: a autolink will not render in Slack"),
		one("picture", def, "Rarely writes code", "![a](b.png)", "k/entries/cto/definition.md:26: a image will not render in Slack"),
		one("code", def, "Rarely writes code", "Seldom `writes` code", "k/entries/cto/definition.md:26: a codespan will not render in Slack"),
		one("code block", def, "**Next:**", "```\ncode\n```\n\n**Next:**", "k/entries/cto/definition.md:30: a fencedcodeblock will not render in Slack"),
		one("quotation", def, "**Next:**", "> said\n\n**Next:**", "k/entries/cto/definition.md:30: a blockquote will not render in Slack"),
		one("rule", def, "**Next:**", "***\n\n**Next:**", "k/entries/cto/definition.md:30: a thematicbreak will not render in Slack"),
		one("HTML", def, "**Next:**", "<div>x</div>\n\n**Next:**", "k/entries/cto/definition.md:30: a htmlblock will not render in Slack"),
		one("HTML in a line", def, "Rarely writes code", "Seldom <b>writes</b> code", "k/entries/cto/definition.md:26: a rawhtml will not render in Slack", "k/entries/cto/definition.md:26: a rawhtml will not render in Slack"),
		one("table", def, "**Next:**", "| a | b |\n|---|---|\n| c | d |\n\n**Next:**", "k/entries/cto/definition.md:30: a table will not render in Slack"),
		one("table without outer bars", def, "**Next:**", "a | b\n--- | ---\nc | d\n\n**Next:**", "k/entries/cto/definition.md:30: a table will not render in Slack"),
		one("numbered list", pair, "- The CTO looks at the market [ALPHA].\n- The CIO looks at the company [ALPHA].\n- Both", "1. The CTO looks at the market [ALPHA].\n2. The CIO looks at the company [ALPHA].\n3. Both",
			"k/entries/compare/cto-cio.md:28: a numbered list will not render in Slack"),
		one("list in a list", def, "- Rarely writes code [OWN].", "- Rarely writes code [OWN].\n  - or reads it", "k/entries/cto/definition.md:27: a list item holds a list"),
	})
}

// entryText is a faultless entry with another question and its own phrasings.
func entryText(question, label string) string {
	var b strings.Builder
	b.WriteString("---\nquestion: " + question + "\nlabel: " + label + "\nroles: [cto]\nshort: It is so. It depends on size.\nphrasings:\n")
	for _, w := range strings.Fields("one two three four five six seven eight nine ten") {
		b.WriteString("  - " + strings.ToLower(label) + " " + w + "\n")
	}
	return b.String() + "related: [compare.cto-cio]\nreviewed: 2026-06-01\nowner: curators\n---\n- A is so [OWN].\n- B is so [OWN].\n- C is so [OWN].\n\n**Next:** ask them.\n"
}

func TestLoadReadsWhatEditorsWrite(t *testing.T) {
	files := small(t)
	plain := load(t, files)
	for _, f := range files {
		f.Data = []byte("\uFEFF" + strings.ReplaceAll(string(f.Data), "\n", "\r\n"))
	}
	windows := load(t, files)
	if a, b := plain.Plain(plain.Entry("cto.definition"), today), windows.Plain(windows.Entry("cto.definition"), today); a != b {
		t.Errorf("Windows line ends change the answer to\n%q\nfrom\n%q", b, a)
	}
	if got := found(files); len(got) > 0 {
		t.Errorf("problems of the same: %q", got)
	}
}

func TestLoadOfAMissingFolder(t *testing.T) {
	_, ps, err := Load(Layer{Name: "gone", FS: fstest.MapFS{}}, Layer{Name: "none", FS: noFS{}})
	if err == nil || len(ps) != 1 || !strings.HasPrefix(ps[0].String(), "none: cannot be read: ") {
		t.Errorf("got %v, want one problem on the folder that is not there", ps)
	}
}
