package blocks

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Code returns the error code with which Slack refuses a message that has problems of
// [CheckMessage], or of its blocks.
func Code(problems []string) string {
	tooMany := fmt.Sprintf("no more than %d items allowed [json-pointer:/blocks]", MaxMessageBlocks)
	code := "invalid_blocks"
	for _, p := range problems {
		switch {
		case strings.Contains(p, OnlyOneTable):
			return "invalid_attachments"
		case strings.Contains(p, tooMany):
			code = "msg_blocks_too_many"
		}
	}
	return code
}

// Fault is an error of Slack's method blocks.validate.
type Fault struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Validate does what Slack's method blocks.validate does with its arguments, of which
// one must be there: blocks, a message or a view, each as JSON or as a string of JSON
// (docs.slack.dev/reference/methods/blocks.validate). It returns the error code, "" for
// none, and the errors, whose pointers begin at the argument.
func Validate(arguments map[string]any) (code string, faults []Fault) {
	argument := ""
	for _, name := range []string{"blocks", "message", "view"} {
		switch v := arguments[name]; {
		case v == nil || v == "":
		case argument != "":
			return "invalid_arguments", nil
		default:
			argument = name
		}
	}
	given := arguments[argument]
	if text, ok := given.(string); ok && json.Unmarshal([]byte(text), &given) != nil {
		return "invalid_arguments", nil
	}
	problems := []string(nil)
	at := ""
	list, isList := given.([]any)
	body, isObject := given.(map[string]any)
	switch {
	case argument == "blocks" && isList:
		at, problems = "/blocks", CheckMessage(map[string]any{"blocks": list})
	case argument == "message" && isObject:
		problems = CheckMessage(body)
	case argument == "view" && isObject:
		kind, _ := body["type"].(string)
		at, problems = "/view", CheckView(body, Surface(kind))
	default:
		return "invalid_arguments", nil
	}
	for _, p := range problems {
		message, pointer, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(p, "[ERROR] "), "]"), " [json-pointer:")
		faults = append(faults, Fault{strings.TrimPrefix(pointer, at), "failed_constraint", message})
	}
	if faults == nil {
		return "", nil
	}
	return "invalid_" + argument, faults
}

// Pointer returns the JSON pointer of the first block, or element, of a type in a list
// of blocks, "" for none.
func Pointer(list []any, kind string) string { return pointer(list, "/blocks", kind) }

func pointer(v any, at, kind string) string {
	switch v := v.(type) {
	case []any:
		for i, e := range v {
			if found := pointer(e, fmt.Sprintf("%s/%d", at, i), kind); found != "" {
				return found
			}
		}
	case map[string]any:
		if v["type"] == kind {
			return at
		}
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if found := pointer(v[k], at+"/"+k, kind); found != "" {
				return found
			}
		}
	}
	return ""
}
