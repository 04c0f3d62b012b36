package outbox

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

// A response_url that a form brings back is used only if it is one of Slack's.
func TestResponseURLOfSomeoneElse(t *testing.T) {
	asked := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	defer other.Close()
	o, f, _, _ := fast(t, nil)
	if !o.ofSlack(other.URL) {
		t.Error("a stand-in for Slack on this machine has its response_urls elsewhere on it")
	}
	o.opt.URL = "https://slack.example/api/" // a proxy, whose response_urls may be its own
	for address, want := range map[string]bool{
		"https://hooks.slack.com/actions/T1/2/x":     true,
		"https://hooks.slack-gov.com/actions/T1/2/x": true,
		"http://hooks.slack.com/actions/T1/2/x":      false,
		"https://hooks.slack.com:8443/actions/T1":    false,
		"https://evil.example/hooks.slack.com":       false,
		"https://slack.com@evil.example/":            false,
		"https://evilslack.com/":                     false,
		"http://169.254.169.254/latest/meta-data":    false,
		"response_url": false,
		other.URL:      false,
	} {
		if got := o.ofSlack(address); got != want {
			t.Errorf("%s is of Slack: %v", address, got)
		}
	}
	// The person is reached in another way.
	if err := o.ReplyPrivately(t.Context(), Requester{User: "U1", ResponseURL: other.URL}, hello); err != nil {
		t.Error(err)
	}
	if err := o.ReplaceMessage(t.Context(), other.URL, Fixed(hello)); err == nil {
		t.Error("no error")
	}
	if asked != 0 || len(f.calls) != 1 || f.calls[0] != "chat.postMessage" {
		t.Errorf("the other server was asked %d times, Slack %q", asked, f.calls)
	}
}
