package workspace_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"

	"rolecall/internal/workspace"
)

func TestTerminal(t *testing.T) {
	ws, ctx := start(t, workspace.Options{})
	bot(t, ctx, ws, scripted)
	script := strings.Join([]string{"hello", "@rolecall what does a CTO do?", "3", "1", "good", "", "/rolecall cto", "9", "/home", "/quit", "never"}, "\n")
	var out strings.Builder
	check(t, workspace.RunTerminal(ctx, ws, strings.NewReader(script), &out, workspace.TerminalOptions{}))
	at := 0
	for _, want := range []string{"You are Maya Lindqvist", "you said hello", "Rolecall in #hiring (thread)\nheard\n  [1] Open a form\n  [2] Helpful\n  [3] Not helpful\n",
		"(only visible to you)\nthanks: down", "── A form ──", "Reason: ", "Role (may stay empty): ", "(the form is closed)", "only you: cto", "there is no [9]", "Home of Rolecall\nHome"} {
		i := strings.Index(out.String()[at:], want)
		if i < 0 {
			t.Fatalf("after byte %d there is no %q in:\n%s", at, want, out.String())
		}
		at += i + len(want)
	}
	if strings.Contains(out.String(), "never") {
		t.Error("/quit did not end the conversation")
	}
}

func TestTerminalEndsWithItsInput(t *testing.T) {
	ws, ctx := start(t, workspace.Options{})
	check(t, workspace.RunTerminal(ctx, ws, strings.NewReader(""), io.Discard, workspace.TerminalOptions{}))
}

func TestDraw(t *testing.T) {
	tests := []struct{ name, blocks, want string }{
		{"section", `[{"type":"section","text":{"type":"mrkdwn","text":"*CTO* &amp; <https://example.org|a link> <@U1> _soft_ a*b*c"},"fields":[{"type":"plain_text","text":"*as is*"}]}]`,
			"CTO & a link (https://example.org) @Ann soft a*b*c\n  *as is*\n"},
		{"rich text", `[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"Look:"}]},{"type":"rich_text_list","style":"ordered","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"one"}]},{"type":"rich_text_section","elements":[{"type":"link","url":"https://x.example","text":"two"}]}]}]}]`,
			"Look:\n  1. one\n  2. two (https://x.example)\n"},
		{"table", `[{"type":"table","rows":[[{"type":"raw_text","text":"What"},{"type":"raw_text","text":"CTO"}],[{"type":"raw_text","text":"Looks"},{"type":"raw_text","text":"outward and forward"}]]}]`,
			"What  │ CTO\n──────┼───────────────\nLooks │ outward and\n      │ forward\n"},
		{"unknown", `[{"type":"hologram"}]`, "(a block of type hologram)\n"},
		{"menu", `[{"type":"actions","elements":[{"type":"static_select","action_id":"s","placeholder":{"type":"plain_text","text":"Pick"},"options":[{"text":{"type":"plain_text","text":"One"},"value":"1"}]}]}]`,
			"  [1] Pick: One\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			width := 0
			if test.name == "table" {
				width = 22
			}
			got, _, err := workspace.Draw(json.RawMessage(test.blocks), workspace.DrawOptions{Width: width, Name: func(string) string { return "Ann" }})
			check(t, err)
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}
