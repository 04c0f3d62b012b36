package bot

import (
	"strings"
	"testing"

	"rolecall/internal/blockkit"
	"rolecall/internal/bot/payload"
)

// TestOnlyPressesThatChangeTheSubjectTakeATurn: the private reply to a press in a
// channel changes nothing that a follow-up could refer to.
func TestOnlyPressesThatChangeTheSubjectTakeATurn(t *testing.T) {
	for _, test := range []struct {
		action  string
		channel string
		private bool
		want    string
	}{
		{blockkit.ActionChoose, "C1", false, "C1:1.1"},
		{blockkit.ActionChoose, "D1", false, "D1"},
		{blockkit.ActionChoose, "C1", true, ""},
		{blockkit.ActionShow, "D1", false, "D1"},
		{blockkit.ActionShow, "C1", false, ""},
		{blockkit.ActionCompare, "C1", false, ""},
		{blockkit.ActionCompareAll, "C1", false, ""},
		{blockkit.ActionRole, "C1", false, ""},
		{blockkit.ActionFeedback, "D1", false, ""},
	} {
		var i payload.Interaction
		i.ResponseURL, i.Channel.ID, i.Message.TS, i.Message.ThreadTS = "url", test.channel, "1.2", "1.1"
		i.Container.Channel, i.Container.MessageTS, i.Container.ThreadTS, i.Container.Ephemeral = test.channel, "1.2", "1.1", test.private
		i.Actions = []payload.Action{{ActionID: test.action}}
		if got := i.Conversation(); got != test.want {
			t.Errorf("%s in %s (private %v): turn in %q, want %q", test.action, test.channel, test.private, got, test.want)
		}
	}
}

// TestIdsOfAnOrganisation begin with W as well as with U, also the bot's own.
func TestIdsOfAnOrganisation(t *testing.T) {
	b := &Bot{self: "W0BOT"}
	for text, want := range map[string]string{
		"<@W0BOT> what is a CTO?":              "what is a CTO?",
		"<@W0BOT|rolecall> what is a CTO?":     "what is a CTO?",
		"<@W0BOT> <@W0ANA> asks what a CTO is": "@someone asks what a CTO is",
		"<@W0BOT> <@U0ANA|ana> asks":           "@someone asks",
	} {
		if got := strings.TrimSpace(b.plainText(text)); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
		if !b.mentionsUs(text) || b.mentionsUs("<@W0ANA> asks") || !mentionsSomeone("<@W0ANA> asks") {
			t.Errorf("%s: who it mentions", text)
		}
	}
}
