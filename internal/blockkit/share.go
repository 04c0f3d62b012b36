package blockkit

import (
	"regexp"
	"slices"
	"strings"

	"github.com/slack-go/slack"
)

// userID is the form of Slack's user ids; nothing else becomes a mention.
var userID = regexp.MustCompile(`^[UW][A-Z0-9]{2,40}$`)

// Shared is a reply as it is posted for someone: who shared it, what was asked
// (inert), and a bin that only they see, to withdraw it.
func Shared(m Message, user, asked string) Message {
	asked = clip(strings.Join(strings.Fields(asked), " "), 240)
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

// withdrawable adds the way to withdraw: a bin beside the rating, for the sharer's
// eyes. A message drawn without that row gets an ordinary button, as the row may
// be what Slack refused; the press is checked against Ref.User either way.
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
