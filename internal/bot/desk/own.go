package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
)

// ownDraftID is the id of the draft that a person's own previews keep. It is theirs alone:
// lists of drafts to accept leave it out.
func ownDraftID(user string, ref draw.Ref) string {
	return ownDrafts + strings.Join([]string{user, ref.Entry, ref.Miss, ref.Draft}, "/")
}

const ownDrafts = "own/"

// isOwnDraft reports whether a draft is what someone's own previews have kept, and so for
// nobody else to accept.
func isOwnDraft(id string) bool { return strings.HasPrefix(id, ownDrafts) }

func (d *Desk) ownDraft(ctx context.Context, user string, ref draw.Ref) (curate.Draft, bool) {
	own, err := d.o.Room.Draft(ctx, ownDraftID(user, ref))
	return own, err == nil
}

// keepOwn keeps what was typed so far. The form of an answer to a miss began with an asker's
// words: the draft knows the questions, and goes with the last of them.
func (d *Desk) keepOwn(ctx context.Context, user string, ref draw.Ref, x entryform.Fields) error {
	x, err := d.withoutAsked(ctx, ref, x)
	if err != nil && !errors.Is(err, curate.ErrNoDraft) { // someone dealt with it meanwhile
		return err
	}
	body := curate.DraftBody{Fields: x}
	body.Over, _ = strconv.Atoi(ref.Version)
	if ref.Miss != "" {
		f, err := d.look(ctx, ref.Miss)
		if err != nil {
			return err
		}
		body.Questions = f.ids
	}
	_, err = d.o.Room.KeepDraft(ctx, curate.Draft{ID: ownDraftID(user, ref), By: user, DraftBody: body})
	return err
}

// dropOwn drops what people have begun to write about questions of which none is kept any
// more.
func (d *Desk) dropOwn(ctx context.Context) error {
	drafts, err := d.o.Room.Drafts(ctx)
	if err != nil {
		return err
	}
	drafts = slices.DeleteFunc(drafts, func(x curate.Draft) bool { return !isOwnDraft(x.ID) || len(x.Questions) == 0 })
	if len(drafts) == 0 {
		return nil
	}
	kept := map[string]bool{}
	err = d.o.Store.Questions(ctx, d.window(), func(q feedback.Question) error {
		kept[q.ID] = kept[q.ID] || q.Text != ""
		return nil
	})
	if err != nil {
		return err
	}
	for _, x := range drafts {
		if !slices.ContainsFunc(x.Questions, func(id string) bool { return kept[id] }) {
			if e := d.o.Room.DropDraft(ctx, x.ID); e != nil && !errors.Is(e, curate.ErrNoDraft) {
				err = errors.Join(err, e)
			}
		}
	}
	return err
}
