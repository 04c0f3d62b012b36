package curate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/lint"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// Notes say why a version was saved. Stores hold them: never change one.
const (
	NoteEdited   = "edited"
	NoteNew      = "new"
	NoteWording  = "a wording added"
	NoteTrue     = "still true"
	NoteOwner    = "a new owner"
	NoteBack     = "back to an earlier version"
	NoteBuiltIn  = "back to the built-in answer"
	NoteImported = "imported"
	NoteAccepted = "a draft accepted"
)

// Room is where knowledge is written: every edit is checked here as the corpus is, kept
// as a version, and put into service. It does not ask who may write; its callers do.
type Room struct {
	live  *Live
	store feedback.Documents
	now   func() time.Time
	mu    sync.Mutex // one save at a time, so that the next one is checked against it
}

// NewRoom returns a room over the knowledge in service. live must follow the edits of
// store.
func NewRoom(live *Live, store feedback.Documents, now func() time.Time) *Room {
	return &Room{live: live, store: store, now: now}
}

// Form is an entry as a form shows it, with the version that it is of.
type Form struct {
	Fields  entryform.Fields
	Version int // of the newest edit of its file; 0 where there is none
	Layer   LayerKind
}

// Form returns the form of an entry; an error where there is none.
func (r *Room) Form(_ context.Context, id string) (Form, error) {
	s := r.live.State()
	path, text, ok := s.File(id)
	if !ok {
		return Form{}, noEntry(id)
	}
	// The version is that of the text, not the newest of the store: one that is not in service
	// yet would otherwise be overwritten by who has not seen it.
	return Form{Fields: entryform.Read(s.Corpus.Entry(id), []byte(text)), Layer: s.LayerOf(id), Version: s.newest[path].version}, nil
}

func noEntry(id string) error {
	return hint.New("there is no entry "+id, "it may have been removed meanwhile")
}

// Saved is what a save did.
type Saved struct {
	Entry   string
	Version int
	Late    bool // stored, but not in service: the bot is stopping, and has it when it starts again
	// Notes are what a reader of the answer would stumble over, in words: it is longer
	// than what is shown, a table repeats a figure that the edit changed.
	Notes []string
}

// Save checks an entry, keeps it as a version and waits until it is in service. over is
// the version that the form showed. The error is entryform.Faults, a *Conflict, or the
// store's.
func (r *Room) Save(ctx context.Context, by string, f entryform.Fields, over int, note string) (Saved, error) {
	items := []item{{fields: f, over: over, note: note}}
	if err := r.saveAll(ctx, by, items); err != nil {
		return Saved{}, err
	}
	return items[0].saved, items[0].err
}

// item is one of several entries that are saved together.
type item struct {
	fields entryform.Fields
	over   int
	note   string
	draft  string // the id of the draft that becomes the entry, "" for none
	file   entryform.File
	last   int // the newest version of its file
	saved  Saved
	err    error // entryform.Faults, a *Conflict, or what Form returns
}

// trySave is saveAll once; feedback.ErrChanged means that another process was quicker.
func (r *Room) trySave(ctx context.Context, by string, items []item) error {
	s := r.live.State()
	problems, err := r.check(ctx, s, items)
	if err != nil {
		return err
	}
	var changes []feedback.DocumentChange
	for i := range items {
		it := &items[i]
		if it.err != nil {
			continue
		}
		if it.draft == "" && it.note != NoteTrue && r.unchanged(s, it) { // a version would say that someone edited it
			it.saved = Saved{Entry: it.file.ID, Version: it.last}
			continue
		}
		edit, err := r.editDocument(by, it.file.Path, it.last+1, EditBody{Text: string(it.file.Data), Sources: it.file.Add, Note: it.note, Base: baseOf(s.below(it.file.Path))})
		if err != nil {
			return err
		}
		changes = append(changes, feedback.DocumentChange{Put: &edit, New: true})
		if it.draft != "" {
			changes = append(changes, feedback.DocumentChange{Remove: &feedback.Document{Kind: feedback.DocumentDraft, ID: it.draft}, Must: true})
		}
		it.saved = Saved{Entry: it.file.ID, Version: it.last + 1, Notes: notes(problems, it.file)}
	}
	late, err := r.commit(ctx, changes)
	for i := range items {
		items[i].saved.Late = late
	}
	return err
}

// Check returns the error that Save would return, soon enough for a form's acknowledgement.
func (r *Room) Check(ctx context.Context, f entryform.Fields, over int) error {
	items := []item{{fields: f, over: over}}
	if _, err := r.check(ctx, r.live.State(), items); err != nil {
		return err
	}
	return items[0].err
}

// check makes the files of items and checks them, each by itself and all together. It
// returns the problems of the knowledge with those that have no fault.
func (r *Room) check(ctx context.Context, s *State, items []item) (corpus.Problems, error) {
	all, err := r.store.Documents(ctx, feedback.DocumentEdit)
	if err != nil {
		return nil, err
	}
	newest, _ := newestEdits(all) // what cannot be read is a fault of the knowledge in service
	taken, asked := map[string]bool{}, map[string]bool{}
	for i := range items {
		it := &items[i]
		if it.file, it.err = r.write(s, it.fields); it.err != nil {
			continue
		}
		it.file.Add = append(it.file.Add, addedSources(newest, it.file.Data)...)
		if asked[corpus.Normal(it.fields.Question)] { // of two the first is taken, whichever file comes first
			it.err = entryform.Faults{{Field: entryform.FieldQuestion, What: "another of these asks the same", Hint: "keep one of them"}}
			continue
		}
		asked[corpus.Normal(it.fields.Question)] = true
		if it.fields.ID == "" {
			it.file.Rename(func(id string) bool {
				return taken[id] || newest[it.file.Path].Text != "" // another process may have just taken the name
			})
		} else if taken[it.file.ID] {
			it.err = entryform.Faults{{Field: entryform.FieldQuestion, What: "another of these is about the same entry", Hint: "look at them one by one"}}
			continue
		}
		taken[it.file.ID] = true
		list := versionsIn(all, it.file.Path)
		if n := len(list); n > 0 {
			it.last = list[n-1].version
			list = slices.DeleteFunc(list, func(e edit) bool { return e.unreadable })
			if n = len(list); n > 0 && list[n-1].version != it.over && it.fields.ID != "" {
				it.err = r.conflict(list[n-1])
			}
		}
	}
	return r.tryAll(ctx, s, items)
}

// tryAll checks all items without a fault together, and again without those that turn out
// to have one. It returns the problems of the corpus with the rest.
func (r *Room) tryAll(ctx context.Context, s *State, items []item) (corpus.Problems, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var files []entryform.File
		for _, it := range items {
			if it.err == nil {
				files = append(files, it.file)
			}
		}
		_, problems, faults := r.try(s, files...)
		if len(faults) == 0 {
			return problems, nil
		}
		for i := range items {
			if f := faults[items[i].file.Path]; f != nil && items[i].err == nil {
				items[i].err = f
			}
		}
	}
}

// conflict describes the version in the way of a save.
func (r *Room) conflict(e edit) error {
	c := &Conflict{By: e.By, At: e.Saved, Version: e.version}
	if x := r.live.State().Corpus.Entry(corpus.EntryID(e.path)); x != nil && e.Text != "" {
		c.Theirs = entryform.Read(x, []byte(e.Text))
	}
	return c
}

// Preview returns the corpus as it would be with a form saved, and the entry's id. The
// error is entryform.Faults, or says that the entry is gone.
func (r *Room) Preview(f entryform.Fields) (*corpus.Corpus, string, error) {
	s := r.live.State()
	file, err := r.write(s, f)
	if err != nil {
		return nil, "", err
	}
	c, _, faults := r.try(s, file)
	if f := faults[file.Path]; f != nil {
		return nil, "", f
	}
	return c, file.ID, nil
}

// write makes the file of a form.
func (r *Room) write(s *State, f entryform.Fields) (entryform.File, error) {
	var before []byte
	if f.ID != "" {
		_, text, ok := s.File(f.ID)
		if !ok {
			return entryform.File{}, noEntry(f.ID)
		}
		before = []byte(text)
	}
	file, faults := f.Write(s.Corpus, before, r.now())
	if faults != nil {
		return file, faults
	}
	return file, nil
}

// try loads the knowledge in service with files changed, and returns its problems and those
// of them that are faults of these files, by path.
func (r *Room) try(s *State, files ...entryform.File) (*corpus.Corpus, corpus.Problems, map[string]entryform.Faults) {
	edits := corpus.Layer{Name: EditsName, Files: maps.Clone(s.files(EditsName))}
	if edits.Files == nil {
		edits.Files = map[string][]byte{}
	}
	data := map[string][]byte{}
	from := map[string]string{} // id of an added source -> path of the file that adds it
	var add []entryform.Source
	for _, f := range files {
		edits.Files[f.Path], data[f.Path] = f.Data, f.Data
		for _, x := range f.Add {
			if from[x.ID] == "" && s.Corpus.Source(x.ID) == nil {
				from[x.ID] = f.Path
				add = append(add, x)
			}
		}
	}
	if len(add) > 0 {
		edits.Files[SourcesFile] = append(slices.Clone(edits.Files[SourcesFile]), entryform.SourcesFile(add)...)
	}
	c, problems, err := corpus.Load(s.withEdits(edits)...)
	if err == nil {
		problems = append(problems, lint.Overlaid(c, r.now())...)
	}
	faults := map[string]entryform.Faults{}
	for _, p := range problems {
		name, ours := strings.CutPrefix(p.File, EditsName+"/")
		if !ours || p.Warning || data[name] == nil {
			continue
		}
		f := entryform.Fault{Field: entryform.FieldAt(data[name], p.Line), What: p.What, Hint: p.Hint}
		if !slices.Contains(faults[name], f) {
			faults[name] = append(faults[name], f)
		}
	}
	if len(faults) == 0 && err != nil { // the fault is in another file
		for _, f := range files {
			faults[f.Path] = entryform.Faults{{Field: entryform.FieldQuestion, What: "with this the knowledge cannot be used", Hint: firstLine(err)}}
		}
	}
	return c, problems, faults
}

func firstLine(err error) string {
	s, _, _ := strings.Cut(err.Error(), "\n")
	return short(s, maxProblemLength)
}

// editDocument returns a version of a file.
func (r *Room) editDocument(by, path string, version int, body EditBody) (feedback.Document, error) {
	data, err := json.Marshal(body)
	if err != nil {
		return feedback.Document{}, fmt.Errorf("encode an edit: %w", err)
	}
	return feedback.Document{Kind: feedback.DocumentEdit, ID: EditID(path, version), By: by, Saved: r.now(), Body: data}, nil
}

// commit makes changes of the store and waits until what they say is in service; late
// reports that it is not yet. Another process may have saved the same entry: the error is
// then feedback.ErrChanged.
func (r *Room) commit(ctx context.Context, changes []feedback.DocumentChange) (late bool, err error) {
	if len(changes) == 0 {
		return false, nil
	}
	if err := r.store.Change(ctx, changes...); err != nil {
		return false, err
	}
	var faults corpus.Problems
	err = r.live.Reload(ctx)
	return err != nil && !errors.As(err, &faults), nil // faults of other files were there before
}

// put saves one version of a file.
func (r *Room) put(ctx context.Context, by, path string, version int, body EditBody) (Saved, error) {
	d, err := r.editDocument(by, path, version, body)
	if err != nil {
		return Saved{}, err
	}
	late, err := r.commit(ctx, []feedback.DocumentChange{{Put: &d, New: true}})
	return Saved{Entry: corpus.EntryID(path), Version: version, Late: late}, err
}

// StillTrue sets today's date as an entry's review.
func (r *Room) StillTrue(ctx context.Context, by, id string) (Saved, error) {
	return r.change(ctx, by, id, NoteTrue, func(f *entryform.Fields) { f.Reviewed = r.now() })
}

// Give makes someone else, or a channel, the owner of an entry.
func (r *Room) Give(ctx context.Context, by, id, owner string) (Saved, error) {
	return r.change(ctx, by, id, NoteOwner, func(f *entryform.Fields) { f.Owner = owner })
}

// AddWording adds a way to ask for an entry.
func (r *Room) AddWording(ctx context.Context, by, id, wording string) (Saved, error) {
	if strings.TrimSpace(entryform.Clean(wording)) == "" {
		return Saved{}, entryform.Faults{{Field: entryform.FieldPhrasings, What: "there are no words", Hint: "write how someone would ask"}}
	}
	return r.change(ctx, by, id, NoteWording, func(f *entryform.Fields) { f.Phrasings = append(f.Phrasings, wording) })
}

// maxTries is how often a change of one thing is tried again after someone else's save. A
// choice: as many curators do not press at the same moment, and a bot that is stopping puts
// nothing into service any more.
const maxTries = 10

// change saves an entry with one thing changed, whatever version is in service.
func (r *Room) change(ctx context.Context, by, id, note string, change func(*entryform.Fields)) (Saved, error) {
	for try := 0; ; try++ {
		f, err := r.Form(ctx, id)
		if err != nil {
			return Saved{}, err
		}
		change(&f.Fields)
		out, err := r.Save(ctx, by, f.Fields, f.Version, note)
		if c := (*Conflict)(nil); errors.As(err, &c) && ctx.Err() == nil && try < maxTries {
			_, _ = r.catchUp(ctx) // it may have been another process
			continue              // someone saved in between: this change goes on top
		}
		return out, err
	}
}

// notes are what a reader of a saved entry would stumble over.
func notes(problems corpus.Problems, file entryform.File) (out []string) {
	for _, p := range problems {
		if p.Warning && p.File == EditsName+"/"+file.Path {
			out = append(out, p.What)
		}
	}
	return out
}
