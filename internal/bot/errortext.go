package bot

import (
	"errors"
	"strings"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/socket"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// refusalText explains Slack's error codes to people, as a clause that begins a
// sentence. The codes of chat.postMessage, chat.postEphemeral, views.* and
// response_url are on their pages at docs.slack.dev/reference/methods.
var refusalText = map[string]string{
	"restricted_action":                        "Only some people may post in this channel",
	"restricted_action_read_only_channel":      "This channel is read-only: only some people may post here",
	"restricted_action_thread_only_channel":    "In this channel only replies in threads are allowed",
	"restricted_action_non_threadable_channel": "This channel has no threads",
	"restricted_action_thread_locked":          "This thread is locked",
	"posting_to_general_channel_denied":        "Only some people may post in this channel",
	"cannot_reply_to_message":                  "Slack allows no reply to that message",
	"is_archived":                              "This channel is archived",
	"is_inactive":                              "This channel is not in use any more",
	"not_in_channel":                           "I am not in this channel",
	"channel_not_found":                        "I am not in this channel",
	"access_denied":                            "I have no permission to post in this channel",
	"no_permission":                            "I have no permission to post in this channel",
	"ekm_access_denied":                        "Your workspace's admins have suspended posting here",
	"user_not_in_channel":                      "You are not in this channel",
	"message_limit_exceeded":                   "Your workspace has used up its number of messages",
	"missing_scope":                            "I lack a permission that I need for this; the person who installed me can add it",
	"message_not_found":                        "That message is gone already",
	"cant_delete_message":                      "Slack does not let me delete that message",
	"compliance_exports_prevent_deletion":      "Your workspace keeps all messages, so Slack does not let me delete this one",
}

// triggerErrors are the error codes for a trigger_id that was used before or is
// older than three seconds.
var triggerErrors = map[string]bool{
	"expired_trigger_id": true, "trigger_expired": true, "exchanged_trigger_id": true, "trigger_exchanged": true,
	"invalid_trigger_id": true, "invalid_trigger": true,
}

// responseURLErrors are the error codes for a response_url that can no longer be
// used: after five uses, or after thirty minutes.
var responseURLErrors = map[string]bool{"expired_url": true, "used_url": true, "invalid_url": true, "not_found": true}

const (
	// internalErrorText is the reply when the cause is on our side.
	internalErrorText = "Something broke on my side, so there is no answer. Please try again in a minute."

	tooLateText = "Slack gives me three seconds to open a window, and I was too late. Please press again."
	limitedText = "Slack lets me say only so much at a time, and I have reached that. Please try again in a minute."
	unsureText  = "Slack did not take my answer. If you see none, please ask again."
)

// errorText returns the reply to a person whose request ended with err.
func errorText(err error) string {
	word := outbox.Code(err)
	why, known := refusalText[word]
	switch {
	case errors.Is(err, feedback.ErrAway):
		return blockkit.AwayText
	case storeErrorText(err) != "":
		return "I could not save that: " + storeErrorText(err) + ". Please tell the person who runs me, and try again later."
	case triggerErrors[word]:
		return tooLateText
	case known:
		return why + "."
	case strings.HasPrefix(word, "restricted_action"):
		return refusalText["restricted_action"] + "."
	case outbox.IsRateLimit(err):
		return limitedText
	case word != "":
		return "Slack refused it (" + socket.LogWord(word) + "). Please tell the person who runs me."
	case errors.As(err, new(*outbox.CallError)):
		return unsureText
	}
	return internalErrorText
}

// withHint adds to an error that ends a request what the person who runs the bot can do
// about it, unless it has a hint already, as errors of the store have.
func withHint(err error) error {
	switch word := outbox.Code(err); {
	case hint.Of(err) != "":
		return err
	case outbox.IsFormRefused(err):
		return hint.With(err, "run `rolecall knowledge lint` on the knowledge folder: what was to be shown is too long or has a form that Slack refuses")
	case word == "missing_scope":
		return hint.With(err, "compare the scopes with manifest.yaml and install the app again; `rolecall doctor` lists those that are missing")
	case word != "":
		return hint.With(err, "look the code up on the method's page at docs.slack.dev; `rolecall doctor` checks the tokens and scopes")
	case errors.As(err, new(*outbox.CallError)):
		return hint.With(err, "check the network and Slack's status page; `rolecall doctor` tries to reach Slack")
	}
	return hint.With(err, "if it comes again, report it with the lines of the log before it")
}

// storeErrorText explains an error of the store as a clause; "" when err is another
// kind of error.
func storeErrorText(err error) string {
	switch {
	case errors.Is(err, feedback.ErrFull):
		return "the disk of the computer I run on is full"
	case errors.As(err, new(*feedback.Fault)):
		return "my store cannot be written"
	}
	return ""
}

// postRefusalText explains as a clause why we may not post somewhere; "" when err
// is another kind of error.
func postRefusalText(err error) string {
	word := outbox.Code(err)
	switch word {
	case "missing_scope", "message_not_found", "cant_delete_message", "compliance_exports_prevent_deletion", "user_not_in_channel":
		return ""
	}
	if why := refusalText[word]; why != "" {
		return why
	}
	if strings.HasPrefix(word, "restricted_action") {
		return refusalText["restricted_action"]
	}
	return ""
}

// notMember reports whether we cannot post in a channel until we are invited.
func notMember(err error) bool {
	word := outbox.Code(err)
	return word == "not_in_channel" || word == "channel_not_found"
}
