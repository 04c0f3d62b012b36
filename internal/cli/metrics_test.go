package cli_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"rolecall/internal/admin"
	"rolecall/internal/cli"
	"rolecall/internal/config"
	"rolecall/internal/demo"
	"rolecall/internal/slacktest"
)

// scraped returns the metrics of a bot that has answered, been rated, and been refused
// a call.
func scraped(t *testing.T) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), timeout)
	defer cancel()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ws, err := slacktest.Start(ctx, demo.Workspace())
	must(err)
	defer ws.Close()
	for _, v := range config.Variables() {
		t.Setenv(v.Name, "")
	}
	dir := t.TempDir()
	t.Setenv("SLACK_API_URL", ws.APIURL())
	t.Setenv("SLACK_BOT_TOKEN", ws.BotToken())
	t.Setenv("SLACK_APP_TOKEN", ws.AppToken())
	t.Setenv("ROLECALL_DATA_DIR", dir)
	t.Setenv("ROLECALL_WORKERS", "1") // a reply means that the requests before it are recorded
	var log bytes.Buffer
	ended := make(chan int, 1)
	serving, stop := context.WithCancel(ctx)
	go func() {
		ended <- cli.Run(serving, []string{"serve"}, cli.Env{Stdout: &log, Stderr: &log, Now: time.Now, Version: "1.2.3"})
	}()
	defer func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("serve ended with status %d:\n%s", code, log.String())
		}
	}()
	must(ws.WaitConnected(ctx, 1))
	answered := func(d slacktest.Delivery, err error) slacktest.Event {
		t.Helper()
		must(err)
		e, err := ws.WaitAnswer(ctx, d)
		must(err)
		return e
	}
	ws.Fault("chat.postMessage", slacktest.Fault{Body: `{"ok":false,"error":"invalid_blocks"}`})
	answer := answered(ws.Mention(ctx, "hiring", "maya", "what is a CTO"))
	answered(ws.Click(ctx, "maya", answer.Ref(), slacktest.Press{Text: "Helpful"}))
	answered(ws.Slash(ctx, "hiring", "maya", "/rolecall", "recipe for banana bread"))
	answered(ws.Slash(ctx, "hiring", "maya", "/rolecall", "help"))
	c, err := admin.Dial(ctx, filepath.Join(dir, config.SocketName))
	must(err)
	defer c.Close()
	var b bytes.Buffer
	must(c.Metrics(ctx, &b))
	return b.String()
}

// TestMetricsOfARunningBot: what it did is counted, promtool has nothing to say about
// it, the dashboard asks for what there is, and the list in the documents is complete.
func TestMetricsOfARunningBot(t *testing.T) {
	text := scraped(t)
	for _, want := range []string{
		`rolecall_replies_total{outcome="answer",surface="channel"} 1`, `rolecall_replies_total{outcome="none",surface="slash"} 1`,
		`rolecall_matches_total{encoder="not_asked"} [12]`, `rolecall_verdicts_total{helpful="true"} 1`, `rolecall_verdicts_total{helpful="false"} 0`,
		`rolecall_slack_calls_total{method="auth.test",result="ok"} 1`, `rolecall_slack_calls_total{method="apps.connections.open",result="ok"} 1`,
		`rolecall_slack_calls_total{method="chat.postMessage",result="refused"} 1`, `rolecall_slack_refusals_total{error="invalid_blocks"} 1`,
		`rolecall_slack_calls_total{method="chat.postMessage",result="ok"} [1-9]`,
		`rolecall_slack_calls_total{method="response_url",result="ok"} [2-9]`, `rolecall_slack_calls_total{method="response_url",result="refused"} 0`,
		`rolecall_store_seconds_count{operation="verdict"} 1`, `rolecall_store_errors_total{operation="verdict"} 0`,
		"rolecall_connections 1", "rolecall_reconnects_total 0", "rolecall_ready 1", "rolecall_workers 1", "rolecall_requests_room 64", `rolecall_entries [1-9]\d+`,
		`rolecall_build_info{goversion="go1\.\d+.*",version="1\.2\.3"} 1`,
	} {
		if !regexp.MustCompile(`(?m)^` + strings.NewReplacer("{", `\{`, "}", `\}`).Replace(want) + `$`).MatchString(text) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	if found := regexp.MustCompile("(?i)banana|U0MAYA|xoxb|xapp").FindString(text); found != "" {
		t.Errorf("the metrics hold %q", found)
	}
	t.Run("promtool", func(t *testing.T) { checkMetrics(t, text) })
	t.Run("dashboard", func(t *testing.T) { checkDashboard(t, text) })
	t.Run("list", func(t *testing.T) { checkList(t, text) })
}

// promtool returns the path of Prometheus' tool, or skips the test; in CI (CI=true) a
// missing one is a failure.
func promtool(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("promtool")
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatal("no promtool: install Prometheus (Debian: prometheus)")
	default:
		t.Skip("no promtool: install Prometheus (Debian: prometheus)")
	}
	return path
}

// checkMetrics has promtool read the metrics: their format, names, units and help.
func checkMetrics(t *testing.T, text string) {
	cmd := exec.CommandContext(t.Context(), promtool(t), "check", "metrics")
	cmd.Stdin = strings.NewReader(text)
	if out, err := cmd.CombinedOutput(); err != nil || len(bytes.TrimSpace(out)) > 0 {
		t.Errorf("promtool check metrics: %v\n%s", err, out)
	}
}
