package scripted

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

const answerBlocks = `[
 {"type":"header","text":{"type":"plain_text","text":"What does a CTO do?"}},
 {"type":"rich_text","elements":[
  {"type":"rich_text_section","elements":[{"type":"text","text":"A CTO answers for "},{"type":"text","text":"which technology","style":{"bold":true}},{"type":"text","text":" the company builds on, and whether it will carry the next three years."}]},
  {"type":"rich_text_list","style":"bullet","indent":0,"elements":[
   {"type":"rich_text_section","elements":[{"type":"text","text":"Below 50 people: mostly builds and hires."}]},
   {"type":"rich_text_section","elements":[{"type":"text","text":"Above: sets direction, and "},{"type":"text","text":"delegates","style":{"italic":true}},{"type":"text","text":" delivery ("},{"type":"link","url":"https://example.org/study","text":"study, 2024"},{"type":"text","text":")."}]}]},
  {"type":"rich_text_quote","elements":[{"type":"text","text":"Sources disagree about coding."}]}]},
 {"type":"section","text":{"type":"mrkdwn","text":"*Ask next:* who owns the roadmap? &lt;b&gt;not markup&lt;/b&gt; <https://example.org|a source> <javascript:alert(1)|not a link>"},
  "accessory":{"type":"overflow","action_id":"more","options":[{"text":{"type":"plain_text","text":"Show the interview kit"},"value":"kit"},{"text":{"type":"plain_text","text":"Compare with CIO"},"value":"compare"}]}},
 {"type":"section","fields":[{"type":"mrkdwn","text":"*Reports to*\nUsually the CEO"},{"type":"mrkdwn","text":"*Looks*\nOutward, forward"}]},
 {"type":"context","elements":[{"type":"mrkdwn","text":"3 sources · reviewed 2026-09-30"}]},
 {"type":"actions","elements":[{"type":"button","action_id":"form","text":{"type":"plain_text","text":"Open a form"},"value":"f"},{"type":"button","action_id":"share","style":"primary","text":{"type":"plain_text","text":"Share"},"value":"s"},
  {"type":"static_select","action_id":"pick","placeholder":{"type":"plain_text","text":"Another role"},"options":[{"text":{"type":"plain_text","text":"CIO"},"value":"cio"},{"text":{"type":"plain_text","text":"CISO"},"value":"ciso"}]}]},
 {"type":"hologram"},
 {"type":"context_actions","elements":[{"type":"feedback_buttons","action_id":"rate","positive_button":{"text":{"type":"plain_text","text":"Helpful"},"value":"up"},"negative_button":{"text":{"type":"plain_text","text":"Not helpful"},"value":"down"}}]}]`

const compareBlocks = `[
 {"type":"header","text":{"type":"plain_text","text":"CTO and CIO"}},
 {"type":"table","column_settings":[{"align":"left","is_wrapped":true}],"rows":[
  [{"type":"raw_text","text":"What"},{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"CTO","style":{"bold":true}}]}]},{"type":"raw_text","text":"CIO"}],
  [{"type":"raw_text","text":"Looks"},{"type":"raw_text","text":"Outward: what the company sells"},{"type":"raw_text","text":"Inward: what the company runs on"}],
  [{"type":"raw_text","text":"Reports to"},{"type":"raw_text","text":"CEO"},{"type":"raw_text","text":"CEO, CFO or COO"}]]},
 {"type":"divider"},
 {"type":"actions","elements":[{"type":"button","action_id":"share","text":{"type":"plain_text","text":"Share"},"value":"s"}]}]`

const homeBlocks = `[
 {"type":"header","text":{"type":"plain_text","text":"Ask about a role"}},
 {"type":"section","text":{"type":"mrkdwn","text":"Search all answers, or pick a role."},"accessory":{"type":"external_select","action_id":"role_search","min_query_length":1,"placeholder":{"type":"plain_text","text":"Search questions"}}},
 {"type":"divider"},
 {"type":"actions","elements":[{"type":"button","action_id":"form","text":{"type":"plain_text","text":"Open a form"},"value":"f"},{"type":"radio_buttons","action_id":"radio","options":[{"text":{"type":"plain_text","text":"Short answers"},"value":"short"},{"text":{"type":"plain_text","text":"Long answers"},"value":"long"}]}]},
 {"type":"context","elements":[{"type":"image","image_url":"https://example.org/x.png","alt_text":"a picture"},{"type":"plain_text","text":"Nothing you type leaves the workspace."}]}]`

const formView = `{"type":"modal","callback_id":"form","title":{"type":"plain_text","text":"What was wrong?"},"submit":{"type":"plain_text","text":"Send"},"close":{"type":"plain_text","text":"Cancel"},"blocks":[
 {"type":"section","text":{"type":"mrkdwn","text":"Your answer goes to the curators."}},
 {"type":"input","block_id":"reason","label":{"type":"plain_text","text":"Reason"},"element":{"type":"radio_buttons","action_id":"reason","options":[{"text":{"type":"plain_text","text":"Not what I asked"},"value":"other"},{"text":{"type":"plain_text","text":"Out of date"},"value":"old"}]}},
 {"type":"input","block_id":"text","optional":true,"label":{"type":"plain_text","text":"In your words"},"hint":{"type":"plain_text","text":"No names, please"},"element":{"type":"plain_text_input","action_id":"text","multiline":true,"max_length":300}},
 {"type":"input","block_id":"role","optional":true,"label":{"type":"plain_text","text":"A better answer"},"element":{"type":"external_select","action_id":"role_search","min_query_length":1,"placeholder":{"type":"plain_text","text":"Search questions"}}}]}`

func blocksOf(t testing.TB, text string) slack.Blocks {
	t.Helper()
	var b slack.Blocks
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		t.Fatal(err)
	}
	return b
}

// hologram is a block of an unknown type, which the workspace refuses; it is removed
// before posting.
func postable(t testing.TB, text string) slack.MsgOption {
	text = strings.Replace(text, ` {"type":"hologram"},`+"\n", "", 1)
	return slack.MsgOptionBlocks(blocksOf(t, text).BlockSet...)
}

// Rich answers with every block and element that a page has to draw, and fails
// the test when Slack would refuse one.
func Rich(t testing.TB) Handler {
	return func(ctx context.Context, c *socketmode.Client, api *slack.Client, e socketmode.Event) {
		(&rich{t: t, client: api, sm: c}).handle(ctx, e)
	}
}

type rich struct {
	t      testing.TB
	client *slack.Client
	sm     *socketmode.Client
}

func (b *rich) handle(ctx context.Context, e socketmode.Event) {
	ack := func(payload any) {
		if e.Request != nil {
			_ = b.sm.AckCtx(ctx, e.Request.EnvelopeID, payload)
		}
	}
	say := func(channel string, opts ...slack.MsgOption) {
		if _, _, err := b.client.PostMessageContext(ctx, channel, opts...); err != nil && ctx.Err() == nil {
			b.t.Errorf("posting: %v", err)
		}
	}
	answer := slack.MsgOptionText("A CTO answers for which technology the company builds on.", false)
	switch data := e.Data.(type) {
	case slackevents.EventsAPIEvent:
		ack(nil)
		switch in := data.InnerEvent.Data.(type) {
		case *slackevents.AppMentionEvent:
			thread := in.ThreadTimeStamp
			if thread == "" {
				thread = in.TimeStamp
			}
			say(in.Channel, answer, postable(b.t, answerBlocks), slack.MsgOptionTS(thread))
		case *slackevents.MessageEvent:
			switch {
			case in.BotID != "" || in.SubType != "":
			case strings.HasPrefix(in.Text, "echo "):
				say(in.Channel, slack.MsgOptionText(in.Text, false))
			default:
				say(in.Channel, answer, postable(b.t, answerBlocks))
			}
		case *slackevents.AppHomeOpenedEvent:
			if in.Tab == "home" {
				_, _ = b.client.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: in.User, View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: blocksOf(b.t, homeBlocks)}})
			}
		}
	case slack.SlashCommand:
		ack(nil)
		say(data.ChannelID, slack.MsgOptionResponseURL(data.ResponseURL, slack.ResponseTypeEphemeral), slack.MsgOptionText("CTO and CIO, side by side", false), postable(b.t, compareBlocks))
	case slack.InteractionCallback:
		b.interact(ctx, data, ack, say)
	}
}

func (b *rich) interact(ctx context.Context, data slack.InteractionCallback, ack func(any), say func(string, ...slack.MsgOption)) {
	open := func() {
		var v slack.ModalViewRequest
		if err := json.Unmarshal([]byte(formView), &v); err != nil {
			b.t.Error(err)
		}
		if _, err := b.client.OpenViewContext(ctx, data.TriggerID, v); err != nil {
			b.t.Errorf("opening the form: %v", err)
		}
	}
	private := slack.MsgOptionResponseURL(data.ResponseURL, slack.ResponseTypeEphemeral)
	switch data.Type {
	case slack.InteractionTypeBlockSuggestion:
		ack(map[string]any{"options": []any{
			map[string]any{"text": map[string]any{"type": "plain_text", "text": "What does a CTO do?"}, "value": "cto.responsibilities"},
			map[string]any{"text": map[string]any{"type": "plain_text", "text": "You typed " + data.Value}, "value": "typed"}}})
	case slack.InteractionTypeViewSubmission:
		if data.View.State.Values["text"]["text"].Value == "bad" {
			ack(slack.NewErrorsViewSubmissionResponse(map[string]string{"text": "Say a little more"}))
			return
		}
		ack(nil)
		say(data.User.ID, slack.MsgOptionText("Noted: "+data.View.State.Values["reason"]["reason"].SelectedOption.Value, false))
	case slack.InteractionTypeShortcut, slack.InteractionTypeMessageAction:
		ack(nil)
		open()
	case slack.InteractionTypeBlockActions:
		ack(nil)
		a := data.ActionCallback.BlockActions[0]
		switch {
		case a.ActionID == "form" || a.Value == "down":
			open()
		case a.ActionID == "share":
			say(data.Channel.ID, slack.MsgOptionText("Shared", false))
		case data.ResponseURL != "":
			say(data.Channel.ID, private, slack.MsgOptionText("You chose "+a.Value+a.SelectedOption.Value, false))
		default:
			say(data.User.ID, slack.MsgOptionText("You chose "+a.Value+a.SelectedOption.Value, false))
		}
	}
}
