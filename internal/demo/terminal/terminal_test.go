package terminal_test

import (
	"bufio"
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

// TestNumbersKeepTheirMeaning: a message in another channel that comes between reading a
// number and typing it is numbered after it.
func TestNumbersKeepTheirMeaning(t *testing.T) {
	ws, ctx := start(t)
	curators, err := ws.Channel(demo.CuratorsChannel)
	check(t, err)
	scripted.Run(t, ctx, ws, scripted.ThenCard(curators.ID))
	lines, typing := io.Pipe()
	shown, out := io.Pipe()
	done := make(chan error, 1)
	go func() { done <- terminal.Run(ctx, ws, lines, out, terminal.Options{}); out.Close() }()
	var all strings.Builder
	for screen := bufio.NewReader(shown); ; {
		line, err := screen.ReadString('\n')
		all.WriteString(line)
		if err != nil {
			break
		}
		for after, answer := range map[string]string{"/quit.": "@rolecall what does a CTO do?", "Not ours": "2", "thanks: up": "4", "thanks: the card": "/quit"} {
			if strings.Contains(line, after) {
				go func() { _, _ = io.WriteString(typing, answer+"\n") }()
			}
		}
	}
	if err := <-done; err != nil {
		t.Errorf("%v, after:\n%s", err, all.String())
	}
	for _, want := range []string{"[1] Open a form\n  [2] Helpful\n  [3] Not helpful\n", "  [4] Not ours\n", "thanks: up", "thanks: the card"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("there is no %q in:\n%s", want, all.String())
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
		{"data table", `[{"type":"data_table","caption":"Pay","rows":[[{"type":"raw_text","text":"Role"},{"type":"raw_text","text":"Pay"},{"type":"raw_text","text":"More"}],[{"type":"raw_text","text":"CTO"},{"type":"raw_number","value":1200},{"type":"action_cell","element":{"type":"button","action_id":"a","text":{"type":"plain_text","text":"Read"}}}],[{"type":"raw_text","text":"CIO"},{"type":"raw_number","value":9,"text":"nine"},{"type":"raw_text","text":"-"}]]}]`,
			"Pay\nRole │ Pay  │ More\n─────┼──────┼─────\nCTO  │ 1200 │ Read\n─────┼──────┼─────\nCIO  │ nine │ -\n  [1] Read\n"},
		{"container", `[{"type":"container","is_collapsible":true,"default_collapsed":true,"title":{"type":"plain_text","text":"Questions"},"subtitle":{"type":"mrkdwn","text":"*nine*"},"child_blocks":[{"type":"section","text":{"type":"mrkdwn","text":"Why?"}}]},{"type":"container","rich_text_title":{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"Rich"}]}]},"child_blocks":[{"type":"divider"}]}]`,
			"▾ Questions\n  nine\nWhy?\n▾ Rich\n" + strings.Repeat("─", 40) + "\n"},
		{"carousel", `[{"type":"carousel","elements":[{"type":"card","title":{"type":"mrkdwn","text":"CTO"},"body":{"type":"mrkdwn","text":"builds"}},{"type":"card","title":{"type":"mrkdwn","text":"CIO"},"actions":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"Read"}}]}]}]`,
			"  CTO\n  builds\n  CIO\n  [1] Read\n"},
		{"one series", `[{"type":"data_visualization","title":"Asked","chart":{"type":"bar","axis_config":{"categories":["a","bcd"],"y_label":"Times"},"series":[{"name":"Asked","data":[{"label":"a","value":4},{"label":"bcd","value":1.5},{"label":"none","value":0}]}]}}]`,
			"Asked\n  Times\n  a    " + strings.Repeat("█", 44) + " 4\n  bcd  " + strings.Repeat("█", 17) + " 1.5\n  none 0\n"},
		{"several series", `[{"type":"data_visualization","title":"By week","chart":{"type":"line","axis_config":{"categories":["7 Sep","14 Sep"],"x_label":"Week"},"series":[{"name":"Asked","data":[{"label":"7 Sep","value":12},{"label":"14 Sep","value":18}]},{"name":"Liked","data":[{"label":"7 Sep","value":3},{"label":"14 Sep","value":-4}]}]}}]`,
			"By week\nWeek   │ Asked │ Liked\n───────┼───────┼──────\n7 Sep  │ 12    │ 3\n───────┼───────┼──────\n14 Sep │ 18    │ -4\n"},
		{"pie", `[{"type":"data_visualization","title":"About","chart":{"type":"pie","segments":[{"label":"Duties","value":2},{"label":"Pay","value":1}]}}]`,
			"About\n  Duties " + strings.Repeat("█", 20) + " 2\n  Pay    " + strings.Repeat("█", 10) + " 1\n"},
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
			case "pie":
				width = 31
			}
			got, _, err := terminal.Draw(json.RawMessage(test.blocks), terminal.DrawOptions{Width: width, Name: func(string) string { return "Ann" }})
			check(t, err)
			if got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}
