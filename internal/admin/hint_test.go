package admin_test

import (
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

	"rolecall/internal/admin"
	"rolecall/internal/feedback"
	"rolecall/internal/feedback/bolt"
	"rolecall/internal/hint"
)

func TestEveryErrorHasAHint(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	sock := filepath.Join(dir, "admin.sock")
	listen := func(network, address string) error {
		ln, err := admin.Listen(ctx, network, address)
		if err == nil {
			ln.Close()
		}
		return err
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer taken.Close()
	open := func() error {
		_, err := admin.Open(ctx, sock, func() (feedback.Source, error) { return bolt.OpenExisting(dir, bolt.Options{Wait: 1}) })
		return err
	}
	dial := func(path string) error { _, err := admin.Dial(ctx, path); return err }

	check := func(what string, err error, says, todo string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(hint.Of(err), todo) {
			t.Errorf("%s: %v, hint %q; want %q, hint %q", what, err, hint.Of(err), says, todo)
		}
		if err != nil && strings.Contains(err.Error(), todo) {
			t.Errorf("%s: the error repeats the hint: %v", what, err)
		}
	}
	check("an address in use", listen("tcp", taken.Addr().String()), "address already in use", "ROLECALL_ADMIN_ADDR")
	check("a long path", listen("unix", filepath.Join(dir, strings.Repeat("x", 120))), "too long", "shorter ROLECALL_DATA_DIR")
	check("no folder", listen("unix", filepath.Join(dir, "absent", "s")), "no such file", "permissions of its folder")
	check("no bot is running", dial(sock), "no rolecall serve answers", "Start it with `rolecall serve`")
	check("no store", open(), "no feedback yet in "+dir, "run `rolecall serve` first")
	s := store(t, dir)
	check("a store in use", open(), "does not answer at "+sock, "the same ROLECALL_DATA_DIR")
	must(t, os.WriteFile(sock, nil, 0o600))
	check("a file in the way", listen("unix", sock), "not a socket", "move it away")
	must(t, os.Remove(sock))

	refused := fmt.Errorf("reload: %w", hint.With(admin.Refused("x.md:3: bad"), "write it well"))
	serve(t, "unix", sock, admin.Options{Source: s, Reload: func(context.Context) error { return refused }, Ready: func() error { return hint.New("away", "is the network up?") }})
	check("a second server", listen("unix", sock), "another rolecall serve answers there", "one process")
	c, err := admin.Dial(ctx, sock)
	must(t, err)
	defer c.Close()
	_, err = c.Reload(ctx)
	check("a refused reload", err, "x.md:3: bad", "write it well")
	st, err := c.Status(ctx)
	must(t, err)
	if st.NotReady != "away" || st.Hint != "is the network up?" {
		t.Errorf("status %+v", st)
	}
	res := request(t, sock, http.MethodGet, "/readyz")
	if body, err := io.ReadAll(res.Body); err != nil || string(body) != "away\nhint: is the network up?\n" {
		t.Errorf("readyz says %q, %v", body, err)
	}
	_, err = c.Stats(ctx, feedback.Window{})
	must(t, err)
}

func TestABotThatStoppedIsReportedAsNotRunning(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	sock := filepath.Join(dir, "admin.sock")
	ln, err := admin.Listen(ctx, "unix", sock)
	must(t, err)
	srv := admin.Serve(ln, admin.Options{Source: store(t, dir)})
	c, err := admin.Dial(ctx, sock)
	must(t, err)
	defer c.Close()
	must(t, srv.Close(ctx))
	_, err = c.Status(ctx)
	if !errors.Is(err, admin.ErrNotRunning) || !strings.Contains(hint.Of(err), "rolecall serve") {
		t.Errorf("got %v, hint %q", err, hint.Of(err))
	}
}
