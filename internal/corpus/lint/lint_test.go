package lint

import (
	"rolecall/internal/corpus"
	"slices"
	"strings"
	"testing"

	"rolecall/internal/hint"
)

func TestLintRefusesEntries(t *testing.T) {
	const d = "k/entries/cto/definition.md:"
	refuse(t, []fault{
		one("short answer as a list", def, "short: >-\n  One of several chiefs. The executive who answers", "short: |-\n  - One of several chiefs. The executive who answers", d+"6: short answer is more than one paragraph"),
		one("short answer of two paragraphs", def, "short: >-\n  One of several chiefs. The executive who answers", "short: |-\n  One of several chiefs.\n\n  Who answers", d+"6: short answer is more than one paragraph"),
		one("label too long", def, "label: Definition", "label: The definition of the job", d+"3: label has 25 characters, at most 24"),
		one("label with a sign", def, "label: Definition", "label: A < B", d+"3: label holds a character that will not render"),
		one("question too long", def, "What does CTO mean?", "What "+long(70)+"?", d+"2: question has 76 characters, at most 75"),
		one("question in bold", def, "What does CTO mean?", "What does **CTO** mean?", d+`2: question holds "*", which will not render: What does **CTO** mean?`),
		{"no body", []edit{{"entries/cto/pay.md", "", strings.Split(entryText("What is it?", "It"), "- A is")[0]}}, []string{
			"k/entries/cto/pay.md:1: has no body", "k/entries/cto/pay.md:21: cites no source", "k/entries/cto/pay.md:21: has no **Next:** line"}},
		one("too few points", def, "- Rarely writes code [OWN].\n", "", d+"23: has 2 points"),
		one("too many points", def, "- Rarely writes code [OWN].", "- It is.\n- It was.\n- It will.\n- It may.", d+"23: has 6 points"),
		one("no next step", def, "**Next:** ask", "Then ask", d+"23: has no **Next:** line"),
		{"no source", []edit{{"entries/cto/pay.md", "", strings.ReplaceAll(entryText("What is it?", "It"), " [OWN]", "")}}, []string{"k/entries/cto/pay.md:21: cites no source"}},
		one("nothing related", def, "related: [compare.cto-cio]\n", "", d+"1: has no related entries"),
		one("related to itself", def, "related: [compare.cto-cio]", "related: [cto.definition]", d+"19: related entries name one twice, or the entry itself"),
		one("related twice", def, "related: [compare.cto-cio]", "related: [compare.cto-cio, compare.cto-cio]", d+"19: related entries name one twice, or the entry itself"),
		one("no owner", def, "owner: curators\n", "", d+"1: has no owner"),
		one("speaks for others without comparing", def, "kind: general", "also: [ceo]", d+"5: also is in an entry that does not compare two roles"),
		one("exclamation mark in a point", def, "Rarely writes code", "Rarely writes code!", d+"26: text has an exclamation mark: Rarely writes code!."),
		one("exclamation mark in the question", def, "mean?", "mean!", d+"2: question has an exclamation mark: What does CTO mean!"),
		one("figure without a source", def, "Rarely writes code [OWN]", "Writes code on 3 days", d+"26: a number without a source: Writes code on 3 days."),
		one("figure in the short answer", def, "answers for technology [ALPHA]", "answers for 7 teams", d+"6: a number without a source: One of several chiefs. The executive who answers for 7 teams…"),
		one("figure of a seller", def, "in 2021 40% sat on\n  the board [BETA]", "40% sat on the board [DELTA]", d+"24: a number that rests on a seller's page alone: In a survey of 100 British firms 40% sat on the board."),
		one("figure said to be a seller's", def, "in 2021 40% sat on\n  the board [BETA]", "40% sat on the board, a vendor figure [DELTA]"),
		one("digits that are no figure", def, "Rarely writes code [OWN]", "Knows ISO 27001, NIS2, SOC 2, the first 90 days, 24/7 and 1:1s"),
		one("too few phrasings", def, "  - cto meaning\n", "", d+"2: has 9 phrasings, at least 10"),
		one("phrasing twice", def, "- cto meaning", "- What is a CTO?", d+`10: phrasing "What is a CTO?" is in cto.definition too`),
		one("phrasing of another entry", def, "- cto meaning", "- CTO, or CIO?", d+`10: phrasing "CTO, or CIO?" is in compare.cto-cio too`),
		one("question of another entry", def, "- cto meaning", "- How do a CTO and a CIO differ?", d+`10: phrasing "How do a CTO and a CIO differ?" is in compare.cto-cio too`),
		one("phrasing of a refusal", "refusals.yaml", "- who was fired", "- cto meaning", `k/refusals.yaml:5: phrasing "cto meaning" is in cto.definition too`),
		one("phrasing twice in a refusal", "refusals.yaml", "- who was fired", "- Who is our CTO?", `k/refusals.yaml:5: phrasing "Who is our CTO?" is in live-fact too`),
		one("empty phrasing", def, "- cto meaning", `- "?"`, d+"10: an empty phrasing"),
		one("phrasing too long", def, "- cto meaning", "- "+long(301), d+"10: phrasing is too long"),
	}, nil, nil)
}

func TestLintWarnsOfReviews(t *testing.T) {
	const d = "k/entries/cto/definition.md:"
	refuse(t, []fault{
		one("general, two years and a day", def, "2026-06-01", "2024-11-21", d+"20: warning: review of 2024-11-21 is stale"),
		one("general, not yet two years", def, "2026-06-01", "2024-11-23"),
		one("pay, a year and a day", pair, "2026-06-01", "2025-11-21", "k/entries/compare/cto-cio.md:22: warning: review of 2025-11-21 is stale"),
		one("pay, not yet a year", pair, "2026-06-01", "2025-11-23"),
		{"law, half a year and a day", []edit{{def, "kind: general", "kind: law"}, {def, "2026-06-01", "2026-05-21"}}, []string{d + "20: warning: review of 2026-05-21 is stale"}},
		{"contract, a year and a day", []edit{{def, "kind: general", "kind: contract"}, {def, "2026-06-01", "2025-11-21"}}, []string{d + "20: warning: review of 2025-11-21 is stale"}},
		one("in the future", def, "2026-06-01", "2062-06-01", d+"20: warning: review of 2062-06-01 is in the future"),
		one("tomorrow, where it is morning already", def, "2026-06-01", "2026-11-23"),
		one("watched for a day that has come", def, "owner: curators", "owner: curators\nwatch: 2026-11-22", d+"22: warning: what it was watched for came on 2026-11-22"),
		one("watched for a day to come", def, "owner: curators", "owner: curators\nwatch: 2026-11-23"),
		one("watched, and looked at since", def, "owner: curators", "owner: curators\nwatch: 2026-06-01"),
		one("watched for no day", def, "owner: curators", "owner: curators\nwatch: soon", d+`22: watch is "soon", not a date`),
		one("role", ctoRole, "2026-06-01", "2024-01-01", "k/roles/cto.yaml:1: warning: review of 2024-01-01 is stale"),
		one("kit", kitFile, "2026-06-01", "2024-01-01", "k/guides/kit-cto.yaml:1: warning: review of 2024-01-01 is stale"),
		one("guide", guide, "2026-06-01", "2024-01-01", "k/guides/which-role.yaml:1: warning: review of 2024-01-01 is stale"),
	}, nil, nil)
	if err := (corpus.Problems{{Warning: true}}).Err(); err != nil {
		t.Errorf("warnings alone are an error: %v", err)
	}
	if err := (corpus.Problems{{Warning: true}, {What: "x"}}).Err(); err == nil || len(hint.Each(err)) != 1 {
		t.Error("a fault among warnings is no error")
	}
}

func TestLintRefusesPayWithoutCountries(t *testing.T) {
	const p, covers = "k/entries/compare/cto-cio.md:", "covers: [US, UK]\n"
	refuse(t, []fault{
		one("no countries", pair, covers, "", p+"1: pay without the countries it covers"),
		one("none of them", pair, covers, "covers: []\n", p+"1: pay without the countries it covers"),
		one("a country twice", pair, covers, "covers: [US, US]\n", p+"24: covers names a country twice, or none"),
		one("a country without a name", pair, covers, "covers: [US, '']\n", p+"24: covers names a country twice, or none"),
		{"a country to which no place leads", []edit{{pair, "covers: [US, UK]", "covers: [US, Untied Kingdom]"}, {"words/places.txt", "", "the US: usa\nthe UK: uk\n"}},
			[]string{p + `24: covers "Untied Kingdom", to which no place leads`}},
		{"a region, and all over", []edit{{pair, "covers: [US, UK]", "covers: [Isles]"}, {"words/places.txt", "", "the UK: uk\nthe Isles = the UK\n"}}, []string{}},
		{"all over", []edit{{pair, "covers: [US, UK]", "covers: [global]"}, {"words/places.txt", "", "the UK: uk\n"}}, []string{}},
		{"law may cover countries", []edit{{pair, "kind: pay", "kind: law"}}, []string{}},
		{"law need not", []edit{{pair, "kind: pay", "kind: law"}, {pair, covers, ""}}, []string{}},
	}, nil, nil)
	if got := load(t, small(t)).Entry("compare.cto-cio").Covers; !slices.Equal(got, []string{"US", "UK"}) {
		t.Errorf("covers %q", got)
	}
}

func TestLintRefusesSourcesWithoutAddress(t *testing.T) {
	const address, s = `, url: "https://example.org/a"`, "sources.yaml"
	refuse(t, []fault{
		one("no address and no reason", s, address, "", "k/sources.yaml:2: source ALPHA has no address and no reason for that"),
		one("a reason without words", s, address, `, unlinked: " "`, "k/sources.yaml:2: source ALPHA has no address and no reason for that"),
		one("a reason", s, address, ", unlinked: a book"),
		one("an address and a reason", s, address, address+", unlinked: a book", "k/sources.yaml:2: source ALPHA has an address and a reason for none"),
		one("our own reading cites nobody", s, "cite: our reading", "cite: as we read it"),
	}, nil, nil)
}

func TestLintRefusesTopicsWithoutEntry(t *testing.T) {
	topics := []string{"cto.definition", "compare.cto-cio"}
	refuse(t, []fault{
		{"topic removed", []edit{{def, "related: [compare.cto-cio]", "related: [cto.day]"}, {"entries/cto/day.md", "", entryText("What is a day like?", "Day")}}, []string{}},
	}, topics, nil)
	got := found(small(t), append(topics, "cto.salary", "which-role"), nil)
	want := `knowledge/topics.txt:1: topic "cto.salary" has no entry|knowledge/topics.txt:1: topic "which-role" has no entry`
	if strings.Join(got, "|") != want {
		t.Errorf("got %q, want %s", got, want)
	}
}

func TestLintRefusesRoles(t *testing.T) {
	const r = "k/roles/cto.yaml:"
	refuse(t, []fault{
		one("cell missing where there is a definition", ctoRole, "  team: {text: A few teams, sources: [ALPHA]}\n", "", r+`1: cell "team" is missing`),
		one("cell empty where there is a definition", ctoRole, "text: A few teams", "text: ''", r+`1: cell "team" is missing`),
		one("cell missing elsewhere", "roles/cio.yaml", "  team: {text: A few teams, sources: [ALPHA]}\n", ""),
		{"too few cells", []edit{{"roles/cio.yaml", "text: A few teams", "text: ''"}, {"roles/cio.yaml", "text: The board", "text: ''"}, {"roles/cio.yaml", "text: The plan", "text: ''"},
			{"roles/cio.yaml", "text: The budget", "text: ''"}, {"roles/cio.yaml", "text: Three years", "text: ''"}}, []string{"k/roles/cio.yaml:1: has 7 cells, at least 8"}},
		one("cell too long", ctoRole, "text: The plan", "text: "+long(121), r+"11: cell owns has 121 characters, at most 120"),
		one("cell with a sign", ctoRole, "text: The plan", "text: A > B", r+"11: cell owns holds a character that will not render"),
		one("cell in bold", ctoRole, "text: The plan", `text: "**The** plan"`, r+`11: cell owns holds "*", which will not render: **The** plan`),
		one("cell without a source", ctoRole, "{text: The plan, sources: [ALPHA]}", "{text: The plan}", r+`11: cell "owns" has no source`),
		one("figure of a seller in a cell", ctoRole, "{text: The plan, sources: [ALPHA]}", "{text: 40% of the plan, sources: [DELTA]}", r+"11: a number that rests on a seller's page alone: 40% of the plan"),
		one("difference too long", ctoRole, "decides how technology serves what is sold", long(121), r+"7: difference has 121 characters, at most 120"),
		one("no titles", ctoRole, "titles: [chief technology officer, tech chief]", "titles: []", r+"1: has no titles"),
		one("title of two roles", ctoRole, "titles: [chief technology officer, tech chief]", "titles: [chief technology officer,\n  Chief Information-Officer]", r+`5: title "Chief Information-Officer" of cto belongs to cio too`),
		one("misspelling that is another's title", ctoRole, "[cheif technology officer]", "[chief executive officer]", r+`6: title "chief executive officer" of cto belongs to ceo too`),
		one("title of a role and of one refused", "others.yaml", "[chief financial officer]", "[tech chief]", `k/others.yaml:1: title "tech chief" of cfo belongs to cto too`),
		one("letters of two roles", "others.yaml", "abbreviations: [cfo]", "abbreviations: [cto]", `k/others.yaml:1: title "cto" of cfo belongs to cto too`),
		one("letters said to have two readings", "others.yaml", "abbreviations: [cxo]", "abbreviations: [cxo, CXO]"),
		one("reply too long", "refusals.yaml", "I know roles in general, not people or news.", long(401), "k/refusals.yaml:1: reply has 401 characters, at most 400"),
		one("reply that shouts", "refusals.yaml", "not people or news.", "not people!", "k/refusals.yaml:1: reply has an exclamation mark: I know roles in general, not people!"),
	}, nil, nil)
}

func TestLintRefusesGuides(t *testing.T) {
	const g = "k/guides/which-role.yaml:"
	refuse(t, []fault{
		one("no questions", guide, string(between(small(t)[guide].Data, "questions:", "outcomes:")), "", g+"1: a guide needs questions and outcomes"),
		one("question too long", guide, "Is there money?", long(151), g+"9: question has 151 characters, at most 150"),
		one("option too long", guide, `text: "Yes", weights: {cto: 1}`, `text: "`+long(76)+`", weights: {cto: 1}`, g+"12: option has 76 characters, at most 75"),
		one("option without weight", guide, `weights: {cto: 1}, because: there is money`, "because: there is money", g+"12: option mandate/yes weighs nothing"),
		one("weight without because", guide, "weights: {cto: 1}, because: there is money", "weights: {cto: 1}", g+"12: option mandate/yes weighs without a because"),
		one("veto without because", guide, "veto: none-yet, because: a title needs money", "veto: none-yet", g+"13: option mandate/no weighs without a because"),
		one("one option only", guide, `      - {id: "no", text: "No", veto: none-yet, because: a title needs money}`+"\n", "", g+`9: question "mandate" has 1 options`),
		one("question twice", guide, "id: mandate", "id: product", g+`9: question "product" is there twice`),
		one("option twice", guide, `id: "no", text: "No", veto`, `id: "yes", text: "No", veto`, g+`13: option "mandate/yes" is there twice`),
		one("outcome twice", guide, "id: none-yet, title", "id: cto, title", g+`8: unknown outcome "none-yet"`, g+`13: unknown outcome "none-yet"`, g+`16: outcome "cto" is there twice`),
		one("advice too long", guide, "advice: Wait.", "advice: "+long(601), g+"16: advice has 601 characters, at most 600"),
	}, nil, nil)
}

// between is the text from one word up to another.
func between(data []byte, from, to string) []byte {
	_, rest, _ := strings.Cut(string(data), from)
	inner, _, _ := strings.Cut(rest, to)
	return []byte(from + inner)
}

func TestLintAgainstFindsCopies(t *testing.T) {
	docs := map[string]string{
		"book.txt": "It is said that one looks outwards, as well — as inwards: seldom\nwrites code “and” keeps no other company’s time at all, in short.",
	}
	refuse(t, []fault{
		one("seven words", def, "Rarely writes code", "One looks outwards as well as inwards"),
		one("eight words of a point", def, "Rarely writes code", "Here seldom writes code and keeps no other company",
			`k/entries/cto/definition.md:26: shares 8 words in a row with book.txt: "seldom writes code and keeps no other company"`),
		one("eight words of the short answer, over its citation", def, "who answers for technology [ALPHA]", "one looks outwards as [ALPHA] well as inwards seldom",
			"k/entries/cto/definition.md:6: the bracket of the short answer is not at its end",
			`k/entries/cto/definition.md:6: shares 8 words in a row with book.txt: "one looks outwards as well as inwards seldom"`),
		one("eight words of a cell", ctoRole, "text: The plan", "text: It is said that one looks outwards as",
			`k/roles/cto.yaml:11: shares 8 words in a row with book.txt: "it is said that one looks outwards as"`),
		one("eight words of a kit, with curly quotes in the book", kitFile, "Has led managers", "writes code 'and' keeps no other company's time",
			`k/guides/kit-cto.yaml:5: shares 8 words in a row with book.txt: "writes code and keeps no other company s"`),
		one("eight words of advice", guide, "advice: Wait.", "advice: It is said that one looks outwards as",
			`k/guides/which-role.yaml:16: shares 8 words in a row with book.txt: "it is said that one looks outwards as"`),
		one("eight words of a question may be shared", def, "- cto meaning", "- It is said that one looks outwards as"),
	}, nil, docs)
}

func TestLintRefusesMarksThatNoSurfaceShows(t *testing.T) {
	refuse(t, []fault{
		one("bare address", def, "Rarely writes code", "See https://example.org", `k/entries/cto/definition.md:26: text holds "://", which will not render: See https://example.org.`),
		one("citation in small letters", def, "Rarely writes code [OWN]", "Rarely writes code [own]", `k/entries/cto/definition.md:26: text holds "[", which will not render: Rarely writes code [own].`),
		one("citation left open", def, "Rarely writes code [OWN]", "Rarely writes code [OWN", `k/entries/cto/definition.md:26: text holds "[", which will not render: Rarely writes code [OWN.`),
		one("bold left open", def, "**Next:**", "**Next:", `k/entries/cto/definition.md:23: has no **Next:** line`, `k/entries/cto/definition.md:30: text holds "*", which will not render: **Next: ask which of the jobs is meant.`),
		one("words struck out", def, "Rarely writes code", "~~Never~~ writes code", `k/entries/cto/definition.md:26: text holds "~~", which will not render: ~~Never~~ writes code.`),
		one("point without words", def, "Rarely writes code [OWN].", "", "k/entries/cto/definition.md:26: a point without words"),
	}, nil, nil)
}
