package slacktest

import (
	"context"
	"fmt"
	"strings"
)

// fill leads through a modal's inputs and sends it. An empty line leaves an input as it is; "/cancel" closes the modal. wrong, if not
// nil, holds the block ids that the bot sent back: only those are asked again, the others keep what was typed.
func (t *terminal) fill(ctx context.Context, v *View, wrong map[string]any) error {
	var list []any
	if err := decode(v.Blocks, &list); err != nil {
		return fmt.Errorf("slacktest: a view's blocks: %w", err)
	}
	values := map[string]any{}
	inputs := 0
	for _, p := range pieces(list) {
		if _, again := wrong[p.blockID]; !p.input || wrong != nil && !again {
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
			values[p.actionID()] = value
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

// input asks for one input's value until the line fits; false is "/cancel" or the end of the lines.
func (t *terminal) input(ctx context.Context, v *View, p piece) (string, bool, error) {
	options := optionsOf(p.element)
	for i, o := range options {
		t.say(fmt.Sprintf("    (%d) %s", i+1, textOf(o["text"])))
	}
	question := "  " + p.label
	if !p.must {
		question += " (may stay empty)"
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

// value is what a line stands for in an input, or what is wrong with the line.
func (t *terminal) value(ctx context.Context, v *View, p piece, options []map[string]any, line string) (value, fault string, err error) {
	switch {
	case line == "":
		if p.must && !t.w.holds(v.ID, p) {
			return "", "This one is needed.", nil
		}
		return "", "", nil
	case len(options) > 0:
		for i, o := range options {
			if line == fmt.Sprint(i+1) || strings.EqualFold(line, textOf(o["text"])) {
				return textOf(o["value"]), "", nil
			}
		}
		return "", fmt.Sprintf("Write a number from 1 to %d.", len(options)), nil
	case p.kind() == "external_select":
		if value, err = t.search(ctx, v, p, line); err != nil {
			return "", strings.TrimPrefix(err.Error(), "slacktest: ") + "; try other letters", ctx.Err()
		}
		if value == "" && p.must {
			return "", "This one is needed.", nil
		}
		return value, "", nil
	}
	state, err := stateFor(p.element, line, nil)
	if err == nil {
		err = complete(p, state)
	}
	if err != nil {
		return "", strings.TrimPrefix(err.Error(), "slacktest: "), nil
	}
	return line, "", nil
}

// search has the bot look up what was typed into a menu, and lets the person choose.
func (t *terminal) search(ctx context.Context, v *View, p piece, typed string) (string, error) {
	d, err := t.w.Suggest(ctx, t.user.ID, Ref{View: v.ID}, p.actionID(), typed)
	if err != nil {
		return "", err
	}
	waiting, cancel := context.WithTimeout(ctx, t.opt.Patience)
	defer cancel()
	answer, err := t.w.WaitAnswer(waiting, d)
	if err != nil {
		return "", err
	}
	return t.pick(ctx, answer)
}

// holds says whether an input of an open view has a value already.
func (w *Workspace) holds(view string, p piece) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	v := w.views[view]
	if v == nil {
		return false
	}
	state, _ := v.state[p.blockID][p.actionID()].(map[string]any)
	return state != nil && filled(state)
}
