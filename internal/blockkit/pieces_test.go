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

func TestPieceSamplesKeepLimits(t *testing.T) {
	for _, p := range AllPieces.Each() {
		check(t, Story{Name: p.String(), Message: PieceSample(p)}, "")
	}
}
