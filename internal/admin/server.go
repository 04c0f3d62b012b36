// Package admin is the admin interface of a running bot, server and client:
// health, metrics, reports, purge, backup, edits of the knowledge and profiles over HTTP
// on a unix socket in the data folder. A TCP address, if one is configured, serves health and
// metrics only, since anyone on the machine can connect to it.
package admin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// Status describes a running bot.
type Status struct {
	Version     string    `json:"version,omitempty"` // of the program
	Corpus      string    `json:"corpus"`            // version of the corpus in service
	Entries     int       `json:"entries"`
	Edits       int       `json:"edits,omitempty"` // edited files in service
	Started     time.Time `json:"started"`
	Uptime      string    `json:"uptime"`
	Connections int       `json:"connections"`               // sockets to Slack
	OfApp       int       `json:"app_connections,omitempty"` // those of all processes, when ours was opened
	Ready       bool      `json:"ready"`
	NotReady    string    `json:"not_ready,omitempty"` // why it is not ready
	Hint        string    `json:"hint,omitempty"`      // what to do about NotReady
	Problems    []string  `json:"problems,omitempty"`  // of files that are left out, or in service with older content
}

// Refused is the error of a reload that refused files: what is wrong with them.
// All other files are in service, and the bot works.
type Refused string

func (r Refused) Error() string { return string(r) }

// Options are what a Server serves. Only Source is needed.
type Options struct {
	Source feedback.Source // the open store
	// Documents are what people write; nil for a bot that keeps nothing of the kind.
	Documents feedback.Documents
	Metrics   http.Handler                // of GET /metrics; nil for none
	Ready     func() error                // returns nil while the bot answers questions
	Status    func() Status               // the server fills in Ready, NotReady, Hint and Uptime
	Reload    func(context.Context) error // reads the overlay again; Refused if it refused files
	Logger    *slog.Logger                // default: discard
	Now       func() time.Time            // default: time.Now

	Profiles bool // serve Go's profiles over the socket
}

// Server serves requests on one listener.
type Server struct {
	o    Options
	ln   net.Listener
	http *http.Server
	done chan struct{}
}

// maxSocketPath is the longest path of a socket, in bytes. macOS and the BSDs
// allow 103 (sun_path in unix(4)), Linux 107; Listen first creates the socket
// under a temporary name, which is up to four bytes longer than "admin.sock".
const maxSocketPath = 99

// checkFolder is the hint when the socket cannot be created.
const checkFolder = "check the permissions of its folder, or set ROLECALL_DATA_DIR to another one"

// Listen opens a listener. For "unix" the folder of the path must exist. A socket
// that a dead process left behind is removed; one that answers, or any other
// file, is an error. Only the owner can connect to the socket. A "tcp" address
// should be a loopback address, since the server asks for no password.
func Listen(ctx context.Context, network, address string) (net.Listener, error) {
	var lc net.ListenConfig
	if network != "unix" {
		ln, err := lc.Listen(ctx, network, address)
		if err != nil {
			return nil, hint.With(fmt.Errorf("admin address %s: %w", address, err), "choose another with ROLECALL_ADMIN_ADDR")
		}
		return ln, nil
	}
	if len(address) > maxSocketPath {
		return nil, hint.New("admin socket "+address+": the path is too long for a socket", "use a shorter ROLECALL_DATA_DIR")
	}
	switch info, err := os.Lstat(address); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, hint.With(fmt.Errorf("admin socket: %w", err), checkFolder)
	case info.Mode().Type() != fs.ModeSocket:
		return nil, hint.New("admin socket: "+address+" exists and is not a socket", "move it away")
	default:
		var d net.Dialer
		if c, err := d.DialContext(ctx, "unix", address); err == nil {
			c.Close()
			return nil, hint.New("admin socket "+address+": another rolecall serve answers there", "one process per data folder: stop that one, or set another ROLECALL_DATA_DIR")
		}
		if err := os.Remove(address); err != nil {
			return nil, hint.With(fmt.Errorf("cannot remove the admin socket of a dead process: %w", err), checkFolder)
		}
	}
	// The socket is created in a private folder and then moved, so that nobody
	// else can connect to it before its mode is set.
	dir, err := os.MkdirTemp(filepath.Dir(address), ".s")
	if err != nil {
		return nil, hint.With(fmt.Errorf("admin socket: %w", err), checkFolder)
	}
	defer os.RemoveAll(dir)
	tmp := filepath.Join(dir, "s")
	ln, err := lc.Listen(ctx, "unix", tmp)
	if err != nil {
		return nil, hint.With(fmt.Errorf("admin socket %s: %w", address, err), checkFolder)
	}
	ln.(*net.UnixListener).SetUnlinkOnClose(false)
	if err := errors.Join(os.Chmod(tmp, 0o600), os.Rename(tmp, address)); err != nil {
		ln.Close()
		return nil, hint.With(fmt.Errorf("admin socket %s: %w", address, err), checkFolder)
	}
	return &unixListener{Listener: ln, path: address}, nil
}

// unixListener removes its socket at the first Close only: a second one could
// remove the socket of the next process.
type unixListener struct {
	net.Listener
	path string
	once sync.Once
}

func (u *unixListener) Close() error {
	u.once.Do(func() { os.Remove(u.path) })
	return u.Listener.Close()
}

// Limits of one connection, so that a client that hangs does not hold it forever.
// They are choices, generous for clients on the same machine or network.
const (
	headerTimeout  = 5 * time.Second  // to send the header of a request: a few hundred bytes
	requestTimeout = 30 * time.Second // to send a whole request, of at most maxChanges
	idleTimeout    = time.Minute      // until the next request: Prometheus sends one every 15 to 60 seconds
	// responseTimeout is for the longest response, a backup: a store with a million
	// questions has 133 MB (BenchmarkReports), which at 250 kB a second takes nine
	// minutes.
	responseTimeout = 10 * time.Minute
	maxHeader       = 16 << 10 // bytes; a request has a few hundred, and a proxy may add some
	maxBody         = 4 << 10  // bytes; the body of a purge has a few hundred
)

// Serve starts to serve requests on ln and returns at once; Close ends it. If ln
// is not a unix socket it serves health and metrics only.
func Serve(ln net.Listener, o Options) *Server {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{o: o, ln: ln, done: make(chan struct{})}
	s.http = &http.Server{Handler: s.refuseForeignHosts(s.routes()), ReadHeaderTimeout: headerTimeout, ReadTimeout: requestTimeout,
		WriteTimeout: responseTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(o.Logger.Handler(), slog.LevelDebug)}
	go func() {
		defer close(s.done)
		if err := s.http.Serve(ln); err != nil && !errors.Is(err, http.ErrServerClosed) {
			o.Logger.Error("the admin interface stopped", "error", err)
		}
	}()
	return s
}

// Close stops the server. Running requests have until ctx ends.
func (s *Server) Close(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if err != nil {
		err = errors.Join(err, s.http.Close())
	}
	<-s.done
	return err
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if err := s.ready(); err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintln(w, err)
			if todo := hint.Of(err); todo != "" {
				fmt.Fprintln(w, "hint:", todo)
			}
			return
		}
		io.WriteString(w, "ready\n")
	})
	if s.o.Metrics != nil {
		mux.Handle("GET /metrics", s.o.Metrics)
	}
	if s.ln.Addr().Network() != "unix" {
		mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
			fail(w, http.StatusForbidden, hint.New("this address serves /healthz, /readyz and /metrics only", "use the socket in the data folder for the rest; only the bot's user can connect to it"))
		})
		return mux
	}
	if s.o.Profiles {
		handleProfiles(mux)
	}
	mux.HandleFunc("GET /status", func(w http.ResponseWriter, _ *http.Request) { reply(w, s.status(), nil) })
	mux.HandleFunc("GET /reports/stats", func(w http.ResponseWriter, r *http.Request) {
		s.withWindow(w, r, func(win feedback.Window) {
			stats, err := s.o.Source.Stats(r.Context(), win)
			reply(w, stats, err)
		})
	})
	mux.HandleFunc("GET /questions", s.questions(func(feedback.Question) bool { return true }))
	mux.HandleFunc("GET /misses", s.questions(feedback.Question.Missed))
	mux.HandleFunc("GET /export", func(w http.ResponseWriter, r *http.Request) {
		s.withWindow(w, r, func(win feedback.Window) {
			s.stream(w, func(out io.Writer) error {
				return s.o.Source.Export(r.Context(), out, feedback.Format(r.FormValue("format")), win)
			})
		})
	})
	mux.HandleFunc("GET /backup", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		s.stream(w, func(out io.Writer) error { return s.o.Source.Backup(r.Context(), out) })
	})
	mux.HandleFunc("POST /purge", func(w http.ResponseWriter, r *http.Request) {
		var p feedback.Purge
		dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&p); err != nil {
			fail(w, http.StatusBadRequest, err)
			return
		}
		n, err := s.o.Source.Purge(r.Context(), p)
		reply(w, purged{n}, err)
	})
	mux.HandleFunc("GET /documents", s.documents)
	mux.HandleFunc("POST /drafts", s.change)
	mux.HandleFunc("POST /reload", func(w http.ResponseWriter, r *http.Request) {
		if s.o.Reload == nil {
			fail(w, http.StatusNotFound, hint.New("there is nothing to reload", "set ROLECALL_KNOWLEDGE_DIR to the folder of your own knowledge"))
			return
		}
		err := s.o.Reload(r.Context())
		reply(w, s.status(), err)
	})
	return mux
}

// refuseForeignHosts protects a loopback TCP address against DNS rebinding: a web
// page whose host name was rebound to this machine still sends its own name as
// Host. Other addresses are meant for other machines and accept any name.
func (s *Server) refuseForeignHosts(h http.Handler) http.Handler {
	addr, ok := s.ln.Addr().(*net.TCPAddr)
	if !ok || !addr.IP.IsLoopback() {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = strings.Trim(r.Host, "[]")
		}
		if host != "localhost" && host != clientHost && net.ParseIP(host) == nil {
			fail(w, http.StatusForbidden, hint.New("this address is for this machine only", fmt.Sprintf("use http://%s", addr)))
			return
		}
		h.ServeHTTP(w, r)
	})
}

// clientHost is the Host that Client sends: HTTP needs one, a socket has none.
const clientHost = "rolecall"

type purged struct {
	Removed int `json:"removed"`
}

func (s *Server) ready() error {
	if s.o.Ready == nil {
		return nil
	}
	return s.o.Ready()
}

func (s *Server) status() Status {
	var st Status
	if s.o.Status != nil {
		st = s.o.Status()
	}
	if !st.Started.IsZero() {
		st.Uptime = s.o.Now().Sub(st.Started).Round(time.Second).String()
	}
	st.Ready = true
	if err := s.ready(); err != nil {
		st.Ready, st.NotReady, st.Hint = false, err.Error(), hint.Of(err)
	}
	return st
}

// withWindow reads since and until (RFC 3339), and missed, from the request and calls f.
func (s *Server) withWindow(w http.ResponseWriter, r *http.Request, f func(feedback.Window)) {
	var win feedback.Window
	for name, at := range map[string]*time.Time{"since": &win.Since, "until": &win.Until} {
		if v := r.FormValue(name); v != "" {
			t, err := time.Parse(time.RFC3339Nano, v)
			if err != nil {
				fail(w, http.StatusBadRequest, hint.New(fmt.Sprintf("%s=%s is not a time", name, strconv.Quote(v)), "write it as 2026-11-22T00:00:00Z"))
				return
			}
			*at = t
		}
	}
	win.Missed = r.FormValue("missed") == "true"
	f(win)
}

// questions streams the questions for which include returns true as JSON Lines.
func (s *Server) questions(include func(feedback.Question) bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.withWindow(w, r, func(win feedback.Window) {
			w.Header().Set("Content-Type", "application/jsonl")
			s.stream(w, func(out io.Writer) error {
				enc := json.NewEncoder(out)
				return s.o.Source.Questions(r.Context(), win, func(q feedback.Question) error {
					if !include(q) {
						return nil
					}
					return enc.Encode(q)
				})
			})
		})
	}
}
