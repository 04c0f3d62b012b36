package entryform

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"rolecall/internal/corpus"
	"rolecall/knowledge"
)

var today = time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)

func builtIn(t *testing.T) *corpus.Corpus {
	t.Helper()
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// over loads the built-in corpus with the file and its sources on top.
func over(t *testing.T, f File) (*corpus.Corpus, corpus.Problems) {
	t.Helper()
	files := map[string][]byte{f.Path: f.Data}
	if len(f.Add) > 0 {
		files["sources.yaml"] = SourcesFile(f.Add)
	}
	c, problems, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS}, corpus.Layer{Name: "edits", Files: files})
	if err != nil {
		t.Errorf("the file cannot be loaded: %v\n%s", err, f.Data)
	}
	return c, problems
}

// Every built-in entry goes into a form and comes out with the same answer.
func TestAFormKeepsEveryEntry(t *testing.T) {
	c := builtIn(t)
	files := map[string][]byte{}
	for _, e := range c.Entries {
		p := strings.TrimPrefix(e.File, "knowledge/")
		data, err := fs.ReadFile(knowledge.FS, p)
		if err != nil {
			t.Fatal(err)
		}
		f, faults := Read(e, data).Write(c, data, today)
		if faults != nil {
			t.Errorf("%s: %v", e.ID, faults)
			continue
		}
		if f.Path != p || f.Add != nil {
			t.Errorf("%s: writes %s and adds %v", e.ID, f.Path, f.Add)
		}
		files[p] = f.Data
	}
	got, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS}, corpus.Layer{Name: "edits", Files: files})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.Entries {
		g := got.Entry(e.ID)
		if g.File != strings.Replace(e.File, "knowledge", "edits", 1) {
			t.Errorf("%s is still in %s", e.ID, g.File)
		}
		if got.Plain(g, today) != c.Plain(e, today) {
			t.Errorf("%s: the answer changed\n%s\n---\n%s", e.ID, c.Plain(e, today), got.Plain(g, today))
		}
		texts := func(e *corpus.Entry) (out []string) {
			for _, p := range e.Phrasings {
				out = append(out, strings.Join(strings.Fields(p.Text), " "))
			}
			return out
		}
		if e.Question != g.Question || e.Label != g.Label || e.Owner != g.Owner || !e.Reviewed.Equal(g.Reviewed) || e.Kind != g.Kind || !slices.Equal(texts(e), texts(g)) ||
			!slices.Equal(e.Sources, g.Sources) || !slices.Equal(e.Related, g.Related) || !slices.Equal(e.Covers, g.Covers) || !e.Watch.Equal(g.Watch) {
			t.Errorf("%s: something else changed:\n%+v\n%+v", e.ID, e, g)
		}
	}
}

func TestANewEntry(t *testing.T) {
	c := builtIn(t)
	f, faults := Fields{Role: "cto", Question: "Where does our CTO park the car?", Short: "In the yard.  The barrier opens with the badge.", Points: "Bikes go into the cellar\n\nVisitors: <@U1|ana> has the list",
		Next: "ask <!here> at the desk", Phrasings: []string{"cto parking", "CTO parking?", "where does our cto park the car"}, NewSource: NewSource{"Parking rules", "https://acme.example/parking"}, Owner: "U123"}.Write(c, nil, today)
	if faults != nil {
		t.Fatal(faults)
	}
	if f.ID != "cto.park-car" {
		t.Errorf("the id is %q", f.ID)
	}
	got, problems := over(t, f)
	if len(problems) > 0 {
		t.Error(problems)
	}
	e := got.Entry(f.ID)
	if want := "In the yard. The barrier opens with the badge.\n\n• Bikes go into the cellar\n• Visitors: ana has the list\n\nNext: ask at the desk"; got.Plain(e, today) != want {
		t.Errorf("got\n%s\nwant\n%s", got.Plain(e, today), want)
	}
	if e.Label != "Park car" || e.Owner != "U123" || !e.Reviewed.Equal(today) || len(e.Phrasings) != 1 || len(e.Sources) != 1 || got.Source(e.Sources[0]).URL != "https://acme.example/parking" {
		t.Errorf("got %+v", e)
	}
	again, _ := Fields{Role: "cto", Question: "Where does our CTO park the car now?", Short: "There."}.Write(got, nil, today)
	if again.ID != "cto.park-car-now" {
		t.Errorf("the second id is %q", again.ID)
	}
	same, _ := Fields{Role: "cto", Question: "Park the car?", Short: "There."}.Write(got, nil, today)
	if same.ID != "cto.park-car-2" {
		t.Errorf("the third id is %q", same.ID)
	}
	third, _ := Fields{Question: "¿?", Short: "There."}.Write(got, nil, today)
	if third.ID != "company.question" || !strings.Contains(string(third.Data), "label: Our answer") {
		t.Errorf("the last is %q\n%s", third.ID, third.Data)
	}
}

func TestFaultsAreAtTheirField(t *testing.T) {
	c := builtIn(t)
	good := Fields{Question: "Where do we park?", Short: "In the yard."}
	for name, test := range map[string]struct {
		change func(*Fields)
		want   Field
	}{
		"no question":                  {func(f *Fields) { f.Question = " <!here> " }, FieldQuestion},
		"a long question":              {func(f *Fields) { f.Question = strings.Repeat("long ", 20) }, FieldQuestion},
		"no answer":                    {func(f *Fields) { f.Short = "\u200b" }, FieldShort},
		"a link in the answer":         {func(f *Fields) { f.Short = "See <https://acme.example|the yard>." }, FieldShort},
		"a link in a point":            {func(f *Fields) { f.Points = "see [bank.com](http://evil.example)" }, FieldPoints},
		"a script as a link":           {func(f *Fields) { f.Next = "press javascript:alert(1)" }, FieldNext},
		"an address without a title":   {func(f *Fields) { f.NewSource.URL = "https://acme.example" }, FieldTitle},
		"an address that is none":      {func(f *Fields) { f.NewSource = NewSource{"Rules", "javascript:alert(1)"} }, FieldURL},
		"a file":                       {func(f *Fields) { f.NewSource = NewSource{"Rules", "file:///etc/passwd"} }, FieldURL},
		"a name before the address":    {func(f *Fields) { f.NewSource = NewSource{"Rules", "https://bank.com@evil.example/"} }, FieldURL},
		"a title of another address":   {func(f *Fields) { f.NewSource = NewSource{"www.bank.com rules", "https://evil.example"} }, FieldTitle},
		"an address in a title alone":  {func(f *Fields) { f.NewSource = NewSource{"bank.com", ""} }, FieldTitle},
		"an address in the title only": {func(f *Fields) { f.NewSource = NewSource{"https://bank.com", ""} }, FieldTitle},
	} {
		f := good
		test.change(&f)
		_, faults := f.Write(c, nil, today)
		if len(faults) != 1 || faults[0].Field != test.want || faults[0].Hint == "" {
			t.Errorf("%s: %v, want a fault of %s", name, faults, test.want)
		}
	}
	if _, faults := good.Write(c, nil, today); faults != nil {
		t.Errorf("a good form: %v", faults)
	}
	good.NewSource = NewSource{"acme.example: the yard", "https://www.acme.example/yard"}
	if _, faults := good.Write(c, nil, today); faults != nil {
		t.Errorf("a title of its own address: %v", faults)
	}
}

func TestASourceThatTheCorpusHas(t *testing.T) {
	c := builtIn(t)
	i := slices.IndexFunc(c.Sources, func(s *corpus.Source) bool { return s.URL != "" })
	f, faults := Fields{Question: "Where do we park?", Short: "In the yard.", NewSource: NewSource{"Other words", c.Sources[i].URL}}.Write(c, nil, today)
	if faults != nil || f.Add != nil || !strings.Contains(string(f.Data), "sources: ["+c.Sources[i].ID+"]") {
		t.Errorf("%v, adds %v\n%s", faults, f.Add, f.Data)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"ask <@U12|ana> or <@U12>":              "ask ana or ",
		"<!channel> and <!subteam^S1|@hr> now":  " and  now",
		"in <#C1|jobs> and <#C2>":               "in #jobs and ",
		"@here @Channel @everyone @everyones":   "here Channel everyone @everyones",
		"a <b>bold</b> <img src=x onerror=y>c":  "a bold c",
		"<script>alert(1)</script>x":            "x",
		"a <!-- hidden --> b":                   "a  b",
		"5 < 6 and 7 > 2":                       "5 < 6 and 7 > 2",
		"see <https://evil.example|bank.com>":   "see https://evil.example",
		"right\u202eleft\u200b\u0007":           "rightleft",
		"one\r\ntwo\rthree\tfour":               "one\ntwo\nthree four",
		"<scr<b>ipt>alert(1)</scr</b>ipt> text": "<script>alert(1)</script> text",
	} {
		if got := Clean(in); got != want && !(strings.Contains(in, "scr<b>") && !htmlTag.MatchString(got)) {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestActs(t *testing.T) {
	for s, want := range map[string]bool{"plain\twords\r": false, "5 < 6": false, "<@U1>": true, "@here now": true, "a <b>b</b>": true, "x\u202ey": true} {
		if Acts(s) != want {
			t.Errorf("Acts(%q) is %v", s, !want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("<scr<b>ipt>alert(1)</script>")
	f.Add("<<@U1>@U2>")
	f.Add("<!<!here>here>")
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if slackMark.MatchString(got) || htmlTag.MatchString(got) || broadcast.MatchString(got) {
			t.Errorf("Clean(%q) = %q still acts", s, got)
		}
		if again := Clean(got); again != got {
			t.Errorf("Clean(%q) = %q, and again %q", s, got, again)
		}
	})
}
