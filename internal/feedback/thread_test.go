package feedback

import (
	"encoding/json"
	"testing"
)

// TestThreadsOfEarlierVersionsOpen: what is offered came later, and is written only
// where there is something.
func TestThreadsOfEarlierVersionsOpen(t *testing.T) {
	const old = `{"entry":"cto.salary","roles":["cto"],"shown":{"cto.salary":"1.2"}}`
	var thread Thread
	if err := json.Unmarshal([]byte(old), &thread); err != nil || thread.Entry != "cto.salary" || thread.Offered != nil {
		t.Errorf("read as %+v, %v", thread, err)
	}
	if again, err := json.Marshal(thread); string(again) != old {
		t.Errorf("written as %s, %v", again, err)
	}
}

// TestAChangeSharesNothing: who asked for it may go on changing its copy.
func TestAChangeSharesNothing(t *testing.T) {
	offered := []string{"cdo.definition"}
	var kept *Thread
	got := Thread{}.Changed(func(t *Thread) { t.Offered, kept = offered, t })
	offered[0], kept.Offered = "overwritten", nil
	if len(got.Offered) != 1 || got.Offered[0] != "cdo.definition" {
		t.Errorf("offered has become %q", got.Offered)
	}
}
