package blocks_test

import (
	"encoding/json"
	"fmt"
	"log"

	"rolecall/internal/slacktest/blocks"
)

// A message is checked as it is sent: decode its JSON, whatever built it.
func Example() {
	sent := `{"text": "", "blocks": [
		{"type": "header", "text": {"type": "mrkdwn", "text": "*Lunch*"}},
		{"type": "section", "text": {"type": "mrkdwn", "verbatim": true, "text": "Asked by <@U0MAYA>"}}]}`
	var message map[string]any
	if err := json.Unmarshal([]byte(sent), &message); err != nil {
		log.Fatal(err)
	}
	for _, problem := range blocks.CheckMessage(message) {
		fmt.Println(problem)
	}
	for _, advice := range blocks.Advise(message, "") {
		fmt.Println(advice)
	}
	// Output:
	// [ERROR] must be a valid text type, not "mrkdwn" [json-pointer:/blocks/0/text/type]
	// /text: screen readers and notifications read only the text, and there is none
	// /blocks/0/text: without verbatim Slack turns addresses and names into links by itself
	// /blocks/1/text: Slack interprets <@U0MAYA>; escape what someone typed
}
