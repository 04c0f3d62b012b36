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
	// maxAckFrame is the largest frame that the server takes, in bytes: Slack's
	// own reason for closing names it, "Max frame length of 20480".
	maxAckFrame = 20480
	// maxReadFrame is larger, in bytes, so that a frame that is too large can
	// be told from a broken one.
	maxReadFrame = 1 << 20
	// maxQueued is how many frames wait for a bot that does not read: more than
	// any test sends at once.
	maxQueued = 1 << 14
	// pongWait is how long a ping waits for its answer; slack-go answers at
	// once.
	pongWait = 10 * time.Second
	// cutAfterWarning is the time between Slack's warning and the cut
	// (docs.slack.dev/apis/events-api/using-socket-mode).
	cutAfterWarning = 10 * time.Second
)

// socket is one Socket Mode connection.
type socket struct {
	id   string
	conn *websocket.Conn
	out  chan frame
	gone context.CancelFunc
}

// frame is what the writer sends: bytes, and the envelope they carry, if any.
// An empty frame with a status closes the socket.
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

// maxOnTheWay is how long settle waits; over loopback it takes well under a
// millisecond.
const maxOnTheWay = time.Second

// settle waits until what the client has sent by now has been read: a ping's
// answer comes behind it.
func (c *socket) settle(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, maxOnTheWay)
	defer cancel()
	_ = c.conn.Ping(ctx) // a client that is gone does not answer
}

// cut ends the connection without a close frame.
func (c *socket) cut() {
	c.gone()
	_ = c.conn.CloseNow()
}

// serveSocket takes a ticket of apps.connections.open and speaks Socket Mode
// until either side ends it.
func (w *Workspace) serveSocket(rw http.ResponseWriter, r *http.Request) {
	if f := w.takeFault("socket"); f != nil && w.applyFault(rw, r, f) {
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
	conn, err := websocket.Accept(rw, r, &websocket.AcceptOptions{InsecureSkipVerify: true}) // a bot is no browser
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

// join adds a connection, greets it and gives it what waited.
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
	w.bump()
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
	w.bump()
}

// ping pings now and then, as Slack does; a client that hears no ping gives the
// connection up.
func (w *Workspace) ping(c *socket) {
	if w.opt.PingInterval < 0 {
		return
	}
	w.tasks.Go(func() {
		ctx, cancel := context.WithTimeout(w.ctx, pongWait)
		defer cancel()
		_ = c.conn.Ping(ctx)
	})
	w.later(w.opt.PingInterval, func() {
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

// Connections is how many sockets are open, and how many there have been.
func (w *Workspace) Connections() (open, ever int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.conns), w.connected
}

// WaitConnected waits until at least n sockets are open.
func (w *Workspace) WaitConnected(ctx context.Context, n int) error {
	return w.await(ctx, "the bot to connect", func() bool { return len(w.conns) >= n })
}

// WaitConnections waits until there have been at least n connections in all and
// one is open: to see a bot come back.
func (w *Workspace) WaitConnections(ctx context.Context, n int) error {
	return w.await(ctx, "the bot to connect again", func() bool { return w.connected >= n && len(w.conns) > 0 })
}

// WaitEver waits until there have been at least n connections in all: to see a
// bot try again and again.
func (w *Workspace) WaitEver(ctx context.Context, n int) error {
	return w.await(ctx, "the bot to try again", func() bool { return w.connected >= n })
}

// Disconnect tells every connection that it is about to end, for one of Slack's
// reasons: "warning" (it is cut ten seconds later), "refresh_requested",
// "link_disabled", "too_many_websockets" (they are closed at once).
func (w *Workspace) Disconnect(reason string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.conns {
		c.send(frame{data: disconnectFrame(reason)})
		if reason == "warning" {
			w.later(cutAfterWarning, func() { c.send(frame{status: websocket.StatusNormalClosure, reason: reason}) })
			continue
		}
		c.send(frame{status: websocket.StatusNormalClosure, reason: reason})
	}
}

// GreetWithDisconnect makes every new connection end right after its hello, for
// a reason, until it is called with "". That is how Slack treats an app whose
// Socket Mode has been switched off ("link_disabled").
func (w *Workspace) GreetWithDisconnect(reason string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.greeting = reason
}

// Drop cuts every connection without a close frame, as a dying network does.
// What the client had sent by then has arrived.
func (w *Workspace) Drop() {
	w.mu.Lock()
	conns := append([]*socket(nil), w.conns...)
	w.conns = nil
	w.bump()
	w.mu.Unlock()
	for _, c := range conns {
		c.settle(w.ctx)
		c.cut()
	}
}

// SendFrame sends bytes as they are to one connection: for what no decoder
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

// pick chooses the connection for the next envelope: each in its turn, as Slack
// gives a payload to any one of them.
func (w *Workspace) pick() *socket {
	if len(w.conns) == 0 {
		return nil
	}
	w.turn++
	return w.conns[w.turn%len(w.conns)]
}
