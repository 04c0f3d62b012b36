package blocks_test

import (
	"encoding/json"
	"testing"

	"rolecall/internal/slacktest/blocks"
)

// What people can press is found wherever a block nests it.
func TestElementsOfNestedBlocks(t *testing.T) {
	const button = `{"type":"button","action_id":"a"}`
	for name, block := range map[string]string{
		"card":      `{"type":"card","actions":[` + button + `]}`,
		"carousel":  `{"type":"carousel","elements":[{"type":"card"},{"type":"card","actions":[` + button + `]}]}`,
		"container": `{"type":"container","child_blocks":[{"type":"actions","elements":[` + button + `]}]}`,
	} {
		var list []any
		if err := json.Unmarshal([]byte("["+block+"]"), &list); err != nil {
			t.Fatal(err)
		}
		if found := blocks.Elements(list); len(found) != 1 || found[0].ActionID() != "a" {
			t.Errorf("%s: found %+v, want the one button", name, found)
		}
	}
}

// A menu that asks the bot for its options keeps those that it started with, although the
// bot has not offered them again.
func TestEnterKeepsInitialOptions(t *testing.T) {
	option := func(value string) map[string]any { return map[string]any{"value": value} }
	e := blocks.Element{Body: map[string]any{"type": "multi_external_select", "initial_options": []any{option("a")}}}
	state, err := e.Enter([]string{"a", "b"}, []map[string]any{option("b")})
	if err != nil || len(state["selected_options"].([]any)) != 2 {
		t.Errorf("got %v, %v", state, err)
	}
	if _, err := e.Enter([]string{"c"}, []map[string]any{option("b")}); err == nil {
		t.Error("an option that nobody offered was taken")
	}
	one := blocks.Element{Body: map[string]any{"type": "external_select", "initial_option": option("a")}}
	if _, err := one.Enter("a", nil); err != nil {
		t.Error(err)
	}
}
