package bot

import (
	"context"
	"encoding/json"
	"testing"

	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/socket"
)

// TestAStepWaitsWhileTheBotIsBusy: it is not acknowledged, so that Slack delivers it
// again. One that is acknowledged and not run would never end.
func TestAStepWaitsWhileTheBotIsBusy(t *testing.T) {
	b, release, acks := unconnectedBot(1, 1), make(chan struct{}), 0
	ack := func(any) <-chan struct{} { acks++; return closedChan() }
	for b.start(t.Context(), closedChan, job{"test", "", outbox.Requester{}, func(context.Context) error { <-release; return nil }}) {
	}
	step := socket.Envelope{Type: "events_api", Payload: json.RawMessage(`{"event_id":"Ev1","event":{"type":"function_executed","function_execution_id":"Fx1"}}`)}
	b.dispatch(t.Context(), step, ack)
	if acks != 0 {
		t.Error("a step that is not run was acknowledged")
	}
	close(release)
	b.drain()
	b.dispatch(t.Context(), step, ack)
	if acks != 0 {
		t.Error("a step that arrived while stopping was acknowledged")
	}
}
