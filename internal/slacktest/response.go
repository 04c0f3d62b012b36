package slacktest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// A response URL works five times in thirty minutes
// (docs.slack.dev/interactivity/handling-user-interaction).
const (
	responseUses = 5
	responseLife = 30 * time.Minute
)

// responseURL is an address at which a bot can answer an interaction without a token.
type responseURL struct {
	envelope string
	user     string
	channel  string
	original *Message // for replace_original and delete_original; nil for none
	at       time.Time
	uses     int
}

// newResponse returns a new response URL. The lock is held, here and below.
func (w *Workspace) newResponse(r *responseURL) (string, *responseURL) {
	id := w.id("r")
	r.at = w.clock.Now()
	w.responses[id] = r
	return w.base + "/response/" + id, r
}

// serveResponseURL answers a POST to a response URL.
func (w *Workspace) serveResponseURL(rw http.ResponseWriter, r *http.Request) {
	args, _, problem := readArguments(r)
	call := Call{Method: "response_url", At: w.clock.Now(), Args: args}
	f, done := w.faulty(rw, r, call)
	if done {
		return
	}
	status, body := http.StatusOK, "ok"
	w.mu.Lock()
	if problem == nil {
		if form := args.text("payload"); form != "" { // the older format: JSON in a field of a form
			if err := decode([]byte(form), &args); err != nil {
				problem = fail("invalid_payload")
			}
		}
	}
	if problem == nil {
		problem = w.respond(w.responses[r.PathValue("id")], args)
	}
	if problem != nil {
		status = http.StatusOK
		if problem.code == "used_url" || problem.code == "expired_url" || problem.code == "no_such_url" {
			status = http.StatusNotFound
		}
		call.Error = problem.code
		body = string(encode(problem.answer()))
	}
	call.Status = status
	w.calls = append(w.calls, call)
	w.wakeWaiters()
	w.mu.Unlock()
	if f != nil && f.answers() {
		w.answerFault(rw, f)
		return
	}
	if problem != nil {
		rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	rw.WriteHeader(status)
	_, _ = fmt.Fprint(rw, body)
}

// respond handles what was posted to a response URL.
func (w *Workspace) respond(r *responseURL, a arguments) *apiError {
	switch {
	case r == nil:
		return fail("no_such_url")
	case w.clock.Now().Sub(r.at) > responseLife:
		return fail("expired_url")
	case r.uses >= responseUses:
		return fail("used_url")
	}
	if a.flag("delete_original") {
		if r.original == nil || w.find(r.original.Channel, r.original.TS) == nil {
			return fail("message_not_found")
		}
		r.uses++
		w.remove(r.original, "response_url", r.envelope)
		return nil
	}
	in, problem := w.content(a)
	if problem != nil {
		return problem
	}
	r.uses++
	if a.flag("replace_original") {
		if r.original == nil || w.find(r.original.Channel, r.original.TS) == nil {
			return fail("message_not_found")
		}
		w.change(r.original, in, "response_url", r.envelope)
		return nil
	}
	w.postResponse(r, in, a, "response_url")
	return nil
}

// postResponse posts the content of a response URL or an acknowledgement: for the
// person only, unless response_type is in_channel.
func (w *Workspace) postResponse(r *responseURL, in content, a arguments, via string) {
	m := &Message{Channel: r.channel, ThreadTS: a.text("thread_ts"), User: w.BotUserID(), Bot: true, For: r.user, Text: in.text, Blocks: in.blocks}
	if a.text("response_type") == "in_channel" {
		m.For = ""
	}
	if m.ThreadTS != "" && w.find(r.channel, m.ThreadTS) == nil {
		m.ThreadTS = ""
	}
	w.post(m, via, r.envelope)
}

// slashAck posts the message in the acknowledgement of a slash command.
func (w *Workspace) slashAck(r *responseURL, payload json.RawMessage) {
	if payload == nil {
		return
	}
	var a arguments
	if err := decode(payload, &a); err != nil {
		w.violate("bad_ack_payload", "slash command: no JSON object")
		return
	}
	in, problem := w.content(a)
	if problem != nil {
		w.violate("bad_ack_payload", fmt.Sprint("slash command: ", problem.code, " ", problem.messages))
		w.record(Event{Kind: KindFailure, Via: "ack", Channel: r.channel, For: r.user, Text: "the command failed with the error \"" + problem.code + "\"", Envelope: r.envelope})
		return
	}
	w.postResponse(r, in, a, "ack")
}
