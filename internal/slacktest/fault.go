package slacktest

import (
	"fmt"
	"net/http"
	"time"

	"rolecall/internal/slacktest/blocks"
)

// Fault makes calls of a method fail, or delays them.
type Fault struct {
	// Times is how many calls it affects; 0 is one, negative is all until
	// ClearFaults. Skip is how many calls it leaves alone first.
	Times, Skip int
	// Status is the HTTP status to answer with, such as 500 or 429; 0 is 200.
	Status int
	// RetryAfter is sent as the header of that name, in whole seconds; with
	// Status 0 it makes the answer a 429.
	RetryAfter time.Duration
	// Error is the error code to answer with, such as "channel_not_found".
	Error string
	// Block refuses only calls whose blocks have one of this type, such as
	// "container", as Slack refuses a type that it does not know.
	Block string
	// Body is sent unchanged as the answer, with Status.
	Body string
	// Delay is how long the call is delayed first, by the workspace's clock.
	Delay time.Duration
	// Drop closes the connection without an answer. With Effect the call is carried
	// out first, so that only the answer is lost.
	Drop, Effect bool

	messages []string // say what is wrong
}

type fault struct {
	Fault
	method string
	left   int
}

// Fault adds a fault for a Web API method, for "response_url", for "socket" (opening
// the websocket) or, with "*", for every method. A call gets the oldest fault that
// matches it.
func (w *Workspace) Fault(method string, f Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f.Times == 0 {
		f.Times = 1
	}
	w.faults = append(w.faults, &fault{Fault: f, method: method, left: f.Times})
}

// ClearFaults removes all faults.
func (w *Workspace) ClearFaults() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.faults = nil
}

// takeFault returns the fault of this call, nil for none, and counts the call.
func (w *Workspace) takeFault(method string, a arguments) *Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, f := range w.faults {
		if f.method != method && (f.method != "*" || method == "socket") {
			continue
		}
		took := f.Fault
		if f.Block != "" {
			list, _, _ := a.list("blocks")
			at := blocks.Pointer(list, f.Block)
			if at == "" {
				continue
			}
			took.Error, took.messages = "invalid_blocks", []string{"[ERROR] unsupported type: " + f.Block + " [json-pointer:" + at + "/type]"}
		}
		if f.Skip > 0 {
			f.Skip--
			continue
		}
		if f.left > 0 {
			f.left--
			if f.left == 0 {
				w.faults = append(w.faults[:i:i], w.faults[i+1:]...)
			}
		}
		return &took
	}
	return nil
}

// faulty applies the fault of a call, if it has one, and reports whether it has
// answered the call.
func (w *Workspace) faulty(rw http.ResponseWriter, r *http.Request, c Call) (f *Fault, done bool) {
	f = w.takeFault(c.Method, c.Args)
	if f == nil {
		return nil, false
	}
	if f.answers() && !f.Effect {
		c.Faulty, c.Status, c.Error = true, f.Status, f.Error
		w.mu.Lock()
		w.calls = append(w.calls, c)
		w.wakeWaiters()
		w.mu.Unlock()
	}
	return f, w.applyFault(rw, r, f)
}

// answers reports whether the fault replaces the method's own answer.
func (f *Fault) answers() bool {
	return f.Drop || f.Status != 0 || f.RetryAfter != 0 || f.Error != "" || f.Body != ""
}

// applyFault waits for the delay, then answers instead of the method. It reports false
// if the method must answer.
func (w *Workspace) applyFault(rw http.ResponseWriter, r *http.Request, f *Fault) bool {
	if f.Delay > 0 {
		passed := make(chan struct{})
		stop := w.clock.AfterFunc(f.Delay, func() { close(passed) })
		select {
		case <-passed:
		case <-r.Context().Done():
		case <-w.ctx.Done():
		}
		stop()
	}
	if !f.answers() || f.Effect {
		return false
	}
	w.answerFault(rw, f)
	return true
}

// answerFault writes the fault's answer, or closes the connection.
func (w *Workspace) answerFault(rw http.ResponseWriter, f *Fault) {
	if f.Drop {
		panic(http.ErrAbortHandler) // net/http closes the connection
	}
	status := f.Status
	if f.RetryAfter > 0 {
		rw.Header().Set("Retry-After", fmt.Sprintf("%d", int((f.RetryAfter+time.Second-1)/time.Second)))
		if status == 0 {
			status = http.StatusTooManyRequests
		}
	}
	if status == 0 {
		status = http.StatusOK
	}
	body := []byte(f.Body)
	if f.Body == "" {
		code := f.Error
		if code == "" && status == http.StatusTooManyRequests {
			code = "ratelimited"
		}
		if code == "" {
			code = "fatal_error"
		}
		body = encode(fail(code, f.messages...).answer())
	}
	rw.Header().Set("Content-Type", "application/json; charset=utf-8")
	rw.WriteHeader(status)
	_, _ = rw.Write(body)
}
