package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/internal/weights"
	"rolecall/knowledge"
)

var update = flag.Bool("update", false, "write the golden files again")

// today is when the tests run: every review of the small corpus is in time.
var today = time.Date(2026, 4, 1, 9, 0, 0, 0, time.UTC)

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// small is the corpus of the golden files of package blockkit, with layers on top.
func small(t testing.TB, over ...corpus.Layer) *advisor.Advisor {
	t.Helper()
	c, _, err := corpus.Load(append([]corpus.Layer{{Name: "small", FS: os.DirFS("../blockkit/testdata/knowledge")}}, over...)...)
	check(t, err)
	x, err := match.New(c)
	check(t, err)
	return advisor.New(c, x)
}

// shipped is the built-in corpus.
func shipped(t testing.TB) *advisor.Advisor {
	t.Helper()
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: knowledge.FS})
	check(t, err)
	x, err := weights.New(nil).Index(c)
	check(t, err)
	return advisor.New(c, x)
}

// client connects to a server over a.
func client(t testing.TB, a func(context.Context) *advisor.Advisor, o *sdk.ClientOptions) *sdk.ClientSession {
	t.Helper()
	here, there := sdk.NewInMemoryTransports()
	s := New(t.Context(), Options{Advisor: a, Now: func() time.Time { return today }, Version: "v1", Logger: slog.New(slog.DiscardHandler)})
	session, err := s.sdk.Connect(t.Context(), there, nil)
	check(t, err)
	c, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, o).Connect(t.Context(), here, nil)
	check(t, err)
	t.Cleanup(func() { _ = c.Close(); _ = session.Wait() })
	return c
}

func always(a *advisor.Advisor) func(context.Context) *advisor.Advisor {
	return func(context.Context) *advisor.Advisor { return a }
}

func call(t testing.TB, c *sdk.ClientSession, tool string, args any) (text string, parts map[string]any, failed bool) {
	t.Helper()
	r, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: args})
	check(t, err)
	for _, part := range r.Content {
		text += part.(*sdk.TextContent).Text
	}
	parts, _ = r.StructuredContent.(map[string]any)
	return text, parts, r.IsError
}

// TestGolden compares what the tools return with golden files, so that a review shows what
// changes for assistants.
func TestGolden(t *testing.T) {
	c := client(t, always(small(t)), nil)
	for _, tt := range []struct {
		name, tool string
		args       any
	}{
		{"answer", "ask", AskInput{Question: "What is a CTO?"}},
		{"pay", "ask", AskInput{Question: "cto salary"}},
		{"role", "ask", AskInput{Question: "cio"}},
		{"choices", "ask", AskInput{Question: "what is on the menu in the canteen today?"}},
		{"none", "ask", AskInput{Question: "wie viel verdient eigentlich ein CTO bei uns?"}},
		{"compare", "compare", CompareInput{Roles: []string{"cto", "cio"}}},
		{"kit", "kit", KitInput{Role: "CTO"}},
		{"search", "search", SearchInput{Query: "reports to"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, parts, failed := call(t, c, tt.tool, tt.args)
			if failed {
				t.Fatal(text)
			}
			var got bytes.Buffer
			enc := json.NewEncoder(&got)
			enc.SetEscapeHTML(false)
			enc.SetIndent("", " ")
			check(t, enc.Encode(parts))
			got.WriteString("\n" + text + "\n")
			file := filepath.Join("testdata", tt.name+".golden")
			if *update {
				check(t, os.WriteFile(file, got.Bytes(), 0o644))
				return
			}
			want, err := os.ReadFile(file)
			check(t, err)
			if !bytes.Equal(got.Bytes(), want) {
				t.Errorf("%s (go test ./internal/mcp -run Golden -update)\n got %s\nwant %s", file, got.Bytes(), want)
			}
		})
	}
}

// TestToolsSayWhatTheyAre, so that a client may call them without asking its user.
func TestToolsSayWhatTheyAre(t *testing.T) {
	c := client(t, always(small(t)), nil)
	list, err := c.ListTools(t.Context(), nil)
	check(t, err)
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		a := tool.Annotations
		if tool.OutputSchema == nil || tool.Description == "" || !a.ReadOnlyHint || !a.IdempotentHint || *a.OpenWorldHint || *a.DestructiveHint {
			t.Errorf("%s: %+v, output %v", tool.Name, a, tool.OutputSchema)
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"ask", "compare", "kit", "search"}) {
		t.Errorf("the tools are %q", names)
	}
	said := c.InitializeResult().Instructions
	for _, want := range []string{"CTO, ", "Cite ", "review", "none"} {
		if !strings.Contains(said, want) {
			t.Errorf("the instructions lack %q: %s", want, said)
		}
	}
}

// TestErrorsSayWhatToDo: the assistant reads them.
func TestErrorsSayWhatToDo(t *testing.T) {
	c := client(t, always(small(t)), nil)
	for _, tt := range []struct {
		tool string
		args any
		says []string
	}{
		{"ask", AskInput{Question: "  "}, []string{"no question was given", "hint: "}},
		{"ask", AskInput{Question: strings.Repeat("é", maxText+1)}, []string{"4001 characters", "hint: send the question alone"}},
		{"ask", AskInput{Question: "why", Context: []string{strings.Repeat("a", maxText+1)}}, []string{"too long"}},
		{"ask", map[string]any{}, []string{"question"}},
		{"ask", map[string]any{"question": 7}, []string{"question"}},
		{"compare", CompareInput{Roles: []string{"cto", "wizard"}}, []string{"“wizard”", "hint: the ids of the roles are cio, cto, engineering-director"}},
		{"compare", CompareInput{}, []string{"Name two to four roles", "hint: "}},
		{"compare", CompareInput{Text: "cto"}, []string{"one role"}},
		{"kit", KitInput{Role: "wizard"}, []string{"no hiring kit", "hint: there is one for cto"}},
		{"kit", KitInput{}, []string{"no hiring kit", "hint: there is one for cto"}},
	} {
		text, _, failed := call(t, c, tt.tool, tt.args)
		for _, want := range tt.says {
			if !failed || !strings.Contains(text, want) {
				t.Errorf("%s %v: failed %v, lacks %q: %s", tt.tool, tt.args, failed, want, text)
			}
		}
	}
	if _, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: "delete"}); err == nil {
		t.Error("an unknown tool was called")
	}
}

// TestFollowUpsTakeTheirContext, and only the last of it.
func TestFollowUpsTakeTheirContext(t *testing.T) {
	c := client(t, always(shipped(t)), nil)
	for _, tt := range []struct {
		in   AskInput
		want string
	}{
		{AskInput{Question: "and how much do they earn?", Context: []string{"what does a CISO do?"}}, "ciso.salary"},
		{AskInput{Question: "and a CIO?", Context: []string{"what does a CISO do?", "and how much do they earn?"}}, "cio.salary"},
		{AskInput{Question: "and how much do they earn?", Context: append(slices.Repeat([]string{"hello"}, 3*maxContext), "what does a CISO do?")}, "ciso.salary"},
	} {
		text, parts, _ := call(t, c, "ask", tt.in)
		if parts["entry"] != tt.want {
			t.Errorf("%+v: %v, want %s\n%s", tt.in, parts["entry"], tt.want, text)
		}
	}
}

// TestChoicesCanBeAskedFor: an assistant that asks for one word for word gets it, whichever
// it is.
func TestChoicesCanBeAskedFor(t *testing.T) {
	a := shipped(t)
	c := client(t, always(a), nil)
	text, parts, _ := call(t, c, "ask", AskInput{Question: "salary"})
	list, _ := parts["choices"].([]any)
	if parts["outcome"] != "choices" || len(list) < 2 || !strings.Contains(text, "call ask with its question word for word") {
		t.Fatalf("%v\n%s", parts, text)
	}
	for _, e := range a.Corpus().Entries {
		r := a.Ask(advisor.Question{Text: e.Question})
		if r.EntryID() != e.ID {
			t.Errorf("%q gives %s %s, want %s", e.Question, r.Outcome, r.EntryID(), e.ID)
		}
	}
}

// TestAnOverdueReviewIsSaid: nobody else would tell the assistant.
func TestAnOverdueReviewIsSaid(t *testing.T) {
	r := small(t).Show("cto.salary")
	if got := answer(r, today).Overdue; got != "" {
		t.Errorf("in time: %q", got)
	}
	if got, want := answer(r, today.AddDate(1, 0, 0)).Overdue, "Review overdue since 2027-03-02: check before relying on it."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestResources(t *testing.T) {
	c := client(t, always(small(t)), nil)
	var uris []string
	for r, err := range c.Resources(t.Context(), nil) {
		check(t, err)
		uris = append(uris, r.URI)
	}
	for _, want := range []string{"rolecall://entry/cto.salary", "rolecall://entry/which-role", "rolecall://role/engineering-director"} {
		if !slices.Contains(uris, want) {
			t.Errorf("%s is not in %q", want, uris)
		}
	}
	templates, err := c.ListResourceTemplates(t.Context(), nil)
	check(t, err)
	if len(templates.ResourceTemplates) != 2 {
		t.Errorf("templates: %v", templates.ResourceTemplates)
	}
	for uri, want := range map[string]string{"rolecall://entry/cto.salary": "175,000 dollars", "rolecall://role/cto": "Chief Technology Officer (CTO)"} {
		r, err := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: uri})
		check(t, err)
		if text := r.Contents[0].Text; !strings.Contains(text, want) || !strings.Contains(text, "Sources to cite:") || r.Contents[0].URI != uri {
			t.Errorf("%s: %s", uri, text)
		}
	}
	for _, uri := range []string{"rolecall://entry/no.such", "rolecall://role/", "rolecall://entry/../role/cto", "file:///etc/passwd", "::"} {
		if r, err := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: uri}); err == nil {
			t.Errorf("%s was read: %+v", uri, r)
		}
	}
}

// TestAnEditIsListed: the client is told that the list has changed, and reads the new one.
func TestAnEditIsListed(t *testing.T) {
	var now atomic.Pointer[advisor.Advisor]
	now.Store(small(t))
	changed := make(chan struct{}, 1)
	c := client(t, func(context.Context) *advisor.Advisor { return now.Load() }, &sdk.ClientOptions{
		ResourceListChangedHandler: func(context.Context, *sdk.ResourceListChangedRequest) {
			select {
			case changed <- struct{}{}:
			default:
			}
		}})
	now.Store(small(t, parking))
	r, err := c.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: "rolecall://entry/cto.parking"})
	check(t, err)
	if !strings.Contains(r.Contents[0].Text, "On deck 4.") {
		t.Error(r.Contents[0].Text)
	}
	<-changed
	now.Store(small(t))
	for r, err := range c.Resources(t.Context(), nil) {
		check(t, err)
		if r.Name == "cto.parking" {
			t.Error("an entry that is gone is listed")
		}
	}
}

// parking is a company's folder with one entry.
var parking = corpus.Layer{Name: "own", Files: map[string][]byte{"entries/cto/parking.md": []byte(
	"---\nquestion: Where does the CTO park?\nlabel: Parking\nroles: [cto]\nshort: On deck 4.\nphrasings: [parking deck of the cto]\nreviewed: 2026-03-20\n---\n- One.\n")}}

// TestServeEndsCleanly, whatever comes in.
func TestServeEndsCleanly(t *testing.T) {
	const initialize = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}` + "\n"
	s := New(t.Context(), Options{Advisor: always(small(t)), Now: time.Now, Version: "v1", Logger: slog.New(slog.DiscardHandler)})
	for _, tt := range []struct{ name, in, says string }{
		{"closed at once", "", ""},
		{"closed after a request", initialize, ""},
		{"malformed", initialize + "{canary\n", "cannot be read"},
		{"no protocol", "GET / HTTP/1.1\n", "cannot be read"},
		{"huge", initialize + `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"canary":"` + strings.Repeat("a", 2*maxFrame) + `"}}` + "\n", "cannot be read"},
		{"cut off", `{"jsonrpc":"2.0","id":1,"met`, "cannot be read"},
	} {
		var out bytes.Buffer
		err := s.Serve(t.Context(), strings.NewReader(tt.in), &out)
		if tt.says == "" && err != nil || tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says) || strings.Contains(err.Error(), "canary")) {
			t.Errorf("%s: error %v, want %q", tt.name, err, tt.says)
		}
		for line := range strings.Lines(out.String()) {
			if !json.Valid([]byte(line)) {
				t.Errorf("%s: %q is no protocol", tt.name, line)
			}
		}
	}
	in, _ := io.Pipe() // a client that says nothing
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Serve(ctx, in, io.Discard); err != nil {
		t.Errorf("stopped: %v", err)
	}
}

// TestACallCanBeCancelled: the client hears at once, and the server goes on.
func TestACallCanBeCancelled(t *testing.T) {
	a := small(t)
	reached, release := make(chan struct{}), make(chan struct{})
	var slow atomic.Bool
	c := client(t, func(ctx context.Context) *advisor.Advisor {
		if slow.Load() {
			close(reached)
			select {
			case <-ctx.Done():
			case <-release:
				t.Error("the call was not cancelled")
			}
		}
		return a
	}, nil)
	slow.Store(true)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-reached; slow.Store(false); cancel() }()
	if _, err := c.CallTool(ctx, &sdk.CallToolParams{Name: "ask", Arguments: AskInput{Question: "what is a cto"}}); err == nil {
		t.Error("a cancelled call was answered")
	}
	if text, _, failed := call(t, c, "ask", AskInput{Question: "What is a CTO?"}); failed {
		t.Error(text)
	}
}

// TestAPanicEndsOnlyItsRequest: the client hears of it, and the server goes on.
func TestAPanicEndsOnlyItsRequest(t *testing.T) {
	var now atomic.Pointer[advisor.Advisor]
	now.Store(small(t))
	c := client(t, func(context.Context) *advisor.Advisor { return now.Load() }, nil)
	good := now.Swap(nil)
	if _, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: "ask", Arguments: AskInput{Question: "what is a cto"}}); err == nil || !strings.Contains(err.Error(), "something went wrong inside Rolecall") {
		t.Errorf("a panic was answered with %v", err)
	}
	now.Store(good)
	if text, _, failed := call(t, c, "ask", AskInput{Question: "What is a CTO?"}); failed {
		t.Error(text)
	}
}
