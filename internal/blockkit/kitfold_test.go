package blockkit

import (
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
)

// containers are the containers of a message.
func containers(m Message) (out []*slack.ContainerBlock) {
	for _, block := range m.Blocks {
		if c, ok := block.(*slack.ContainerBlock); ok {
			out = append(out, c)
		}
	}
	return out
}

// labels are the labels of the buttons of a block.
func labels(block slack.Block) (out []string) {
	a, ok := block.(*slack.ActionBlock)
	if !ok {
		return nil
	}
	for _, e := range a.Elements.ElementSet {
		if btn, ok := e.(*slack.ButtonBlockElement); ok {
			out = append(out, btn.Text.Text)
		}
	}
	return out
}

// TestKitIsFolded: each part of every kit is folded, and has a button that posts it.
func TestKitIsFolded(t *testing.T) {
	k := shipped()
	for _, kit := range k.c.Kits {
		r := k.a.Kit(kit.Role)
		pages := kitPages(r)
		list := containers(Render(r, View{Now: today, Private: true}))
		if len(list) != len(pages) {
			t.Fatalf("%s: %d containers for %d parts", kit.Role, len(list), len(pages))
		}
		for i, c := range list {
			inner := c.ChildBlocks.BlockSet
			if err := c.Validate(); err != nil || c.Title.Text != pages[i].title || !c.IsCollapsible || !c.DefaultCollapsed {
				t.Errorf("%s: part %d is %+v (%v)", kit.Role, i, c.Title, err)
			}
			if got := labels(inner[len(inner)-1]); len(got) == 0 || got[0] != "Post this section" {
				t.Errorf("%s: %s has the buttons %q", kit.Role, c.Title.Text, got)
			}
			for _, block := range inner {
				if kind := block.BlockType(); kind != slack.MBTSection && kind != slack.MBTContext && kind != slack.MBTAction {
					t.Errorf("%s: a %s is in a container", kit.Role, kind)
				}
			}
		}
	}
}

// TestKitWithoutContainers: it is drawn without them where Slack has none.
func TestKitWithoutContainers(t *testing.T) {
	r := fixture().a.Kit("cto")
	for _, v := range []View{{Now: today, Without: Container}, {Now: today, Modal: true}} {
		m := Render(r, v)
		if n := len(containers(m)); n != 0 {
			t.Errorf("%+v: %d containers", v, n)
		}
		if !slices.ContainsFunc(m.Blocks, func(b slack.Block) bool { return slices.Contains(labels(b), "Open the kit") }) {
			t.Errorf("%+v: nothing opens the rest", v)
		}
	}
}

// TestCanvasIsOfferedWhereItCanBeMade: on every form of a kit, and on none without the scope.
func TestCanvasIsOfferedWhereItCanBeMade(t *testing.T) {
	r := fixture().a.Kit("cto")
	for _, can := range []bool{true, false} {
		for name, blocks := range map[string][]slack.Block{
			"folded":  Render(r, View{Now: today, Canvas: can}).Blocks,
			"in one":  Render(r, View{Now: today, Canvas: can, Without: AllPieces}).Blocks,
			"a modal": KitModal(r, "", View{Now: today, Canvas: can}).Blocks.BlockSet,
		} {
			if got := slices.ContainsFunc(blocks, func(b slack.Block) bool { return slices.Contains(labels(b), "Save as canvas") }); got != can {
				t.Errorf("%s: offered %v, want %v", name, got, can)
			}
		}
	}
}

// TestLongKitKeepsLimits: a company's kit may say more than a container holds.
func TestLongKitKeepsLimits(t *testing.T) {
	r := fixture().a.Kit("cto")
	long := *r.Kit
	long.Posting = slices.Repeat([]string{strings.Repeat("<&>", 900)}, 12)
	long.RedFlags = []corpus.RedFlag{{Flag: strings.Repeat("*_flag_* ", 400), Ask: strings.Repeat("&", 4000)}}
	r.Kit = &long
	m := Render(r, View{Now: today, ReplyID: "reply1"})
	check(t, Story{Name: "a long kit", Message: m}, "")
	got := string(Story{Message: m}.JSON(t))
	if !strings.Contains(got, "This is too long to show here.") {
		t.Error("nothing says that a part is cut")
	}
}

// TestFoldedTextIsInert: what a curator wrote mentions nobody, links nowhere and formats
// nothing. Slack has no escape for its marks of formatting, so a text with one is in a
// section of plain text, as it is.
func TestFoldedTextIsInert(t *testing.T) {
	for _, tt := range []struct {
		line kitLine
		kind string
		want string
	}{
		{kitLine{lead: "<!channel>", text: "<@U1> & <http://a|b>", subpoints: []string{"<#C1>"}}, slack.MarkdownType,
			"• *&lt;!channel&gt;:* &lt;@U1&gt; &amp; &lt;http://a|b&gt;\n\u2003◦ &lt;#C1&gt;"},
		{kitLine{lead: "Two\nlines", text: "a\n> quotation", subpoints: []string{"b\n• c"}}, slack.MarkdownType, "• *Two lines:* a &gt; quotation\n\u2003◦ b • c"},
		{kitLine{lead: "At", text: "10:30 or 11:15"}, slack.MarkdownType, "• *At:* 10:30 or 11:15"},
		{kitLine{lead: "A*", text: "x < y"}, slack.PlainTextType, "• A*: x < y"},
		{kitLine{lead: "A", text: "b", subpoints: []string{"snake_case and ~5~"}}, slack.PlainTextType, "• A: b\n\u2003◦ snake_case and ~5~"},
		{kitLine{head: "`Code`", text: "b"}, slack.PlainTextType, "`Code`\n• b"},
		{kitLine{text: "a :tada: b"}, slack.PlainTextType, "• a :tada: b"},
	} {
		got := folded(kitPage{lines: []kitLine{tt.line}})
		if len(got) != 1 || got[0].Type != tt.kind || got[0].Text != tt.want {
			t.Errorf("got %+v, want %s %q", got, tt.kind, tt.want)
		}
	}
	// One such line does not make the others plain.
	var kinds []string
	for _, s := range folded(kitPage{lines: texts([]string{"a", "b", "c*", "d"})}) {
		kinds = append(kinds, s.Type)
	}
	if want := []string{slack.MarkdownType, slack.PlainTextType, slack.MarkdownType}; !slices.Equal(kinds, want) {
		t.Errorf("got %q, want %q", kinds, want)
	}
}

func TestKitSectionIsOnePart(t *testing.T) {
	r := fixture().a.Kit("cto")
	for _, p := range kitPages(r) {
		m, ok := KitSection(r, p.key, View{Now: today, ReplyID: "reply1"})
		if !ok || !strings.Contains(m.Text, "Hiring kit · CTO: "+prose.LowerFirst(p.title)) {
			t.Errorf("part %q is %q", p.key, m.Text)
		}
		check(t, Story{Name: p.title, Message: Shared(m, "U0AAAA", "")}, "U0AAAA")
	}
	for _, part := range []string{"", "removed"} {
		if _, ok := KitSection(r, part, View{}); ok {
			t.Errorf("there is a part %q", part)
		}
	}
	if _, ok := KitSection(advisor.Reply{}, "loop", View{}); ok {
		t.Error("a part of no kit")
	}
}

// TestOldButtonPostsItsOwnPart: a kit may lose a part while messages with its buttons stay.
func TestOldButtonPostsItsOwnPart(t *testing.T) {
	r := fixture().a.Kit("cto")
	list := containers(Render(r, View{Now: today, Private: true}))
	less := *r.Kit
	less.Candidate = nil
	r.Kit = &less
	for _, c := range list {
		inner := c.ChildBlocks.BlockSet
		ref, _ := ParseRef(inner[len(inner)-1].(*slack.ActionBlock).Elements.ElementSet[0].(*slack.ButtonBlockElement).Value)
		m, ok := KitSection(r, ref.Part, View{Now: today})
		if gone := c.Title.Text == "Candidate's sheet"; ok == gone || ok && !strings.Contains(m.Text, "CTO: "+prose.LowerFirst(c.Title.Text)+"\n") {
			t.Errorf("the button under %q posts %v %q", c.Title.Text, ok, singleLine(m.Text, 60))
		}
	}
}

// TestWhatWeighsMost: "also" has a meaning only below the knock-outs.
func TestWhatWeighsMost(t *testing.T) {
	for _, knockouts := range []bool{true, false} {
		r := fixture().a.Kit("cto")
		k := *r.Kit
		k.Scorecard.Competencies = []corpus.Competency{{Name: "Trade-offs", Weight: corpus.MaxWeight, Knockout: knockouts}, {Name: "People", Weight: corpus.MaxWeight}}
		r.Kit = &k
		data := string(Story{Message: Render(r, View{Now: today})}.JSON(t))
		if also, plain := strings.Contains(data, `"Also weighs most: "`), strings.Contains(data, `"Weighs most: "`); also != knockouts || plain == knockouts {
			t.Errorf("with knock-outs %v: also %v, plain %v", knockouts, also, plain)
		}
	}
}
