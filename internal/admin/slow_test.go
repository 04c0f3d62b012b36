package admin_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"rolecall/internal/admin"
	"rolecall/internal/feedback"
)

// request sends a request over the socket and reads only the status and the
// headers of the response.
func request(t *testing.T, sock, method, path string) *http.Response {
	t.Helper()
	conn, err := net.Dial("unix", sock)
	must(t, err)
	t.Cleanup(func() { conn.Close() })
	_, err = fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: rolecall\r\nContent-Length: 0\r\n\r\n", method, path)
	must(t, err)
	res, err := http.ReadResponse(bufio.NewReaderSize(conn, 16), nil)
	must(t, err)
	return res
}

// TestAStalledClientDoesNotBlockTheStore: the responses are larger than the
// socket's buffers, so the server is still writing them while the store records,
// forgets and grows.
func TestAStalledClientDoesNotBlockTheStore(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	sock := filepath.Join(dir, "admin.sock")
	s := store(t, dir)
	grow := func(name string) {
		for i := range 3000 {
			must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint(name, i), User: "U2", Outcome: "none", Question: "zebra",
				Nearest: []feedback.Near{{Entry: strings.Repeat("x", 300)}}}))
		}
		_, err := s.Stats(ctx, feedback.Window{}) // writes what is buffered
		must(t, err)
	}
	grow("before")
	serve(t, "unix", sock, admin.Options{Source: s})
	for _, path := range []string{"/backup", "/export?format=csv", "/export?format=jsonl", "/questions", "/misses"} {
		if res := request(t, sock, "GET", path); res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, res.Status)
		}
	}
	if res := request(t, sock, "GET", "/backup"); res.StatusCode != http.StatusConflict {
		t.Errorf("a second backup at the same time: %s, want 409", res.Status)
	}
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: "none", Question: "zebra"}))
	must(t, s.UpdateThread(ctx, "T", func(t *feedback.Thread) { t.Entry = "cto.coding" }))
	if f, err := s.Forget(ctx, "U1"); err != nil || f != (feedback.Forgotten{Records: 1, Erased: true}) {
		t.Errorf("forget returned %+v, %v", f, err)
	}
	grow("during")
	if th, err := s.Thread(ctx, "T"); err != nil || th.Entry != "cto.coding" {
		t.Errorf("the thread is %+v, %v", th, err)
	}
}

// TestBadRequestsGetClientErrors and not an error of the server (5xx).
func TestBadRequestsGetClientErrors(t *testing.T) {
	dir := t.TempDir()
	sock := filepath.Join(dir, "admin.sock")
	serve(t, "unix", sock, admin.Options{Source: store(t, dir)})
	c := &http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", sock)
	}}}
	defer c.CloseIdleConnections()
	for _, tt := range []struct {
		method, path, body string
		want               int
	}{
		{"POST", "/purge", `{}`, 400},
		{"POST", "/purge", `{"all":true,"user":"U1"}`, 400},
		{"POST", "/purge", `{"user":`, 400},
		{"POST", "/purge", `{"older_than":"yesterday"}`, 400},
		{"POST", "/purge", `{"everything":true}`, 400},
		{"POST", "/purge", ``, 400},
		{"POST", "/purge", `{"user":"U1"}`, 200},
		{"GET", "/export?format=xml", "", 400},
		{"GET", "/export?format=csv&since=soon", "", 400},
		{"GET", "/misses?until=soon", "", 400},
		{"GET", "/purge", "", 405},
		{"GET", "/nothing", "", 404},
	} {
		req, err := http.NewRequestWithContext(t.Context(), tt.method, "http://rolecall"+tt.path, strings.NewReader(tt.body))
		must(t, err)
		res, err := c.Do(req)
		must(t, err)
		res.Body.Close()
		if res.StatusCode != tt.want {
			t.Errorf("%s %s %s: %s, want %d", tt.method, tt.path, tt.body, res.Status, tt.want)
		}
	}
}
