package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

const (
	goodBot = "xoxb-canary-1"
	goodApp = "xapp-canary-2"
)

// setenv removes all settings from the environment and sets pairs of the form
// NAME=VALUE. It also sets good tokens and a data folder, which pairs override.
func setenv(t *testing.T, pairs ...string) {
	t.Helper()
	for _, kv := range os.Environ() {
		name, _, _ := strings.Cut(kv, "=")
		if strings.HasPrefix(name, "ROLECALL_") || strings.HasPrefix(name, "SLACK_") || name == "STATE_DIRECTORY" || name == "XDG_STATE_HOME" {
			t.Setenv(name, "") // so that the test's end restores it
			os.Unsetenv(name)
		}
	}
	for _, kv := range append([]string{"SLACK_BOT_TOKEN=" + goodBot, "SLACK_APP_TOKEN=" + goodApp, "ROLECALL_DATA_DIR=/var/lib/rolecall"}, pairs...) {
		name, value, _ := strings.Cut(kv, "=")
		t.Setenv(name, value)
	}
}

func TestDefaults(t *testing.T) {
	setenv(t)
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	want := "bot_token=set app_token=set own_api_url=false data_dir=/var/lib/rolecall store=file knowledge_dir= keep_questions=misses " +
		"retention_days=90 command=/rolecall workers=32 thread_history=false agent_view=false watch_channels=0 curators=0 " +
		"curators_channel=false digest=off admin_addr= profiles=false log_level=INFO log_format=text"
	if got := c.String(); got != want {
		t.Errorf("defaults\n got %s\nwant %s", got, want)
	}
	if c.BotToken.Reveal() != goodBot || c.AppToken.Reveal() != goodApp {
		t.Error("the tokens were not read")
	}
	if len(c.Warnings) > 0 {
		t.Errorf("warnings: %q", c.Warnings)
	}
}

func TestSettingsAreRead(t *testing.T) {
	dir := t.TempDir()
	tests := []struct {
		env  string
		got  func(Config) any
		want any
	}{
		{"SLACK_API_URL=http://127.0.0.1:80/api", func(c Config) any { return c.APIURL }, "http://127.0.0.1:80/api/"},
		{"SLACK_API_URL=https://proxy.example/slack/", func(c Config) any { return c.APIURL }, "https://proxy.example/slack/"},
		{"SLACK_BOT_TOKEN= xoxb-a\n", func(c Config) any { return c.BotToken.Reveal() }, "xoxb-a"},
		{"ROLECALL_STORE=", func(c Config) any { return c.Store.String() }, "file"},
		{"ROLECALL_STORE= postgres://ana:canary@db.example:5433/rolecall?sslmode=verify-full&password=canary ", func(c Config) any { return c.Store.String() }, "postgres://db.example:5433/rolecall"},
		{"ROLECALL_STORE=postgresql://db1.example,db2.example/a", func(c Config) any { return c.Store.Reveal() }, "postgresql://db1.example,db2.example/a"},
		{"ROLECALL_STORE=postgres://ana:can@ary@db.example", func(c Config) any { return fmt.Sprintf("%v %#v", c.Store, c.Store) }, "postgres://db.example config.StoreURL(postgres://db.example)"},
		{"ROLECALL_STORE=postgres://ana:canary@db.example", func(c Config) any { text, _ := json.Marshal(c.Store); return string(text) }, `"postgres://db.example"`},
		{"ROLECALL_STORE=postgres://ana:can/ary?@db.example/x", func(c Config) any { return c.Store.String() }, "postgres://…"},
		{"ROLECALL_KEEP_QUESTIONS=None", func(c Config) any { return c.Keep }, feedback.KeepNone},
		{"ROLECALL_KEEP_QUESTIONS=all", func(c Config) any { return c.Keep }, feedback.KeepAll},
		{"ROLECALL_KEEP_QUESTIONS=", func(c Config) any { return c.Keep }, feedback.KeepMisses},
		{"ROLECALL_RETENTION_DAYS=7", func(c Config) any { return c.Retention }, 168 * time.Hour},
		{"ROLECALL_KNOWLEDGE_DIR=" + dir, func(c Config) any { return c.KnowledgeDir }, dir},
		{"ROLECALL_CURATORS=U02, W01 U02,", func(c Config) any { return strings.Join(c.Curators, " ") }, "U02 W01"},
		{"ROLECALL_CURATORS_CHANNEL=C07", func(c Config) any { return c.CuratorsChannel }, "C07"},
		{"ROLECALL_CURATORS_CHANNEL=C07", func(c Config) any { return fmt.Sprint(c.Digest, c.DigestDay) }, "true Monday"},
		{"ROLECALL_DIGEST=Friday", func(c Config) any { return fmt.Sprint(c.Digest, c.DigestDay) }, "false Friday"},
		{"ROLECALL_WATCH_CHANNELS=G09,C01", func(c Config) any { return strings.Join(c.WatchChannels, " ") }, "C01 G09"},
		{"ROLECALL_THREAD_HISTORY=yes", func(c Config) any { return c.ThreadHistory }, true},
		{"ROLECALL_AGENT_VIEW=true", func(c Config) any { return c.AgentView }, true},
		{"ROLECALL_COMMAND=/roles", func(c Config) any { return c.Command }, "/roles"},
		{"ROLECALL_WORKERS=256", func(c Config) any { return c.Workers }, 256},
		{"ROLECALL_ADMIN_ADDR=[::1]:9090", func(c Config) any { return c.AdminAddr }, "[::1]:9090"},
		{"ROLECALL_ADMIN_ADDR=localhost:9090", func(c Config) any { return c.AdminAddr }, "localhost:9090"},
		{"ROLECALL_PROFILES=true", func(c Config) any { return c.Profiles }, true},
		{"ROLECALL_LOG_LEVEL= WARN", func(c Config) any { return c.LogLevel }, slog.LevelWarn},
		{"ROLECALL_LOG_FORMAT=json", func(c Config) any { return c.LogFormat }, "json"},
	}
	for _, tt := range tests {
		t.Run(tt.env, func(t *testing.T) {
			setenv(t, tt.env)
			c, err := Load()
			if err != nil {
				t.Fatal(err)
			}
			if got := tt.got(c); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestWrongSettingsAreRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ env, says string }{
		{"SLACK_BOT_TOKEN=", "bot token is missing"},
		{"SLACK_APP_TOKEN=", "app-level token (app token) is missing"},
		{"SLACK_APP_TOKEN=" + goodBot, "this is a bot token"},
		{"SLACK_BOT_TOKEN=" + goodApp, "this is an app-level token"},
		{"SLACK_BOT_TOKEN=xoxp-canary", "this is a user token"},
		{"SLACK_BOT_TOKEN=xoxb-", "does not begin with xoxb-"},
		{`SLACK_BOT_TOKEN="xoxb-canary"`, "quotes"},
		{"SLACK_API_URL=slack.example", "not an http or https address"},
		{"SLACK_API_URL=http://canary@:x", "not an http or https address"},
		{"SLACK_API_URL=http://a.example/api?x=1", "query"},
		{"ROLECALL_DATA_DIR=" + file, "is a file"},
		{"ROLECALL_STORE=mysql://root:canary@db.example/x", "not the address of a store"},
		{"ROLECALL_STORE=/var/lib/rolecall.db", "leave it unset"},
		{"ROLECALL_STORE=postgres:canary", "not the address of a store"},
		{`ROLECALL_STORE="postgres://canary@db.example"`, "quotes"},
		{"ROLECALL_KNOWLEDGE_DIR=/no/such/folder", "not a folder"},
		{"ROLECALL_KNOWLEDGE_DIR=" + file, "not a folder"},
		{"ROLECALL_KEEP_QUESTIONS=some", "one of: none, misses, all"},
		{"ROLECALL_RETENTION_DAYS=0", "1 to 3650"},
		{"ROLECALL_RETENTION_DAYS=90d", "1 to 3650"},
		{"ROLECALL_CURATORS=@ana,U1", "not an id: \"@ana\", \"U1\""},
		{"ROLECALL_CURATORS_CHANNEL=#hiring", "not an id"},
		{"ROLECALL_CURATORS_CHANNEL=C01,C02", "2 channels"},
		{"ROLECALL_DIGEST=tomorrow", "not a weekday"},
		{"ROLECALL_WATCH_CHANNELS=D01", "not an id"},
		{"ROLECALL_THREAD_HISTORY=maybe", "neither true nor false"},
		{"ROLECALL_AGENT_VIEW=2", "neither true nor false"},
		{"ROLECALL_COMMAND=rolecall", "not a slash command"},
		{"ROLECALL_COMMAND=/role call", "not a slash command"},
		{"ROLECALL_WORKERS=257", "1 to 256"},
		{"ROLECALL_WORKERS=0", "1 to 256"},
		{"ROLECALL_ADMIN_ADDR=9090", "not host:port"},
		{"ROLECALL_ADMIN_ADDR=127.0.0.1:http", "not a port"},
		{"ROLECALL_ADMIN_ADDR=127.0.0.1:0", "not a port"},
		{"ROLECALL_ADMIN_ADDR=:9090", "not a loopback address"},
		{"ROLECALL_ADMIN_ADDR=0.0.0.0:9090", "ROLECALL_ADMIN_ALLOW_REMOTE"},
		{"ROLECALL_ADMIN_ADDR=monitor.example:9090", "not a loopback address"},
		{"ROLECALL_ADMIN_ALLOW_REMOTE=x", "neither true nor false"},
		{"ROLECALL_PROFILES=cpu", "neither true nor false"},
		{"ROLECALL_LOG_LEVEL=loud", "debug, info, warn, error"},
		{"ROLECALL_LOG_FORMAT=xml", "text, json"},
		{"ROLECALL_LOG_FORMAT=" + goodBot, "(a token)"},
		{"ROLECALL_CURATORS=" + goodApp, "(a token)"},
	}
	for _, tt := range tests {
		t.Run(tt.env, func(t *testing.T) {
			setenv(t, tt.env)
			_, err := Load()
			if n := len(hint.Each(err)); n != 1 {
				t.Fatalf("want one problem, got %d: %v", n, err)
			}
			var p Problem
			name, _, _ := strings.Cut(tt.env, "=")
			text := err.Error() + "\n" + hint.Of(err)
			if !errors.As(err, &p) || p.Name != name || p.ToDo() == "" || !strings.Contains(text, tt.says) {
				t.Errorf("want %q of %s with a hint, got\n%s", tt.says, name, text)
			}
			if strings.Contains(text, "canary") {
				t.Errorf("the error shows a token: %s", text)
			}
		})
	}
}

func TestAllMistakesAreReportedAtOnce(t *testing.T) {
	setenv(t, "SLACK_APP_TOKEN=", "ROLECALL_WORKERS=many", "ROLECALL_LOG_FORMAT=xml")
	_, err := Load()
	want := `error: SLACK_APP_TOKEN: the app-level token (app token) is missing
hint: Slack app settings, Basic Information, App-Level Tokens: generate one with the scope connections:write; it begins with xapp-
error: ROLECALL_WORKERS: "many" is out of range
hint: a whole number from 1 to 256
error: ROLECALL_LOG_FORMAT: "xml" is not known
hint: one of: text, json
`
	var out strings.Builder
	hint.Print(&out, "error", err)
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

// TestLogSettingsAreKnownDespiteAnError, so that the error is logged as they say.
func TestLogSettingsAreKnownDespiteAnError(t *testing.T) {
	setenv(t, "SLACK_APP_TOKEN=", "ROLECALL_LOG_FORMAT=JSON", "ROLECALL_LOG_LEVEL=warn", "ROLECALL_WORKER=3")
	c, err := Load()
	if err == nil || c.LogFormat != "json" || c.LogLevel != slog.LevelWarn || len(c.Warnings) != 1 {
		t.Errorf("format %q, level %s, warnings %q, error %v", c.LogFormat, c.LogLevel, c.Warnings, err)
	}
	if c.DataDir != "" || c.BotToken != (Token{}) {
		t.Error("settings other than those of the log are set despite the error")
	}
}

func TestARemoteAdminAddressCanBeAllowed(t *testing.T) {
	setenv(t, "ROLECALL_ADMIN_ADDR=0.0.0.0:9090", "ROLECALL_ADMIN_ALLOW_REMOTE=true")
	c, err := Load()
	if err != nil || c.AdminAddr != "0.0.0.0:9090" {
		t.Errorf("got %q, %v", c.AdminAddr, err)
	}
}

func TestLoadLocalNeedsNoToken(t *testing.T) {
	setenv(t, "SLACK_BOT_TOKEN=", "SLACK_APP_TOKEN=rubbish", "SLACK_API_URL=rubbish")
	c, err := LoadLocal()
	if err != nil {
		t.Fatal(err)
	}
	if c.BotToken != (Token{}) || c.AppToken != (Token{}) {
		t.Error("a token was read, although LoadLocal needs none")
	}
	setenv(t, "ROLECALL_KEEP_QUESTIONS=some")
	if _, err := LoadLocal(); err == nil {
		t.Error("a wrong setting was accepted")
	}
}

func TestDataDirFallsBack(t *testing.T) {
	tests := []struct {
		name string
		env  []string
		want string
	}{
		{"home", []string{"HOME=/home/ana"}, "/home/ana/.local/state/rolecall"},
		{"xdg", []string{"HOME=/home/ana", "XDG_STATE_HOME=/s"}, "/s/rolecall"},
		{"a relative xdg is ignored, as its specification says", []string{"HOME=/home/ana", "XDG_STATE_HOME=s"}, "/home/ana/.local/state/rolecall"},
		{"systemd", []string{"HOME=/home/ana", "STATE_DIRECTORY=/var/lib/rolecall:/var/lib/other"}, "/var/lib/rolecall"},
		{"nowhere", []string{"HOME="}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			setenv(t, append(tt.env, "ROLECALL_DATA_DIR=")...)
			c, err := Load()
			if c.DataDir != tt.want || (err != nil) != (tt.want == "") {
				t.Errorf("got %q, %v; want %q", c.DataDir, err, tt.want)
			}
		})
	}
	setenv(t, "ROLECALL_DATA_DIR=data")
	if c, err := Load(); err != nil || !filepath.IsAbs(c.DataDir) {
		t.Errorf("a relative folder stays relative: %q, %v", c.DataDir, err)
	}
}

func TestTokensNeverShow(t *testing.T) {
	setenv(t)
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("m", "config", c, "token", c.BotToken)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "config", c, "token", c.AppToken)
	js, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v %+v %#v %s %v %+v %#v %s %s", c, c, c, c, c.BotToken, c.BotToken, c.BotToken, log.String(), js)
	if strings.Contains(all, "canary") {
		t.Errorf("a token shows: %s", all)
	}
	if !strings.Contains(log.String(), "command=/rolecall") {
		t.Errorf("the log does not show the settings: %s", log.String())
	}
}

func TestUnknownSettingsGetAWarning(t *testing.T) {
	got := unknownSettings([]string{
		"ROLECALL_KEEP_QUESTION=all", "ROLECALL_WORKERS=8", "SLACK_APP_TOKN=" + goodApp, "ROLECALL_LOGLEVEL=debug",
		"SLACK_SIGNING_SECRET=s", "SLACK_WEBHOOK=s", "ROLECALL_FAVOURITE_COLOUR=red", "PATH=/bin",
	})
	want := []Problem{
		{"ROLECALL_FAVOURITE_COLOUR", "is not a setting and has no effect", "`rolecall serve --help` lists the settings"},
		{"ROLECALL_KEEP_QUESTION", "is not a setting and has no effect", "did you mean ROLECALL_KEEP_QUESTIONS?"},
		{"ROLECALL_LOGLEVEL", "is not a setting and has no effect", "did you mean ROLECALL_LOG_LEVEL?"},
		{"SLACK_APP_TOKN", "is not a setting and has no effect", "did you mean SLACK_APP_TOKEN?"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

func TestHTTPToAnotherMachineGetsAWarning(t *testing.T) {
	setenv(t, "SLACK_API_URL=http://proxy.example/api")
	c, err := Load()
	if err != nil || len(c.Warnings) != 1 || !strings.Contains(c.Warnings[0].What, "unencrypted") {
		t.Errorf("got %q, %v", c.Warnings, err)
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "abc", 3}, {"abc", "abc", 0}, {"abc", "abd", 1}, {"abc", "ac", 1}, {"kitten", "sitting", 3}} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

// TestQuestionsAreKeptAsLongAsAStoreKeepsThem: the default is in the list of settings
// as text, and in the store, which can be used without it.
func TestQuestionsAreKeptAsLongAsAStoreKeepsThem(t *testing.T) {
	t.Setenv("ROLECALL_RETENTION_DAYS", "")
	cfg, err := LoadLocal()
	if err != nil {
		t.Fatal(err)
	}
	if want := (feedback.Retention{}).WithDefaults().Questions; cfg.Retention != want {
		t.Errorf("the default is %v, that of a store %v", cfg.Retention, want)
	}
}
