// Package demo is what "rolecall demo" shows: a workspace with a discussion, and the
// data of the curator's panel. The page and the terminal are packages below this one;
// the bot is the real one.
package demo

import (
	"context"
	"fmt"

	"rolecall/internal/slacktest"
)

// CuratorsChannel is the name of the channel for those who write the answers.
const CuratorsChannel = "rolecall-curators"

// Curator is the name of the person who may write answers: whoever opens the page or the
// terminal. The others see what everyone sees, and can be asked as colleagues.
const Curator = "maya"

// Workspace returns the options of the demo workspace: a small company with Rolecall,
// and the commands and shortcuts of its manifest.
func Workspace() slacktest.Options {
	return slacktest.Options{
		App: slacktest.App{
			Name: "rolecall", DisplayName: "Rolecall",
			Commands: []slacktest.Command{
				{Name: "/rolecall", Description: "Ask, compare or browse", UsageHint: "your question | compare cto cio | kit cto | help"},
				{Name: "/compare-roles", Description: "Two to four roles side by side", UsageHint: "cto cio"},
			},
			Shortcuts: []slacktest.Shortcut{
				{Name: "Ask Rolecall", CallbackID: "ask_role"},
				{Name: "Ask about this", CallbackID: "explain_message", Message: true},
			},
		},
		Users: []slacktest.User{
			{Name: "maya", RealName: "Maya Lindqvist", Title: "Recruiter, curator of the answers"},
			{Name: "tomas", RealName: "Tomas Okafor", Title: "Founder"},
			{Name: "ines", RealName: "Ines Carvalho", Title: "Staff engineer"},
			{Name: "ravi", RealName: "Ravi Menon", Title: "HR partner"},
		},
		Channels: []slacktest.Channel{
			{Name: "general", Topic: "Everyone, about everything"},
			{Name: "hiring", Topic: "Who we look for, and why"},
			{Name: CuratorsChannel, Topic: "What was asked, week by week. The past weeks are made up"},
		},
	}
}

// Try returns questions for a newcomer; each shows another way of asking.
func Try() []string {
	return []string{"@rolecall what does a CTO do", "/compare-roles cto cio", "/rolecall kit cto"}
}

// Seed posts a discussion in the workspace, which is visible before anyone has asked
// anything. Call it before the bot connects; it mentions nobody.
func Seed(ctx context.Context, ws *slacktest.Workspace) error {
	type line struct{ channel, user, text string }
	say := func(l line, opts ...slacktest.PostOption) (string, error) {
		d, err := ws.Post(ctx, l.channel, l.user, l.text, opts...)
		if err != nil {
			return "", fmt.Errorf("seed the demo workspace: %w", err)
		}
		return d.TS, nil
	}
	if _, err := say(line{"general", "ravi", "The hiring plan for next year is out. Questions go to #hiring, please."}); err != nil {
		return err
	}
	root, err := say(line{"hiring", "tomas", "We are 40 people now and still have nobody who owns technology as a whole. Do we look for a CTO or a CIO?"})
	if err != nil {
		return err
	}
	for _, l := range []line{
		{"hiring", "maya", "The board says CIO, the engineers say CTO. I am not sure they mean different things."},
		{"hiring", "ines", "They do to me. One looks at the product, the other at how we run."},
	} {
		if _, err := say(l, slacktest.InThread(root)); err != nil {
			return err
		}
	}
	for _, l := range []line{
		{"hiring", "ines", "I am on the panel on Thursday. What would you ask someone who wants to be our first CTO?"},
		{"hiring", "ravi", "And who would they report to? The last two candidates both asked."},
	} {
		if _, err := say(l); err != nil {
			return err
		}
	}
	return nil
}
