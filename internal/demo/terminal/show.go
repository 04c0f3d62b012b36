package terminal

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"rolecall/internal/slacktest"
	"rolecall/internal/slacktest/blocks"
)

// show draws what the user sees, until ctx ends.
func (t *terminal) show(ctx context.Context) error {
	for {
		t.mu.Lock()
		seen := t.shown
		t.mu.Unlock()
		events, err := t.w.NextEvents(ctx, seen)
		if err != nil {
			return err
		}
		t.mu.Lock()
		for _, e := range events {
			if e.For == "" || e.For == t.user.ID {
				t.event(e)
			}
			t.shown = e.Seq
		}
		close(t.progress)
		t.progress = make(chan struct{})
		err = t.broken
		t.mu.Unlock()
		if err != nil {
			return err
		}
	}
}

// event draws one event. The lock is held, here and below.
func (t *terminal) event(e slacktest.Event) {
	who := t.name(e.User)
	where := ""
	if e.Channel != "" && e.Channel[0] != 'D' {
		where = " in #" + t.name(e.Channel)
		if e.ThreadTS != "" {
			where += " (thread)"
		}
	}
	switch e.Kind {
	case slacktest.KindMessage, slacktest.KindEphemeral, slacktest.KindUpdate:
		if e.User == t.user.ID {
			t.where = e.Channel
			return
		}
		head := who + where
		if e.Kind == slacktest.KindEphemeral {
			head += " (only visible to you)"
		}
		if e.Kind == slacktest.KindUpdate {
			head += " (changed)"
		}
		t.write("\n" + head + "\n")
		t.blocks(e)
	case slacktest.KindHome:
		t.write("\nHome of " + t.w.App().DisplayName + "\n")
		t.blocks(e)
	case slacktest.KindDelete:
		t.write("\n(a message of " + who + where + " was deleted)\n")
	case slacktest.KindReaction:
		t.write("\n(" + who + " reacted :" + e.Text + ":)\n")
	case slacktest.KindFailure:
		t.write("\n! " + e.Text + "\n")
	case slacktest.KindView:
		t.write("\n── " + e.Text + " ──\n")
		if text, _, err := Draw(withoutInputs(e.View), t.draw()); err == nil {
			t.write(text)
		}
	case slacktest.KindClose:
		t.write("(the form is closed)\n")
	case slacktest.KindErrors:
		var in map[string]any
		if json.Unmarshal(e.Errors, &in) == nil {
			for _, id := range sortedKeys(in) {
				t.write("! " + blocks.Text(in[id]) + "\n")
			}
		}
	}
}

// blocks draws a message and numbers its elements. A message of the conversation that the
// person is in begins with 1 and takes the numbers over. One that comes by itself, such as
// a card in another channel, goes on after them, so that no number changes its meaning
// while it is being typed.
func (t *terminal) blocks(e slacktest.Event) {
	if len(e.Blocks) == 0 {
		d := newDrawing(t.draw())
		d.paragraph(d.mrkdwn(e.Text), "", "")
		t.write(d.out.String())
		return
	}
	opt := t.draw()
	if e.Kind != slacktest.KindEphemeral && e.Channel != "" && e.Channel != t.where {
		opt.First = len(t.elements) + 1
	}
	text, elements, err := Draw(e.Blocks, opt)
	if err != nil {
		t.write("(blocks that cannot be drawn)\n" + e.Text + "\n")
		return
	}
	t.write(text)
	if len(elements) == 0 {
		return
	}
	t.elements = t.elements[:max(0, opt.First-1)]
	for _, el := range elements {
		t.elements = append(t.elements, numbered{el, e.Ref()})
	}
}

func (t *terminal) draw() DrawOptions {
	return DrawOptions{Width: t.opt.Width, Bold: t.opt.Bold, Name: t.name}
}

// name returns the name of a user or a channel.
func (t *terminal) name(id string) string {
	if u, err := t.w.User(id); err == nil {
		return u.RealName
	}
	if c, err := t.w.Channel(id); err == nil && c.Name != "" {
		return c.Name
	}
	return id
}

// withoutInputs returns a modal's blocks except the inputs, which are asked for one by
// one.
func withoutInputs(v *slacktest.View) []byte {
	var list, out []any
	if v == nil || json.Unmarshal(v.Blocks, &list) != nil {
		return []byte("[]")
	}
	for _, b := range list {
		if m, _ := b.(map[string]any); m["type"] != "input" {
			out = append(out, b)
		}
	}
	if out == nil {
		return []byte("[]")
	}
	data, err := json.Marshal(out)
	if err != nil {
		return []byte("[]")
	}
	return data
}

func sortedKeys(m map[string]any) []string {
	return slices.Sorted(maps.Keys(m))
}
