package page_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"rolecall/internal/demo"
	"rolecall/internal/demo/page"
	"rolecall/internal/hint"
	"rolecall/internal/slacktest"
)

// served is a page without a bot behind it.
func served(t *testing.T, opt page.Options) (*slacktest.Workspace, *httptest.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	ws, err := slacktest.Start(ctx, demo.Workspace())
	check(t, err)
	t.Cleanup(func() { _ = ws.Close() })
	p, err := page.New(ws, opt)
	check(t, err)
	server := httptest.NewServer(p)
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	return ws, server
}

// ask sends a request and returns its status and body.
func ask(t *testing.T, method, url, body string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	check(t, err)
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
			continue
		}
		r.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	check(t, err)
	defer response.Body.Close()
	if csp := response.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("%s %s has the policy %q", method, url, csp)
	}
	data, err := io.ReadAll(response.Body)
	check(t, err)
	return response.StatusCode, string(data)
}

func TestGuard(t *testing.T) {
	_, server := served(t, page.Options{})
	for _, test := range []struct {
		name, method, path, body string
		header                   []string
		want                     int
	}{
		{"the page", "GET", "/", "", nil, 200},
		{"by name", "GET", "/", "", []string{"Host", "localhost:1"}, 200},
		{"a name that was rebound", "GET", "/", "", []string{"Host", "evil.example"}, 403},
		{"another address", "GET", "/world", "", []string{"Host", "192.0.2.1:80"}, 403},
		{"from another page", "POST", "/act", `{"do":"home","tab":"home"}`, []string{"Origin", "http://evil.example"}, 403},
		{"from another port", "POST", "/act", `{"do":"home","tab":"home"}`, []string{"Origin", "http://127.0.0.1:1"}, 403},
		{"a script of another site", "GET", "/world", "", []string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors"}, 403},
		{"a form", "POST", "/act", `{"do":"home"}`, []string{"Content-Type", "text/plain"}, 415},
		{"the page's own", "POST", "/act", `{"do":"home","tab":"home"}`, []string{"Origin", server.URL}, 200},
		{"no such action", "POST", "/act", `{"do":"dance"}`, nil, 422},
		{"no JSON", "POST", "/act", `{`, nil, 400},
		{"nobody", "GET", "/world?as=nobody", "", nil, 404},
		{"the bot", "GET", "/world?as=rolecall", "", nil, 404},
		{"no curator", "GET", "/curator/misses", "", nil, 404},
	} {
		if got, body := ask(t, test.method, server.URL+test.path, test.body, test.header...); got != test.want {
			t.Errorf("%s: %d %s, want %d", test.name, got, body, test.want)
		}
	}
}

func TestOthersAreLeftAlone(t *testing.T) {
	ws, server := served(t, page.Options{})
	dm, err := ws.Channel("maya")
	check(t, err)
	if code, body := ask(t, "POST", server.URL+"/act?as=tomas", `{"do":"post","channel":"`+dm.ID+`","text":"hello"}`); code != 422 {
		t.Errorf("tomas writes in maya's direct message: %d %s", code, body)
	}
	if code, _ := ask(t, "POST", server.URL+"/act", `{"do":"post","channel":"`+dm.ID+`","text":"a secret"}`); code != 200 {
		t.Errorf("maya cannot write in her own direct message: %d", code)
	}
	for name, want := range map[string]bool{"maya": true, "tomas": false} {
		ctx, cancel := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, "GET", server.URL+"/events?as="+name, nil)
		check(t, err)
		response, err := http.DefaultClient.Do(r)
		check(t, err)
		seen := ""
		buf := make([]byte, 4096)
		for !strings.Contains(seen, "event: now") {
			n, err := response.Body.Read(buf)
			seen += string(buf[:n])
			check(t, err)
		}
		if got := strings.Contains(seen, "a secret"); got != want {
			t.Errorf("%s sees maya's direct message: %v", name, got)
		}
		cancel()
		_ = response.Body.Close()
	}
}

// The page shows what is wrong, without the name of the Go package that says so.
func TestErrorsOnThePageNameNoPackage(t *testing.T) {
	_, server := served(t, page.Options{})
	code, body := ask(t, "POST", server.URL+"/act", `{"do":"post","channel":"nowhere","text":"hello"}`)
	if code != 422 || !strings.Contains(body, "no channel") || strings.Contains(body, "slacktest") {
		t.Errorf("%d %s", code, body)
	}
}

func TestMentions(t *testing.T) {
	ws, server := served(t, page.Options{})
	const typed = `@Rolecall ask @tomas in #hiring, not @nobody, me@example.org or #42; a < b & {x}`
	body, err := json.Marshal(map[string]string{"do": "post", "channel": "C0HIRING", "text": typed})
	check(t, err)
	ask(t, "POST", server.URL+"/act", string(body))
	all := ws.Messages("hiring", "")
	const want = `<@U0ROLECALL> ask <@U0TOMAS> in <#C0HIRING|hiring>, not @nobody, me@example.org or #42; a &lt; b &amp; {x}`
	if len(all) != 1 || all[0].Text != want {
		t.Errorf("got %+v\nwant %s", all, want)
	}
}

func TestListen(t *testing.T) {
	l, err := page.Listen(t.Context(), "127.0.0.1:0", false, 1)
	check(t, err)
	defer l.Close()
	if _, err := page.Listen(t.Context(), l.Addr().String(), false, 1); err == nil || !strings.Contains(err.Error(), "in use") || !strings.Contains(hint.Of(err), "any free one") {
		t.Errorf("a port in use: %v, hint %q", err, hint.Of(err))
	}
	next, err := page.Listen(t.Context(), l.Addr().String(), false, 20)
	check(t, err)
	defer next.Close()
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:0", "nonsense", "127.0.0.1:x"} {
		l, err := page.Listen(t.Context(), addr, false, 1)
		if err == nil {
			_ = l.Close()
			t.Errorf("%s was opened", addr)
		}
		if todo := hint.Of(err); todo == "" || strings.Contains(err.Error(), todo) || strings.ContainsAny(err.Error(), "(;") {
			t.Errorf("%s: error %q, hint %q: want what happened, and apart from it what to do", addr, err, todo)
		}
	}
}

func TestServeEnds(t *testing.T) {
	ws, _ := served(t, page.Options{})
	p, err := page.New(ws, page.Options{})
	check(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	l, err := page.Listen(ctx, "127.0.0.1:0", false, 1)
	check(t, err)
	done := make(chan error, 1)
	go func() { done <- page.Serve(ctx, l, p) }()
	response, err := http.Get("http://" + l.Addr().String() + "/events") // a stream that never ends by itself
	check(t, err)
	defer response.Body.Close()
	cancel()
	check(t, <-done)
}

// TestWeight holds the page to what a slow connection would like, and its files
// to each other.
func TestWeight(t *testing.T) {
	_, server := served(t, page.Options{})
	total := 0
	for _, name := range []string{"index.html", "app.css", "app.js", "blocks.js", "chart.js", "composer.js", "curator.js", "dom.js", "elements.js", "messages.js", "modal.js", "table.js", "text.js"} {
		path := "/" + strings.TrimSuffix(name, "index.html")
		code, body := ask(t, "GET", server.URL+path, "")
		if code != 200 {
			t.Errorf("%s: %d", path, code)
		}
		total += len(body)
		for _, bad := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "https://", "http://"} {
			if strings.Contains(strings.ReplaceAll(body, "http://www.w3.org/2000/svg", ""), bad) {
				t.Errorf("%s holds %s", name, bad)
			}
		}
	}
	if total > 150_000 {
		t.Errorf("the page weighs %d bytes, more than 150,000", total)
	}
}
