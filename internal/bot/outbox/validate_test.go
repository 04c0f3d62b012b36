package outbox

import (
	"slices"
	"strings"
	"testing"

	"rolecall/internal/blockkit"
)

// TestValidate: what blocks.validate says about a payload is not an error, but that
// it cannot be asked is.
func TestValidate(t *testing.T) {
	fault := Fault{"/blocks/0/type", "unsupported_type", "unsupported"}
	for _, tt := range []struct {
		answer string
		want   []Fault
		code   string
		fails  bool
	}{
		{"", nil, "", false},
		{`{"ok":false,"error":"invalid_message","errors":[{"pointer":"/blocks/0/type","code":"unsupported_type","message":"unsupported","constraint":{"type":"enum"}}]}`, []Fault{fault}, "", false},
		{`{"ok":false,"error":"invalid_view"}`, []Fault{{Code: "invalid_view"}}, "", false},
		{"unknown_method", nil, "unknown_method", true},
		{"{", nil, "", true},
		{"503", nil, "", false}, // tried again
	} {
		o, f, _, _ := fast(t, map[string][]string{"blocks.validate": {tt.answer}})
		got, err := o.Validate(t.Context(), ValidateMessage, ToValidate(blockkit.PieceSample(blockkit.Container)))
		if !slices.Equal(got, tt.want) || Code(err) != tt.code || (err != nil) != tt.fails {
			t.Errorf("%s: %+v, %v", tt.answer, got, err)
		}
		if !strings.HasPrefix(f.bodies[0], `{"message":{"blocks":[{"type":"container"`) {
			t.Errorf("sent %s", f.bodies[0])
		}
	}
}
