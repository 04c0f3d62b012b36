package bot_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"rolecall/internal/advisor"
	"rolecall/internal/bot"
	"rolecall/internal/feedback"
	"rolecall/internal/slacktest"
)

// stepEnd is how a step of a workflow ended.
type stepEnd struct {
	Method    string
	Token     string
	Execution string            `json:"function_execution_id"`
	Outputs   map[string]string `json:"outputs"`
	Error     string            `json:"error"`
}

// stepToken is that of one execution, and not the bot's.
const stepToken = "xoxb-step-MARKED"

// workflows stands before a workspace that knows no workflows, and ends their steps.
func workflows(t *testing.T, settings ...func(*lab)) (*lab, <-chan stepEnd) {
	l, ends := prepare(t, slacktest.Options{}, settings...), make(chan stepEnd, 10)
	behind, err := url.Parse(l.ws.APIURL())
	if err != nil {
		t.Fatal(err)
	}
	behind.Path = ""
	proxy := httputil.NewSingleHostReverseProxy(behind)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, method, ok := strings.Cut(r.URL.Path, "/functions.")
		if !ok {
			proxy.ServeHTTP(w, r)
			return
		}
		e := stepEnd{Method: method, Token: strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")}
		if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
			t.Error(err)
		}
		_, _ = w.Write([]byte(`{"ok":true}`))
		ends <- e
	}))
	t.Cleanup(server.Close)
	l.adjust = append(l.adjust, func(o *bot.Options) { o.APIURL = server.URL + "/api/" })
	l.run()
	return l, ends
}

// runs is the event of a step that is executed.
func runs(execution, step string, inputs map[string]any) map[string]any {
	return map[string]any{"type": "function_executed", "function": map[string]any{"id": "Fn1", "callback_id": step, "title": "Ask Rolecall", "type": "app"},
		"inputs": inputs, "function_execution_id": execution, "workflow_execution_id": "Wx1", "event_ts": "1780000000.000100", "bot_access_token": stepToken}
}

func TestAStepOfAWorkflow(t *testing.T) {
	for _, test := range []struct {
		name    string
		step    string
		inputs  map[string]any
		outcome string
		says    string
		linked  bool
	}{
		{"a question", bot.StepAsk, map[string]any{"question": askSalary}, "answer", "CTO · Pay", true},
		{"a role", bot.StepAsk, map[string]any{"role": "CTO", "question": ""}, "answer", "CTO · Scorecard", true},
		{"a role by its name, in the wrong case", bot.StepAsk, map[string]any{"role": " chief TECHNOLOGY officer"}, "answer", "CTO · Scorecard", true},
		{"a question about a role", bot.StepAsk, map[string]any{"question": "how much do they earn?", "role": "ciso"}, "answer", "CISO · Pay", true},
		{"a comparison", bot.StepAsk, map[string]any{"question": "compare cto cio"}, "comparison", "CTO and CIO compared", true},
		{"choices", bot.StepAsk, map[string]any{"question": askChoices}, "choices", "Rolecall is not sure what this means. It can answer:\n• ", false},
		{"a miss", bot.StepAsk, map[string]any{"question": askNothing}, "none", "", false},
		{"a role that is not covered", bot.StepAsk, map[string]any{"role": "CFO"}, "none", "I do not cover", false},
		{"a mention that would be repeated", bot.StepAsk, map[string]any{"question": "compare cto <!channel>"}, "", "", false},
		{"nothing", bot.StepAsk, map[string]any{"question": " \n", "role": ""}, "error", "neither a question nor a role", false},
		{"no inputs", bot.StepAsk, nil, "error", "neither a question nor a role", false},
		{"inputs that are no text", bot.StepAsk, map[string]any{"question": 7, "role": []string{"cto"}}, "error", "neither a question nor a role", false},
		{"another step", "summarise", map[string]any{"question": askSalary}, "error", "does not know that step", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			l, ends := workflows(t)
			l.sent(l.ws.SendEvent(l.ctx, runs("Fx1", test.step, test.inputs)))
			e := <-ends
			if e.Token != stepToken || e.Execution != "Fx1" {
				t.Errorf("ended %q with the token %q", e.Execution, e.Token)
			}
			if test.outcome == "error" {
				if e.Method != "completeError" || !strings.Contains(e.Error, test.says) {
					t.Errorf("%+v", e)
				}
				return
			}
			answer, link := e.Outputs[bot.StepAnswer], e.Outputs[bot.StepLink]
			if e.Method != "completeSuccess" || test.outcome != "" && e.Outputs[bot.StepOutcome] != test.outcome || answer == "" || !strings.Contains(answer, test.says) || strings.ContainsAny(answer, "<>") {
				t.Errorf("%+v", e)
			}
			if strings.HasPrefix(link, "http") != test.linked {
				t.Errorf("the link is %q", link)
			}
		})
	}
}

// TestAStepRunsOnce, however often Slack delivers it, and nothing is posted.
func TestAStepRunsOnce(t *testing.T) {
	l, ends := workflows(t)
	d := l.sent(l.ws.SendEvent(l.ctx, runs("Fx1", bot.StepAsk, map[string]any{"question": askSalary})))
	l.sent(l.ws.Redeliver(l.ctx, d, 1))
	l.sent(l.ws.SendEvent(l.ctx, runs("Fx1", bot.StepAsk, map[string]any{"question": askSalary}))) // with another event id
	l.settle()
	if len(ends) != 1 {
		t.Errorf("it ended %d times", len(ends))
	}
	if posts := l.ws.Calls("chat.postMessage"); len(posts) > 0 {
		t.Errorf("posted: %+v", posts)
	}
}

// TestNothingOfAStepIsLogged: neither what is asked nor its token; a miss is stored
// scrubbed, of nobody.
func TestNothingOfAStepIsLogged(t *testing.T) {
	l, ends := workflows(t, keeping(feedback.KeepMisses))
	l.sent(l.ws.SendEvent(l.ctx, runs("Fx1", bot.StepAsk, map[string]any{"question": secret + " jo@example.com"})))
	<-ends
	event := runs("Fx2", bot.StepAsk, map[string]any{"question": secret})
	delete(event, "function_execution_id")
	l.sent(l.ws.SendEvent(l.ctx, event))
	l.waitLogged("cannot be ended")
	l.waitStored("the miss", func(s *spy) bool { return len(s.asked) == 1 })
	stats := l.stats()
	l.settle()
	if line, ok := l.logs.line("MARKED"); ok {
		t.Errorf("logged: %s", line)
	}
	if len(stats.Surfaces) != 1 || stats.Surfaces[0].Name != string(feedback.SurfaceWorkflow) {
		t.Errorf("counted: %+v", stats.Surfaces)
	}
}

// TestABrokenStepEnds: its workflow would wait.
func TestABrokenStepEnds(t *testing.T) {
	l, ends := workflows(t, with(func(o *bot.Options) { o.Advisor = func() *advisor.Advisor { return nil } }))
	l.sent(l.ws.SendEvent(l.ctx, runs("Fx1", bot.StepAsk, map[string]any{"question": askSalary})))
	if e := <-ends; e.Method != "completeError" || !strings.Contains(e.Error, "Start the workflow again") {
		t.Errorf("%+v", e)
	}
	l.settle()
	l.waitLogged("a handler panicked")
}
