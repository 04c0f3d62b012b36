package bot

import (
	"context"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/payload"
	"rolecall/internal/feedback"
)

// openGuide opens the form *Which role do we need?*, which holds the channel that the
// result can be posted to.
func (b *Bot) openGuide(ctx context.Context, i *payload.Interaction) error {
	m := blockkit.Meta{Channel: i.ChannelID(), Thread: i.ThreadID()}
	if i.InModal() {
		from := blockkit.ParseMeta(i.View.Metadata)
		m.Channel, m.Thread = from.Channel, from.Thread
	}
	return b.openModal(ctx, i, blockkit.GuideModal(b.opt.Advisor().Corpus(), nil, m))
}

// guideSubmitted replaces the form's questions with a recommendation.
func (b *Bot) guideSubmitted(ctx context.Context, i *payload.Interaction, reply replier) error {
	adv := b.opt.Advisor()
	answers := map[string]string{}
	for block, actions := range i.View.State.Values {
		for _, in := range actions {
			if in.Selected != nil {
				answers[block] = in.Selected.Value
			}
		}
	}
	if adv.Corpus().WhichRole == nil {
		reply(nil)
		return nil
	}
	if errs := blockkit.GuideErrors(adv.Corpus(), answers); errs != nil {
		reply(slack.NewErrorsViewSubmissionResponse(errs))
		return nil
	}
	rec, _ := adv.Recommend(answers) // GuideErrors has found every question answered
	meta := blockkit.ParseMeta(i.View.Metadata)
	id := newReplyID()
	v := b.view(id, "", b.curates(ctx, i.User.ID, i))
	v.Channel, v.Thread = meta.Channel, meta.Thread
	if err := b.replaceForm(ctx, i, blockkit.GuideResultModal(adv.Corpus(), rec, answers, v), reply); err != nil {
		return err
	}
	b.record(ctx, question{user: i.User.ID, surface: feedback.SurfaceModal, began: b.opt.Now()}, id,
		advisor.Reply{Outcome: advisor.Guide, Corpus: adv.Corpus(), Entry: adv.Corpus().Entry("which-role"), Reason: advisor.ReasonAsked})
	return nil
}
