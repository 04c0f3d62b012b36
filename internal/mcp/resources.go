package mcp

import (
	"context"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/corpus"
)

// The addresses of resources begin with these; an id follows.
const (
	entries = "rolecall://entry/"
	roles   = "rolecall://role/"
	plain   = "text/plain"
)

func entryURI(id string) string { return entries + id }

// addTemplates says which addresses there are, for a client that knows an id.
func (s *Server) addTemplates() {
	s.sdk.AddResourceTemplate(&sdk.ResourceTemplate{Name: "entry", Title: "Entry", URITemplate: entries + "{id}", MIMEType: plain,
		Description: "A question with its answer and sources, by its id, such as cto.salary"}, s.read)
	s.sdk.AddResourceTemplate(&sdk.ResourceTemplate{Name: "role", Title: "Role", URITemplate: roles + "{id}", MIMEType: plain,
		Description: "The card of a role with its sources, by its id, such as cto"}, s.read)
}

// list makes the listed resources those of a corpus. The client is told of a change.
func (s *Server) list(c *corpus.Corpus) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c == s.listed {
		return
	}
	offer := map[string]bool{}
	add := func(r *sdk.Resource) {
		r.MIMEType, offer[r.URI] = plain, true
		s.sdk.AddResource(r, s.read)
	}
	for _, e := range c.Entries {
		add(&sdk.Resource{URI: entryURI(e.ID), Name: e.ID, Title: blockkit.Title(c, e), Description: e.Question})
	}
	for _, r := range c.Roles {
		add(&sdk.Resource{URI: roles + r.ID, Name: "role " + r.ID, Title: r.Name, Description: "What a " + r.Name + " is there for, decides, and is measured by"})
	}
	for uri := range s.offer {
		if !offer[uri] {
			s.sdk.RemoveResources(uri)
		}
	}
	s.listed, s.offer = c, offer
}

// read returns an entry or the card of a role.
func (s *Server) read(ctx context.Context, req *sdk.ReadResourceRequest) (*sdk.ReadResourceResult, error) {
	uri, a := req.Params.URI, s.o.Advisor(ctx)
	var r advisor.Reply
	if id, ok := strings.CutPrefix(uri, entries); ok && a.Corpus().Entry(id) != nil {
		r = a.Show(id)
	} else if id, ok := strings.CutPrefix(uri, roles); ok && a.Corpus().Role(id) != nil {
		r = a.Role(id)
	} else {
		return nil, &jsonrpc.Error{Code: jsonrpc.CodeInvalidParams, Message: "no entry or role has that address; resources/list and the tool search have those that there are"}
	}
	now := s.o.Now()
	out := answer(r, now)
	text := blockkit.Plain(r, blockkit.View{Now: now, Full: true, All: true}) + out.Cited.text()
	return &sdk.ReadResourceResult{Contents: []*sdk.ResourceContents{{URI: uri, MIMEType: plain, Text: text}}}, nil
}
