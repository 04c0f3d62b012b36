package bot

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"
)

func TestMissingScopesAreNamedAtTheStart(t *testing.T) {
	all := strings.Join(Scopes(), ",")
	tests := []struct {
		name, granted string
		watch         []string
		threads       bool
		want          string // in the log; "" for silence
	}{
		{"all of the manifest's", all, nil, false, ""},
		{"Slack does not say", "", []string{"C1"}, true, ""},
		{"one is missing", strings.Replace(all, "commands", "", 1), nil, false, "missing=commands"},
		{"watching without history", all, []string{"C1"}, false, "channels:history"},
		{"threads without history", all, nil, true, "channels:history"},
		{"watching with public history", all + ",channels:history", []string{"C1"}, false, ""},
		{"threads with private history", all + ", groups:history", nil, true, ""},
	}
	for _, tt := range tests {
		var log bytes.Buffer
		b := &Bot{opt: Options{WatchChannels: tt.watch, ThreadHistory: tt.threads}, log: slog.New(slog.NewTextHandler(&log, nil))}
		b.warnScopes(http.Header{"X-Oauth-Scopes": {tt.granted}})
		if got := log.String(); tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s: logged %q, want %q", tt.name, got, tt.want)
		}
	}
}
