// Package fidelity tests the workspace with a bot on Slack's own framework for Node.
package fidelity

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"rolecall/internal/slacktest"
)

// needs skips a test if something that it needs is not installed; in CI (CI=true) the
// test fails instead.
func needs(t *testing.T, file string, hint string) {
	t.Helper()
	if _, err := os.Stat(file); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: %s", file, hint)
	}
	t.Skipf("%s is missing: %s", file, hint)
}

func TestBolt(t *testing.T) {
	needs(t, "node_modules/@slack/bolt/package.json", "run npm ci in internal/slacktest/fidelity")
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	ws, err := slacktest.Start(ctx, slacktest.Options{})
	check(t, err)
	defer func() { check(t, ws.Close()) }()
	runBolt(t, ctx, ws)
	check(t, ws.WaitConnected(ctx, 1))

	mention, err := ws.Mention(ctx, "random", "maya", "what is for lunch?")
	check(t, err)
	heard := answer(t, ctx, ws, mention)
	if heard.Text != "heard" || heard.ThreadTS != mention.TS {
		t.Fatalf("a mention was answered with %+v", heard)
	}
	thank, err := ws.Click(ctx, "maya", heard.Ref(), slacktest.Press{ActionID: "thank"})
	check(t, err)
	if e := answer(t, ctx, ws, thank); e.Text != "thank you" || e.Kind != slacktest.KindUpdate {
		t.Fatalf("a button was answered with %+v", e)
	}
	said, err := ws.DM(ctx, "maya", "hello")
	check(t, err)
	if e := answer(t, ctx, ws, said); e.Text != "you said hello" {
		t.Fatalf("a direct message was answered with %+v", e)
	}
	command, err := ws.Slash(ctx, "random", "maya", "/ask", "lunch")
	check(t, err)
	if e := answer(t, ctx, ws, command); e.Text != "only you: lunch" || e.For == "" {
		t.Fatalf("a slash command was answered with %+v", e)
	}
	home, err := ws.OpenHome(ctx, "maya", "home")
	check(t, err)
	if e := answer(t, ctx, ws, home); e.Kind != slacktest.KindHome {
		t.Fatalf("opening Home was answered with %+v", e)
	}
	submitForm(t, ctx, ws)
	check(t, ws.WaitAcked(ctx))
	if v := ws.Violations(); len(v) > 0 {
		t.Errorf("violations: %v", v)
	}
	for _, c := range ws.Calls("") {
		if c.Error != "" {
			t.Errorf("%s was refused with %s", c.Method, c.Error)
		}
	}
}

// submitForm opens a modal by the global shortcut, searches, and submits first a value
// that the bot refuses, then one that it accepts.
func submitForm(t *testing.T, ctx context.Context, ws *slacktest.Workspace) {
	t.Helper()
	shortcut, err := ws.Shortcut(ctx, "maya", "ask_role")
	check(t, err)
	modal := answer(t, ctx, ws, shortcut)
	if modal.View == nil || modal.View.Title != "A form" {
		t.Fatalf("a shortcut was answered with %+v", modal)
	}
	typed, err := ws.Suggest(ctx, "maya", modal.Ref(), "role_search", "ct")
	check(t, err)
	if e := answer(t, ctx, ws, typed); !strings.Contains(string(e.Options), "Found ct") {
		t.Fatalf("the menu was answered with %+v", e)
	}
	bad, err := ws.Submit(ctx, "maya", modal.View.ID, map[string]any{"Reason": "bad"})
	check(t, err)
	if e := answer(t, ctx, ws, bad); e.Kind != slacktest.KindErrors {
		t.Fatalf("a bad form was answered with %+v", e)
	}
	seq := ws.Seq()
	good, err := ws.Submit(ctx, "maya", modal.View.ID, map[string]any{"Reason": "good", "Role": "found"})
	check(t, err)
	if e := answer(t, ctx, ws, good); e.Kind != slacktest.KindClose {
		t.Fatalf("a good form was answered with %+v", e)
	}
	_, err = ws.Wait(ctx, seq, func(e slacktest.Event) bool { return e.Text == "reason: good, role: found" })
	check(t, err)
}

// runBolt runs the bot until the test ends, and shows what it printed if the
// test failed.
func runBolt(t *testing.T, ctx context.Context, ws *slacktest.Workspace) {
	t.Helper()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "node", "bolt.mjs")
	cmd.Env = append(os.Environ(), "SLACK_BOT_TOKEN="+ws.BotToken(), "SLACK_APP_TOKEN="+ws.AppToken(), "SLACK_API_URL="+ws.APIURL())
	cmd.Stdout, cmd.Stderr = &out, &out
	check(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		timer := time.AfterFunc(5*time.Second, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait()
		timer.Stop()
		if t.Failed() {
			t.Logf("the bot printed:\n%s", out.String())
		}
	})
}

func answer(t *testing.T, ctx context.Context, ws *slacktest.Workspace, d slacktest.Delivery) slacktest.Event {
	t.Helper()
	e, err := ws.WaitAnswer(ctx, d)
	check(t, err)
	return e
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
