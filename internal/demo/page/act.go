package page

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"rolecall/internal/slacktest"
)

// action is what a person does on the page.
type action struct {
	Do       string         `json:"do"` // post, slash, click, suggest, submit, close, shortcut, message_shortcut, home
	Channel  string         `json:"channel"`
	Thread   string         `json:"thread"`
	Text     string         `json:"text"`
	Command  string         `json:"command"`
	TS       string         `json:"ts"`
	View     string         `json:"view"`
	Action   string         `json:"action"`
	Block    string         `json:"block"`
	Label    string         `json:"label"`
	Value    string         `json:"value"`
	Option   string         `json:"option"`
	Options  []string       `json:"options"`
	Input    string         `json:"input"`
	Callback string         `json:"callback"`
	Tab      string         `json:"tab"`
	All      bool           `json:"all"`
	Values   map[string]any `json:"values"`
}

func (d action) ref() slacktest.Ref {
	if d.View != "" {
		return slacktest.Ref{View: d.View}
	}
	return slacktest.Ref{Channel: d.Channel, TS: d.TS}
}

// act carries out an action. The answer is {"envelope","seq","ts"}, with "options" if
// the action was to type into a menu, or {"error"}.
func (p *Page) act(rw http.ResponseWriter, r *http.Request) {
	me, err := p.person(r)
	if err != nil {
		refuse(rw, http.StatusNotFound, err)
		return
	}
	var d action
	if err := json.NewDecoder(r.Body).Decode(&d); err != nil {
		refuse(rw, http.StatusBadRequest, fmt.Errorf("no JSON object: %w", err))
		return
	}
	sent, err := p.carryOut(r.Context(), me, d)
	if err != nil {
		refuse(rw, http.StatusUnprocessableEntity, errors.New(strings.TrimPrefix(err.Error(), "slacktest: ")))
		return
	}
	out := map[string]any{"envelope": sent.EnvelopeID, "seq": sent.Seq, "ts": sent.TS}
	if d.Do == "suggest" {
		ctx, cancel := context.WithTimeout(r.Context(), p.opt.OptionsTimeout)
		defer cancel()
		e, err := p.ws.WaitAnswer(ctx, sent)
		if err != nil || e.Kind != slacktest.KindOptions {
			refuse(rw, http.StatusGatewayTimeout, errors.New("options could not be loaded"))
			return
		}
		out["options"] = e.Options
	}
	reply(rw, out)
}

func (p *Page) carryOut(ctx context.Context, me slacktest.User, d action) (slacktest.Delivery, error) {
	if d.Channel != "" && d.Channel[0] == 'D' && !p.mine(d.Channel, me.ID) {
		return slacktest.Delivery{}, errors.New("this direct message is someone else's")
	}
	switch d.Do {
	case "post":
		var opts []slacktest.PostOption
		if d.Thread != "" {
			opts = append(opts, slacktest.InThread(d.Thread))
		}
		return p.ws.Post(ctx, d.Channel, me.ID, p.mentions(d.Text), opts...)
	case "slash":
		return p.ws.Slash(ctx, d.Channel, me.ID, d.Command, d.Text)
	case "click":
		return p.ws.Click(ctx, me.ID, d.ref(), slacktest.Press{ActionID: d.Action, BlockID: d.Block, Text: d.Label, Value: d.Value, Option: d.Option, Options: d.Options, Input: d.Input, Values: d.Values})
	case "suggest":
		return p.ws.Suggest(ctx, me.ID, d.ref(), d.Action, d.Value)
	case "submit":
		return p.ws.Submit(ctx, me.ID, d.View, d.Values)
	case "close":
		return p.ws.CloseModal(ctx, me.ID, d.All)
	case "shortcut":
		return p.ws.Shortcut(ctx, me.ID, d.Callback)
	case "message_shortcut":
		return p.ws.MessageShortcut(ctx, me.ID, d.Callback, d.ref())
	case "home":
		return p.ws.OpenHome(ctx, me.ID, d.Tab)
	}
	return slacktest.Delivery{}, fmt.Errorf("there is no action %q", d.Do)
}

var (
	at   = regexp.MustCompile(`(^|[\s(])@([A-Za-z][\w-]*)`)
	hash = regexp.MustCompile(`(^|[\s(])#([a-z][\w-]*)`)
)

// mentions replaces @name and #channel with the workspace's form of mentions, if there
// is such a user or channel.
func (p *Page) mentions(text string) string {
	text = at.ReplaceAllStringFunc(text, func(m string) string {
		part := at.FindStringSubmatch(m)
		u, err := p.ws.User(strings.ToLower(part[2]))
		switch {
		case err != nil:
			return m
		case u.Bot:
			return part[1] + "{bot}"
		}
		return part[1] + "{user:" + u.Name + "}"
	})
	return hash.ReplaceAllStringFunc(text, func(m string) string {
		part := hash.FindStringSubmatch(m)
		if c, err := p.ws.Channel("#" + part[2]); err != nil || c.Name == "" {
			return m
		}
		return part[1] + "{channel:" + part[2] + "}"
	})
}
