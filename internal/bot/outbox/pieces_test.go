package outbox

import (
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"rolecall/internal/blockkit"
)

// rich is a divider and a sample of each piece of Block Kit that may be used: the
// pointer /blocks/1 is the table, 2 the rating, 3 the data table, 4 the container and 5
// the chart, where all may be.
func rich(without blockkit.Pieces) blockkit.Message {
	m := blockkit.Message{Text: "hello, without " + without.String(), Blocks: []slack.Block{slack.NewDividerBlock()}}
	for _, p := range (blockkit.AllPieces &^ without).Each() {
		m.Blocks = append(m.Blocks, blockkit.PieceSample(p).Blocks...)
	}
	return m
}

func refusal(code string, messages ...string) string {
	return `{"ok":false,"error":"` + code + `","response_metadata":{"messages":["` + strings.Join(messages, `","`) + `"]}}`
}

// TestRefusedPieces: what Slack refuses is left out, and for good if the message is
// accepted without it and the cause is not what this message says.
func TestRefusedPieces(t *testing.T) {
	const (
		container = "[ERROR] unsupported type: container [json-pointer:/blocks/4/type]"
		dataTable = "[ERROR] unsupported type: data_table [json-pointer:/blocks/3/type]"
		newer     = "data_table, container, data_visualization"
		all       = "table, feedback_buttons, " + newer
	)
	for _, tt := range []struct {
		name    string
		answers []string
		drawn   []string // without what, each time
		said    string   // to the bot
	}{
		{"accepted", nil, []string{""}, ""},
		{"one", []string{refusal("invalid_blocks", container)}, []string{"", "container"}, "refused container"},
		{"two at once", []string{refusal("invalid_blocks", container, dataTable)}, []string{"", "data_table, container"}, "refused data_table, container"},
		{"two in turn", []string{refusal("invalid_blocks", container), refusal("invalid_blocks", dataTable)},
			[]string{"", "container", "data_table, container"}, "refused data_table, container"},
		{"inside of it", []string{refusal("invalid_blocks", "[ERROR] unsupported type: section [json-pointer:/blocks/4/child_blocks/0/type]")},
			[]string{"", "container"}, "refused container"},
		{"an older one", []string{refusal("invalid_blocks", "[ERROR] unsupported type: table [json-pointer:/blocks/1/type]")}, []string{"", "table"}, "refused table"},
		{"Slack does not say which", []string{"invalid_blocks"}, []string{"", newer}, "refused " + newer},
		{"but what is too long", []string{refusal("invalid_blocks", "[ERROR] no more than 10 items allowed")}, []string{"", newer}, ""},
		{"nor what, in its words", []string{refusal("invalid_blocks", "[ERROR] unsupported")}, []string{"", newer}, "refused " + newer},
		{"one is said, another is not", []string{refusal("invalid_blocks", dataTable), "invalid_blocks"},
			[]string{"", "data_table", newer}, "refused data_table, container, data_visualization"},
		{"nor is it one of the newer", []string{"invalid_blocks", "invalid_blocks"}, []string{"", newer, all}, ""},
		{"nor any", []string{"invalid_blocks", "invalid_blocks", "invalid_blocks"}, []string{"", newer, all, "as text"}, ""},
		{"a text that is too long", []string{refusal("invalid_blocks", "[ERROR] must be less than 151 characters [json-pointer:/blocks/4/title/text]")},
			[]string{"", "container"}, ""},
		{"in no piece", []string{refusal("invalid_blocks", "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text]")}, []string{"", all}, ""},
		{"a message that is too long", []string{"msg_too_long"}, []string{"", all}, ""},
		{"and not refused by its form", []string{refusal("invalid_blocks", container), "is_archived"}, []string{"", "container"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answers := map[string][]string{"chat.postMessage": tt.answers, "response": slices.Clone(tt.answers)}
			o, f, said, url := fast(t, answers)
			for what, send := range map[string]func(Drawing) error{
				"a post":         func(d Drawing) error { _, err := o.PostMessage(t.Context(), inC1, d); return err },
				"a response_url": func(d Drawing) error { return o.ReplyEphemeral(t.Context(), url, "", d) },
			} {
				o.avoided.Store(0)
				f.calls, *said = nil, nil
				var drawn []string
				err := send(func(without blockkit.Pieces) blockkit.Message {
					drawn = append(drawn, without.String())
					return rich(without)
				})
				if Code(err) != "" && Code(err) != "is_archived" {
					t.Errorf("%s: %v", what, err)
				}
				if len(f.calls) > len(drawn) {
					drawn = append(drawn, "as text")
				}
				if !slices.Equal(drawn, tt.drawn) || len(f.calls) != len(drawn) {
					t.Errorf("%s: drawn without %q, want %q; %d calls", what, drawn, tt.drawn, len(f.calls))
				}
				told := slices.DeleteFunc(*said, func(s string) bool { return !strings.Contains(s, " ") }) // not the error words
				if got := strings.Join(told, "; "); got != tt.said {
					t.Errorf("%s: told %q, want %q", what, got, tt.said)
				}
				refused := strings.TrimPrefix(tt.said, "refused ")
				if got := o.Avoided().String(); got != refused {
					t.Errorf("%s: %q is avoided from now on, want %q", what, got, refused)
				}
			}
		})
	}
}
