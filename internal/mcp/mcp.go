// Package mcp offers the answers to assistants as tools and resources of the Model Context
// Protocol. An assistant gets what a person in Slack gets, as text and in parts that it can
// cite: it is read-only, and nothing of what is asked is kept or logged.
//
//	mcp.go       the server: what it says of itself, and what it does before each request
//	tools.go     ask, compare, kit, search: what they take and when they fail
//	content.go   replies in parts
//	resources.go entries and roles to read by their address
package mcp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/hint"
)

// maxFrame bounds a message of the client, in bytes. A choice: the longest question with
// all of its context takes a tenth of it.
const maxFrame = 1 << 20

// Options are what a server needs.
type Options struct {
	// Advisor decides over the knowledge in service; it is asked before each request, so
	// that an edit made meanwhile counts.
	Advisor func(context.Context) *advisor.Advisor
	Now     func() time.Time
	Version string // of the program
	Logger  *slog.Logger
}

// Server answers one client.
type Server struct {
	o   Options
	sdk *sdk.Server

	mu     sync.Mutex      // for what follows, since requests may come at the same time
	listed *corpus.Corpus  // whose resources are listed
	offer  map[string]bool // their addresses
}

// New returns a server.
func New(ctx context.Context, o Options) *Server {
	s := &Server{o: o}
	a := o.Advisor(ctx)
	s.sdk = sdk.NewServer(&sdk.Implementation{Name: "rolecall", Title: "Rolecall", Version: o.Version}, &sdk.ServerOptions{
		Instructions: instructions(a.Corpus()),
		Capabilities: &sdk.ServerCapabilities{}, // no logging to the client: there is nothing to log
	})
	s.addTools()
	s.addTemplates()
	s.list(a.Corpus())
	s.sdk.AddReceivingMiddleware(s.upToDate)
	return s
}

// Serve answers on a pair of streams until the client closes its own or ctx ends.
func (s *Server) Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	err := s.sdk.Run(ctx, &sdk.IOTransport{Reader: io.NopCloser(in), Writer: unclosed{out}, MaxLineLength: maxFrame})
	if err == nil || ctx.Err() != nil || errors.Is(err, io.EOF) {
		return nil
	}
	return hint.With(fmt.Errorf("the client's message cannot be read: %w", err),
		fmt.Sprintf("one JSON-RPC message a line, of at most %d bytes; let a client of the Model Context Protocol start this command", maxFrame))
}

// unclosed keeps standard output open: it is not the server's to close.
type unclosed struct{ io.Writer }

func (unclosed) Close() error { return nil }

// upToDate lists the resources again, before a request that may need them, where the
// knowledge has changed. A panic ends only its request; what it says may quote the client.
func (s *Server) upToDate(next sdk.MethodHandler) sdk.MethodHandler {
	return func(ctx context.Context, method string, req sdk.Request) (_ sdk.Result, err error) {
		defer func() {
			if r := recover(); r != nil {
				s.o.Logger.Error("a request panicked: this is a bug of Rolecall", "kind", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
				err = errors.New("something went wrong inside Rolecall, which is logged")
			}
		}()
		if strings.HasPrefix(method, "resources/") {
			s.list(s.o.Advisor(ctx).Corpus())
		}
		return next(ctx, method, req)
	}
}

// instructions tell an assistant what it can ask here and how to pass it on.
func instructions(c *corpus.Corpus) string {
	var roles []string
	for _, r := range c.Roles {
		roles = append(roles, r.Letters)
	}
	return `Rolecall answers questions about technology-leadership roles in hiring discussions: what a role does, decides and is measured by, who it reports to, how two roles differ, which of them a company needs, what they earn, and how to hire and interview for them. The roles are: ` + strings.Join(roles, ", ") + `.

Every answer was written and reviewed by people; nothing is generated. Where a company has added answers of its own, these are in force. Questions are in English, in the words of the person who asks; for a follow-up give the questions before it as context.

Cite what you use: name the sources of the answer with publisher, year and address, and the day of its review, and pass on the note where the review is overdue. Do not change figures; say which country and year they are of. Nothing here is legal advice.

When the outcome is "none", there is no answer here: say so, and do not present your own as Rolecall's. When it is "choices", pick one or let the person pick, and call ask with its question word for word. Rolecall judges no person by name.`
}
