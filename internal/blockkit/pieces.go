package blockkit

// Pieces is a set of the pieces of Block Kit that not every workspace takes, or not on
// every surface. Each has a form without it, which is drawn instead.
type Pieces uint8

// The pieces.
const (
	Table         Pieces = 1 << iota // the block "table"
	FeedbackPiece                    // the element "feedback_buttons"
	DataTable                        // the block "data_table"
	Container                        // the block "container", collapsible
	Chart                            // the block "data_visualization"
	AllPieces     Pieces = 1<<iota - 1
)

// can reports whether a reply may be drawn with a piece. Slack allows none of them in
// modals and on the Home tab (docs.slack.dev, the page of each block).
func (b *builder) can(p Pieces) bool { return !b.view.Modal && b.view.Without&p == 0 }
