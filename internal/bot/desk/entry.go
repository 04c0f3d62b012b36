package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/payload"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// An owner who is no curator may write their own entry: these handlers ask mayWrite.
func entryActions() map[string]action {
	return map[string]action{
		draw.ActionEdit:    {anyone, (*Desk).edit},
		draw.ActionResume:  {anyone, (*Desk).resume},
		draw.ActionAfresh:  {anyone, (*Desk).afresh},
		draw.ActionPreview: {anyone, (*Desk).preview},
		draw.ActionTrue:    {anyone, (*Desk).stillTrue},
		draw.ActionHistory: {curators, (*Desk).history},
		draw.ActionBack:    {curators, (*Desk).back},
		draw.ActionBuiltIn: {curators, (*Desk).backToBuiltIn},
		draw.ActionWhy:     {curators, (*Desk).why},
	}
}

func entryForms() map[string]form {
	return map[string]form{draw.CallbackEntry: {anyone, (*Desk).saveEntry}}
}

// EntryRow is what a curator can do with an entry, under an answer that only they see.
func EntryRow(entry, reply string) slack.Block {
	return draw.EntryRow(draw.Ref{Entry: entry, Reply: reply})
}

// OpenAnswer shows a curator what they can do with an answer in a channel.
func (d *Desk) OpenAnswer(ctx context.Context, i *payload.Interaction, entry, reply string) error {
	return d.open(ctx, i, draw.EntryModal(from(i, draw.Ref{Entry: entry, Reply: reply}), d.title(entry)))
}

// open opens a modal, over the one in which something was pressed.
func (d *Desk) open(ctx context.Context, i *payload.Interaction, v slack.ModalViewRequest) error {
	if i.InModal() {
		return d.o.Out.PushModal(ctx, i.TriggerID, v)
	}
	return d.o.Out.OpenModal(ctx, i.TriggerID, v)
}

// from adds to a Ref where something was pressed, so that what comes of the form can be said
// there.
func from(i *payload.Interaction, ref draw.Ref) draw.Ref {
	if i.InModal() && Owns(i.View.CallbackID) {
		before, _ := draw.ParseRef(i.View.Metadata)
		ref.Channel, ref.TS, ref.URL = before.Channel, before.TS, before.URL
		return ref
	}
	who := i.Requester()
	ref.Channel, ref.URL = who.At.Channel, who.ResponseURL
	if !i.InModal() && !i.Container.Ephemeral {
		ref.TS = i.Container.MessageTS
	}
	return ref
}

// requester is who filled in a form, by the ways to reach them once it is closed.
func requester(i *payload.Interaction, ref draw.Ref) outbox.Requester {
	return outbox.Requester{User: i.User.ID, ResponseURL: ref.URL, At: outbox.Target{Channel: ref.Channel}}
}

// title names an entry: "CTO · Pay".
func (d *Desk) title(entry string) string {
	c := d.o.State().Corpus
	if e := c.Entry(entry); e != nil {
		return blockkit.Title(c, e)
	}
	return entry
}

// edit opens the form of an entry, or asks first whether to go on with one's own draft.
func (d *Desk) edit(ctx context.Context, i *payload.Interaction, a payload.Action, ref draw.Ref) error {
	if !d.mayWrite(ctx, i, ref) {
		return d.refuse(ctx, i)
	}
	if err := d.letIn(ctx, i, ref.Entry); err != nil {
		return err
	}
	ref = from(i, draw.Ref{Entry: ref.Entry, Reply: ref.Reply})
	if own, ok := d.ownDraft(ctx, i.User.ID, ref); ok {
		return d.open(ctx, i, draw.Resume(ref, d.title(ref.Entry), own.Saved))
	}
	f, err := d.form(ctx, ref)
	if err != nil {
		return d.say(ctx, i, err)
	}
	return d.open(ctx, i, f.Modal())
}

// form is the form of an entry as it is in service.
func (d *Desk) form(ctx context.Context, ref draw.Ref) (draw.EntryForm, error) {
	f, err := d.o.Room.Form(ctx, ref.Entry)
	if err != nil {
		return draw.EntryForm{}, err
	}
	ref.Version = strconv.Itoa(f.Version)
	return d.drawn(ref, f.Fields), nil
}

// drawn is the form of an entry with some fields.
func (d *Desk) drawn(ref draw.Ref, x entryform.Fields) draw.EntryForm {
	f := draw.EntryForm{Ref: ref, Corpus: d.o.State().Corpus, Fields: x}
	if _, ok := corpus.SlackOwner(x.Owner); !ok {
		f.OwnerName = x.Owner
	}
	return f
}

// resume shows the form with one's own draft, in place of the modal that asked.
func (d *Desk) resume(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	if !d.mayWrite(ctx, i, ref) {
		return d.refuse(ctx, i)
	}
	own, ok := d.ownDraft(ctx, i.User.ID, ref)
	if !ok {
		return d.say(ctx, i, curate.ErrNoDraft)
	}
	x, err := d.withAsked(ctx, ref, own.Fields)
	if err != nil {
		return d.say(ctx, i, err)
	}
	ref.Version = strconv.Itoa(own.Over)
	return d.o.Out.UpdateModal(ctx, i.View.ID, i.View.Hash, d.drawn(ref, x).Modal())
}

// afresh shows the form as it is without the draft, in place of the modal that asked. The draft
// stays until the next preview or save.
func (d *Desk) afresh(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	if !d.mayWrite(ctx, i, ref) {
		return d.refuse(ctx, i)
	}
	f, err := d.fresh(ctx, i.User.ID, ref)
	if err != nil {
		return d.say(ctx, i, err)
	}
	return d.o.Out.UpdateModal(ctx, i.View.ID, i.View.Hash, f.Modal())
}

// say tells the person who pressed what is wrong, where the error is made for people.
func (d *Desk) say(ctx context.Context, i *payload.Interaction, err error) error {
	if errors.Is(err, feedback.ErrAway) { // its hint is for whoever runs the bot
		return d.tell(ctx, i, blockkit.AwayText)
	}
	if h := hint.Of(err); h != "" {
		return d.tell(ctx, i, sentence(err.Error())+" "+sentence(h))
	}
	return err
}

func sentence(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + strings.TrimSuffix(s[1:], ".") + "."
}

// typed returns what was typed into the form of an entry. An owner who is no one in Slack
// stays where nobody was chosen, since the menus cannot show them.
func (d *Desk) typed(i *payload.Interaction, ref draw.Ref) entryform.Fields {
	x := draw.ReadEntry(i.View, ref)
	if e := d.o.State().Corpus.Entry(ref.Entry); e != nil && x.Owner == "" {
		if _, ok := corpus.SlackOwner(e.Owner); !ok {
			x.Owner = e.Owner
		}
	}
	return x
}

// preview sends a message to the person alone: the answer as it would be.
func (d *Desk) preview(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	if !d.mayWrite(ctx, i, ref) {
		return d.refuse(ctx, i)
	}
	x := d.typed(i, ref)
	if err := d.keepOwn(ctx, i.User.ID, ref, x); err != nil {
		return err
	}
	c, id, err := d.o.Room.Preview(x)
	if faults, ok := asFaults(err); ok {
		return d.o.Out.ReplyPrivately(ctx, requester(i, ref), draw.Preview(draw.Faults(faults)))
	}
	if err != nil {
		return d.say(ctx, i, err)
	}
	return d.o.Out.AnswerPrivately(ctx, requester(i, ref), func(without blockkit.Pieces) blockkit.Message {
		v := d.quietView()
		v.Without = without
		return draw.Preview(blockkit.Render(replyOf(c, id), v))
	})
}

// quietView draws an answer without what stands under it: rating, sharing and the curators'
// row.
func (d *Desk) quietView() blockkit.View {
	v := d.o.View("", "")
	v.NoFeedback, v.Full = true, true
	return v
}

// replyOf is an entry as a reply, without what leads on to others.
func replyOf(c *corpus.Corpus, id string) advisor.Reply {
	e := c.Entry(id)
	if e == nil {
		return advisor.Reply{}
	}
	return advisor.Reply{Outcome: advisor.Answer, Corpus: c, Entry: e}
}

// nowReads is an entry as it reads in service, for a modal.
func (d *Desk) nowReads(entry string) blockkit.Message {
	r := replyOf(d.o.State().Corpus, entry)
	if r.Entry == nil {
		return blockkit.Message{}
	}
	v := d.quietView()
	v.Modal, v.Without = true, blockkit.AllPieces
	return blockkit.Render(r, v)
}

// stillTrue sets today as the day on which an entry was checked.
func (d *Desk) stillTrue(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	if !d.mayWrite(ctx, i, ref) {
		return d.refuse(ctx, i)
	}
	if _, err := d.o.Room.StillTrue(ctx, i.User.ID, ref.Entry); err != nil {
		return d.say(ctx, i, err)
	}
	at, title := from(i, ref), d.title(ref.Entry)
	if i.InModal() { // its trigger may be too old for another modal by now
		return d.o.Out.UpdateModal(ctx, i.View.ID, "", draw.StillTrue(at, title, d.o.Now(), d.nowReads(ref.Entry)))
	}
	d.endReminder(ctx, at, draw.CardDone(draw.Done{By: i.User.ID, What: draw.DeedTrue, Title: title, On: d.o.Now()}))
	return d.tell(ctx, i, draw.StillTrueText(title, d.o.Now()))
}

// history lists the versions of an entry.
func (d *Desk) history(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	list, builtIn, err := d.o.Room.History(ctx, ref.Entry)
	if err != nil {
		return d.say(ctx, i, err)
	}
	var versions []draw.Version
	for n, v := range list {
		versions = append(versions, draw.Version{ID: strconv.Itoa(v.N), By: v.By, At: v.At, What: v.Note, Now: n == 0, Text: v.Answer})
	}
	builtIn = builtIn && (len(list) == 0 || !list[0].Gone)
	return d.open(ctx, i, draw.History(from(i, draw.Ref{Entry: ref.Entry}), d.title(ref.Entry), versions, builtIn))
}

func (d *Desk) back(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	version, err := strconv.Atoi(ref.Version)
	if err != nil || version <= 0 {
		return d.tell(ctx, i, "That version cannot be read. Open History again.")
	}
	return d.backTo(ctx, i, ref, version)
}

func (d *Desk) backToBuiltIn(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	return d.backTo(ctx, i, ref, 0)
}

// backTo puts a version into service again, and shows it in place of the history.
func (d *Desk) backTo(ctx context.Context, i *payload.Interaction, ref draw.Ref, version int) error {
	saved, err := d.o.Room.Back(ctx, i.User.ID, ref.Entry, version)
	if faults, ok := asFaults(err); ok {
		return d.o.Out.ReplyPrivately(ctx, i.Requester(), draw.Faults(faults))
	}
	if err != nil {
		return d.say(ctx, i, err)
	}
	d.Wake()
	return d.o.Out.UpdateModal(ctx, i.View.ID, "", d.savedModal(ctx, i, ref, saved, 0))
}

// why shows why a reply was chosen, and what is known of its entry.
func (d *Desk) why(ctx context.Context, i *payload.Interaction, _ payload.Action, ref draw.Ref) error {
	why, ok := d.explained(ref.Reply)
	if !ok {
		why = []string{"How it was chosen is not known any more: I was restarted since, another of my machines answered, or it is long ago. Ask it again to see it."}
	}
	return d.open(ctx, i, draw.Why(from(i, draw.Ref{Entry: ref.Entry}), d.title(ref.Entry), why, d.about(ref.Entry)))
}

// about says what is known of an entry.
func (d *Desk) about(entry string) []string {
	s := d.o.State()
	e := s.Corpus.Entry(entry)
	if e == nil {
		return []string{"It is no longer in service."}
	}
	where := map[curate.LayerKind]string{curate.BuiltIn: "built in", curate.FromFolder: "from your folder", curate.FromEdits: "edited in Slack"}[s.LayerOf(entry)]
	return []string{entry + ", " + where,
		fmt.Sprintf("Checked on %s, due on %s", e.Reviewed.Format(dayFormat), e.Due().Format(dayFormat)),
		fmt.Sprintf("Found by %d wordings besides its question", len(e.Phrasings))}
}

const dayFormat = "2 Jan 2006" // as answers show dates

// sourcesFor are the sources with a title, publisher or id like what was typed; our company
// is one, whatever the corpus has.
func (d *Desk) sourcesFor(typed string) (ids []string) {
	typed = strings.ToLower(strings.TrimSpace(typed))
	if strings.Contains("our company", typed) || strings.Contains(strings.ToLower(corpus.Company), typed) {
		ids = append(ids, corpus.Company)
	}
	for _, s := range d.o.State().Corpus.Sources {
		all := strings.ToLower(strings.Join([]string{s.ID, s.Title, s.Publisher, s.Listed, s.Cite}, "\n"))
		if s.ID != corpus.Company && strings.Contains(all, typed) {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// fits reports whether a payload fits into an acknowledgement.
func fits(payload any) bool {
	body, err := json.Marshal(payload)
	return err == nil && len(body) <= maxInAck
}

// maxInAck is how large the payload of an acknowledgement may be, in bytes of JSON: Slack
// closes a connection after a frame of more than 20,480 ("Max frame length of 20480 has been
// exceeded"), and the envelope takes some.
const maxInAck = 20_000

// openFor is how long someone who may write an entry because of where they pressed may take
// for its form. A choice: longer than a day of work.
const openFor = 24 * time.Hour
