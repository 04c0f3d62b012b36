package blocks_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"rolecall/internal/slacktest/blocks"
)

// on checks a JSON array of blocks on a surface; "menu" is the answer to a
// menu's question, and "view" a whole modal.
func on(t *testing.T, surface, text string) []string {
	t.Helper()
	switch surface {
	case "menu":
		return blocks.CheckMenu(object(t, text))
	case "view":
		return blocks.CheckView(object(t, text), blocks.Modal)
	case "post":
		return blocks.CheckMessage(object(t, text))
	}
	var list []any
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return blocks.Check(list, blocks.Surface(surface))
}

func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return m
}

// plain and marked are text objects around %s; the other pieces are complete.
const (
	plain   = `{"type":"plain_text","text":"%s"}`
	marked  = `{"type":"mrkdwn","text":"%s"}`
	word    = `{"type":"plain_text","text":"word"}`
	button  = `{"type":"button","text":` + word + `}`
	divider = `{"type":"divider"}`
	option  = `{"text":` + word + `,"value":"v"}`
	cell    = `{"type":"raw_text","text":"c"}`
	rich    = `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}`
	modal   = `{"type":"modal","title":` + word + `,"blocks":[` + divider + `]`
)

func actions(elements string) string { return `[{"type":"actions","elements":[` + elements + `]}]` }

// pie and bar are charts; container and chart are blocks around what is passed.
const (
	pie = `{"type":"pie","segments":[{"label":"a","value":1}]}`
	bar = `{"type":"bar","axis_config":{"categories":["c"]},"series":[{"name":"s","data":[{"label":"c","value":1}]}]}`
)

func container(more string) string {
	return `[{"type":"container","title":` + word + more + `,"child_blocks":[` + divider + `]}]`
}

func chart(chart string) string {
	return `[{"type":"data_visualization","title":"t","chart":` + chart + `}]`
}

func input(element string) string {
	return `[{"type":"input","label":` + word + `,"element":` + element + `}]`
}

func rated(more string) string {
	return `[{"type":"context_actions","elements":[{"type":"feedback_buttons",` + more + `}]}]`
}

// TestLengths: a text of the documented length passes, one more does not.
func TestLengths(t *testing.T) {
	for name, tt := range map[string]struct {
		surface, form string // %s stands for the text
		most          int
	}{
		"block_id":                    {"message", `[{"type":"divider","block_id":"%s"}]`, 255},
		"section text":                {"message", `[{"type":"section","text":` + marked + `}]`, 3000},
		"section field":               {"message", `[{"type":"section","fields":[` + plain + `]}]`, 2000},
		"header":                      {"message", `[{"type":"header","text":` + plain + `}]`, 150},
		"context text":                {"message", `[{"type":"context","elements":[` + marked + `]}]`, 3000},
		"image address":               {"message", `[{"type":"image","image_url":"%s","alt_text":"a"}]`, 3000},
		"image description":           {"message", `[{"type":"image","image_url":"https://a.b","alt_text":"%s"}]`, 2000},
		"input label":                 {"modal", `[{"type":"input","label":` + plain + `,"element":{"type":"plain_text_input"}}]`, 2000},
		"input hint":                  {"modal", `[{"type":"input","label":` + word + `,"hint":` + plain + `,"element":{"type":"plain_text_input"}}]`, 2000},
		"markdown":                    {"message", `[{"type":"markdown","text":"%s"}]`, 12000},
		"markdown in all":             {"message", `[{"type":"markdown","text":"%s"},{"type":"markdown","text":"` + strings.Repeat("x", 2000) + `"}]`, 10000},
		"table in all":                {"message", `[{"type":"table","rows":[[{"type":"raw_text","text":"%s"},` + cell + `]]}]`, 9999},
		"table cell of rich text":     {"message", `[{"type":"table","rows":[[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"%s"}]}]}]]}]`, 10000},
		"data table in all":           {"message", `[{"type":"data_table","caption":"c","rows":[[` + cell + `],[{"type":"raw_text","text":"%s"}]]}]`, 19999},
		"card title":                  {"message", `[{"type":"card","title":` + plain + `}]`, 150},
		"card body":                   {"message", `[{"type":"card","body":` + plain + `}]`, 200},
		"container title":             {"message", `[{"type":"container","title":` + plain + `,"child_blocks":[` + divider + `]}]`, 150},
		"container subtitle":          {"message", container(`,"subtitle":` + marked), 150},
		"card subtext":                {"message", `[{"type":"card","title":` + word + `,"subtext":` + plain + `}]`, 200},
		"card subtitle":               {"message", `[{"type":"card","title":` + word + `,"subtitle":` + plain + `}]`, 150},
		"chart title":                 {"message", `[{"type":"data_visualization","title":"%s","chart":` + pie + `}]`, 50},
		"chart segment":               {"message", chart(`{"type":"pie","segments":[{"label":"%s","value":1}]}`), 20},
		"chart series":                {"message", chart(`{"type":"bar","axis_config":{"categories":["c"]},"series":[{"name":"%s","data":[{"label":"c","value":1}]}]}`), 20},
		"chart category":              {"message", chart(`{"type":"line","axis_config":{"categories":["%s"]},"series":[{"name":"s","data":[{"label":"%s","value":1}]}]}`), 20},
		"chart axis":                  {"message", chart(`{"type":"area","axis_config":{"categories":["c"],"y_label":"%s"},"series":[{"name":"s","data":[{"label":"c","value":-1.5}]}]}`), 50},
		"action_id":                   {"message", actions(`{"type":"button","action_id":"%s","text":` + word + `}`), 255},
		"button text":                 {"message", actions(`{"type":"button","text":` + plain + `}`), 75},
		"button value":                {"message", actions(`{"type":"button","value":"%s","text":` + word + `}`), 2000},
		"button address":              {"message", actions(`{"type":"button","url":"%s","text":` + word + `}`), 3000},
		"button accessibility label":  {"message", actions(`{"type":"button","accessibility_label":"%s","text":` + word + `}`), 75},
		"placeholder":                 {"message", actions(`{"type":"external_select","placeholder":` + plain + `}`), 150},
		"option text":                 {"message", actions(`{"type":"static_select","options":[{"value":"v","text":` + plain + `}]}`), 75},
		"option value":                {"message", actions(`{"type":"static_select","options":[{"value":"%s","text":` + word + `}]}`), 150},
		"option description":          {"message", actions(`{"type":"radio_buttons","options":[{"value":"v","text":` + word + `,"description":` + plain + `}]}`), 75},
		"option group label":          {"message", actions(`{"type":"static_select","option_groups":[{"label":` + plain + `,"options":[` + option + `]}]}`), 75},
		"feedback text":               {"message", rated(`"positive_button":{"value":"u","text":` + plain + `},"negative_button":{"value":"d","text":` + word + `}`), 75},
		"feedback value":              {"message", rated(`"positive_button":{"value":"%s","text":` + word + `},"negative_button":{"value":"d","text":` + word + `}`), 2000},
		"feedback accessibility text": {"message", rated(`"positive_button":{"value":"u","text":` + word + `,"accessibility_label":"%s"},"negative_button":{"value":"d","text":` + word + `}`), 75},
		"icon button text":            {"message", `[{"type":"context_actions","elements":[{"type":"icon_button","icon":"trash","text":` + plain + `}]}]`, 75},
		"icon button value":           {"message", `[{"type":"context_actions","elements":[{"type":"icon_button","icon":"trash","value":"%s","text":` + word + `}]}]`, 2000},
		"initial value":               {"modal", input(`{"type":"plain_text_input","max_length":10,"initial_value":"%s"}`), 10},
		"initial value, no maximum":   {"modal", input(`{"type":"plain_text_input","initial_value":"%s"}`), 3000},
		"confirm title":               {"message", actions(`{"type":"button","text":` + word + `,"confirm":{"title":` + plain + `,"text":` + word + `,"confirm":` + word + `,"deny":` + word + `}}`), 100},
		"confirm text":                {"message", actions(`{"type":"button","text":` + word + `,"confirm":{"title":` + word + `,"text":` + plain + `,"confirm":` + word + `,"deny":` + word + `}}`), 300},
		"confirm button":              {"message", actions(`{"type":"button","text":` + word + `,"confirm":{"title":` + word + `,"text":` + word + `,"confirm":` + plain + `,"deny":` + word + `}}`), 30},
		"view title":                  {"view", `{"type":"modal","title":` + plain + `,"blocks":[` + divider + `]}`, 24},
		"view submit":                 {"view", modal + `,"submit":` + plain + `}`, 24},
		"view close":                  {"view", modal + `,"close":` + plain + `}`, 24},
		"view metadata":               {"view", modal + `,"private_metadata":"%s"}`, 3000},
		"view callback":               {"view", modal + `,"callback_id":"%s"}`, 255},
		"view external id":            {"view", modal + `,"external_id":"%s"}`, 255},
		"answer to a menu":            {"menu", `{"options":[{"value":"v","text":` + plain + `}]}`, 75},
	} {
		t.Run(name, func(t *testing.T) {
			if got := on(t, tt.surface, strings.ReplaceAll(tt.form, "%s", strings.Repeat("ä", tt.most))); len(got) > 0 {
				t.Errorf("%d characters: %q", tt.most, got)
			}
			if got := on(t, tt.surface, strings.ReplaceAll(tt.form, "%s", strings.Repeat("ä", tt.most+1))); len(got) == 0 {
				t.Errorf("%d characters pass", tt.most+1)
			}
		})
	}
}

// TestCounts: so many pieces pass, one fewer or one more do not.
func TestCounts(t *testing.T) {
	// %d in a piece is its number, for what must not come twice.
	for name, tt := range map[string]struct {
		surface, before, piece, after string
		least, most                   int
	}{
		"blocks of a message":        {"post", `{"text":"t","blocks":[`, divider, `]}`, 0, 50},
		"blocks of a view":           {"view", `{"type":"modal","title":` + word + `,"blocks":[`, divider, `]}`, 0, 100},
		"fields":                     {"message", `[{"type":"section","fields":[`, word, `]}]`, 1, 10},
		"context elements":           {"message", `[{"type":"context","elements":[`, word, `]}]`, 1, 10},
		"actions":                    {"message", `[{"type":"actions","elements":[`, button, `]}]`, 1, 25},
		"context actions":            {"message", `[{"type":"context_actions","elements":[`, `{"type":"icon_button","icon":"trash","text":` + word + `}`, `]}]`, 1, 5},
		"rows":                       {"message", `[{"type":"table","rows":[`, `[` + cell + `]`, `]}]`, 1, 100},
		"cells":                      {"message", `[{"type":"table","rows":[[`, cell, `]]}]`, 1, 20},
		"column settings":            {"message", `[{"type":"table","rows":[[` + cell + `]],"column_settings":[`, `{"align":"left"}`, `]}]`, 0, 20},
		"rows of a data table":       {"message", `[{"type":"data_table","caption":"c","rows":[`, `[` + cell + `]`, `]}]`, 2, 101},
		"cards":                      {"message", `[{"type":"carousel","elements":[`, `{"type":"card","title":` + word + `}`, `]}]`, 1, 10},
		"buttons of a card":          {"message", `[{"type":"card","actions":[`, button, `]}]`, 1, 3},
		"children of a container":    {"message", `[{"type":"container","title":` + word + `,"child_blocks":[`, divider, `]}]`, 1, 10},
		"charts":                     {"message", `[`, `{"type":"data_visualization","title":"t","chart":` + bar + `}`, `]`, 0, 2},
		"segments":                   {"message", `[{"type":"data_visualization","title":"t","chart":{"type":"pie","segments":[`, `{"label":"%d","value":1}`, `]}}]`, 1, 6},
		"options":                    {"message", `[{"type":"actions","elements":[{"type":"static_select","options":[`, option, `]}]}]`, 1, 100},
		"options of an overflow":     {"message", `[{"type":"actions","elements":[{"type":"overflow","options":[`, option, `]}]}]`, 1, 5},
		"radio buttons":              {"message", `[{"type":"actions","elements":[{"type":"radio_buttons","options":[`, option, `]}]}]`, 1, 10},
		"option groups":              {"message", `[{"type":"actions","elements":[{"type":"static_select","option_groups":[`, `{"label":` + word + `,"options":[` + option + `]}`, `]}]}]`, 1, 100},
		"options of a menu's answer": {"menu", `{"options":[`, option, `]}`, 0, 100},
	} {
		t.Run(name, func(t *testing.T) {
			with := func(n int) []string {
				pieces := make([]string, n)
				for i := range pieces {
					pieces[i] = strings.ReplaceAll(tt.piece, "%d", strconv.Itoa(i))
				}
				return on(t, tt.surface, tt.before+strings.Join(pieces, ",")+tt.after)
			}
			for _, n := range []int{tt.least, tt.most} {
				if got := with(n); len(got) > 0 {
					t.Errorf("%d: %q", n, got)
				}
			}
			if tt.least > 0 && len(with(tt.least-1)) == 0 {
				t.Errorf("%d pass", tt.least-1)
			}
			if len(with(tt.most+1)) == 0 {
				t.Errorf("%d pass", tt.most+1)
			}
		})
	}
}

// TestShapes has a faulty value for each rule that is not a length or a count.
func TestShapes(t *testing.T) {
	for name, tt := range map[string]struct{ surface, faulty, want string }{
		"no object":                     {"message", `[3]`, "must provide an object [json-pointer:/blocks/0]"},
		"unknown block":                 {"message", `[{"type":"hologram"}]`, "unsupported type: hologram"},
		"block_id twice":                {"message", `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`, `"a" is used twice`},
		"block_id that is not a string": {"message", `[{"type":"divider","block_id":3}]`, "must be a string"},
		"markdown in a modal":           {"modal", `[{"type":"markdown","text":"x"}]`, "unsupported type: markdown in a modal"},
		"rating in a modal":             {"modal", rated(`"positive_button":{"value":"u","text":` + word + `},"negative_button":{"value":"d","text":` + word + `}`), "context_actions in a modal"},
		"rating on Home":                {"home", rated(`"positive_button":{"value":"u","text":` + word + `},"negative_button":{"value":"d","text":` + word + `}`), "context_actions in a home"},
		"table in a modal":              {"modal", `[{"type":"table","rows":[[` + cell + `]]}]`, "table in a modal"},
		"alert in a message":            {"message", `[{"type":"alert"}]`, "alert in a message"},
		"section of nothing":            {"message", `[{"type":"section"}]`, "missing required field: text or fields"},
		"empty text":                    {"message", `[{"type":"section","text":{"type":"mrkdwn","text":""}}]`, "must be more than 0 characters"},
		"text of no type":               {"message", `[{"type":"section","text":{"text":"x"}}]`, "must be a valid text type"},
		"text that is not an object":    {"message", `[{"type":"section","text":"x"}]`, "must provide an object"},
		"header in mrkdwn":              {"message", `[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`, "must be a valid text type"},
		"emoji flag with mrkdwn":        {"message", `[{"type":"section","text":{"type":"mrkdwn","text":"x","emoji":true}}]`, "not allowed with mrkdwn"},
		"verbatim plain text":           {"message", `[{"type":"section","text":{"type":"plain_text","text":"x","verbatim":false}}]`, "not allowed with plain_text"},
		"picture without address":       {"message", `[{"type":"image","alt_text":"a"}]`, "image_url"},
		"picture without description":   {"message", `[{"type":"image","image_url":"https://a.b"}]`, "alt_text"},
		"elements that are not a list":  {"message", `[{"type":"actions","elements":{}}]`, "must be an array"},
		"element that is not an object": {"message", `[{"type":"actions","elements":[3]}]`, "must provide an object"},
		"action_id twice":               {"message", actions(`{"type":"button","action_id":"a","text":` + word + `},{"type":"button","action_id":"a","text":` + word + `}`), `"a" is used twice`},
		"element in the wrong place":    {"message", actions(`{"type":"plain_text_input"}`), "plain_text_input in actions"},
		"rating among actions":          {"message", actions(`{"type":"feedback_buttons"}`), "feedback_buttons in actions"},
		"button style":                  {"message", actions(`{"type":"button","style":"loud","text":` + word + `}`), "primary or danger"},
		"button text in mrkdwn":         {"message", actions(`{"type":"button","text":{"type":"mrkdwn","text":"x"}}`), "must be a valid text type"},
		"empty accessibility label":     {"message", actions(`{"type":"button","accessibility_label":"","text":` + word + `}`), "accessibility_label"},
		"half a rating":                 {"message", rated(`"positive_button":{"value":"u","text":` + word + `}`), "negative_button"},
		"rating without value":          {"message", rated(`"positive_button":{"text":` + word + `},"negative_button":{"value":"d","text":` + word + `}`), "positive_button/value"},
		"icon":                          {"message", `[{"type":"context_actions","elements":[{"type":"icon_button","icon":"star","text":` + word + `}]}]`, "must be trash"},
		"menu without options":          {"message", actions(`{"type":"static_select"}`), "missing required field: options"},
		"menu option in mrkdwn":         {"message", actions(`{"type":"static_select","options":[{"value":"v","text":{"type":"mrkdwn","text":"x"}}]}`), "must be a valid text type"},
		"overflow option in mrkdwn":     {"message", actions(`{"type":"overflow","options":[{"value":"v","text":{"type":"mrkdwn","text":"x"}}]}`), "must be a valid text type"},
		"option without value":          {"message", actions(`{"type":"static_select","options":[{"text":` + word + `}]}`), "options/0/value"},
		"initial option of none":        {"message", actions(`{"type":"static_select","options":[` + option + `],"initial_option":{"text":` + word + `,"value":"other"}}`), "must be one of the options"},
		"input without label":           {"modal", `[{"type":"input","element":{"type":"plain_text_input"}}]`, "/label"},
		"input without element":         {"modal", `[{"type":"input","label":` + word + `}]`, "/element"},
		"input of too much":             {"modal", input(`{"type":"plain_text_input","max_length":3001}`), "max_length"},
		"confirm without text":          {"message", actions(`{"type":"button","text":` + word + `,"confirm":{"title":` + word + `}}`), "confirm/text"},
		"rich text of nothing":          {"message", `[{"type":"rich_text","elements":[]}]`, "no fewer than 1"},
		"empty rich text":               {"message", `[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}]`, "must be more than 0 characters"},
		"rich text of no type":          {"message", `[{"type":"rich_text","elements":[{"type":"song"}]}]`, "unsupported rich text element: song"},
		"list of no style":              {"message", `[{"type":"rich_text","elements":[{"type":"rich_text_list","elements":[]}]}]`, "bullet or ordered"},
		"link to nowhere":               {"message", `[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"link","url":"x"}]}]}]`, "valid url"},
		"two tables":                    {"message", `[{"type":"table","rows":[[` + cell + `]]},{"type":"table","rows":[[` + cell + `]]}]`, blocks.OnlyOneTable},
		"table of no rows":              {"message", `[{"type":"table"}]`, "must be an array"},
		"empty cell":                    {"message", `[{"type":"table","rows":[[{"type":"raw_text","text":""}]]}]`, "must be more than 0 characters"},
		"cell of a number":              {"message", `[{"type":"table","rows":[[{"type":"raw_number","value":1}]]}]`, "unsupported cell type"},
		"empty align":                   {"message", `[{"type":"table","rows":[[` + cell + `]],"column_settings":[{"align":""}]}]`, "left, center or right"},
		"data table without caption":    {"message", `[{"type":"data_table","rows":[[` + cell + `],[` + cell + `]]}]`, "caption"},
		"uneven data table":             {"message", `[{"type":"data_table","caption":"c","rows":[[` + cell + `],[` + cell + `,` + cell + `]]}]`, "as many cells as the first row"},
		"card of nothing":               {"message", `[{"type":"card"}]`, "missing required field"},
		"icon twice":                    {"message", `[{"type":"card","title":` + word + `,"slack_icon":{"name":"star"},"icon":{"type":"image","image_url":"https://a.b","alt_text":"a"}}]`, "cannot both be set"},
		"card of a bare string":         {"message", `[{"type":"card","title":"x"}]`, "must provide an object"},
		"carousel of dividers":          {"message", `[{"type":"carousel","elements":[` + divider + `]}]`, "divider in a carousel"},
		"container without title":       {"message", `[{"type":"container","child_blocks":[` + divider + `]}]`, "title or rich_text_title"},
		"container in a modal":          {"modal", container(""), "container in a modal"},
		"container of a chart":          {"message", `[{"type":"container","title":` + word + `,"child_blocks":` + chart(pie) + `}]`, "data_visualization in a container [json-pointer:/blocks/0/child_blocks/0/type]"},
		"container of odd width":        {"message", container(`,"width":"huge"`), "/blocks/0/width"},
		"collapsed for ever":            {"message", container(`,"default_collapsed":true`), "needs is_collapsible"},
		"divider of what collapses":     {"message", container(`,"is_collapsible":true,"has_header_divider":true`), "not allowed with is_collapsible"},
		"page of too many rows":         {"message", `[{"type":"data_table","caption":"c","page_size":101,"rows":[[` + cell + `],[` + cell + `]]}]`, "must be 1 to 100"},
		"header of rich text":           {"message", `[{"type":"data_table","caption":"c","rows":[[` + rich + `],[` + cell + `]]}]`, "header row"},
		"chart on Home":                 {"home", chart(pie), "data_visualization in a home"},
		"one segment twice":             {"message", chart(`{"type":"pie","segments":[{"label":"a","value":1},{"label":"a","value":2}]}`), `"a" is used twice [json-pointer:/blocks/0/chart/segments/1/label]`},
		"one category twice":            {"message", chart(`{"type":"bar","series":[{"name":"s","data":[{"label":"a","value":1},{"label":"b","value":1}]}],"axis_config":{"categories":["a","a"]}}`), `"a" is used twice [json-pointer:/blocks/0/chart/axis_config/categories]`},
		"one point twice":               {"message", chart(`{"type":"bar","series":[{"name":"s","data":[{"label":"a","value":1},{"label":"a","value":1}]}],"axis_config":{"categories":["a","b"]}}`), `"a" is used twice [json-pointer:/blocks/0/chart/series/0/data/1/label]`},
		"no such row header":            {"message", `[{"type":"data_table","caption":"c","row_header_column_index":20,"rows":[[` + cell + `],[` + cell + `]]}]`, "must be 0 to 19"},
		"words as a number":             {"message", `[{"type":"data_table","caption":"c","rows":[[` + cell + `],[{"type":"raw_number","text":"1"}]]}]`, "unsupported cell type: raw_number"},
		"chart without chart":           {"message", `[{"type":"data_visualization","title":"t"}]`, "must provide an object [json-pointer:/blocks/0/chart]"},
		"chart of no kind":              {"message", chart(`{"type":"radar"}`), "pie, bar, area or line"},
		"segment of nothing":            {"message", chart(`{"type":"pie","segments":[{"label":"a","value":0}]}`), "above 0"},
		"chart without axes":            {"message", chart(`{"type":"bar","series":[]}`), "/blocks/0/chart/axis_config"},
		"point of no category":          {"message", chart(strings.Replace(bar, `"label":"c"`, `"label":"d"`, 1)), "one of the categories"},
		"point without value":           {"message", chart(strings.Replace(bar, `"value":1`, `"value":"1"`, 1)), "must be a number"},
		"series twice":                  {"message", chart(`{"type":"bar","axis_config":{"categories":["c"]},"series":[{"name":"s","data":[{"label":"c","value":1}]},{"name":"s","data":[{"label":"c","value":1}]}]}`), "used twice"},
		"too few points":                {"message", chart(strings.Replace(bar, `["c"]`, `["c","d"]`, 1)), "one point for each category"},
		"modal of the wrong type":       {"view", `{"type":"home","title":` + word + `,"blocks":[]}`, `must be "modal"`},
		"modal without title":           {"view", `{"type":"modal","blocks":[]}`, "/view/title"},
		"title in mrkdwn":               {"view", `{"type":"modal","title":{"type":"mrkdwn","text":"x"},"blocks":[]}`, "must be a valid text type"},
		"view without blocks":           {"view", `{"type":"modal","title":` + word + `}`, "/view/blocks"},
		"inputs without submit":         {"view", `{"type":"modal","title":` + word + `,"blocks":` + input(`{"type":"plain_text_input"}`) + `}`, "must define `submit`"},
		"view of too many bytes":        {"view", modal + `,"extra":"` + strings.Repeat("x", 250_000) + `"}`, "bytes"},
		"menu's answer of nothing":      {"menu", `{}`, "neither options nor option_groups"},
		"message text of no string":     {"post", `{"text":3,"blocks":[` + divider + `]}`, "must be a string"},
		"message blocks of no list":     {"post", `{"text":"t","blocks":{}}`, "must be an array"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := on(t, tt.surface, tt.faulty); !strings.Contains(fmt.Sprint(got), tt.want) {
				t.Errorf("got %q, want one with %q", got, tt.want)
			}
		})
	}
}

// TestAdvice has a payload for each piece of advice that Slack would take.
func TestAdvice(t *testing.T) {
	post := func(list string) string { return `{"text":"t","blocks":` + list + `}` }
	section := func(kind, text, more string) string {
		return post(`[{"type":"section","text":{"type":"` + kind + `","text":"` + text + `"` + more + `}}]`)
	}
	inRich := func(element string) string {
		return post(`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[` + element + `]}]}]`)
	}
	const verbatim = `,"verbatim":true`
	for name, tt := range map[string]struct{ payload, want string }{
		"no text":                     {`{"blocks":[` + divider + `]}`, "screen readers"},
		"text that is cut":            {`{"text":"` + strings.Repeat("x", 40001) + `","blocks":[` + divider + `]}`, "cut"},
		"a mention in the text":       {`{"text":"hello <@U1>","blocks":[` + divider + `]}`, "<@U1>"},
		"a broadcast in the text":     {`{"text":"<!here>","blocks":[` + divider + `]}`, "<!here>"},
		"a link in the text":          {`{"text":"<https://a.b|c>","blocks":[` + divider + `]}`, "<https://a.b|"},
		"a bracket in the text":       {`{"text":"1 < 2","blocks":[` + divider + `]}`, "unescaped"},
		"no blocks":                   {post(`[]`), "nothing to see"},
		"mrkdwn that links by itself": {section("mrkdwn", "x", ""), "verbatim"},
		"a channel in mrkdwn":         {section("mrkdwn", "<#C1|x>", verbatim), "<#C1|x>"},
		"a disguised link in mrkdwn":  {section("mrkdwn", "<javascript:x|y>", verbatim), "<javascript:x|"},
		"a bracket in mrkdwn":         {section("mrkdwn", "1 > 2", verbatim), "unescaped"},
		"a mention in rich text":      {inRich(`{"type":"user","user_id":"U1"}`), "mentions"},
		"a group in rich text":        {inRich(`{"type":"usergroup","usergroup_id":"S1"}`), "mentions"},
		"a broadcast in rich text":    {inRich(`{"type":"broadcast","range":"here"}`), "mentions"},
		"a channel in rich text":      {inRich(`{"type":"channel","channel_id":"C1"}`), "mentions"},
		"an endless text":             {inRich(`{"type":"text","text":"` + strings.Repeat("x", 12001) + `"}`), "12001 characters"},
		"an empty section":            {inRich(""), "empty rich_text_section"},
		"an empty list":               {post(`[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","elements":[]}]}]`), "empty rich_text_list"},
		"no action_id":                {post(actions(`{"type":"button","value":"v","text":` + word + `}`)), "action_id"},
		"a button without value":      {post(actions(`{"type":"button","action_id":"a","text":` + word + `}`)), "value"},
		"a menu without placeholder":  {post(actions(`{"type":"external_select","action_id":"a"}`)), "placeholder"},
		"a table of one row":          {post(`[{"type":"table","rows":[[` + cell + `]]}]`), "one row"},
		"an uneven table":             {post(`[{"type":"table","rows":[[` + cell + `],[` + cell + `,` + cell + `]]}]`), "2 cells"},
		"a table near its limit":      {post(`[{"type":"table","rows":[[` + strings.Repeat(rich+",", 19) + rich + `]` + strings.Repeat(`,[`+strings.Repeat(rich+",", 19)+rich+`]`, 5) + `]}]`), "counts"},
		"a modal without close":       {`{"type":"modal","callback_id":"c","title":` + word + `,"blocks":[` + divider + `]}`, "close"},
		"a view without callback":     {`{"type":"home","blocks":[` + divider + `]}`, "callback_id"},
	} {
		t.Run(name, func(t *testing.T) {
			got := blocks.Advise(object(t, tt.payload), "")
			if len(got) == 0 || !strings.Contains(got[0], tt.want) || len(got) > 1 {
				t.Errorf("got %q, want one with %q", got, tt.want)
			}
		})
	}
	for name, payload := range map[string]string{
		"an ordinary message":  post(`[{"type":"section","text":{"type":"mrkdwn","text":"*a* &lt; <https://a.b|source>","verbatim":true}},` + rich + `,` + actions(`{"type":"button","action_id":"a","value":"v","text":` + word + `},{"type":"button","action_id":"b","url":"https://a.b","text":` + word + `}`)[1:]),
		"the mention we chose": `{"text":"by <@U1>","blocks":[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"user","user_id":"U1"}]}]}]}`,
		"an ordinary modal":    modal + `,"callback_id":"c","close":` + word + `}`,
	} {
		t.Run(name, func(t *testing.T) {
			if got := blocks.Advise(object(t, payload), "U1"); len(got) > 0 {
				t.Errorf("got %q", got)
			}
		})
	}
}
