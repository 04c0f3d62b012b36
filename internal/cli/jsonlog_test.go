package cli_test

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// jsonLogCmd reads standard error of the last command: every line must be a log message
// as JSON, and at least a number of them must be of some level:
//
//	jsonlog NUMBER LEVEL|LEVEL…
func jsonLogCmd(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: jsonlog NUMBER LEVEL|LEVEL…")
	}
	found, level := 0, regexp.MustCompile("^("+args[1]+")$")
	for line := range strings.Lines(ts.ReadFile("stderr")) {
		var m struct {
			Time       time.Time
			Level, Msg string
		}
		if err := json.Unmarshal([]byte(line), &m); err != nil || m.Time.IsZero() || m.Level == "" || m.Msg == "" {
			ts.Fatalf("not a log message as JSON: %s", line)
		}
		if level.MatchString(m.Level) {
			found++
		}
	}
	if want, err := strconv.Atoi(args[0]); err != nil || found < want {
		ts.Fatalf("%d messages of level %s, want %s", found, args[1], args[0])
	}
}
