package terminal_test

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"rolecall/internal/demo"
	"rolecall/internal/demo/terminal"
	"rolecall/internal/slacktest"
	"rolecall/internal/slacktest/scripted"
)

// start runs the demo's workspace for a test, with these commands only.
func start(t *testing.T, commands ...slacktest.Command) (*slacktest.Workspace, context.Context) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	opt := demo.Workspace()
	opt.App.Commands = commands
	ws, err := slacktest.Start(ctx, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	return ws, ctx
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTerminal(t *testing.T) {
	ws, ctx := start(t)
	scripted.Run(t, ctx, ws, scripted.Plain)
	script := strings.Join([]string{"hello", "@rolecall what does a CTO do?", "3", "1", "good", "", "/rolecall cto", "9", "/home", "/quit", "never"}, "\n")
	var out strings.Builder
	check(t, terminal.Run(ctx, ws, strings.NewReader(script), &out, terminal.Options{}))
	at := 0
	for _, want := range []string{"You are Maya Lindqvist", "you said hello", "Rolecall in #hiring (thread)\nheard\n  [1] Open a form\n  [2] Helpful\n  [3] Not helpful\n",
		"(only visible to you)\nthanks: down", "── A form ──", "Reason: ", "Role (optional): ", "(the form is closed)", "only you: cto", "there is no [9]", "Home of Rolecall\nHome"} {
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

func TestTerminalFollowsUpInTheThread(t *testing.T) {
	ws, ctx := start(t, slacktest.Command{Name: "/rolecall"})
	scripted.Run(t, ctx, ws, scripted.Plain)
	script := strings.Join([]string{"@rolecall what does a CTO do?", "@Rolecall and a CIO?", "/new", "@rolecall and a CISO?", "/foo"}, "\n")
	var out strings.Builder
	check(t, terminal.Run(ctx, ws, strings.NewReader(script), &out, terminal.Options{}))
	var roots []string
	for _, e := range ws.Events(0) {
		if e.Kind == slacktest.KindMessage && e.User != ws.BotUserID() {
			roots = append(roots, e.ThreadTS)
		}
	}
	if len(roots) != 3 || roots[0] != "" || roots[1] == "" || roots[2] != "" {
		t.Errorf("the mentions are in the threads %q; want the second in the first's, and after /new none", roots)
	}
	for _, want := range []string{"@rolecall ...", "/rolecall ...", "/home", "/foo is not a valid command; there is /rolecall\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("there is no %q in:\n%s", want, out.String())
		}
	}
}

func TestTerminalAsksAWrongLineAgain(t *testing.T) {
	ws, ctx := start(t)
	scripted.Run(t, ctx, ws, scripted.Plain)
	// A needed line left empty, a menu where nothing was chosen, and an answer
	// that the bot sends back.
	script := strings.Join([]string{"@rolecall what does a CTO do?", "1", "", "bad", "ct", "1", "better", "hello"}, "\n")
	var out strings.Builder
	check(t, terminal.Run(ctx, ws, strings.NewReader(script), &out, terminal.Options{}))
	at := 0
	for _, want := range []string{"── A form ──", "Reason: ", "! This one is needed.", "Reason: ", "Role (optional): ", "(1) Found ct", "! Not that", "Reason: ", "(the form is closed)", "you said hello"} {
		i := strings.Index(out.String()[at:], want)
		if i < 0 {
			t.Fatalf("after byte %d there is no %q in:\n%s", at, want, out.String())
		}
		at += i + len(want)
	}
	if n := strings.Count(out.String(), "Role (optional)"); n != 1 {
		t.Errorf("the role was asked for %d times; it was right the first time", n)
	}
}

func TestTerminalEndsWithItsInput(t *testing.T) {
	ws, ctx := start(t)
	check(t, terminal.Run(ctx, ws, strings.NewReader(""), io.Discard, terminal.Options{}))
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
		{"long menu", `[{"type":"actions","elements":[{"type":"static_select","action_id":"s","placeholder":{"type":"plain_text","text":"Pick"},"options":[{"text":{"type":"plain_text","text":"Chief Technology Officer"},"value":"1"},{"text":{"type":"plain_text","text":"Chief Information Officer"},"value":"2"}]}]}]`,
			"  [1] Pick: Chief Technology\n      Officer | Chief\n      Information Officer\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			width := 0
			switch test.name {
			case "table":
				width = 22
			case "long menu":
				width = 30
			}
			got, _, err := terminal.Draw(json.RawMessage(test.blocks), terminal.DrawOptions{Width: width, Name: func(string) string { return "Ann" }})
			check(t, err)
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}
