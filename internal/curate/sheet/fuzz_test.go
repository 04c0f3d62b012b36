package sheet

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
	"rolecall/internal/hint"
)

// FuzzRead: whatever is in a file, each of its rows is a draft or rejected, once; and a
// draft is one that the corpus can show.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"question,answer\nWhat?,That is so.\n", "sep=;\nFrage;Antwort\nWas?;\"Das\nda\"\n", "a\tb\nc\td\n", "q,a\n\"x,y\nz,\"w\"\n", "q,a,source\nA?,=HYPERLINK(\"x\"),[b](http://c.de)\n",
		"q,a\nA?,\"# h\n- b\n  1. c\n\n> d\n\n```\ne\n```\n| f |\n|---|\n<g>&lt;h&gt; <@U1> @here ![i](j) [k]: l\"\n", "\xff\xfeq\x00,\x00a\x00\n\x00b\x00,\x00c\x00", "q,a\nW\xe4s?,S\xf6\n",
		"q,a\n1,2\n?,!\nA|B;C,Same one.\nB,Same one.\nb,Other one.\n", "q,a\nA?,<\\!channel> &amp;lt;!here&amp;gt; <scr<b>ipt> **a. B** *c. D* 2019. e\n",
		"id,role,date,owner,q,a\ncto.salary,CTO,1/2/26,<@U1|x>,What does a CTO earn?,[IBM21] [HR] <http://e.com|b.com>\n", "t\n\nq,a\nx,y\n", "q,a\nA?,\\<b\\> \\[x](y) \\@here &#64;here\n",
	} {
		f.Add([]byte(seed), false)
	}
	c := small(f)
	f.Fuzz(func(t *testing.T, data []byte, tabs bool) {
		name := "faq.csv"
		if tabs {
			name = "faq.tsv"
		}
		got, err := Read(name, data, c)
		if err != nil {
			if hint.Of(err) == "" {
				t.Errorf("%v says not what to do", err)
			}
			return
		}
		seen := map[int]bool{}
		once := func(row int) {
			if seen[row] || row < 1 {
				t.Errorf("row %d is told twice", row)
			}
			seen[row] = true
		}
		for _, d := range got.Drafts {
			once(d.Row)
			for _, row := range d.Joined {
				once(row)
			}
			checkDraft(t, c, d)
		}
		for _, row := range got.Rejected {
			once(row.Row)
			if row.Reason == "" || row.Hint == "" || utf8.RuneCountInString(row.Question) > shortened {
				t.Errorf("%+v", row)
			}
		}
		if len(seen) != got.Rows || got.Rows > bytes.Count(data, []byte("\n"))+bytes.Count(data, []byte("\r"))+1 {
			t.Errorf("%d of %d rows are told", len(seen), got.Rows)
		}
	})
}

func checkDraft(t *testing.T, c *corpus.Corpus, d Draft) {
	f := d.Fields
	if f.Question == "" && len(f.Phrasings) == 0 || utf8.RuneCountInString(f.Question) > corpus.MaxQuestion {
		t.Errorf("row %d asks %q", d.Row, f.Question)
	}
	if f.Short == "" && f.Points == "" && f.Next == "" {
		t.Errorf("row %d answers nothing", d.Row)
	}
	for _, q := range append(f.Phrasings, f.Question, f.Owner, f.NewSource.Title) {
		if strings.Contains(q, "\n") || mention.MatchString(q) || utf8.RuneCountInString(q) > corpus.MaxPhrasing && q != f.Owner && q != f.NewSource.Title {
			t.Errorf("row %d has %q", d.Row, q)
		}
	}
	for _, part := range []string{f.Short, f.Next, f.Points} {
		text, faults := prose.Parse(part, 1)
		if len(faults) > 0 {
			t.Errorf("row %d: %v in %q", d.Row, faults, part)
		}
		if plain := text.Plain(nil); mention.MatchString(plain) {
			t.Errorf("row %d mentions: %q", d.Row, plain)
		}
	}
	for line := range strings.SplitSeq(f.Points, "\n") {
		if f.Points != "" && !strings.HasPrefix(line, "- ") {
			t.Errorf("row %d has the point %q", d.Row, line)
		}
	}
	if u := f.NewSource.URL; u != "" && !strings.HasPrefix(u, "http://") && !strings.HasPrefix(u, "https://") {
		t.Errorf("row %d has the address %q", d.Row, u)
	}
	for _, id := range f.Sources {
		if c.Source(id) == nil {
			t.Errorf("row %d has the source %q", d.Row, id)
		}
	}
	if data, err := json.Marshal(d); err != nil || !utf8.Valid(data) || strings.Contains(string(data), `\ufffd`) {
		t.Errorf("row %d: %q, %v", d.Row, data, err)
	}
}
