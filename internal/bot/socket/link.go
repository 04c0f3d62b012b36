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

// link listens at the connections of one slack-go client for three things that
// slack-go knows and does not tell: when Slack was last heard, when an
// acknowledgement was written, and why Slack ends a connection.
//
// The first two come through hooks of the dialer (every byte read passes the
// net.Conn; a write buffer goes back to its pool when its message has been
// written, and acknowledgements are the only messages a client sends). The
// third is found in slack-go's debug log, which is read here and thrown away.
type link struct {
	heard        atomic.Int64     // when bytes last came in, in nanoseconds since 1970
	written      chan struct{}    // one place: a message has been written
	disconnected func(why string) // Slack says that it ends the connection
	buffers      sync.Pool
}

func newLink(disconnected func(why string)) *link {
	return &link{written: make(chan struct{}, 1), disconnected: disconnected}
}

// options hook the link into a slack-go client.
func (l *link) options() []socketmode.Option {
	dialer := &websocket.Dialer{
		Proxy:            http.ProxyFromEnvironment,
		HandshakeTimeout: 45 * time.Second, // as slack-go's own dialer
		WriteBufferSize:  32 << 10,         // as slack-go's: one frame a message, since Slack does not join frames
		WriteBufferPool:  l,
		NetDialContext:   l.dial,
	}
	return []socketmode.Option{socketmode.OptionDialer(dialer), socketmode.OptionDebug(true), socketmode.OptionLog(l)}
}

func (l *link) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	l.hear()
	return &heardConn{conn, l}, nil
}

// heardConn notes when bytes come in.
type heardConn struct {
	net.Conn
	link *link
}

func (c *heardConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.link.hear()
	}
	return n, err
}

func (l *link) hear() { l.heard.Store(time.Now().UnixNano()) }

// quietFor is how long nothing has come in.
func (l *link) quietFor() time.Duration { return time.Since(time.Unix(0, l.heard.Load())) }

// Get and Put are gorilla/websocket's BufferPool: Put says that a message has
// been written, or that writing it failed.
func (l *link) Get() any { return l.buffers.Get() }

// Put takes a buffer back.
func (l *link) Put(buffer any) {
	l.buffers.Put(buffer)
	l.wrote()
}

// wrote wakes whoever waits for a message to be written.
func (l *link) wrote() {
	select {
	case l.written <- struct{}{}:
	default:
	}
}

// Output takes a line of slack-go's debug log. Lines hold what people type, so
// nothing of them is kept: only a disconnect frame's reason is read.
func (l *link) Output(_ int, line string) error {
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
		l.disconnected(LogWord(frame.Reason))
	}
	return nil
}
