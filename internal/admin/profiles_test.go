package admin_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"testing"

	"rolecall/internal/admin"
)

func TestProfilesAreServedOverTheSocketAndIfSwitchedOnOnly(t *testing.T) {
	for _, tt := range []struct {
		name, network string
		on            bool
		want          int
	}{
		{"off", "unix", false, http.StatusNotFound},
		{"on", "unix", true, http.StatusOK},
		{"off, over TCP", "tcp", false, http.StatusForbidden},
		{"on, over TCP", "tcp", true, http.StatusForbidden},
	} {
		t.Run(tt.name, func(t *testing.T) {
			address := map[string]string{"unix": filepath.Join(t.TempDir(), "admin.sock"), "tcp": "127.0.0.1:0"}[tt.network]
			ln, err := admin.Listen(t.Context(), tt.network, address)
			must(t, err)
			if tt.network == "tcp" {
				address = ln.Addr().String()
			}
			srv := admin.Serve(ln, admin.Options{Source: store(t, t.TempDir()), Profiles: tt.on})
			defer srv.Close(t.Context())
			c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true,
				DialContext: func(context.Context, string, string) (net.Conn, error) { return net.Dial(tt.network, address) }}}
			for _, path := range []string{"heap", "profile?seconds=1", "goroutine", "allocs", "trace?seconds=1", ""} {
				want := tt.want
				res, err := c.Get("http://127.0.0.1/debug/pprof/" + path)
				must(t, err)
				body, err := io.ReadAll(res.Body)
				must(t, err)
				must(t, res.Body.Close())
				if res.StatusCode != want {
					t.Errorf("%q: %s %.100s, want %d", path, res.Status, body, want)
				}
				if path == "heap" && want == http.StatusOK {
					unpacked, err := gzip.NewReader(bytes.NewReader(body))
					must(t, err)
					if data, err := io.ReadAll(unpacked); err != nil || len(data) == 0 {
						t.Errorf("the heap's profile has %d bytes, %v", len(data), err)
					}
				}
			}
		})
	}
}
