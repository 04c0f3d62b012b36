package cli

import (
	"context"
	"strings"
	"testing"
	"time"
)

// said is a standard output that ends the command once a text was printed.
type said struct {
	strings.Builder
	last string
	end  context.CancelFunc
}

func (s *said) Write(p []byte) (int, error) {
	n, err := s.Builder.Write(p)
	if strings.Contains(s.String(), s.last) {
		s.end()
	}
	return n, err
}

// TestDemoOpensItsPage: a command that opens a browser may start and then find none, so
// that people always read what to do then.
func TestDemoOpensItsPage(t *testing.T) {
	for _, test := range []struct {
		name  string
		args  []string
		opens int
		says  string
	}{
		{"by itself", nil, 1, "If your browser does not open that page, open it yourself."},
		{"not with --no-open", []string{"--no-open"}, 0, "Open that page in a browser."},
	} {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			out := &said{last: "Ctrl-C", end: cancel}
			var opened []string
			env := Env{Stdin: strings.NewReader(""), Stdout: out, Stderr: t.Output(), Now: time.Now, Browse: func(url string) {
				opened = append(opened, url)
			}}
			if status := Run(ctx, append([]string{"demo", "--addr", "127.0.0.1:0"}, test.args...), env); status != 0 {
				t.Errorf("exit status %d", status)
			}
			if !strings.Contains(out.String(), test.says) || len(opened) != test.opens {
				t.Errorf("opened %q and said %q; want %d and %q", opened, out.String(), test.opens, test.says)
			}
			for _, url := range opened {
				if !strings.Contains(out.String(), url) {
					t.Errorf("opened %q, which is not in %q", url, out.String())
				}
			}
		})
	}
}
