package cli

import (
	"context"
	"fmt"

	"rolecall/internal/bot"
	"rolecall/internal/config"
	"rolecall/internal/hint"
)

// examineReplies asks Slack about every kind of reply, with and without each piece. There is a finding
// for each kind that Slack takes, and one for each fault.
func examineReplies(ctx context.Context, env Env) (list []finding) {
	cfg, err := config.Load()
	for _, problem := range hint.Each(err) {
		list = append(list, failed("settings", problem))
	}
	if err != nil {
		return list
	}
	adv, err := servedAdvisor(ctx, env, false)
	if err != nil {
		return []finding{failed("corpus", err)}
	}
	err = bot.CheckReplies(ctx, cfg.BotToken.Reveal(), cfg.APIURL, adv, env.Now(), func(c bot.ReplyCheck) { list = addReply(list, c) })
	switch {
	case bot.IsUnknownMethod(err):
		list = append(list, finding{Name: "replies", Detail: "not checked: Slack does not offer the method blocks.validate to this app",
			Hint: "try again in some weeks; a reply that Slack refuses is drawn more simply by itself"})
	case err != nil:
		list = append(list, failed("replies", fmt.Errorf("not all checked: %w", err)))
	}
	return list
}

// addReply adds what Slack says about one form of a reply.
func addReply(list []finding, c bot.ReplyCheck) []finding {
	if len(c.Faults) == 0 {
		if n := len(list); n > 0 && list[n-1].OK && list[n-1].Name == c.Reply { // the form before
			list[n-1].Detail += "; also without " + c.Without
			return list
		}
		detail := "accepted"
		if c.Without != "" {
			detail += " without " + c.Without
		}
		return append(list, finding{Name: c.Reply, OK: true, Detail: detail})
	}
	for _, f := range c.Faults {
		at := f.Pointer
		if at == "" {
			at = "(no place given)"
		}
		found := finding{Name: c.Reply, Detail: fmt.Sprintf("%s: %s (%s)", at, f.Message, f.Code),
			Hint: "the bot leaves out what Slack refuses; please report this with the line above"}
		if c.Without != "" {
			found.Detail += "; drawn without " + c.Without
		}
		list = append(list, found)
	}
	return list
}
