package bot_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"rolecall/internal/bot"
	"rolecall/internal/slacktest"
)

// canvases answers Slack's methods for canvases, and passes all others on.
type canvases struct {
	mu      sync.Mutex
	refuse  map[string][]string // by method: error codes, one for each call; "" takes it
	created []url.Values
	shared  []url.Values
}

func (c *canvases) answer(method string, r *http.Request) map[string]any {
	c.mu.Lock()
	defer c.mu.Unlock()
	if codes := c.refuse[method]; len(codes) > 0 {
		c.refuse[method] = codes[1:]
		if codes[0] != "" {
			return map[string]any{"ok": false, "error": codes[0]}
		}
	}
	if method == "canvases.create" {
		c.created = append(c.created, r.PostForm)
		return map[string]any{"ok": true, "canvas_id": "F0CANVAS"}
	}
	c.shared = append(c.shared, r.PostForm)
	return map[string]any{"ok": true}
}

// made returns what was created and shared so far.
func (c *canvases) made() (created, shared []url.Values) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.created), slices.Clone(c.shared)
}

// withCanvases runs a bot that may make canvases; refuse are the answers of each method.
func withCanvases(t *testing.T, refuse map[string][]string) (*lab, *canvases) {
	t.Helper()
	c := &canvases{refuse: refuse}
	l := prepare(t, slacktest.Options{Scopes: append(bot.Scopes(), bot.CanvasScope)})
	slack, err := url.Parse(l.ws.APIURL())
	if err != nil {
		t.Fatal(err)
	}
	others := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = slack.Scheme, slack.Host, slack.Host
	}}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
		if !strings.HasPrefix(method, "canvases.") {
			others.ServeHTTP(w, r)
			return
		}
		_ = r.ParseForm()
		_ = json.NewEncoder(w).Encode(c.answer(method, r))
	}))
	t.Cleanup(s.Close)
	with(func(o *bot.Options) { o.APIURL = s.URL + slack.Path })(l)
	l.run()
	return l, c
}

// TestKitIsSavedAsACanvas: whoever pressed gets the link, and may change it.
func TestKitIsSavedAsACanvas(t *testing.T) {
	l, c := withCanvases(t, nil)
	kit := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "kit cto"))
	told := l.answer(l.press("maya", kit, "Save as canvas"))
	contains(t, told.Text, "only you can see", "/docs/"+l.ws.TeamID()+"/F0CANVAS")
	if told.For != "U0MAYA" {
		t.Errorf("told %q", told.For)
	}
	created, shared := c.made()
	if len(created) != 1 || len(shared) != 1 {
		t.Fatalf("made %d, shared %d", len(created), len(shared))
	}
	contains(t, created[0].Get("title"), "Hiring kit: Chief Technology Officer (CTO)")
	contains(t, created[0].Get("document_content"), `"type":"markdown"`, "## Scorecard", "- [ ] ", "| Round | Minutes |")
	if got := created[0].Get("channel_id"); got != "" {
		t.Errorf("made in %s, where everyone reads it", got)
	}
	if got := shared[0]; got.Get("user_ids") != `["U0MAYA"]` || got.Get("access_level") != "write" || got.Get("canvas_id") != "F0CANVAS" {
		t.Errorf("shared %v", got)
	}

	// In a direct message the link stays, and from the modal it is shown in one.
	dm := l.answer(l.ws.DM(l.ctx, "maya", "kit cto"))
	told = l.answer(l.press("maya", dm, "Save as canvas"))
	contains(t, told.Text, "F0CANVAS")
	if told.Kind != slacktest.KindMessage {
		t.Errorf("in a direct message it came as %s", told.Kind)
	}
	form := l.answer(l.ws.Shortcut(l.ctx, "maya", "ask_role"))
	page := l.answer(l.ws.Submit(l.ctx, "maya", form.View.ID, map[string]any{"question": "kit cto"}))
	seq := l.ws.Seq()
	l.sent(l.press("maya", page, "Save as canvas"))
	modal := l.until(seq, "the link", func(e slacktest.Event) bool { return e.Kind == slacktest.KindView })
	contains(t, string(modal.View.Blocks), "F0CANVAS")
}

// TestCanvasOfAFreeTeamIsATab: free teams have no canvas of one's own.
func TestCanvasOfAFreeTeamIsATab(t *testing.T) {
	const free = "free_teams_cannot_create_non_tabbed_canvases"
	l, c := withCanvases(t, map[string][]string{"canvases.create": {free, "", free}})
	kit := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "kit cto"))
	contains(t, string(kit.Blocks), `"confirm":{`, "a tab of this channel instead, which everyone here can read")
	told := l.answer(l.press("maya", kit, "Save as canvas"))
	contains(t, told.Text, "a tab of this channel", "Everyone here can read it", "F0CANVAS")
	if created, shared := c.made(); len(created) != 1 || created[0].Get("channel_id") != "C0HIRING" || len(shared) != 0 {
		t.Errorf("made %v, shared %v", created, shared)
	}
	dm := l.answer(l.ws.DM(l.ctx, "maya", "kit cto"))
	contains(t, l.answer(l.press("maya", dm, "Save as canvas")).Text, "free plan", "in a channel that I am in")
}

// TestCanvasThatIsRefused: people are told what to do.
func TestCanvasThatIsRefused(t *testing.T) {
	for code, want := range map[string]string{
		"canvas_disabled_user_team": "Ask its admins to switch them on",
		"restricted_action":         "Ask its admins to allow me",
		"missing_scope":             "add the scope canvases:write",
		"canvas_creation_failed":    "press again",
		"of_tomorrow":               "(of_tomorrow)",
	} {
		t.Run(code, func(t *testing.T) {
			l, _ := withCanvases(t, map[string][]string{"canvases.create": {code}})
			kit := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "kit cto"))
			told := l.answer(l.press("maya", kit, "Save as canvas"))
			contains(t, told.Text, want)
			if told.For != "U0MAYA" {
				t.Errorf("told %q", told.For)
			}
		})
	}
	t.Run("not shared", func(t *testing.T) {
		l, _ := withCanvases(t, map[string][]string{"canvases.access.set": {"failed_to_update_user_ids"}})
		kit := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "kit cto"))
		contains(t, l.answer(l.press("maya", kit, "Save as canvas")).Text, "did not let me share it")
	})
	t.Run("the tab is taken", func(t *testing.T) {
		l, _ := withCanvases(t, map[string][]string{"canvases.create": {"free_teams_cannot_create_non_tabbed_canvases", "free_team_canvas_tab_already_exists"}})
		kit := l.answer(l.ws.Slash(l.ctx, "hiring", "maya", "/rolecall", "kit cto"))
		contains(t, l.answer(l.press("maya", kit, "Save as canvas")).Text, "has a canvas already")
	})
}
