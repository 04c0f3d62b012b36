package slacktest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/coder/websocket"
)

const (
	// maxAckFrame is the largest frame that the server accepts, in bytes: Slack
	// closes a connection with "Max frame length of 20480 has been exceeded."
	maxAckFrame = 20480
	// maxReadFrame is how much of a frame is read, in bytes. A choice, far above
	// maxAckFrame, so that a frame that is too large is not taken for a broken one.
	maxReadFrame = 1 << 20
	// maxQueued is how many frames may wait for a bot that does not read. A choice:
	// more than any test sends at once.
	maxQueued = 1 << 14
	// pongTimeout is how long the server waits for the answer to a ping. A choice:
	// slack-go answers at once.
	pongTimeout = 10 * time.Second
	// closeAfterWarning is the time between Slack's warning and the end of the
	// connection (docs.slack.dev/apis/events-api/using-socket-mode).
	closeAfterWarning = 10 * time.Second
)

// socket is one Socket Mode connection.
type socket struct {
	id   string
	conn *websocket.Conn
	out  chan frame
	gone context.CancelFunc
}

// frame is what the writer sends: bytes, and the envelope in them, if any. A frame with
// a status closes the socket.
type frame struct {
	data     []byte
	envelope *envelope
	status   websocket.StatusCode
	reason   string
}

func (c *socket) send(f frame) bool {
	select {
	case c.out <- f:
		return true
	default:
		return false
	}
}

// settleTimeout is how long settle waits. A choice: on a loopback connection it takes
// less than a millisecond.
const settleTimeout = time.Second

// settle waits until everything that the client has sent so far has been read: the
// answer to a ping comes after it.
func (c *socket) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	_ = c.conn.Ping(ctx) // a client that has closed the connection does not answer
}

// cut closes the connection without a close frame.
func (c *socket) cut() {
	c.gone()
	_ = c.conn.CloseNow()
}

// serveSocket accepts a ticket of apps.connections.open and serves Socket Mode until
// either side closes the connection.
func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	if f := w.takeFault("socket", nil); f != nil && w.applyFault(rw, r, f) {
		return
	}
	ticket := r.URL.Query().Get("ticket")
	w.mu.Lock()
	fresh := w.tickets[ticket]
	if fresh {
		w.tickets[ticket] = false
	}
	w.mu.Unlock()
	if !fresh {
		http.Error(rw, "invalid or used ticket", http.StatusForbidden)
		return
	}
	conn, err := websocket.Accept(rw, r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // origins matter only for browsers
	if err != nil {
		return
	}
	conn.SetReadLimit(maxReadFrame)
	ctx, gone := context.WithCancel(w.ctx)
	defer gone()
	c := &socket{conn: conn, out: make(chan frame, maxQueued), gone: gone}
	if !w.join(c) {
		_ = conn.CloseNow()
		return
	}
	defer w.tasks.Done()
	done := make(chan struct{})
	go func() { defer close(done); c.write(ctx, w) }()
	c.read(ctx, w)
	w.leave(c)
	gone()
	_ = conn.CloseNow()
	<-done
}

// join adds a connection, sends hello and the events that waited for a connection. It
// reports false if the workspace is closed.
func (w *Workspace) join(c *socket) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.tasks.Add(1) // until serveSocket returns
	w.connected++
	c.id = fmt.Sprintf("socket-%d", w.connected)
	if len(w.conns) >= w.opt.MaxConnections {
		c.send(frame{data: encode(map[string]any{"type": "disconnect", "reason": "too_many_websockets"})})
		c.send(frame{status: websocket.StatusNormalClosure, reason: "too_many_websockets"})
	} else {
		w.conns = append(w.conns, c)
	}
	c.send(frame{data: encode(map[string]any{
		"type": "hello", "num_connections": len(w.conns),
		"debug_info":      map[string]any{"host": "workspace", "started": w.clock.Now().UTC().Format(time.DateTime), "build_number": 1, "approximate_connection_time": 18060},
		"connection_info": map[string]any{"app_id": w.AppID()},
	})})
	if w.greeting != "" {
		c.send(frame{data: disconnectFrame(w.greeting)})
		c.send(frame{status: websocket.StatusNormalClosure, reason: w.greeting})
	}
	w.ping(c)
	for _, e := range w.waiting {
		e.attempt++
		e.reason = "http_error"
		w.transmit(e)
	}
	w.waiting = nil
	w.wakeWaiters()
	return true
}

func (w *Workspace) leave(c *socket) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, o := range w.conns {
		if o == c {
			w.conns = append(w.conns[:i:i], w.conns[i+1:]...)
			break
		}
	}
	w.wakeWaiters()
}

// ping sends a ping at each PingInterval, as Slack does; a client that receives none
// reconnects.
func (w *Workspace) ping(c *socket) {
	if w.opt.PingInterval < 0 {
		return
	}
	w.tasks.Go(func() {
		ctx, cancel := context.WithTimeout(w.ctx, pongTimeout)
		defer cancel()
		_ = c.conn.Ping(ctx)
	})
	w.afterFunc(w.opt.PingInterval, func() {
		for _, o := range w.conns {
			if o == c {
				w.ping(c)
			}
		}
	})
}

func (c *socket) write(ctx context.Context, w *Workspace) {
	for {
		select {
		case <-ctx.Done():
			return
		case f := <-c.out:
			if f.status != 0 {
				_ = c.conn.Close(f.status, f.reason)
				return
			}
			if f.envelope != nil {
				w.mu.Lock()
				f.envelope.sentAt = w.clock.Now()
				w.mu.Unlock()
			}
			if err := c.conn.Write(ctx, websocket.MessageText, f.data); err != nil {
				return
			}
		}
	}
}

func (c *socket) read(ctx context.Context, w *Workspace) {
	for {
		_, data, err := c.conn.Read(ctx)
		if err != nil {
			return
		}
		if len(data) > maxAckFrame {
			w.mu.Lock()
			w.violate("ack_too_large", fmt.Sprintf("a frame of %d bytes; %d is the most", len(data), maxAckFrame))
			w.mu.Unlock()
			_ = c.conn.Close(websocket.StatusMessageTooBig, "Max frame length of 20480 has been exceeded.")
			return
		}
		var in struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		w.mu.Lock()
		if err := json.Unmarshal(data, &in); err != nil || in.EnvelopeID == "" {
			w.violate("bad_frame", "a frame that is not an acknowledgement")
		} else {
			w.acknowledge(in.EnvelopeID, in.Payload, len(data), c.id)
		}
		w.mu.Unlock()
	}
}

func disconnectFrame(reason string) []byte {
	return encode(map[string]any{"type": "disconnect", "reason": reason, "debug_info": map[string]any{"host": "workspace"}})
}

// Connections returns how many sockets are open, and how many there have been.
func (w *Workspace) Connections() (open, ever int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.conns), w.connected
}

// WaitConnected waits until at least n sockets are open.
func (w *Workspace) WaitConnected(ctx context.Context, n int) error {
	return w.await(ctx, "the bot to connect", func() bool { return len(w.conns) >= n })
}

// WaitConnections waits until there have been at least n connections and one is open,
// to see that a bot has reconnected.
func (w *Workspace) WaitConnections(ctx context.Context, n int) error {
	return w.await(ctx, "the bot to connect again", func() bool { return w.connected >= n && len(w.conns) > 0 })
}

// WaitEver waits until there have been at least n connections, to see that a bot keeps
// trying.
func (w *Workspace) WaitEver(ctx context.Context, n int) error {
	return w.await(ctx, "the bot to try again", func() bool { return w.connected >= n })
}

// Disconnect announces to every connection that it will be closed, for one of Slack's
// reasons: "warning" (it is closed after closeAfterWarning), "refresh_requested",
// "link_disabled" or "too_many_websockets" (it is closed at once).
func (w *Workspace) Disconnect(reason string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.conns {
		c.send(frame{data: disconnectFrame(reason)})
		if reason == "warning" {
			w.afterFunc(closeAfterWarning, func() { c.send(frame{status: websocket.StatusNormalClosure, reason: reason}) })
			continue
		}
		c.send(frame{status: websocket.StatusNormalClosure, reason: reason})
	}
}

// GreetWithDisconnect closes every new connection after its hello, for a reason, until
// it is called with "". Slack does that to an app whose Socket Mode is switched off
// ("link_disabled").
func (w *Workspace) GreetWithDisconnect(reason string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.greeting = reason
}

// Drop closes every connection without a close frame, as a failing network does. What
// the client has sent before is still read.
func (w *Workspace) Drop() {
	w.mu.Lock()
	conns := append([]*socket(nil), w.conns...)
	w.conns = nil
	w.wakeWaiters()
	w.mu.Unlock()
	for _, c := range conns {
		c.settle(w.ctx)
		c.cut()
	}
}

// SendFrame sends bytes unchanged to one connection, for frames that no decoder
// expects.
func (w *Workspace) SendFrame(data []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.pick()
	if c == nil {
		return errNoSocket
	}
	c.send(frame{data: data})
	return nil
}

// pick chooses the connection for the next envelope, in turn: Slack sends an envelope
// to any one of them.
func (w *Workspace) pick() *socket {
	if len(w.conns) == 0 {
		return nil
	}
	w.turn++
	return w.conns[w.turn%len(w.conns)]
}
