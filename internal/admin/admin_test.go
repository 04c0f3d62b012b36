package admin_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"rolecall/internal/admin"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/hint"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func store(t *testing.T, dir string) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(filepath.Join(dir, bolt.FileName), bolt.Options{Keep: feedback.KeepAll})
	must(t, err)
	t.Cleanup(func() { s.Close() })
	return s
}

// file returns a function that opens the store in a folder without a bot.
func file(dir string, o bolt.Options) func() (feedback.Source, error) {
	return func() (feedback.Source, error) { return bolt.OpenExisting(dir, o) }
}

func fill(t *testing.T, s *bolt.Store) {
	t.Helper()
	ctx := context.Background()
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for i := range 30 {
		outcome := []feedback.Outcome{"answer", "choices", "none"}[i%3]
		must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint("r", i), User: "U1", Surface: feedback.SurfaceDM, Outcome: outcome, Entry: map[feedback.Outcome]string{"answer": "cto.coding"}[outcome],
			Confidence: .5, Question: fmt.Sprint("zebra ", i), Nearest: []feedback.Near{{Entry: "cto.skills", Score: .4}}, Time: at.Add(time.Duration(i) * time.Hour)}))
	}
	must(t, s.Choice(ctx, feedback.Choice{Reply: "r1", User: "U1", Entry: "cto.skills", Surface: feedback.SurfaceDM, Time: at}))
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r0", User: "U1", Entry: "cto.coding", Reason: "wrong", Note: "=cmd", Time: at}))
}

// reports returns everything that the feedback commands print from one source.
func reports(t *testing.T, s feedback.Source) string {
	t.Helper()
	ctx := context.Background()
	var b bytes.Buffer
	stats, err := s.Stats(ctx, feedback.Window{})
	must(t, err)
	must(t, stats.Text(&b))
	for _, missed := range []bool{false, true} {
		must(t, s.Questions(ctx, feedback.Window{Missed: missed}, func(q feedback.Question) error { _, err := fmt.Fprintf(&b, "%v %+v\n", missed, q); return err }))
	}
	w := feedback.Window{Since: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), Until: time.Date(2026, 11, 20, 20, 0, 0, 0, time.UTC)}
	for _, f := range []feedback.Format{feedback.CSV, feedback.JSONLines} {
		must(t, s.Export(ctx, &b, f, w))
	}
	return b.String()
}

func serve(t *testing.T, network, address string, o admin.Options) {
	t.Helper()
	ln, err := admin.Listen(context.Background(), network, address)
	must(t, err)
	s := admin.Serve(ln, o)
	t.Cleanup(func() { s.Close(context.Background()) })
}

func TestReportsFromARunningBotAndFromTheFileAreTheSame(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	sock := filepath.Join(dir, "admin.sock")
	s := store(t, dir)
	fill(t, s)
	serve(t, "unix", sock, admin.Options{Source: s})
	client, err := admin.Open(ctx, sock, file(dir, bolt.Options{}))
	must(t, err)
	if _, ok := client.(*admin.Client); !ok {
		t.Fatalf("with a running bot the source is a %T", client)
	}
	got := reports(t, client)
	if want := reports(t, s); got != want {
		t.Errorf("over the socket:\n%s\nfrom the file:\n%s", got, want)
	}
	for _, want := range []string{"zebra 4", "ID:" + s.QuestionID("r4"), "'=cmd", "one was taken", "wrong"} {
		if !strings.Contains(got+exportAll(t, client), want) {
			t.Errorf("%q is missing from the reports:\n%s", want, got)
		}
	}
	var copy bytes.Buffer
	must(t, client.Backup(ctx, &copy))
	elsewhere := t.TempDir()
	must(t, os.WriteFile(filepath.Join(elsewhere, bolt.FileName), copy.Bytes(), 0o600))
	if backup := reports(t, store(t, elsewhere)); backup != got {
		t.Errorf("the backup reports\n%s\nwant\n%s", backup, got)
	}
	if _, err := client.Purge(ctx, feedback.Purge{}); err == nil || !strings.Contains(hint.Of(err), "one of") {
		t.Errorf("a purge without a condition returned %v, hint %q", err, hint.Of(err))
	}
	if n, err := client.Purge(ctx, feedback.Purge{User: "U1"}); err != nil || n != 31 {
		t.Errorf("purge of the user removed %d, %v", n, err)
	}
	if err := client.Export(ctx, &copy, "xml", feedback.Window{}); err == nil || !strings.Contains(hint.Of(err), "csv") {
		t.Errorf("an unknown format returned %v, hint %q", err, hint.Of(err))
	}
}

func exportAll(t *testing.T, s feedback.Source) string {
	var b bytes.Buffer
	must(t, s.Export(context.Background(), &b, feedback.CSV, feedback.Window{}))
	return b.String()
}

func TestWithoutABotTheFileIsRead(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	sock := filepath.Join(dir, "admin.sock")
	if _, err := admin.Open(ctx, sock, file(dir, bolt.Options{})); err == nil || !strings.Contains(err.Error(), "no feedback yet") {
		t.Errorf("an empty folder returned %v", err)
	}
	s := store(t, dir)
	fill(t, s)
	if _, err := admin.Open(ctx, sock, file(dir, bolt.Options{Wait: 1})); !errors.Is(err, feedback.ErrInUse) || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("a held file without a socket returned %v", err)
	}
	want := reports(t, s)
	must(t, s.Close())
	alone, err := admin.Open(ctx, sock, file(dir, bolt.Options{}))
	must(t, err)
	defer alone.Close()
	if got := reports(t, alone); got != want {
		t.Errorf("from the file:\n%s\nwant\n%s", got, want)
	}
}

func TestTheSocketIsPrivateAndReplacesADeadOneOnly(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	sock := filepath.Join(dir, "admin.sock")
	must(t, os.WriteFile(sock, []byte("letters"), 0o600))
	if _, err := admin.Listen(ctx, "unix", sock); err == nil || !strings.Contains(err.Error(), "not a socket") {
		t.Fatalf("a file in the way returned %v", err)
	}
	if data, _ := os.ReadFile(sock); string(data) != "letters" {
		t.Fatal("the file in the way was touched")
	}
	must(t, os.Remove(sock))
	dead, err := net.Listen("unix", sock)
	must(t, err)
	dead.(*net.UnixListener).SetUnlinkOnClose(false)
	must(t, dead.Close())
	serve(t, "unix", sock, admin.Options{Source: store(t, dir)})
	info, err := os.Lstat(sock)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the socket's mode is %v", info.Mode())
	}
	if _, err := admin.Listen(ctx, "unix", sock); err == nil || !strings.Contains(err.Error(), "another rolecall") {
		t.Errorf("a second server returned %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".s*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestClosingTwiceKeepsTheNextProcessSocket: serve closes its listener twice, and
// the next process may have created its own socket in between.
func TestClosingTwiceKeepsTheNextProcessSocket(t *testing.T) {
	sock := filepath.Join(t.TempDir(), "admin.sock")
	first, err := admin.Listen(t.Context(), "unix", sock)
	must(t, err)
	must(t, first.Close())
	second, err := admin.Listen(t.Context(), "unix", sock)
	must(t, err)
	defer second.Close()
	first.Close()
	if _, err := os.Lstat(sock); err != nil {
		t.Errorf("the socket of the next process is gone: %v", err)
	}
}

// TestDNSRebindingIsRefused: a web page whose host name was rebound to 127.0.0.1
// may send any header to what the browser takes for the page's own server.
func TestDNSRebindingIsRefused(t *testing.T) {
	ln, err := admin.Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	srv := admin.Serve(ln, admin.Options{Source: store(t, t.TempDir())})
	defer srv.Close(t.Context())
	for host, want := range map[string]int{"evil.example:9090": 403, "evil.example": 403, "127.0.0.1:9090": 200, "localhost": 200, "[::1]": 200} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+ln.Addr().String()+"/healthz", nil)
		must(t, err)
		req.Host = host
		res, err := http.DefaultClient.Do(req)
		must(t, err)
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("Host %s: status %d, want %d", host, res.StatusCode, want)
		}
	}
}

// TestTCPServesHealthAndMetricsOnly: any user of the machine can connect to a TCP
// address, but must not read what people asked.
func TestTCPServesHealthAndMetricsOnly(t *testing.T) {
	s := store(t, t.TempDir())
	fill(t, s)
	ln, err := admin.Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	reloads := 0
	srv := admin.Serve(ln, admin.Options{Source: s, Documents: s, Metrics: counts, Reload: func(context.Context) error { reloads++; return nil }})
	defer srv.Close(t.Context())
	for request, want := range map[string]int{
		"GET /healthz": 200, "GET /readyz": 200, "GET /metrics": 200,
		"GET /": 403, "GET /status": 403, "GET /backup": 403, "GET /export": 403, "GET /questions": 403, "GET /misses": 403,
		"GET /reports/stats": 403, "POST /purge": 403, "POST /reload": 403, "GET /documents?kind=edit": 403, "POST /drafts": 403, "GET /metrics/../backup": 403, "GET //backup": 403,
	} {
		method, path, _ := strings.Cut(request, " ")
		req, err := http.NewRequestWithContext(t.Context(), method, "http://"+ln.Addr().String()+path, strings.NewReader(`{"all":true}`))
		must(t, err)
		req.Header.Set("Rolecall-Admin", "1")
		res, err := http.DefaultClient.Do(req)
		must(t, err)
		body, err := io.ReadAll(res.Body)
		must(t, errors.Join(err, res.Body.Close()))
		if res.StatusCode != want || want == 403 && !strings.Contains(string(body), "socket") {
			t.Errorf("%s: status %d, %s; want %d", request, res.StatusCode, body, want)
		}
	}
	if stats, err := s.Stats(t.Context(), feedback.Window{}); err != nil || stats.Asked == 0 || reloads != 0 {
		t.Errorf("over TCP the store was emptied or the overlay reloaded: %+v, %d, %v", stats, reloads, err)
	}
}

// counts stands in for the metrics of a bot.
var counts = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "rolecall_connections 2\n") })

func TestHealthStatusAndMetrics(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s, sock := store(t, dir), filepath.Join(dir, "admin.sock")
	ln, err := admin.Listen(ctx, "unix", sock)
	must(t, err)
	down := errors.New("no connection to Slack yet")
	srv := admin.Serve(ln, admin.Options{Source: s, Metrics: counts, Ready: func() error { return down },
		Status: func() admin.Status { return admin.Status{Corpus: "abc", Problems: []string{"x.md:3: bad"}} },
		Reload: func(context.Context) error { return errors.New("x.md:3: bad") }})
	defer srv.Close(ctx)
	c, err := admin.Dial(ctx, sock)
	must(t, err)
	defer c.Close()
	st, err := c.Status(ctx)
	must(t, err)
	if st.Ready || st.NotReady != down.Error() || st.Corpus != "abc" || len(st.Problems) != 1 {
		t.Errorf("status %+v", st)
	}
	if _, err := c.Reload(ctx); err == nil || err.Error() != "x.md:3: bad" {
		t.Errorf("reload returned %v", err)
	}
	var b bytes.Buffer
	must(t, c.Metrics(ctx, &b))
	if b.String() != "rolecall_connections 2\n" {
		t.Errorf("metrics %q", b.String())
	}
}

// TestReloadStatusCodes: a refused file is not an error of the server (5xx), for
// which monitoring raises an alarm.
func TestReloadStatusCodes(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want int
	}{
		{nil, http.StatusOK},
		{admin.Refused("x.md:3: bad"), http.StatusUnprocessableEntity},
		{fmt.Errorf("reload: %w", admin.Refused("x.md:3: bad")), http.StatusUnprocessableEntity},
		{errors.New("no index"), http.StatusInternalServerError},
	} {
		dir := t.TempDir()
		sock := filepath.Join(dir, "admin.sock")
		serve(t, "unix", sock, admin.Options{Source: store(t, dir), Reload: func(context.Context) error { return tt.err }})
		if res := request(t, sock, "POST", "/reload"); res.StatusCode != tt.want {
			t.Errorf("%v: %s, want %d", tt.err, res.Status, tt.want)
		}
	}
}
