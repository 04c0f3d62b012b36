package outbox

import (
	"slices"
	"strings"
	"testing"
)

func TestWorkspacesAreListedToTheEnd(t *testing.T) {
	o, f, _, _ := fast(t, map[string][]string{"auth.teams.list": {
		`{"ok":true,"teams":[{"id":"T1","name":"One"},{"id":"T2","name":"Two"}],"response_metadata":{"next_cursor":"more"}}`,
		`{"ok":true,"teams":[{"id":"T3","name":"Three"}],"response_metadata":{"next_cursor":""}}`}})
	got, err := o.Workspaces(t.Context())
	if err != nil || !slices.Equal(got, []string{"T1", "T2", "T3"}) {
		t.Errorf("%q, %v", got, err)
	}
	if len(f.bodies) != 2 || strings.Contains(f.bodies[0], "cursor") || !strings.Contains(f.bodies[1], "cursor=more") {
		t.Errorf("sent %q", f.bodies)
	}
	o, _, _, _ = fast(t, map[string][]string{"auth.teams.list": {"not_allowed_token_type"}})
	if got, err := o.Workspaces(t.Context()); Code(err) != "not_allowed_token_type" || got != nil {
		t.Errorf("%q, %v", got, err)
	}
}
