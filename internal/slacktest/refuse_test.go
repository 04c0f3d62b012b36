package slacktest_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"

	"rolecall/internal/slacktest"
)

// call calls a method with the bot's token and JSON arguments.
func call(t *testing.T, ws *slacktest.Workspace, method, args string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, ws.APIURL()+method, bytes.NewReader([]byte(args)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+ws.BotToken())
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var out struct {
		OK       bool
		Error    string
		Errors   []struct{ Pointer, Code, Message string }
		Metadata struct{ Messages []string } `json:"response_metadata"`
	}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		t.Fatal(err)
	}
	said := out.Error
	for _, e := range out.Errors {
		said += " " + e.Pointer + " " + e.Message
	}
	for _, m := range out.Metadata.Messages {
		said += " " + m
	}
	return said
}

// TestRefusedBlock: a type of block is refused so many times, and only where it is.
func TestRefusedBlock(t *testing.T) {
	t.Parallel()
	ws, err := slacktest.Start(t.Context(), slacktest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	ws.Fault("chat.postMessage", slacktest.Fault{Block: "container"})
	random, err := ws.Channel("random")
	if err != nil {
		t.Fatal(err)
	}
	post := func(blocks string) string {
		return call(t, ws, "chat.postMessage", `{"channel":"`+random.ID+`","text":"t","blocks":`+blocks+`}`)
	}
	const container = `[{"type":"divider"},{"type":"container","title":{"type":"plain_text","text":"t"},"child_blocks":[{"type":"divider"}]}]`
	for _, step := range []struct{ blocks, want string }{
		{`[{"type":"divider"}]`, ""},
		{container, "invalid_blocks [ERROR] unsupported type: container [json-pointer:/blocks/1/type]"},
		{container, ""},
	} {
		if got := post(step.blocks); got != step.want {
			t.Errorf("%s: %q, want %q", step.blocks, got, step.want)
		}
	}
}

func TestBlocksValidate(t *testing.T) {
	t.Parallel()
	ws, err := slacktest.Start(t.Context(), slacktest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ws.Close() })
	for args, want := range map[string]string{
		`{"message":{"text":"t","blocks":[{"type":"divider"}]}}`:              "",
		`{"message":"{\"text\":\"t\",\"blocks\":[{\"type\":\"hologram\"}]}"}`: "invalid_message /blocks/0 unsupported type: hologram",
		`{"blocks":[],"message":{}}`:                                          "invalid_arguments",
	} {
		if got := call(t, ws, "blocks.validate", args); got != want {
			t.Errorf("%s: %q, want %q", args, got, want)
		}
	}
}
