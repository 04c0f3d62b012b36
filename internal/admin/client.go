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

// Client asks a running bot. It is a feedback.Source.
type Client struct {
	http   *http.Client
	base   string
	socket string // as it is named in errors
}

var _ feedback.Source = (*Client)(nil)

// ErrNotRunning says that nothing answers at the admin address.
var ErrNotRunning = hint.New("no rolecall serve answers", "is the bot running? Start it with `rolecall serve`, with the same ROLECALL_DATA_DIR")

// Dial finds a running bot at its socket. The error is ErrNotRunning when there
// is none.
func Dial(ctx context.Context, socket string) (*Client, error) {
	var d net.Dialer
	transport := &http.Transport{MaxIdleConns: 1, DisableCompression: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return d.DialContext(ctx, "unix", socket) }}
	c := &Client{http: &http.Client{Transport: transport}, base: "http://" + clientHost, socket: socket}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	body, err := c.get(ctx, "/healthz", nil)
	if err != nil {
		transport.CloseIdleConnections()
		return nil, err
	}
	_, err = io.Copy(io.Discard, body)
	return c, errors.Join(err, body.Close())
}

// Open gives the reports' source: the running bot when one answers at its
// socket, else what open opens, which is the store that the bot would use.
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

// do sends a request and returns the answer's body, or the error it holds.
func (c *Client) do(req *http.Request) (io.ReadCloser, error) {
	res, err := c.http.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // the made-up address tells nobody anything
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
	data, _ := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	var said failure
	if json.Unmarshal(data, &said) != nil || said.Error == "" {
		said.Error = string(bytes.TrimSpace(data))
	}
	return nil, hint.New(said.Error, said.Hint)
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
	return v
}

// Status asks the bot how it is.
func (c *Client) Status(ctx context.Context) (s Status, err error) {
	err = c.getJSON(ctx, "/status", nil, &s)
	return s, err
}

// Metrics writes the bot's metrics to out.
func (c *Client) Metrics(ctx context.Context, out io.Writer) error {
	return c.copy(ctx, out, "/metrics", nil)
}

// Reload makes the bot read its overlay again; the error lists the faulty files,
// without which the rest is in service.
func (c *Client) Reload(ctx context.Context) (s Status, err error) {
	err = c.post(ctx, "/reload", struct{}{}, &s)
	return s, err
}

// Stats is feedback.Source's.
func (c *Client) Stats(ctx context.Context, w feedback.Window) (s feedback.Stats, err error) {
	err = c.getJSON(ctx, "/reports/stats", window(w), &s)
	return s, err
}

// Questions is feedback.Source's.
func (c *Client) Questions(ctx context.Context, w feedback.Window, f func(feedback.Question) error) error {
	body, err := c.get(ctx, "/questions", window(w))
	if err != nil {
		return err
	}
	defer body.Close()
	for dec := json.NewDecoder(body); ; {
		var q feedback.Question
		switch err := dec.Decode(&q); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if err := f(q); err != nil {
			return err
		}
	}
}

// Export is feedback.Source's.
func (c *Client) Export(ctx context.Context, out io.Writer, format feedback.Format, w feedback.Window) error {
	v := window(w)
	v.Set("format", string(format))
	return c.copy(ctx, out, "/export", v)
}

// Purge is feedback.Source's.
func (c *Client) Purge(ctx context.Context, p feedback.Purge) (int, error) {
	var n purged
	err := c.post(ctx, "/purge", p, &n)
	return n.Removed, err
}

// Backup is feedback.Source's.
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

// Close gives the connection back.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return nil
}
