package socket

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack/socketmode"
)

// monitor watches the connections of one slack-go client for three things that
// slack-go does not report: when the last bytes arrived, when an acknowledgement
// was written, and why Slack ends a connection.
//
// The first two come through hooks of the dialer: every byte read passes the
// net.Conn, and a write buffer goes back to its pool when its message has been
// written (acknowledgements are the only messages that a client sends). The reason
// is taken from slack-go's debug log, which is not kept.
type monitor struct {
	lastRead     atomic.Int64        // when bytes last arrived, in nanoseconds since 1970
	written      chan struct{}       // capacity 1: a message has been written
	disconnected func(reason string) // called when Slack ends the connection
	buffers      sync.Pool
}

func newMonitor(disconnected func(reason string)) *monitor {
	return &monitor{written: make(chan struct{}, 1), disconnected: disconnected}
}

// options hook the monitor into a slack-go client.
func (m *monitor) options() []socketmode.Option {
	dialer := &websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		HandshakeTimeout: 45 * time.Second, // as in slack-go's own dialer
		WriteBufferSize:  32 << 10,         // as in slack-go: a message must fit in one frame, since Slack does not join frames
		WriteBufferPool:  m,
		NetDialContext:   m.dial,
	}
	return []socketmode.Option{socketmode.OptionDialer(dialer), socketmode.OptionDebug(true), socketmode.OptionLog(m)}
}

func (m *monitor) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	m.noteRead()
	return &monitoredConn{conn, m}, nil
}

// monitoredConn records when bytes arrive.
type monitoredConn struct {
	net.Conn
	monitor *monitor
}

func (c *monitoredConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.monitor.noteRead()
	}
	return n, err
}

func (m *monitor) noteRead() { m.lastRead.Store(time.Now().UnixNano()) }

// silentFor returns how long no bytes have arrived.
func (m *monitor) silentFor() time.Duration { return time.Since(time.Unix(0, m.lastRead.Load())) }

// Get and Put implement gorilla/websocket's BufferPool, which calls Put when a
// message has been written, or could not be.
func (m *monitor) Get() any { return m.buffers.Get() }

// Put returns a buffer to the pool.
func (m *monitor) Put(buffer any) {
	m.buffers.Put(buffer)
	m.wrote()
}

// wrote wakes the goroutine that waits for a message to be written.
func (m *monitor) wrote() {
	select {
	case m.written <- struct{}{}:
	default:
	}
}

// Output receives a line of slack-go's debug log. Lines hold what people type, so
// none is kept: only the reason of a disconnect frame is read.
func (m *monitor) Output(_ int, line string) error {
	const received = "Received WebSocket message: "
	_, text, ok := strings.Cut(line, received)
	if !ok || !strings.Contains(text, `"disconnect"`) {
		return nil
	}
	var frame struct {
		Type   string `json:"type"`
		Reason string `json:"reason"`
	}
	if json.Unmarshal([]byte(text), &frame) == nil && frame.Type == socketmode.RequestTypeDisconnect {
		m.disconnected(LogWord(frame.Reason))
	}
	return nil
}
