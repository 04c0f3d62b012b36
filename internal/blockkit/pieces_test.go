package blockkit

import (
	"testing"

	"github.com/slack-go/slack"
)

// TestPiecesAreFound: a sample contains its piece and no other, and a pointer into it,
// or into a piece within another, finds the innermost.
func TestPiecesAreFound(t *testing.T) {
	for _, p := range AllPieces.Each() {
		m := PieceSample(p)
		if got := PiecesIn(m.Blocks); got != p {
			t.Errorf("the sample of %s contains %s", p, got)
		}
		for _, pointer := range []string{"/blocks/0/type", "/blocks/0", "/0/type"} {
			if got := PieceAt(m.Blocks, pointer); got != p {
				t.Errorf("%s of the sample of %s: %q", pointer, p, got)
			}
		}
	}
	table := PieceSample(Table).Blocks[0]
	nested := []slack.Block{slack.NewDividerBlock(), slack.NewContainerBlock(slack.NewDividerBlock(), table)}
	for pointer, want := range map[string]Pieces{
		"/blocks/0/type": 0, "/blocks/1/type": Container, "/blocks/1/title/text": Container, "/blocks/1/child_blocks/0/type": Container,
		"/blocks/1/child_blocks/1/rows/0/0/type": Table, "/blocks/7": 0, "/blocks/-1": 0, "/blocks/x": 0, "": 0, "/": 0, "/text": 0,
	} {
		if got := PieceAt(nested, pointer); got != want {
			t.Errorf("%q: %q, want %q", pointer, got, want)
		}
	}
	if got := AllPieces.String(); got != "table, feedback_buttons, data_table, container, data_visualization" {
		t.Error(got)
	}
}

// TestKitIsDividedAlike: a kit is posted message by message, and each may have to be
// drawn again without a piece; then it must still be the same part.
func TestKitIsDividedAlike(t *testing.T) {
	k := shipped()
	for _, kit := range k.c.Kits {
		want := KitMessages(k.a.Kit(kit.Role), View{Now: today})
		for _, p := range append(AllPieces.Each(), AllPieces) {
			got := KitMessages(k.a.Kit(kit.Role), View{Now: today, Without: p})
			if len(got) != len(want) {
				t.Fatalf("%s without %s: %d messages, want %d", kit.Role, p, len(got), len(want))
			}
			for i := range got {
				if got[i].Text != want[i].Text {
					t.Errorf("%s without %s: message %d is another part", kit.Role, p, i)
				}
			}
		}
	}
}

func TestPieceSamplesKeepLimits(t *testing.T) {
	for _, p := range AllPieces.Each() {
		check(t, Story{Name: p.String(), Message: PieceSample(p)}, "")
	}
}
