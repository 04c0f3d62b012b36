package sheet

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"rolecall/internal/corpus"
	"rolecall/internal/hint"
)

// small is a corpus with two roles, one entry and two sources.
func small(t testing.TB) *corpus.Corpus {
	t.Helper()
	role := func(id, letters, name string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("id: " + id + "\nname: " + name + "\nletters: " + letters + "\ntitles: [" + strings.ToLower(name) + "]\n" +
			"abbreviations: [" + id + "]\ndifference: decides\ncells: {}\nreviewed: 2026-11-22\n")}
	}
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: fstest.MapFS{
		"roles/cto.yaml": role("cto", "CTO", "Chief Technology Officer"),
		"roles/cio.yaml": role("cio", "CIO", "Chief Information Officer"),
		"entries/cto/salary.md": {Data: []byte("---\nquestion: What does a CTO earn?\nlabel: Pay\nroles: [cto]\nkind: pay\ncovers: [US]\nshort: A lot. It depends [IBM21].\n" +
			"phrasings: [cto pay, cto salary]\nsources: [IBM21]\nreviewed: 2026-11-22\nowner: curators\n---\n- **Seed:** less.\n")},
		"sources.yaml": {Data: []byte("- {id: OWN, cite: our reading, title: Our own reading, date: \"2026-01\", grade: C}\n" +
			"- {id: IBM21, cite: IBM 2021, title: The CTO study, date: \"2021\", grade: A, url: \"https://www.example.org/cto/\"}\n")},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// show writes a result as lines, for people who compare two of them.
func show(r Result) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	field := func(name, value string) {
		for l := range strings.SplitSeq(value, "\n") {
			if n := utf8.RuneCountInString(l); n > 150 {
				l = fmt.Sprintf("%s … (%d characters)", string([]rune(l)[:100]), n)
			}
			if value != "" {
				line("  %s: %s", name, l)
			}
		}
	}
	for _, d := range r.Drafts {
		line("draft of row %d%s", d.Row, strings.TrimSuffix(" "+strings.Trim(fmt.Sprint(d.Joined), "[]"), " "))
		f := d.Fields
		field("id", f.ID)
		field("role", f.Role)
		field("question", f.Question)
		for _, p := range f.Phrasings {
			field("phrasing", p)
		}
		field("short", f.Short)
		field("point", f.Points)
		field("next", f.Next)
		field("sources", strings.Join(f.Sources, ", "))
		field("new source", strings.TrimSpace(f.NewSource.Title+" "+f.NewSource.URL))
		field("owner", f.Owner)
		if !f.Reviewed.IsZero() {
			field("reviewed", f.Reviewed.Format("2006-01-02"))
		}
		for _, n := range d.Notes {
			field("note", n)
		}
	}
	for _, row := range r.Rejected {
		line("not row %d: %s (%s) %s", row.Row, row.Reason, row.Hint, row.Question)
	}
	for _, u := range r.Unused {
		line("unused: %s", u)
	}
	return b.String()
}

// TestFiles: whatever program wrote the file, it has the same two rows.
func TestFiles(t *testing.T) {
	const text = "Question,Answer\nWhat is a café?,\"A place, with coffee — and people.\"\nWho pays?,You do that.\n"
	want := "draft of row 2\n  question: What is a café?\n  short: A place, with coffee — and people.\ndraft of row 3\n  question: Who pays?\n  short: You do that.\n"
	semicolons := strings.NewReplacer("Question,Answer", "Question;Answer", "?,", "?;").Replace(text)
	tabs := strings.NewReplacer("Question,Answer", "Question\tAnswer", "?,", "?\t").Replace(text)
	wide := func(big bool) string {
		var b []byte
		for _, u := range utf16.Encode([]rune("\ufeff" + tabs)) {
			if big {
				b = append(b, byte(u>>8), byte(u))
			} else {
				b = append(b, byte(u), byte(u>>8))
			}
		}
		return string(b)
	}
	windows, err := charmap.Windows1252.NewEncoder().String(semicolons)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{
		"plain.csv": text, "mark.csv": "\ufeff" + text, "windows lines.CSV": strings.ReplaceAll(text, "\n", "\r\n"), "old mac.csv": strings.ReplaceAll(text, "\n", "\r"),
		"semicolons.csv": semicolons, "tabs.csv": tabs, "tabs.tsv": tabs, "commas.tsv": text, "named.csv": "sep=;\r\n" + semicolons,
		"mark and named.csv": "\ufeffSEP=;\n" + semicolons, "utf-16 little.csv": wide(false), "utf-16 big.tsv": wide(true), "windows.csv": windows,
		"no header.csv":   strings.TrimPrefix("\n"+text, "\nQuestion,Answer"),
		"empty rows.csv":  text + ",,\n,\n\n   ,\t\n",
		"empty cells.csv": strings.ReplaceAll(text, "\n", ",,,\n"),
		"no end.csv":      strings.TrimSuffix(text, "\n"),
		"spaces.csv":      strings.ReplaceAll(text, ",\"", ",  \"") + "  ",
		"two titles.csv":  text,
	} {
		got, err := Read("folder/"+name, []byte(data), small(t))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if show(got) != want {
			t.Errorf("%s:\n%swant\n%s", name, show(got), want)
		}
	}
}

// TestFilesThatCannotBeRead are refused as a whole, with what to do.
func TestFilesThatCannotBeRead(t *testing.T) {
	for _, tt := range []struct{ name, data, want, todo string }{
		{"faq.xlsx", "PK\x03\x04", "faq.xlsx is not a .csv or .tsv file", "CSV UTF-8"},
		{"faq.csv", "PK\x03\x04", "faq.csv is a workbook with the name of a text file", "CSV UTF-8"},
		{"faq.csv", "question,answer\n\x00\x01,b\n", "faq.csv is not a text file", "CSV UTF-8"},
		{"faq.csv", "", "the spreadsheet is empty", "name the columns"},
		{"faq.csv", "question,comment\nWhat?,That.\n", "the first row names a column for the question and none for the answer", "name the columns"},
		{"faq.csv", "Antwort;Datum\nSo.;1.1.2026\n", "the first row names a column for the answer and none for the question", "name the columns"},
		{"faq.csv", "a,b,c\nd,e,f\n", "cannot tell the columns: the first row names none, and most rows have 3", "name the columns"},
		{"faq.csv", "one\ntwo\n", "cannot tell the columns: the first row names none, and most rows have 1", "name the columns"},
		{"faq.csv", "q,a\n" + strings.Repeat("What?,That.\n", MaxRows+1), "the spreadsheet has more than 5000 rows", "split it"},
		{"faq.csv", "q,a\n" + strings.Repeat("x", MaxBytes), "the spreadsheet has 11 MB, at most 10", "split it"},
	} {
		_, err := Read(tt.name, []byte(tt.data), small(t))
		if err == nil || err.Error() != tt.want || !strings.Contains(hint.Of(err), tt.todo) {
			t.Errorf("%q: %v (%s), want %s", tt.data[:min(len(tt.data), 40)], err, hint.Of(err), tt.want)
		}
	}
	if got, err := Read("faq.csv", []byte("q,a\n"+strings.Repeat("What?,That.\n", MaxRows)+strings.Repeat(",\n", 100)), small(t)); err != nil || got.Rows != MaxRows {
		t.Errorf("%d rows, %v", got.Rows, err)
	}
}

// TestRows: what a row of question and answer becomes.
func TestRows(t *testing.T) {
	for _, tt := range []struct{ name, data, want string }{
		{"the form's fields", "question,answer\nWho decides?,\"The CTO decides. The board agrees. Both sign.\n- one\n- two\n\n**Next:** ask them.\"\n",
			`draft of row 2
  question: Who decides?
  short: The CTO decides. The board agrees.
  point: - Both sign.
  point: - one
  point: - two
  next: ask them.
`},
		{"all columns, in any order and case", "ROLE,Reviewed,Answer,Owner,Source URL,source title,Question(s),Other ways,Short,Points,Next,ID,Mood\n" +
			"Chief Technology Officer,1.11.2026,The rest.,Dana,https://example.com/pay,Pay policy,What is our band?,our band|pay band,Two bands.,\"- a\nb\",Ask HR.,7,good\n",
			`draft of row 2
  role: cto
  question: What is our band?
  phrasing: our band
  phrasing: pay band
  short: Two bands.
  point: - a
  point: - b
  point: - The rest.
  next: Ask HR.
  new source: Pay policy https://example.com/pay
  owner: Dana
  reviewed: 2026-11-01
unused: Mood
`},
		{"German", "Frage;Antwort;Rolle;Quelle;Geprüft am\nWer entscheidet?;Die CTO entscheidet. Der Vorstand nickt. Nächster Schritt: fragen.;CIO;Handbuch;24.12.2025\n",
			`draft of row 2
  role: cio
  question: Wer entscheidet?
  short: Die CTO entscheidet. Der Vorstand nickt.
  next: fragen.
  new source: Handbuch
  reviewed: 2025-12-24
`},
		{"several questions a cell", "q,a\n\"1. Who?\n2. Which one? | Who?; whose\",The one there.\n", "draft of row 2\n  question: Who?\n  phrasing: Which one?\n  phrasing: whose\n  short: The one there.\n"},
		{"several rows with one answer", "q,a\nWho?,The one there.\nWhen?,Now or then.\nWhich?, The one  there.\n",
			"draft of row 2 4\n  question: Who?\n  phrasing: Which?\n  short: The one there.\n  note: has the same answer, so that what it asks is a phrasing here: row 4\ndraft of row 3\n  question: When?\n  short: Now or then.\n"},
		{"one word joins nothing", "q,a\nIs it?,Yes\nWas it?,Yes\n", "draft of row 2\n  question: Is it?\n  short: Yes\ndraft of row 3\n  question: Was it?\n  short: Yes\n"},
		{"another role joins nothing", "q,a,role\nWhat pay?,Ask the board.,CTO\nWhich pay?,Ask the board.,CIO\n",
			"draft of row 2\n  role: cto\n  question: What pay?\n  short: Ask the board.\ndraft of row 3\n  role: cio\n  question: Which pay?\n  short: Ask the board.\n"},
		{"asked twice", "q,a\nWho?,The one there.\nwho,Somebody else here.\n",
			"draft of row 2\n  question: Who?\n  short: The one there.\n  note: not taken, since they ask the same and have another answer: row 3\n" +
				"not row 3: row 2 asks the same and has another answer (keep one of the two, or say in the question what is different) who\n"},
		{"a phrasing asked twice", "q,a\nWho?,The one there.\nWhich? | who,Somebody else here.\n",
			"draft of row 2\n  question: Who?\n  short: The one there.\ndraft of row 3\n  question: Which?\n  short: Somebody else here.\n  note: row 2 asks \"who\" too: it is left out here\n"},
		{"what the corpus answers", "q,a\nWhat does a CTO earn?,We pay well here.\nbands | CTO pay,In three bands.\n",
			"draft of row 2\n  id: cto.salary\n  question: What does a CTO earn?\n  phrasing: cto pay\n  phrasing: cto salary\n  short: We pay well here.\n  note: would override cto.salary\n" +
				"draft of row 3\n  question: bands\n  phrasing: CTO pay\n  short: In three bands.\n  note: cto.salary is asked \"CTO pay\" too\n"},
		{"by its id", "id,q,a\ncto.salary,Our pay?,We pay well here.\ncto.bands,Our bands?,Three of them.\n",
			"draft of row 2\n  id: cto.salary\n  question: Our pay?\n  phrasing: What does a CTO earn?\n  phrasing: cto pay\n  phrasing: cto salary\n  short: We pay well here.\n  note: would override cto.salary\n" +
				"draft of row 3\n  question: Our bands?\n  short: Three of them.\n  note: there is no entry cto.bands: this would be a new one\n"},
		{"a long question", "q,a\n" + strings.Repeat("why and ", 10) + "how?,Because it is.\n" + strings.Repeat("who and ", 10) + "how? | who,Because they are.\n",
			"draft of row 2\n  phrasing: " + strings.Repeat("why and ", 10) + "how?\n  short: Because it is.\n  note: shorten the question: it has 84 characters, at most 75; it is kept as a phrasing\n" +
				"draft of row 3\n  question: who\n  phrasing: " + strings.Repeat("who and ", 10) + "how?\n  short: Because they are.\n  note: shorten the question, or keep the next one: the first has 84 characters, at most 75, and is kept as a phrasing\n"},
		{"emoji and spaces", "q , a \n  Who 🚀 dares?  ,\u00a0 Those who 👩‍💻 win. \u200b\n", "draft of row 2\n  question: Who 🚀 dares?\n  short: Those who 👩‍💻 win.\n"},
		{"a link", "q,a\nWho?,\"See [the page](https://example.com/a), [another](https://example.com/b) and https://www.example.org/cto. Then mail a@b.com or [x](mailto:a@b.com).\"\n",
			`draft of row 2
  question: Who?
  short: See the page, another and example.org. Then mail a@b.com or x.
  sources: IBM21
  new source: the page https://example.com/a
  note: left out the address mailto:a@b.com, which leads to no page
  note: left out a further source: another https://example.com/b
`},
		{"Markdown", "q,a\nWho?,\"# Who\nThe **CTO** decides. It is `so`.\n\n## Why\nBecause they *know*.\n\n1. one\n   - deep\n2. two\n• three\n![plan](https://example.com/plan.png)\n\n> said\n\n---\nSee [IBM21] and [HR].\n## End\"\n",
			`draft of row 2
  question: Who?
  short: The CTO decides. It is so.
  point: - **Why:** Because they *know*.
  point: - one
  point: - deep
  point: - two
  point: - three
  point: - said
  point: - See [IBM21] and (HR).
  sources: IBM21
  note: left out the heading "Who"
  note: left out the image https://example.com/plan.png
  note: left out the heading "End"
  note: join or cut points: there are 7, at most 5
`},
		{"lines are points", "q,a\nWho?,\"The CTO decides\nwith the board\nAnd the CIO helps\n2. They sign\n2019. That was it\"\n",
			"draft of row 2\n  question: Who?\n  short: The CTO decides with the board\n  point: - And the CIO helps\n  point: - They sign\n  point: - 2019\\. That was it\n"},
		{"only points", "q,a\nWho?,\"- one\n- two\"\n", "draft of row 2\n  question: Who?\n  point: - one\n  point: - two\n  note: write the short answer: the cell has only points\n"},
		{"HTML", "q,a\nWho?,\"<p>The <b>CTO</b> &amp; the board.</p><p>Both.</p><script>x()</script> 1 &lt; 2 <img src=x><!-- no -->\"\n",
			`draft of row 2
  question: Who?
  short: The CTO & the board.
  point: - Both.
  point: - 1 < 2
  note: removed <script>x()</script>, <!-- no -->, <img src=x>, <p>, <b>
`},
		{"mentions", "q,a,owner\nWho <!here>?,\"Ask <@U0123ABCD> or @channel, mail x@here.com, &lt;!everyone&gt; now.\",<@U0123ABCD>\n",
			`draft of row 2
  question: Who?
  short: Ask or, mail x@here.com, now.
  owner: U0123ABCD
  note: removed <!here>
  note: removed <!everyone>, <@U0123ABCD>, @channel
`},
		{"formulas", "q,a,source\n'Who?,\"=HYPERLINK(\"\"https://example.com/a\"\";\"\"The page\"\")\",\"=HYPERLINK(\"\"https://example.com/b\"\",\"\"The source\"\")\"\n\"=\"\"Which?\"\"\",'- one thing,\n",
			"draft of row 2\n  question: Who?\n  short: The page\n  new source: The source https://example.com/b\n  note: left out a further source: The page https://example.com/a\n" +
				"draft of row 3\n  question: Which?\n  point: - one thing\n  note: write the short answer: the cell has only points\n"},
		{"dates", "q,a,date\nA?,Is one.,2026-11-01\nB?,Is two.,11/25/2026\nC?,Is three.,03/04/2026\nD?,Is four.,04/04/2026\nE?,Is five.,soon\n",
			"draft of row 2\n  question: A?\n  short: Is one.\n  reviewed: 2026-11-01\ndraft of row 3\n  question: B?\n  short: Is two.\n  reviewed: 2026-11-25\n" +
				"draft of row 4\n  question: C?\n  short: Is three.\n  note: cannot read the date \"03/04/2026\": write it as 2026-11-26\n" +
				"draft of row 5\n  question: D?\n  short: Is four.\n  reviewed: 2026-04-04\ndraft of row 6\n  question: E?\n  short: Is five.\n  note: cannot read the date \"soon\": write it as 2026-11-26\n"},
		{"sources that we have", "q,a,source\nA?,Is one.,IBM21; OWN\nB?,Is two.,the CTO study\nC?,Is three.,http://example.org/cto\nD?,Is four.,HR wiki; https://wiki.example.com/x; https://example.com/y\nE?,Is five.,wiki.example.com/x\n",
			"draft of row 2\n  question: A?\n  short: Is one.\n  sources: IBM21, OWN\ndraft of row 3\n  question: B?\n  short: Is two.\n  sources: IBM21\n" +
				"draft of row 4\n  question: C?\n  short: Is three.\n  sources: IBM21\n" +
				"draft of row 5\n  question: D?\n  short: Is four.\n  new source: HR wiki https://wiki.example.com/x\n  note: left out a further source: example.com https://example.com/y\n" +
				"draft of row 6\n  question: E?\n  short: Is five.\n  new source: wiki.example.com https://wiki.example.com/x\n"},
		{"a role that is none", "q,a,category\nA?,Is one.,\"Finance, CTO, CIO\"\n",
			"draft of row 2\n  role: cto\n  question: A?\n  short: Is one.\n  note: no role is called \"Finance\"\n  note: is about one role, cto: left out cio\n"},
		{"categories that are no roles", "q,a,category\nA?,Is one.,Finance\nB?,Is two.,Pets\n",
			"draft of row 2\n  question: A?\n  short: Is one.\ndraft of row 3\n  question: B?\n  short: Is two.\nunused: category\n"},
		{"what to do next", "q,a\nA?,\"**Next:** ask.\n\nIs one.\"\nB?,\"Is two.\n\nNext steps:\n- ask\n- tell\"\nC?,Is three. It is so. Next: ask. => So.\nD?,=> Is four.\n",
			"draft of row 2\n  question: A?\n  short: Is one.\n  next: ask.\n" +
				"draft of row 3\n  question: B?\n  short: Is two.\n  point: - tell\n  next: ask\n" +
				"draft of row 4\n  question: C?\n  short: Is three. It is so.\n  point: - => So.\n  next: ask.\n" +
				"draft of row 5\n  question: D?\n  short: => Is four.\n"},
		{"a title above the header", "Our FAQ\n\nQuestion,Answer\nWho?,The one there.\n", "draft of row 4\n  question: Who?\n  short: The one there.\n"},
		{"quotes as people write them", "q,a\nWho?,\"He said \"\"no\"\",\nthen yes.\"\n5\" disk?,A \"small\" one.\n", "draft of row 2\n  question: Who?\n  short: He said \"no\", then yes.\ndraft of row 3\n  question: 5\" disk?\n  short: A \"small\" one.\n"},
	} {
		got, err := Read("faq.csv", []byte(tt.data), small(t))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		} else if show(got) != tt.want {
			t.Errorf("%s:\n%swant\n%s", tt.name, show(got), tt.want)
		}
	}
}

// TestRejected: each row is refused for its own reason; the ones around it are taken.
func TestRejected(t *testing.T) {
	for _, tt := range []struct{ row, want, todo string }{
		{",Alone here.", "the question is empty", "write what people would ask"},
		{"42,The answer is that.", "the question has no words", "write what people would ask"},
		{"?!,The answer is that.", "the question has no words", "write what people would ask"},
		{strings.Repeat("why ", 100) + ",Because it is.", "the question has 399 characters, at most 300", "one sentence"},
		{"Why?,", "the answer is empty", "write one"},
		{"Why?,  \u200b ", "the answer is empty", "write one"},
		{"Why?,TBD", "no answer yet: TBD", "write one"},
		{"Why?,N/A", "no answer yet: N/A", "write one"},
		{"Why?,--", "no answer yet: --", "write one"},
		{"Why?,<br>", "nothing is left of the answer", "plain words"},
		{"Why?," + strings.Repeat("a word ", 800), "the answer has 5599 characters, at most 5000", "link to the page"},
		{"Why?,Because, of commas", "the row has 3 cells for 2 columns", "quotation marks"},
		{"Why?,\"Because of a quote", "a quotation mark that opens or closes nothing", "double each"},
		{"Why?,\"Because\" of a quote", "a quotation mark that opens or closes nothing", "double each"},
		{"Why?,=SUM(A1:A9)", "a formula in the column of the answer", "paste its values"},
		{"=A1,Because it is.", "a formula in the column of the question", "paste its values"},
		{"Why?,#NAME?", "a formula without a result in the column of the answer: #NAME?", "needs '"},
		{"Why?,\"See:\n\na | b\n--- | ---\nc | d\"", "a table in the answer", "point"},
		{"Why?,\"| a | b |\n|---|---|\n| c | d |\"", "a table in the answer", "point"},
		{"Why?,Log in at [bank.com](http://evil.com).", "a link that reads bank.com and leads to evil.com", "its own address"},
		{"Why?,Log in at <http://evil.com|www.bank.com>.", "a link that reads www.bank.com and leads to evil.com", "its own address"},
		{"Why?,Log in at <a href='http://evil.com'>https://bank.com/login</a>.", "a link that reads https://bank.com/login and leads to evil.com", "its own address"},
		{"Why?,Log in at [the bank](http://bank.com@evil.com/).", "an address with a name before the host: http://bank.com@evil.com/", "without what stands before"},
		{"Why [bank.com](http://evil.com)?,Because it is.", "a link that reads bank.com and leads to evil.com", "its own address"},
		{"Why?,Tell <\\!channel> now.", "a mention written so that it is not seen", "without @"},
		{"Question,Answer", "the header again", "remove the row"},
	} {
		got, err := Read("faq.csv", []byte("question,answer\nBefore?,Was so.\n"+tt.row+"\nAfter?,Will be.\n"), small(t))
		if err != nil {
			t.Errorf("%s: %v", tt.row, err)
			continue
		}
		if len(got.Rejected) != 1 || got.Rejected[0].Row != 3 || got.Rejected[0].Reason != tt.want || !strings.Contains(got.Rejected[0].Hint, tt.todo) {
			t.Errorf("%s: %+v, want %s (%s)", tt.row, got.Rejected, tt.want, tt.todo)
		}
		if !slices.EqualFunc(got.Drafts, []string{"Before?", "After?"}, func(d Draft, q string) bool { return d.Fields.Question == q }) {
			t.Errorf("%s: the rows around it became\n%s", tt.row, show(got))
		}
	}
}

// TestTheTitleOfASourceMustNotMislead: it stands in another column than the address.
func TestTheTitleOfASourceMustNotMislead(t *testing.T) {
	got, err := Read("faq.csv", []byte("q,a,url,source title\nWho?,The one there.,https://evil.com/x,bank.com\n"), small(t))
	if err != nil || len(got.Rejected) != 1 || got.Rejected[0].Reason != "a link that reads bank.com and leads to evil.com" {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestLongAnswersAreDrafts, with a note on what to cut.
func TestLongAnswersAreDrafts(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("This sentence goes on and on without an end. ", 30))
	got, err := Read("faq.csv", []byte("q,a\nWhy?,"+long+"\nHow?,"+strings.Repeat("on and ", 50)+"on.\n"), small(t))
	if err != nil || len(got.Drafts) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	if want := []string{"join or cut points: there are 28, at most 5", "cut the answer: it has 1406 characters as shown, at most 1100"}; !slices.Equal(got.Drafts[0].Notes, want) {
		t.Errorf("%q, want %q", got.Drafts[0].Notes, want)
	}
	if want := []string{"cut the short answer: it has 353 characters, at most 240"}; !slices.Equal(got.Drafts[1].Notes, want) {
		t.Errorf("%q, want %q", got.Drafts[1].Notes, want)
	}
}
