package blockkit

import (
	"regexp"
	"slices"

	"github.com/slack-go/slack"
)

// userID matches Slack's user ids; nothing else becomes a mention.
var userID = regexp.MustCompile(`^[UW][A-Z0-9]{2,40}$`)

// Shared returns a reply as it is shared in a channel: with who shared it, what
// they asked (not as markup), and a button to withdraw it that only they see.
func Shared(m Message, user, asked string) Message {
	asked = singleLine(asked, maxAsked)
	who, text := slack.RichTextSectionElement(textElement("a colleague", nil)), "Shared by a colleague"
	if userID.MatchString(user) {
		who, text = slack.NewRichTextSectionUserElement(user, nil), "Shared by <@"+user+">"
	}
	section := []slack.RichTextSectionElement{textElement("Shared by ", nil), who}
	if asked != "" {
		section = append(section, textElement(" · asked: “"+asked+"”", nil))
		text += " · asked: “" + escape(asked) + "”"
	}
	out := Message{Text: text + "\n" + m.Text}
	out.Blocks = append(out.Blocks, slack.NewRichTextBlock("shared."+user, slack.NewRichTextSection(section...)))
	out.Blocks = append(out.Blocks, m.Blocks...)
	if !userID.MatchString(user) {
		return out
	}
	return out.withdrawable(user)
}

// withdrawable adds a button to withdraw the message: a bin next to the rating,
// which only user sees. A message without a rating gets an ordinary button, which
// everyone sees. In both cases Ref.User says who may press it; the bot checks it.
func (m Message) withdrawable(user string) Message {
	const label = "Withdraw what you shared"
	value := Ref{User: user}.String()
	m.Blocks = slices.Clone(m.Blocks)
	for i, block := range m.Blocks {
		row, ok := block.(*slack.ContextActionsBlock)
		if !ok {
			continue
		}
		bin := slack.NewIconButtonBlockElement("trash", plainText("Withdraw"), ActionUnshare).
			WithValue(value).WithAccessibilityLabel(label).WithVisibleToUserIDs([]string{user})
		m.Blocks[i] = slack.NewContextActionsBlock(row.BlockID, slices.Concat(row.Elements.ElementSet, []slack.BlockElement{bin})...)
		return m
	}
	b := slack.NewButtonBlockElement(ActionUnshare, value, plainText("Withdraw"))
	b.AccessibilityLabel = label
	m.Blocks = append(m.Blocks, slack.NewActionBlock("withdraw", b))
	return m
}
