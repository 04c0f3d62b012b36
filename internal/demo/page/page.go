// Package page serves a workspace as one web page: channels, threads, direct messages
// with the bot, its Home tab, modals and menus. It only draws what the bot posted, and
// passes what a person does to the workspace.
//
// The page consists of HTML, CSS and JavaScript modules in assets/, which are embedded,
// without a build step and without files from other hosts. All text is added to the
// document as text nodes; the Content-Security-Policy allows only the page's own files.
package page

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"rolecall/internal/hint"
	"rolecall/internal/slacktest"
)

//go:embed assets
var assets embed.FS

// Options shape the page.
type Options struct {
	// User is the person who uses the page unless the address has ?as=NAME; "" is the
	// first of the workspace's users.
	User string
	// Fleeting has the page say that what is saved in the workspace is gone when it ends.
	Fleeting bool
	// Try are questions that the page offers until the person has asked something, as
	// they would be typed in a channel.
	Try []string
	// Curator serves the curator's panel, which only User may use; nil means no panel.
	Curator Curator
	// Remote allows requests for hosts other than loopback names, for a listener that
	// is not on a loopback address.
	Remote bool
	// OptionsTimeout is how long to wait for a menu's options; 0 is 3.5 seconds.
	OptionsTimeout time.Duration
}

// Page is the web page of a workspace.
type Page struct {
	ws      *slacktest.Workspace
	opt     Options
	mux     http.Handler
	started string // by this a page in the browser notices that the workspace was restarted
}

// New returns the page's handler. It returns an error if Options.User is not a user of
// the workspace.
func New(ws *slacktest.Workspace, opt Options) (*Page, error) {
	if opt.User == "" {
		opt.User = ws.Users()[0].Name
	}
	if _, err := ws.User(opt.User); err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	if opt.OptionsTimeout == 0 {
		opt.OptionsTimeout = 3500 * time.Millisecond // Slack waits three seconds for a menu's options; the rest is a choice
	}
	files, err := fs.Sub(assets, "assets")
	if err != nil {
		return nil, fmt.Errorf("page: assets: %w", err)
	}
	p := &Page{ws: ws, opt: opt, started: ws.URL()}
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(files))
	mux.HandleFunc("GET /world", p.world)
	mux.HandleFunc("GET /events", p.events)
	mux.HandleFunc("POST /act", p.act)
	mux.HandleFunc("GET /docs/{team}/{canvas}", p.canvas)
	p.curator(mux)
	p.mux = p.guard(mux)
	return p, nil
}

// ServeHTTP answers one request.
func (p *Page) ServeHTTP(rw http.ResponseWriter, r *http.Request) { p.mux.ServeHTTP(rw, r) }

// Listen opens the page's address. Unless remote is set, only loopback addresses are
// allowed. If the port is in use, it tries the following ones, tries ports in all, and
// then returns an error with a hint.
func Listen(ctx context.Context, addr string, remote bool, tries int) (net.Listener, error) {
	host, portText, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, hint.With(fmt.Errorf("address %q: %w", addr, err), "write it as 127.0.0.1:8765")
	}
	port, err := strconv.Atoi(portText)
	if err != nil || port < 0 || port > math.MaxUint16 {
		return nil, hint.New(fmt.Sprintf("address %q: %q is not a port", addr, portText), fmt.Sprintf("a port is a number from 0 to %d", math.MaxUint16))
	}
	if !remote && !loopback(host) {
		return nil, hint.New(addr+" can be reached from other machines, and the page asks for no password", "use 127.0.0.1")
	}
	for i := 0; ; i++ {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(port+i)))
		if err == nil {
			return l, nil
		}
		if i+1 >= tries || port == 0 || port+i >= math.MaxUint16 {
			return nil, hint.With(fmt.Errorf("the page cannot be served: %w", err), "choose another port; 127.0.0.1:0 is any free one")
		}
	}
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && ip.IsLoopback())
}

// headerTimeout is how long a client may take to send a request's header. A choice: a
// browser on the same machine takes milliseconds.
const headerTimeout = 10 * time.Second

// Serve serves the page on l until ctx ends, then closes l. It returns nil after ctx
// has ended.
func Serve(ctx context.Context, l net.Listener, p *Page) error {
	server := &http.Server{Handler: p, ReadHeaderTimeout: headerTimeout, BaseContext: func(net.Listener) context.Context { return ctx }}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("page: serve: %w", err)
	}
	return nil
}

// person returns the person who uses the page.
func (p *Page) person(r *http.Request) (slacktest.User, error) {
	name := r.URL.Query().Get("as")
	if name == "" {
		name = p.opt.User
	}
	u, err := p.ws.User(name)
	if err == nil && u.Bot {
		err = hint.New(name+" is the bot", "choose a person")
	}
	return u, err
}

// world sends what does not change while the page is open.
func (p *Page) world(rw http.ResponseWriter, r *http.Request) {
	me, err := p.person(r)
	if err != nil {
		refuse(rw, http.StatusNotFound, err)
		return
	}
	app := p.ws.App()
	var channels []slacktest.Channel
	for _, c := range p.ws.Channels() {
		if c.IM == "" || c.IM == me.ID {
			channels = append(channels, c)
		}
	}
	reply(rw, map[string]any{
		"me": me, "users": p.ws.Users(), "channels": channels, "started": p.started, "curator": p.curates(me), "fleeting": p.opt.Fleeting, "try": p.opt.Try,
		"bot": map[string]any{"id": p.ws.BotUserID(), "name": app.Name, "display_name": app.DisplayName, "agent": app.Agent, "commands": app.Commands, "shortcuts": app.Shortcuts},
	})
}

// events streams what the person sees as server-sent events: all of them, or those after
// the last one that the browser has received.
func (p *Page) events(rw http.ResponseWriter, r *http.Request) {
	me, err := p.person(r)
	if err != nil {
		refuse(rw, http.StatusNotFound, err)
		return
	}
	after := 0
	if id, err := strconv.Atoi(r.Header.Get("Last-Event-ID")); err == nil {
		after = id
	}
	flush := http.NewResponseController(rw)
	rw.Header().Set("Content-Type", "text/event-stream")
	rw.Header().Set("Cache-Control", "no-store")
	fmt.Fprintf(rw, "event: hello\ndata: %s\n\n", mustJSON(map[string]any{"started": p.started}))
	for {
		for _, e := range p.ws.Events(after) {
			after = e.Seq
			if (e.For == "" || e.For == me.ID) && (e.Channel == "" || e.Channel[0] != 'D' || p.mine(e.Channel, me.ID)) {
				fmt.Fprintf(rw, "id: %d\ndata: %s\n\n", e.Seq, mustJSON(e))
			}
		}
		fmt.Fprintf(rw, "event: now\nid: %d\ndata: {}\n\n", after)
		if flush.Flush() != nil {
			return
		}
		if _, err := p.ws.NextEvents(r.Context(), after); err != nil {
			return
		}
	}
}

// canvas shows a canvas as the Markdown that the bot made it from.
func (p *Page) canvas(rw http.ResponseWriter, r *http.Request) {
	text := p.ws.Canvas(r.PathValue("canvas"))
	if text == "" {
		http.NotFound(rw, r)
		return
	}
	rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = io.WriteString(rw, text)
}

func (p *Page) mine(channel, user string) bool {
	c, err := p.ws.Channel(channel)
	return err == nil && c.IM == user
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("page: encode %T: %v", v, err)) // only types of this package, which can always be encoded
	}
	return b
}

func reply(rw http.ResponseWriter, v any) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	_, _ = rw.Write(mustJSON(v))
}

// failure is an error as JSON.
type failure struct {
	Error string `json:"error"`
	Hint  string `json:"hint,omitempty"`
}

func refuse(rw http.ResponseWriter, status int, err error) {
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write(mustJSON(failure{err.Error(), hint.Of(err)}))
}
