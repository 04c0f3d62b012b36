package demo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/demo/page"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/match"
)

// Open is the deed of looking at an entry. The others are the actions and forms of Slack.
const Open = "open"

// maxOffered is how many entries a menu offers. A choice: more than fit into the panel.
const maxOffered = 20

// Options returns the entries or the sources that someone who types may mean; before
// anything is typed the entries that are nearest to the question.
func (p *Panel) Options(action, typed, question string) (any, error) {
	s := p.Live.State()
	if action == draw.ActionSources {
		return draw.SourceOptions(s.Corpus, sourcesFor(s.Corpus, typed)), nil
	}
	if typed == "" && question != "" {
		return draw.EntryOptions(p.nearest(question)), nil
	}
	var found []*corpus.Entry
	if e := s.Corpus.Entry(strings.TrimSpace(typed)); e != nil {
		found = append(found, e)
	}
	for _, x := range s.Index.Complete(typed, maxOffered) {
		if e := s.Corpus.Entry(x.Entry); e != nil && !slices.Contains(found, e) {
			found = append(found, e)
		}
	}
	return draw.EntryOptions(found), nil
}

// sourcesFor are the sources with a name like what was typed, "our company" among them.
func sourcesFor(c *corpus.Corpus, typed string) (ids []string) {
	like := func(names ...string) bool {
		return strings.Contains(strings.ToLower(strings.Join(names, "\n")), strings.ToLower(strings.TrimSpace(typed)))
	}
	if like("our company", corpus.Company) {
		ids = append(ids, corpus.Company)
	}
	for _, s := range c.Sources {
		if s.ID != corpus.Company && like(s.ID, s.Title, s.Publisher, s.Listed, s.Cite) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// form is a form of the panel that was sent. It implements draw.Form.
type form map[string]any

// Text returns what was typed into an input.
func (f form) Text(block, _ string) string {
	s, _ := f[block].(string)
	return s
}

// Picked returns what was chosen from a menu that takes several.
func (f form) Picked(block, _ string) (out []string) {
	list, _ := f[block].([]any)
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// Do does what a button or a form of the panel is for.
func (p *Panel) Do(ctx context.Context, d page.Deed) (page.Shown, error) {
	ref, ok := draw.ParseRef(d.Ref)
	if !ok {
		return page.Shown{}, hint.New("this button cannot be read", "reload the page")
	}
	switch began := p.Now(); d.Do {
	case Open:
		return p.entry(ref.Entry)
	case blockkit.ActionSources: // the one button of an answer itself
		about, _ := blockkit.ParseRef(d.Ref)
		c := p.Live.State().Corpus
		return page.Shown{View: blockkit.MessageModal(blockkit.Sources(replyOf(c, about.Entry), blockkit.View{Now: p.Now()}))}, nil
	case draw.ActionWhy:
		if e := p.Live.State().Corpus.Entry(ref.Entry); e != nil {
			return page.Shown{Ask: e.Question}, nil
		}
		return p.entry(ref.Entry)
	case draw.ActionEdit:
		f, err := p.Room.Form(ctx, ref.Entry)
		ref.Version = strconv.Itoa(f.Version)
		return page.Shown{View: p.form(ref, f.Fields).Modal()}, err
	case draw.ActionWrite:
		return page.Shown{View: p.form(ref, entryform.Fields{Question: d.Text, Role: p.role(d.Text)}).Modal()}, nil
	case draw.ActionMeans:
		return p.means(d.Text), nil
	case draw.ActionPreview:
		return p.preview(p.typed(d, ref))
	case draw.ActionTrue:
		saved, err := p.Room.StillTrue(ctx, d.By, ref.Entry)
		return p.saved("Checked as of "+p.Now().Format(dayFormat), began, saved, err)
	case draw.ActionHistory:
		return p.history(ctx, ref)
	case draw.ActionBack, draw.ActionBuiltIn:
		version := 0 // the built-in answer
		if d.Do == draw.ActionBack {
			version, _ = strconv.Atoi(ref.Version)
			if version == 0 {
				return page.Shown{}, hint.New("that version cannot be read", "open History again")
			}
		}
		saved, err := p.Room.Back(ctx, d.By, ref.Entry, version)
		return p.saved("It is back", began, saved, err)
	case draw.ActionDraft:
		draft, err := p.Room.Draft(ctx, ref.Draft)
		if err == nil {
			err = p.ask(ctx, &draft)
		}
		return p.draft(draft), err
	case draw.ActionAccept:
		return p.accept(ctx, d.By, ref, began)
	case draw.ActionAcceptAll:
		return p.acceptAll(ctx, d.By, began)
	case draw.ActionReject:
		return page.Shown{Said: "Dropped. Nothing was changed.", Done: true}, p.Room.DropDraft(ctx, ref.Draft)
	case draw.CallbackMeans:
		return p.meant(ctx, d, began)
	case draw.CallbackEntry:
		return p.save(ctx, d, ref, began)
	}
	return page.Shown{}, hint.New("this works only in the conversation", "ask the question there")
}

const dayFormat = "2 Jan 2006" // as answers show dates

// answer draws an entry of a corpus without what leads on from it.
func (p *Panel) answer(c *corpus.Corpus, id string) blockkit.Message {
	return blockkit.Render(replyOf(c, id), blockkit.View{Now: p.Now(), Full: true, NoFeedback: true})
}

func replyOf(c *corpus.Corpus, id string) advisor.Reply {
	return advisor.Reply{Outcome: advisor.Answer, Corpus: c, Entry: c.Entry(id)}
}

// entry shows an entry as it is in service, with what a curator can do about it.
func (p *Panel) entry(id string) (page.Shown, error) {
	s := p.Live.State()
	e := s.Corpus.Entry(id)
	if e == nil {
		return page.Shown{}, hint.New("there is no entry "+id, "it may have been removed meanwhile")
	}
	v := draw.EntryModal(draw.Ref{Entry: id}, blockkit.Title(s.Corpus, e))
	v.Blocks.BlockSet = append(v.Blocks.BlockSet[1:], p.answer(s.Corpus, id).Blocks...) // its title is in the answer too
	return page.Shown{View: v}, nil
}

// form is the form of an entry. An owner that the menus of Slack cannot show is named.
func (p *Panel) form(ref draw.Ref, x entryform.Fields) draw.EntryForm {
	f := draw.EntryForm{Ref: ref, Corpus: p.Live.State().Corpus, Fields: x}
	if _, ok := corpus.SlackOwner(x.Owner); !ok {
		f.OwnerName = x.Owner
	}
	return f
}

// typed reads the form of an entry. An owner that no menu can show stays unless someone
// else was chosen.
func (p *Panel) typed(d page.Deed, ref draw.Ref) entryform.Fields {
	x := draw.ReadEntry(form(d.Values), ref)
	if e := p.Live.State().Corpus.Entry(ref.Entry); e != nil && x.Owner == "" {
		if _, ok := corpus.SlackOwner(e.Owner); !ok {
			x.Owner = e.Owner
		}
	}
	return x
}

// role is the one role that a question names; "" for none or several.
func (p *Panel) role(question string) string {
	if question == "" {
		return ""
	}
	if roles := p.Live.State().Index.Match(match.Query{Text: question}).Roles; len(roles) == 1 {
		return roles[0].ID
	}
	return ""
}

// nearest are the entries that are nearest to a question.
func (p *Panel) nearest(question string) (entries []*corpus.Entry) {
	s := p.Live.State()
	for _, m := range s.Index.Match(match.Query{Text: question}).Candidates {
		entries = append(entries, s.Corpus.Entry(m.Entry))
	}
	return entries
}

// means shows the form of "It means…" for a question.
func (p *Panel) means(question string) page.Shown {
	var titles []string
	for _, e := range p.nearest(question) {
		titles = append(titles, blockkit.Title(p.Live.State().Corpus, e))
	}
	return page.Shown{View: draw.MeansForm(draw.Miss{Nearest: titles}, question)}
}

// preview draws the answer that a form makes.
func (p *Panel) preview(x entryform.Fields) (page.Shown, error) {
	c, id, err := p.Room.Preview(x)
	if err != nil {
		return refused(x, err)
	}
	return page.Shown{Blocks: draw.Preview(p.answer(c, id)).Blocks}, nil
}

func (p *Panel) history(ctx context.Context, ref draw.Ref) (page.Shown, error) {
	list, builtIn, err := p.Room.History(ctx, ref.Entry)
	if err != nil {
		return page.Shown{}, err
	}
	var versions []draw.Version
	for n, v := range list {
		versions = append(versions, draw.Version{ID: strconv.Itoa(v.N), By: v.By, At: v.At, What: v.Note, Now: n == 0, Text: v.Answer})
	}
	title := ref.Entry
	if s := p.Live.State(); s.Corpus.Entry(ref.Entry) != nil {
		title = blockkit.Title(s.Corpus, s.Corpus.Entry(ref.Entry))
	}
	builtIn = builtIn && len(list) > 0 && !list[0].Gone
	return page.Shown{View: draw.History(draw.Ref{Entry: ref.Entry}, title, versions, builtIn)}, nil
}

// save saves the form of an entry, or of a draft that is accepted with it.
func (p *Panel) save(ctx context.Context, d page.Deed, ref draw.Ref, began time.Time) (page.Shown, error) {
	x := p.typed(d, ref)
	over, _ := strconv.Atoi(ref.Version)
	if ref.Draft != "" {
		draft, err := p.Room.Draft(ctx, ref.Draft)
		if err != nil {
			return page.Shown{}, err
		}
		draft.Fields, draft.Over = x, over
		return p.accepted(ctx, d.By, draft, began)
	}
	note := curate.NoteEdited
	if x.ID == "" {
		note = curate.NoteNew
	}
	saved, err := p.Room.Save(ctx, d.By, x, over, note)
	if err != nil {
		return p.unsaved(ref, x, err)
	}
	return p.saved("Saved", began, saved, nil)
}

// meant adds the words of a question to the entry that it means.
func (p *Panel) meant(ctx context.Context, d page.Deed, began time.Time) (page.Shown, error) {
	entry, words := draw.Text(form(d.Values), draw.BlockPick), draw.Text(form(d.Values), draw.BlockWords)
	saved, err := p.Room.AddWording(ctx, d.By, entry, words)
	if faults, ok := errors.AsType[entryform.Faults](err); ok {
		return page.Shown{Errors: map[string]string{draw.BlockWords: draw.Sentence(faults[0])}}, nil
	}
	return p.saved("Saved", began, saved, err)
}

// ask fills in the question of a colleague's draft, in the words of someone who asked: they are
// kept with the stored question alone.
func (p *Panel) ask(ctx context.Context, d *curate.Draft) error {
	x := &d.Fields
	if x.Question != "" || len(d.Questions) == 0 {
		return nil
	}
	err := p.Store.Questions(ctx, feedback.Window{}, func(q feedback.Question) error {
		if slices.Contains(d.Questions, q.ID) && q.Text != "" {
			x.Question = q.Text
		}
		return nil
	})
	if x.Role == "" {
		x.Role = p.role(x.Question)
	}
	if x.Question != "" {
		d.Notes = append(d.Notes, "The question is in the words of someone who asked: put it in your own")
	}
	return err
}

// draft shows the form of a draft.
func (p *Panel) draft(d curate.Draft) page.Shown {
	f := p.form(draw.Ref{Draft: d.ID, Entry: d.Fields.ID, Version: strconv.Itoa(d.Over)}, d.Fields)
	f.Notes = d.Notes
	return page.Shown{View: f.Modal()}
}

func (p *Panel) accept(ctx context.Context, by string, ref draw.Ref, began time.Time) (page.Shown, error) {
	draft, err := p.Room.Draft(ctx, ref.Draft)
	if err != nil {
		return page.Shown{}, err
	}
	return p.accepted(ctx, by, draft, began)
}

// accepted makes an answer of a draft. One that has faults is shown with them.
func (p *Panel) accepted(ctx context.Context, by string, d curate.Draft, began time.Time) (page.Shown, error) {
	done, err := p.Room.Accept(ctx, by, d)
	if err == nil && done[0].Err == nil {
		return p.saved("Accepted", began, done[0].Saved, nil)
	}
	if err != nil {
		return page.Shown{}, err
	}
	shown, err := p.unsaved(draw.Ref{Draft: d.ID, Entry: d.Fields.ID}, d.Fields, done[0].Err)
	if shown.View == nil && err == nil {
		shown.View = p.draft(d).View
	}
	return shown, err
}

// acceptAll makes answers of all drafts that can be, and says which cannot.
func (p *Panel) acceptAll(ctx context.Context, by string, began time.Time) (page.Shown, error) {
	drafts, err := p.drafts(ctx)
	if err != nil {
		return page.Shown{}, err
	}
	drafts = slices.DeleteFunc(drafts, func(d curate.Draft) bool { return d.Fields.Question == "" }) // a curator writes it first
	done, err := p.Room.Accept(ctx, by, drafts...)
	n, out := 0, page.Shown{Done: true}
	for _, a := range done {
		if a.Err == nil {
			n++
			continue
		}
		out.Notes = append(out.Notes, a.Draft.Fields.Question+": "+strings.ReplaceAll(a.Err.Error(), "\n", "; "))
	}
	out.Said = fmt.Sprintf("%d of %d accepted%s.", n, len(done), inService(p.Now().Sub(began)))
	return out, err
}

// saved shows an entry that was changed, as it is in service now.
func (p *Panel) saved(what string, began time.Time, saved curate.Saved, err error) (page.Shown, error) {
	if err != nil {
		return refused(entryform.Fields{}, err)
	}
	took := inService(p.Now().Sub(began))
	if saved.Late {
		took = "; it takes a little longer until it is in service"
	}
	out, err := p.entry(saved.Entry)
	if err != nil { // an entry of ours alone that was taken back
		out = page.Shown{}
	}
	out.Said, out.Notes, out.Done = what+took+".", saved.Notes, true
	return out, nil
}

func inService(took time.Duration) string {
	return fmt.Sprintf(", and in service after %.1f s", took.Seconds())
}

// unsaved shows why an entry was not saved: both texts where someone else saved it
// meanwhile.
func (p *Panel) unsaved(ref draw.Ref, x entryform.Fields, err error) (page.Shown, error) {
	c, ok := errors.AsType[*curate.Conflict](err)
	if !ok {
		return refused(x, err)
	}
	ref.Version = strconv.Itoa(c.Version)
	f := p.form(ref, x)
	f.Theirs = &draw.Theirs{By: c.By, At: c.At, Fields: c.Theirs}
	return page.Shown{View: f.Modal()}, nil
}

// refused shows the faults of a form, each at its field; other errors are returned.
func refused(x entryform.Fields, err error) (page.Shown, error) {
	faults, ok := errors.AsType[entryform.Faults](err)
	if !ok {
		return page.Shown{}, err
	}
	return page.Shown{Errors: draw.FaultsAt(x, faults)}, nil
}
