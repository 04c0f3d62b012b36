package admin

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// Client sends requests to a running bot. It is a feedback.Source.
type Client struct {
	http   *http.Client
	base   string
	socket string // its path, for errors
}

var _ feedback.Source = (*Client)(nil)

// ErrNotRunning means that nothing answers at the admin socket.
var ErrNotRunning = hint.New("no rolecall serve answers", "is the bot running? Start it with `rolecall serve`, with the same ROLECALL_DATA_DIR")

// dialTimeout limits how long Dial waits for the bot. A choice: /healthz answers
// within milliseconds, and a container's probe has five seconds (Dockerfile).
const dialTimeout = 3 * time.Second

// maxFailure limits how much of an error response is read, in bytes. A choice:
// an error is a few hundred bytes, and a list of refused files some 3 KB.
const maxFailure = 64 << 10

// Dial connects to a running bot at its socket. The error is ErrNotRunning if
// there is none.
func Dial(ctx context.Context, socket string) (*Client, error) {
	var d net.Dialer
	transport := &http.Transport{MaxIdleConns: 1, DisableCompression: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return d.DialContext(ctx, "unix", socket) }}
	c := &Client{http: &http.Client{Transport: transport}, base: "http://" + clientHost, socket: socket}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	body, err := c.get(ctx, "/healthz", nil)
	if err != nil {
		transport.CloseIdleConnections()
		return nil, err
	}
	_, err = io.Copy(io.Discard, body)
	return c, errors.Join(err, body.Close())
}

// Open returns the source of the reports: the running bot if one answers at its
// socket, otherwise what open returns, the store that the bot would use.
func Open(ctx context.Context, socket string, open func() (feedback.Source, error)) (feedback.Source, error) {
	c, err := Dial(ctx, socket)
	if err == nil {
		return c, nil
	}
	if !errors.Is(err, ErrNotRunning) {
		return nil, err
	}
	s, err := open()
	if errors.Is(err, feedback.ErrInUse) {
		return nil, hint.With(fmt.Errorf("%w; its admin socket does not answer at %s", err, socket), "set the same ROLECALL_DATA_DIR as serve has")
	}
	return s, err
}

// do sends a request and returns the response's body, or the error in it.
func (c *Client) do(req *http.Request) (io.ReadCloser, error) {
	res, err := c.http.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // without the address, which is a placeholder
		}
		if errors.Is(req.Context().Err(), context.Canceled) {
			return nil, err
		}
		return nil, fmt.Errorf("%w at %s: %w", ErrNotRunning, c.socket, err)
	}
	if res.StatusCode == http.StatusOK {
		return res.Body, nil
	}
	defer res.Body.Close()
	if res.StatusCode == http.StatusPreconditionFailed {
		return nil, feedback.ErrChanged
	}
	data, _ := io.ReadAll(io.LimitReader(res.Body, maxFailure))
	var f failure
	if json.Unmarshal(data, &f) != nil || f.Error == "" {
		f.Error = string(bytes.TrimSpace(data))
	}
	return nil, hint.New(f.Error, f.Hint)
}

func (c *Client) get(ctx context.Context, path string, v url.Values) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path+"?"+v.Encode(), nil)
	if err != nil {
		return nil, err
	}
	return c.do(req)
}

func (c *Client) getJSON(ctx context.Context, path string, v url.Values, into any) error {
	body, err := c.get(ctx, path, v)
	if err != nil {
		return err
	}
	defer body.Close()
	return json.NewDecoder(body).Decode(into)
}

func (c *Client) post(ctx context.Context, path string, send, into any) error {
	data, err := json.Marshal(send)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(data))
	if err != nil {
		return err
	}
	body, err := c.do(req)
	if err != nil {
		return err
	}
	defer body.Close()
	return json.NewDecoder(body).Decode(into)
}

func window(w feedback.Window) url.Values {
	v := url.Values{}
	if !w.Since.IsZero() {
		v.Set("since", w.Since.UTC().Format(time.RFC3339Nano))
	}
	if !w.Until.IsZero() {
		v.Set("until", w.Until.UTC().Format(time.RFC3339Nano))
	}
	if w.Missed {
		v.Set("missed", "true")
	}
	return v
}

// Status returns the bot's status.
func (c *Client) Status(ctx context.Context) (s Status, err error) {
	err = c.getJSON(ctx, "/status", nil, &s)
	return s, err
}

// Metrics writes the bot's metrics to out.
func (c *Client) Metrics(ctx context.Context, out io.Writer) error {
	return c.copy(ctx, out, "/metrics", nil)
}

// Reload makes the bot read its overlay again. The error lists the faulty files;
// all other files are in service even then.
func (c *Client) Reload(ctx context.Context) (s Status, err error) {
	err = c.post(ctx, "/reload", struct{}{}, &s)
	return s, err
}

// Stats implements feedback.Source.
func (c *Client) Stats(ctx context.Context, w feedback.Window) (s feedback.Stats, err error) {
	err = c.getJSON(ctx, "/reports/stats", window(w), &s)
	return s, err
}

// Questions implements feedback.Source.
func (c *Client) Questions(ctx context.Context, w feedback.Window, f func(feedback.Question) error) error {
	body, err := c.get(ctx, "/questions", window(w))
	if err != nil {
		return err
	}
	defer body.Close()
	return eachLine(body, f)
}

// Export implements feedback.Source.
func (c *Client) Export(ctx context.Context, out io.Writer, format feedback.Format, w feedback.Window) error {
	v := window(w)
	v.Set("format", string(format))
	return c.copy(ctx, out, "/export", v)
}

// Purge implements feedback.Source.
func (c *Client) Purge(ctx context.Context, p feedback.Purge) (int, error) {
	var n purged
	err := c.post(ctx, "/purge", p, &n)
	return n.Removed, err
}

// Backup implements feedback.Source.
func (c *Client) Backup(ctx context.Context, out io.Writer) error {
	return c.copy(ctx, out, "/backup", nil)
}

func (c *Client) copy(ctx context.Context, out io.Writer, path string, v url.Values) error {
	body, err := c.get(ctx, path, v)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, body)
	return errors.Join(err, body.Close())
}

// Close closes the connection.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}
