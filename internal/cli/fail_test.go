package cli

import (
	"bytes"
	"encoding/json"
	stdlog "log"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rolecall/internal/config"
	"rolecall/internal/feedback/bolt"
)

// bare removes all settings from the environment, and sets a data folder that does
// not exist yet.
func bare(t *testing.T) (dir string) {
	t.Helper()
	for _, v := range config.Variables() {
		t.Setenv(v.Name, "")
	}
	dir = t.TempDir()
	t.Setenv("ROLECALL_DATA_DIR", filepath.Join(dir, "data"))
	return dir
}

func write(t *testing.T, file, text string) string {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(file), 0o700))
	must(t, os.WriteFile(file, []byte(text), 0o600))
	return file
}

// TestEveryFailureHasAHint runs command lines that fail, with text and JSON logs.
func TestEveryFailureHasAHint(t *testing.T) {
	tokens := map[string]string{"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}
	store := func(t *testing.T, dir string) { write(t, filepath.Join(dir, "data", bolt.FileName), "letters") }
	for _, tt := range []struct {
		args  string
		env   map[string]string
		given func(*testing.T, string)
		code  int
		says  string
	}{
		{args: "nonsense", code: 2, says: "unknown command"},
		{args: "ask --nonsense", code: 2, says: "unknown flag"},
		{args: "ask -x", code: 2, says: "unknown shorthand flag"},
		{args: "ask --json=perhaps", code: 2, says: "invalid argument"},
		{args: "doctor extra", code: 2, says: "takes no arguments"},
		{args: "feedback stats --since yesterday", code: 2, says: "neither a day nor a span"},
		{args: "feedback stats --until", code: 2, says: "needs an argument"},
		{args: "feedback misses --top -1", code: 2, says: "out of range"},
		{args: "feedback export --format xml", code: 2, says: "not known"},
		{args: "feedback purge", code: 2, says: "nothing to remove"},
		{args: "feedback purge --all", code: 2, says: "cannot be undone"},
		{args: "feedback backup", code: 2, says: "no file was named"},
		{args: "feedback copy --to bolt:x", code: 2, says: "--from is missing"},
		{args: "feedback copy --from bolt:absent --to bolt:x", code: 1, says: "there is no store at absent"},
		{args: "knowledge lint own", code: 2, says: "takes no arguments"},
		{args: "knowledge eval", code: 2, says: "no questions were named"},
		{args: "feedback purge --older-than 200000d --yes", code: 2, says: "neither a day nor a span"},
		{args: "knowledge stale --within x", code: 2, says: "not a span"},
		{args: "knowledge stale --within 2027-01-01", code: 2, says: "not a span"},
		{args: "compare", code: 1, says: "no roles"},
		{args: "compare cto florist", code: 1, says: `unknown role "florist"`},
		{args: "feedback stats", code: 1, says: "no feedback yet"},
		{args: "feedback stats", env: map[string]string{"ROLECALL_WORKERS": "0"}, code: 1, says: "ROLECALL_WORKERS"},
		{args: "feedback stats", given: store, code: 1, says: "is damaged"},
		{args: "knowledge lint --dir absent", code: 1, says: "not a folder"},
		{args: "knowledge lint --against absent", code: 1, says: "cannot read absent"},
		{args: "knowledge eval absent", code: 1, says: "cannot read the questions"},
		{args: "demo --addr nonsense", code: 1, says: "nonsense"},
		{args: "demo --data /dev/null/x", code: 1, says: "not a directory"},
		{args: "serve", code: 1, says: "bot token is missing"},
		{args: "serve", env: tokens, given: store, code: 1, says: "is damaged"},
		{args: "serve", env: tokens, code: 1, says: "cannot create the data folder",
			given: func(t *testing.T, dir string) {
				t.Setenv("ROLECALL_DATA_DIR", write(t, filepath.Join(dir, "file"), "")+"/data")
			}},
	} {
		t.Run(tt.args+", "+tt.says, func(t *testing.T) {
			dir := bare(t)
			for name, value := range tt.env {
				t.Setenv(name, value)
			}
			if tt.given != nil {
				tt.given(t, dir)
			}
			for _, format := range []string{"text", "json"} {
				t.Setenv("ROLECALL_LOG_FORMAT", format)
				var out, errs bytes.Buffer
				code := Run(t.Context(), strings.Fields(tt.args), Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: time.Now})
				if code != tt.code || !strings.Contains(strings.ReplaceAll(errs.String(), `\"`, `"`), tt.says) {
					t.Errorf("status %d, want %d, %q in:\n%s", code, tt.code, tt.says, errs.String())
				}
				errors, hints := 0, 0
				for line := range strings.Lines(errs.String()) {
					if format == "text" {
						errors += strings.Count(line[:min(len(line), 7)], "error: ")
						hints += strings.Count(line[:min(len(line), 6)], "hint: ")
						continue
					}
					var e struct{ Level, Msg, Hint string }
					if err := json.Unmarshal([]byte(line), &e); err != nil || e.Msg == "" || e.Level == "" {
						t.Errorf("not a log message: %s", line)
					}
					if e.Level == "ERROR" {
						errors++
						hints += min(len(e.Hint), 1)
					}
				}
				if errors == 0 || errors != hints {
					t.Errorf("%d errors with %d hints in %s:\n%s", errors, hints, format, errs.String())
				}
			}
		})
	}
}

func TestEveryFindingOfTheDoctorHasAHint(t *testing.T) {
	for name, given := range map[string]func(*testing.T, string){
		"nothing set":     func(*testing.T, string) {},
		"settings wrong":  func(t *testing.T, _ string) { t.Setenv("ROLECALL_WORKERS", "0"); t.Setenv("ROLECALL_DIGEST", "x") },
		"a damaged store": func(t *testing.T, dir string) { write(t, filepath.Join(dir, "data", bolt.FileName), "letters") },
		"a bad file": func(t *testing.T, dir string) {
			write(t, filepath.Join(dir, "own/entries/cto/a.md"), "x")
			t.Setenv("ROLECALL_KNOWLEDGE_DIR", filepath.Join(dir, "own"))
		},
		"a bad proxy": func(t *testing.T, _ string) { t.Setenv("HTTPS_PROXY", "http://a:50%@proxy.example") },
		"Slack is out of reach": func(t *testing.T, _ string) {
			t.Setenv("SLACK_BOT_TOKEN", "xoxb-1")
			t.Setenv("SLACK_APP_TOKEN", "xapp-1")
			t.Setenv("SLACK_API_URL", "http://127.0.0.1:1/")
		},
	} {
		for _, args := range [][]string{{"doctor", "--json"}, {"doctor", "--json", "--live"}} {
			t.Run(name+" "+strings.Join(args, " "), func(t *testing.T) {
				given(t, bare(t))
				var out bytes.Buffer
				if code := Run(t.Context(), args, Env{Stdout: &out, Stderr: &out, Now: time.Now}); code != 1 {
					t.Errorf("status %d", code)
				}
				var found []finding
				must(t, json.Unmarshal(out.Bytes(), &found))
				for _, f := range found {
					if !f.OK && f.Hint == "" {
						t.Errorf("%s: %s, without a hint", f.Name, f.Detail)
					}
				}
			})
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestAPanicIsReported in the form of every other error, with where it was and without
// its value, which may quote what someone typed.
func TestAPanicIsReported(t *testing.T) {
	bare(t)
	t.Setenv("SLACK_BOT_TOKEN", "xoxb-1")
	t.Setenv("SLACK_APP_TOKEN", "xapp-1")
	for _, format := range []string{"text", "json"} {
		t.Setenv("ROLECALL_LOG_FORMAT", format)
		var errs bytes.Buffer
		broken := func() time.Time { panic("what maya typed") }
		code := Run(t.Context(), []string{"serve"}, Env{Stdout: &errs, Stderr: &errs, Now: broken})
		out := errs.String()
		if code != 1 || strings.Contains(out, "maya") || !strings.Contains(out, "a panic of kind string") || !strings.Contains(out, "TestAPanicIsReported") {
			t.Errorf("status %d:\n%s", code, out)
		}
		if format == "text" {
			if !strings.HasPrefix(out, "error: ") || !strings.Contains(out, "\nhint: ") {
				t.Errorf("not an error with a hint:\n%s", out)
			}
			continue
		}
		var e struct{ Level, Msg, Hint, Stack string }
		if err := json.Unmarshal([]byte(out), &e); err != nil || e.Level != "ERROR" || e.Msg == "" || e.Hint == "" || e.Stack == "" {
			t.Errorf("%v, not a log message: %s", err, out)
		}
	}
}

// TestLibrariesLogLikeTheBot: net/http prints with package log what nobody asked for.
func TestLibrariesLogLikeTheBot(t *testing.T) {
	before, out, flags := slog.Default(), stdlog.Writer(), stdlog.Flags()
	defer func() { slog.SetDefault(before); stdlog.SetOutput(out); stdlog.SetFlags(flags) }()
	for level, want := range map[slog.Level]string{slog.LevelDebug: `"level":"DEBUG","msg":"a broken connection"`, slog.LevelInfo: ""} {
		var errs bytes.Buffer
		adoptStandardLog(newLogger(&errs, config.Config{LogFormat: "json", LogLevel: level}))
		stdlog.Print("a broken connection")
		if got := errs.String(); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("at %s: %q, want %q", level, got, want)
		}
	}
}
