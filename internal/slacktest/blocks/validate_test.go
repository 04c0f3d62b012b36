package blocks_test

import (
	"reflect"
	"testing"

	"rolecall/internal/slacktest/blocks"
)

// TestValidate: what blocks.validate answers, with pointers into what was given.
func TestValidate(t *testing.T) {
	list := func(text string) []any { return object(t, `{"l":`+text+`}`)["l"].([]any) }
	fault := func(pointer, message string) []blocks.Fault {
		return []blocks.Fault{{Pointer: pointer, Code: "failed_constraint", Message: message}}
	}
	for _, tt := range []struct {
		argument string
		given    any
		code     string
		want     []blocks.Fault
	}{
		{"blocks", list(container("")), "", nil},
		{"blocks", list(`[{"type":"hologram"}]`), "invalid_blocks", fault("/0", "unsupported type: hologram")},
		{"message", object(t, `{"text":"t","blocks":[`+divider+`,{"type":"header"}]}`), "invalid_message", fault("/blocks/1/text", "must provide an object")},
		{"message", object(t, `{"text":"t","blocks":[`+divider+`]}`), "", nil},
		{"view", object(t, modal+`}`), "", nil},
		{"view", object(t, `{"type":"home","blocks":[{"type":"alert"}]}`), "invalid_view", fault("/blocks/0", "unsupported type: alert in a home")},
		{"blocks", object(t, `{}`), "invalid_arguments", nil},
		{"", nil, "invalid_arguments", nil},
		{"message", `{"text":"t","blocks":[{"type":"table"}]}`, "invalid_message", fault("/blocks/0/rows", "must be an array")},
		{"message", `{`, "invalid_arguments", nil},
	} {
		if code, got := blocks.Validate(map[string]any{tt.argument: tt.given}); code != tt.code || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s %v: %q, %+v", tt.argument, tt.given, code, got)
		}
	}
	if code, _ := blocks.Validate(map[string]any{"blocks": `[]`, "message": `{}`}); code != "invalid_arguments" {
		t.Errorf("blocks and a message: %q", code)
	}
}

func TestPointer(t *testing.T) {
	list := object(t, `{"l":[`+divider+`,`+container("")[1:]+`}`)["l"].([]any)
	for kind, want := range map[string]string{"container": "/blocks/1", "plain_text": "/blocks/1/title", "divider": "/blocks/0", "table": ""} {
		if got := blocks.Pointer(list, kind); got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
	}
}
