package slacktest

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"rolecall/internal/slacktest/blocks"
)

// apiError is the error of a method: the code, and messages that say which part of the
// payload is wrong.
type apiError struct {
	code     string
	messages []string
	needed   string
	faults   []blocks.Fault // of blocks.validate
}

func fail(code string, messages ...string) *apiError {
	return &apiError{code: code, messages: messages}
}

// answer is the error as Slack answers it.
func (e *apiError) answer() map[string]any {
	out := map[string]any{"ok": false, "error": e.code}
	if len(e.messages) > 0 {
		out["response_metadata"] = map[string]any{"messages": e.messages}
	}
	if e.faults != nil {
		out["errors"] = e.faults
	}
	return out
}

// arguments are the arguments of a call, sent as a form or as JSON.
type arguments map[string]any

func (a arguments) text(name string) string {
	switch v := a[name].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return ""
}

func (a arguments) flag(name string) bool {
	v := a.text(name)
	return v == "true" || v == "1"
}

func (a arguments) has(name string) bool { v, ok := a[name]; return ok && v != nil && v != "" }

// object returns an argument that is a JSON object, such as a view, or a string of
// JSON.
func (a arguments) object(name string) (map[string]any, bool) {
	switch v := a[name].(type) {
	case map[string]any:
		return v, true
	case string:
		var out map[string]any
		if decode([]byte(v), &out) == nil && out != nil {
			return out, true
		}
	}
	return nil, false
}

// list returns an argument that is a JSON array, such as blocks, or a string of JSON.
// absent means that there is no such argument.
func (a arguments) list(name string) (out []any, absent, ok bool) {
	switch v := a[name].(type) {
	case nil:
		return nil, true, true
	case []any:
		return v, false, true
	case string:
		if v == "" {
			return nil, true, true
		}
		if decode([]byte(v), &out) == nil {
			return out, out == nil, true
		}
	}
	return nil, false, false
}

// decode reads JSON without converting numbers.
func decode(data []byte, into any) error {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	return d.Decode(into)
}

// maxBody is how much of a request is read, in bytes. A choice: sixteen times the
// largest view, so that a view that is too large gets Slack's error.
const maxBody = 4 << 20

type method struct {
	scope string // the bot scope it needs; "" is none
	app   bool   // needs the app-level token instead of the bot token
	run   func(w *Workspace, a arguments) (map[string]any, *apiError)
}

// serveAPI answers a call of the Web API.
func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	args, token, problem := readArguments(r)
	call := Call{Method: name, At: w.clock.Now(), Args: args}
	f, done := w.faulty(rw, r, call)
	if done {
		return
	}
	var out map[string]any
	w.mu.Lock()
	if problem == nil {
		out, problem = w.call(name, args, token)
	}
	if problem != nil {
		out = problem.answer()
		if problem.needed != "" {
			out["needed"], out["provided"] = problem.needed, strings.Join(w.opt.Scopes, ",")
		}
		call.Error = problem.code
	} else {
		out["ok"] = true
	}
	call.Status = http.StatusOK
	w.calls = append(w.calls, call)
	w.wakeWaiters()
	scopes := strings.Join(w.opt.Scopes, ",")
	if w.opt.Scopes == nil {
		scopes = strings.Join(w.allScopes(), ",")
	}
	w.mu.Unlock()
	if f != nil && f.answers() {
		w.answerFault(rw, f)
		return
	}
	rw.Header().Set("X-OAuth-Scopes", scopes)
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = rw.Write(encode(out))
}

// call checks the token and the scope and runs the method. The lock is held.
func (w *Workspace) call(name string, args arguments, token string) (map[string]any, *apiError) {
	m, known := methods()[name]
	switch {
	case !known:
		return nil, fail("unknown_method")
	case name == "api.test", name == "blocks.validate":
	case token == "":
		return nil, fail("not_authed")
	case token != w.BotToken() && token != w.AppToken():
		return nil, fail("invalid_auth")
	case m.app != (token == w.AppToken()):
		return nil, fail("not_allowed_token_type")
	case m.scope != "" && w.opt.Scopes != nil && !slices.Contains(w.opt.Scopes, m.scope):
		e := fail("missing_scope")
		e.needed = m.scope
		return nil, e
	}
	return m.run(w, args)
}

// readArguments reads the arguments from the query, a form or a JSON body, and the
// token from the header or the arguments.
func readArguments(r *http.Request) (arguments, string, *apiError) {
	args := arguments{}
	for k, v := range r.URL.Query() {
		args[k] = v[0]
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody))
	if err != nil {
		return args, "", fail("request_timeout")
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case kind == "application/json":
		var in map[string]any
		if len(body) > 0 {
			if err := decode(body, &in); err != nil {
				return args, "", fail("invalid_json")
			}
		}
		for k, v := range in {
			args[k] = v
		}
	case len(body) > 0:
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		if err := r.ParseMultipartForm(maxBody); err != nil && err != http.ErrNotMultipart {
			return args, "", fail("invalid_form_data")
		}
		for k, v := range r.PostForm {
			args[k] = v[0]
		}
		if r.MultipartForm != nil {
			for k, v := range r.MultipartForm.Value {
				args[k] = v[0]
			}
		}
	}
	token := args.text("token")
	if h, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		token = h
	}
	delete(args, "token")
	return args, token, nil
}

// methods returns the Web API methods that the workspace has.
func methods() map[string]method {
	return map[string]method{
		"api.test":                              {run: (*Workspace).apiTest},
		"auth.test":                             {run: (*Workspace).authTest},
		"apps.connections.open":                 {app: true, run: (*Workspace).connectionsOpen},
		"blocks.validate":                       {run: (*Workspace).blocksValidate},
		"canvases.create":                       {scope: canvasScope, run: (*Workspace).canvasesCreate},
		"canvases.access.set":                   {scope: canvasScope, run: (*Workspace).apiTest},
		"chat.postMessage":                      {scope: "chat:write", run: (*Workspace).postMessage},
		"chat.postEphemeral":                    {scope: "chat:write", run: (*Workspace).postEphemeral},
		"chat.update":                           {scope: "chat:write", run: (*Workspace).updateMessage},
		"chat.delete":                           {scope: "chat:write", run: (*Workspace).deleteMessage},
		"chat.getPermalink":                     {run: (*Workspace).permalink},
		"views.open":                            {run: (*Workspace).viewsOpen},
		"views.push":                            {run: (*Workspace).viewsPush},
		"views.update":                          {run: (*Workspace).viewsUpdate},
		"views.publish":                         {run: (*Workspace).viewsPublish},
		"conversations.open":                    {scope: "im:write", run: (*Workspace).conversationsOpen},
		"conversations.info":                    {scope: "channels:read", run: (*Workspace).conversationsInfo},
		"conversations.history":                 {scope: "channels:history", run: (*Workspace).conversationsHistory},
		"conversations.replies":                 {scope: "channels:history", run: (*Workspace).conversationsReplies},
		"users.info":                            {scope: "users:read", run: (*Workspace).usersInfo},
		"bots.info":                             {scope: "users:read", run: (*Workspace).botsInfo},
		"reactions.add":                         {scope: "reactions:write", run: (*Workspace).reactionsAdd},
		"assistant.threads.setStatus":           {scope: "assistant:write", run: (*Workspace).assistantStatus},
		"assistant.threads.setTitle":            {scope: "assistant:write", run: (*Workspace).assistantTitle},
		"assistant.threads.setSuggestedPrompts": {scope: "assistant:write", run: (*Workspace).assistantPrompts},
		"agents.sessions.setStatus":             {scope: "chat:write", run: (*Workspace).sessionStatus},
		"agents.sessions.rename":                {scope: "chat:write", run: (*Workspace).sessionRename},
	}
}

func (w *Workspace) allScopes() []string {
	out := []string{"commands", "app_mentions:read", "im:history"}
	for _, m := range methods() {
		if m.scope != "" && !slices.Contains(out, m.scope) && (m.scope != canvasScope || w.opt.Canvases) {
			out = append(out, m.scope)
		}
	}
	slices.Sort(out)
	return out
}
