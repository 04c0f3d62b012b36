// Package admin is the door beside the running bot: health, metrics, reports,
// purge, backup and profiles over HTTP on a unix socket in the data directory;
// health and metrics alone on a TCP address when one is configured, since anybody
// on the machine may ask there; and the client that asks the socket.
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

// Status is what a running bot says of itself.
type Status struct {
	Version     string    `json:"version,omitempty"` // of the program
	Corpus      string    `json:"corpus"`            // version in service
	Entries     int       `json:"entries"`
	Started     time.Time `json:"started"`
	Uptime      string    `json:"uptime"`
	Connections int       `json:"connections"` // sockets to Slack
	Ready       bool      `json:"ready"`
	NotReady    string    `json:"not_ready,omitempty"` // why
	Hint        string    `json:"hint,omitempty"`      // what to do about that
	Problems    []string  `json:"problems,omitempty"`  // of files that are left out or served as they were before
}

// Refused says what is wrong with files that a reload did not take. The rest is
// in service, and the bot is well.
type Refused string

func (r Refused) Error() string { return string(r) }

// Options are what a Server shows. Every field but Source may be left out.
type Options struct {
	Source  feedback.Source // the open store
	Metrics *Metrics
	Ready   func() error                // nil when questions are answered
	Status  func() Status               // Ready, NotReady and Uptime are filled in by the server
	Reload  func(context.Context) error // reads the overlay again; Refused for what it did not take
	Logger  *slog.Logger
	Now     func() time.Time

	Profiles bool // Go's profiles are served, over the socket alone
}

// Server answers on one listener.
type Server struct {
	o    Options
	ln   net.Listener
	http *http.Server
	done chan struct{}
}

// maxSocketPath is the length of a path that every system takes for a socket: the
// least of them has room for 103 bytes.
const maxSocketPath = 100

// checkFolder is what to do when the socket cannot be made.
const checkFolder = "check the permissions of its folder; ROLECALL_DATA_DIR names another"

// Listen opens a listener. For "unix" the path's folder must exist; a socket
// left by a dead process is removed, one that answers is not, and nothing else
// is ever removed. The socket is for its owner only. For "tcp" give a loopback
// address unless others are meant to ask: there is no password.
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
		return nil, hint.New("admin socket: "+address+" exists and is no socket", "move it away")
	default:
		var d net.Dialer
		if c, err := d.DialContext(ctx, "unix", address); err == nil {
			c.Close()
			return nil, hint.New("admin socket "+address+": another rolecall serve answers there", "one process per data folder: stop that one, or set another ROLECALL_DATA_DIR")
		}
		if err := os.Remove(address); err != nil {
			return nil, hint.With(fmt.Errorf("admin socket left by a dead process: %w", err), checkFolder)
		}
	}
	// Made under another name in a folder nobody else may enter, so that it is
	// never open to others, not even between its making and its chmod.
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

// unixListener removes its socket when it is closed, once: a second Close would
// remove the socket of the process that came after this one.
type unixListener struct {
	net.Listener
	path string
	once sync.Once
}

func (u *unixListener) Close() error {
	u.once.Do(func() { os.Remove(u.path) })
	return u.Listener.Close()
}

// What one client may take of the server. All ask from the same machine, or the
// same network, and for little: whoever needs longer has gone away, and leaves a
// connection open that would never end.
const (
	headerTimeout  = 5 * time.Second  // to say what is wanted: some hundred bytes
	requestTimeout = 30 * time.Second // to send all of a request, of at most maxBody
	idleTimeout    = time.Minute      // until the next request: monitoring asks several times a minute
	// answerTimeout is for the longest answer, a backup: a store of a million
	// questions, 133 MB (BenchmarkReports), at 250 kB a second.
	answerTimeout = 10 * time.Minute
	maxHeader     = 16 << 10 // no header of ours is long, and a proxy may add some
	maxBody       = 4 << 10  // the only one that is read, a purge, has some hundred bytes
)

// Serve begins to answer on ln and returns at once; Close ends it. What a
// listener that is no socket may be asked for is health and metrics.
func Serve(ln net.Listener, o Options) *Server {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{o: o, ln: ln, done: make(chan struct{})}
	s.http = &http.Server{Handler: s.ownNames(s.routes()), ReadHeaderTimeout: headerTimeout, ReadTimeout: requestTimeout,
		WriteTimeout: answerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(o.Logger.Handler(), slog.LevelDebug)}
	go func() {
		defer close(s.done)
		if err := s.http.Serve(ln); err != nil && !errors.Is(err, http.ErrServerClosed) {
			o.Logger.Error("admin stopped answering", "error", err)
		}
	}()
	return s
}

// Close ends the server; what is being answered is given until ctx ends.
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
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		if s.o.Metrics != nil {
			_ = s.o.Metrics.Write(w)
		}
	})
	if s.ln.Addr().Network() != "unix" {
		mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
			fail(w, http.StatusForbidden, hint.New("this address has /healthz, /readyz and /metrics", "ask for the rest over the socket in the data folder, which lets the bot's user in and nobody else"))
		})
		return mux
	}
	if s.o.Profiles {
		profiles(mux)
	}
	mux.HandleFunc("GET /status", func(w http.ResponseWriter, _ *http.Request) { reply(w, s.status(), nil) })
	mux.HandleFunc("GET /reports/stats", func(w http.ResponseWriter, r *http.Request) {
		s.windowed(w, r, func(win feedback.Window) {
			stats, err := s.o.Source.Stats(r.Context(), win)
			reply(w, stats, err)
		})
	})
	mux.HandleFunc("GET /questions", s.questions(func(feedback.Question) bool { return true }))
	mux.HandleFunc("GET /misses", s.questions(feedback.Question.Missed))
	mux.HandleFunc("GET /export", func(w http.ResponseWriter, r *http.Request) {
		s.windowed(w, r, func(win feedback.Window) {
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

// ownNames keeps a web page whose name was rebound to this machine from reading
// a loopback TCP address: its requests name its own host. Where others are meant
// to ask, they may use any name.
func (s *Server) ownNames(h http.Handler) http.Handler {
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
			fail(w, http.StatusForbidden, hint.New("this address is for this machine only", fmt.Sprintf("ask for http://%s", addr)))
			return
		}
		h.ServeHTTP(w, r)
	})
}

// clientHost is the name Client asks for: over a socket there is none.
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

// windowed reads since and until (RFC 3339) and calls f.
func (s *Server) windowed(w http.ResponseWriter, r *http.Request, f func(feedback.Window)) {
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
	f(win)
}

// questions streams the questions that want picks, a JSON object a line.
func (s *Server) questions(want func(feedback.Question) bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.windowed(w, r, func(win feedback.Window) {
			w.Header().Set("Content-Type", "application/jsonl")
			s.stream(w, func(out io.Writer) error {
				enc := json.NewEncoder(out)
				return s.o.Source.Questions(r.Context(), win, func(q feedback.Question) error {
					if !want(q) {
						return nil
					}
					return enc.Encode(q)
				})
			})
		})
	}
}
