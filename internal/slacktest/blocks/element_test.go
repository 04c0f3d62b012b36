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
