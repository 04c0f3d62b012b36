package socket_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/bot/socket"
	"rolecall/internal/slacktest"
)

// lab is a workspace and a connection to it without a bot: the handler only
// acknowledges.
type lab struct {
	t      *testing.T
	ctx    context.Context
	ws     *slacktest.Workspace
	conn   *socket.Conn
	logs   *logs
	timing socket.Timing
	cancel context.CancelFunc
	ended  chan error
}

type noMeter struct{}

func (noMeter) Connected(int) {}
func (noMeter) Failed(string) {}

// prepare makes a workspace and a connection that is not opened yet; hurry changes
// its timing.
func prepare(t *testing.T, opt slacktest.Options, hurry ...func(*socket.Timing)) *lab {
	t.Helper()
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	t.Cleanup(cancel)
	opt.Channels = []slacktest.Channel{{Name: "hiring"}}
	ws, err := slacktest.Start(ctx, opt)
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{t: t, ctx: ctx, ws: ws, logs: &logs{}, timing: socket.DefaultTiming(), ended: make(chan error, 1)}
	for _, h := range hurry {
		h(&l.timing)
	}
	api := slack.New(ws.BotToken(), slack.OptionAppLevelToken(ws.AppToken()), slack.OptionAPIURL(ws.APIURL()),
		slack.OptionHTTPClient(&http.Client{Timeout: 10 * time.Second}))
	l.conn = socket.New(socket.Options{API: api, Logger: slog.New(slog.NewJSONHandler(l.logs, nil)), Meter: noMeter{}, Now: time.Now, Timing: l.timing,
		Handle: func(_ context.Context, _ socket.Envelope, ack socket.Ack) { ack(nil) },
		Drain:  func() int { return 0 }})
	t.Cleanup(func() {
		if l.cancel != nil {
			_ = l.halt()
		}
		_ = ws.Close()
	})
	return l
}

// launch opens the connection without waiting for it.
func (l *lab) launch() {
	ctx, cancel := context.WithCancel(l.ctx)
	l.cancel = cancel
	go func() {
		who, err := l.conn.WhoAmI(ctx)
		if err == nil && who != nil {
			err = l.conn.Run(ctx)
		}
		l.ended <- err
	}()
}

// run opens the connection and waits for it.
func (l *lab) run() {
	l.t.Helper()
	l.launch()
	l.reconnected(1)
}

// halt ends the connection and returns what Run returned.
func (l *lab) halt() error {
	l.cancel()
	err := <-l.ended
	l.ended <- err
	return err
}

// acknowledged sends an envelope and waits until it is acknowledged.
func (l *lab) acknowledged(d slacktest.Delivery, err error) {
	l.t.Helper()
	if err == nil {
		_, err = l.ws.WaitAck(l.ctx, d)
	}
	if err != nil {
		l.t.Fatalf("%v\n%s", err, l.logs)
	}
}

// reconnected waits until there have been n connections and the old ones are gone:
// what is sent over one that is ending is lost, as with Slack.
func (l *lab) reconnected(n int) {
	l.t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if open, ever := l.ws.Connections(); open == 1 && ever >= n {
			return
		}
		select {
		case <-tick.C:
		case <-l.ctx.Done():
			l.t.Fatalf("no connection %d\n%s", n, l.logs)
		}
	}
}

// fatal waits for the connection to end by itself, and returns why.
func (l *lab) fatal() error {
	l.t.Helper()
	select {
	case err := <-l.ended:
		l.ended <- err
		if !errors.As(err, new(socket.Fatal)) {
			l.t.Fatalf("ended with %v", err)
		}
		return err
	case <-l.ctx.Done():
		l.t.Fatalf("the connection did not end\n%s", l.logs)
	}
	return nil
}

// contains fails the test unless text has all the parts.
func contains(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("no %q in:\n%s", p, text)
		}
	}
}

// logs keeps what was logged.
type logs struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.buf.Write(p) }

func (l *logs) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.buf.String() }
