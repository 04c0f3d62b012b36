package socket

import (
	"net/http"
	"testing"
)

// TestHasScope: what Slack does not list is not there, since a button for it would fail.
func TestHasScope(t *testing.T) {
	for granted, want := range map[string]bool{"": false, "chat:write": false, "chat:write,canvases:write": true, "canvases:write, chat:write": true, "canvases:write.all": false} {
		if got := HasScope(http.Header{"X-Oauth-Scopes": {granted}}, "canvases:write"); got != want {
			t.Errorf("%q: %v, want %v", granted, got, want)
		}
	}
}
