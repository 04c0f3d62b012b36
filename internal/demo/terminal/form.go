package terminal

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"rolecall/internal/slacktest"
	"rolecall/internal/slacktest/blocks"
)

// fill asks for a modal's inputs and submits it. An empty line leaves an input
// unchanged; "/cancel" closes the modal. wrong, if not nil, holds the block ids for
// which the bot returned errors: only those are asked again.
func (t *terminal) fill(ctx context.Context, v *slacktest.View, wrong map[string]any) error {
	var list []any
	if err := json.Unmarshal(v.Blocks, &list); err != nil {
		return fmt.Errorf("a view's blocks: %w", err)
	}
	values := map[string]any{}
	inputs := 0
	for _, p := range blocks.Elements(list) {
		if _, again := wrong[p.BlockID]; !p.Input || wrong != nil && !again {
			continue
		}
		inputs++
		value, ok, err := t.input(ctx, v, p)
		if err != nil {
			return err
		}
		if !ok {
			_, err := t.w.CloseModal(ctx, t.user.ID, true)
			return err
		}
		if value != "" {
			values[p.ActionID()] = value
		}
	}
	if v.Submit == "" {
		if inputs == 0 {
			return nil
		}
		_, err := t.w.CloseModal(ctx, t.user.ID, true)
		return err
	}
	if inputs == 0 {
		line, ok := t.ask(ctx, fmt.Sprintf("  %s? (yes, or anything else to cancel) ", v.Submit))
		if !ok || !strings.HasPrefix(strings.ToLower(line), "y") {
			_, err := t.w.CloseModal(ctx, t.user.ID, true)
			return err
		}
	}
	d, err := t.w.Submit(ctx, t.user.ID, v.ID, values)
	if err != nil {
		_, _ = t.w.CloseModal(ctx, t.user.ID, true)
		return err
	}
	return t.await(ctx, d)
}

// input asks for an input's value until the line is valid; false means "/cancel" or the
// end of the lines.
func (t *terminal) input(ctx context.Context, v *slacktest.View, p blocks.Element) (string, bool, error) {
	options := blocks.Options(p.Body)
	for i, o := range options {
		t.say(fmt.Sprintf("    (%d) %s", i+1, blocks.Text(o["text"])))
	}
	question := "  " + p.Label
	if !p.Required {
		question += " (optional)"
	}
	for {
		line, ok := t.ask(ctx, question+": ")
		if !ok || line == "/cancel" {
			return "", false, nil
		}
		value, fault, err := t.value(ctx, v, p, options, line)
		if err != nil || fault == "" {
			return value, true, err
		}
		t.say("  ! " + fault + " (/cancel closes the form)")
	}
}

// value returns the value that a line means in an input, or what is wrong with the line.
func (t *terminal) value(ctx context.Context, v *slacktest.View, p blocks.Element, options []map[string]any, line string) (value, fault string, err error) {
	switch {
	case line == "":
		if p.Required && !t.w.HasValue(v.ID, p) {
			return "", neededText, nil
		}
		return "", "", nil
	case len(options) > 0:
		for i, o := range options {
			if line == fmt.Sprint(i+1) || strings.EqualFold(line, blocks.Text(o["text"])) {
				return blocks.Text(o["value"]), "", nil
			}
		}
		return "", fmt.Sprintf("Write a number from 1 to %d.", len(options)), nil
	case p.Kind() == "external_select":
		if value, err = t.search(ctx, v, p, line); err != nil {
			return "", strings.TrimPrefix(err.Error(), "slacktest: ") + "; try other letters", ctx.Err()
		}
		if value == "" && p.Required {
			return "", neededText, nil
		}
		return value, "", nil
	}
	state, err := p.Enter(line, nil)
	if err == nil {
		err = p.Complete(state)
	}
	if err != nil {
		return "", strings.TrimPrefix(err.Error(), "slacktest: "), nil
	}
	return line, "", nil
}

const neededText = "This one is needed."

// search types into a menu that asks the bot for its options, and lets the person
// choose.
func (t *terminal) search(ctx context.Context, v *slacktest.View, p blocks.Element, typed string) (string, error) {
	d, err := t.w.Suggest(ctx, t.user.ID, slacktest.Ref{View: v.ID}, p.ActionID(), typed)
	if err != nil {
		return "", err
	}
	waiting, cancel := context.WithTimeout(ctx, t.opt.AnswerTimeout)
	defer cancel()
	answer, err := t.w.WaitAnswer(waiting, d)
	if err != nil {
		return "", err
	}
	return t.pick(ctx, answer)
}
