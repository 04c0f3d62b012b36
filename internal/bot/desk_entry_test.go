package bot_test

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot"
	"rolecall/internal/bot/desk"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/curate/entryform"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
	"rolecall/internal/slacktest"
)

// The people of these tests, and an entry.
const (
	curator, otherCurator = "U0INES", "U0RAVI"
	payEntry              = "cto.salary"
	payQuestion           = "What does a CTO earn?"
	newPay                = "Between 140,000 and 160,000 euros. It is the same in both our offices."
)

// edited is a lab whose knowledge can be edited. Its corpus is small, so that it learns
// quickly.
type edited struct {
	*lab
	live *curate.Live
	room *curate.Room
	docs feedback.Store
	stop func() // of what puts edits into service
}

func startEdited(t *testing.T, settings ...func(*lab)) *edited {
	t.Helper()
	e := prepareEdited(t, settings...)
	e.run()
	return e
}

func prepareEdited(t *testing.T, settings ...func(*lab)) *edited {
	t.Helper()
	e := &edited{}
	e.lab = prepare(t, slacktest.Options{NoEcho: true}, append([]func(*lab){with(curators(curator, otherCurator))}, settings...)...)
	e.adjust = append(e.adjust, func(o *bot.Options) {
		e.docs = e.store.Recorder.(feedback.Store)
		e.live = curate.NewLive(curate.LiveOptions{Base: []corpus.Layer{{Name: "knowledge", FS: os.DirFS("../blockkit/testdata/knowledge")}}, Index: match.New,
			Edits: func(ctx context.Context) ([]feedback.Document, error) {
				return e.docs.Documents(ctx, feedback.DocumentEdit)
			}})
		ctx, cancel := context.WithCancel(e.ctx)
		ended := make(chan error, 1)
		go func() { ended <- e.live.Run(ctx, nil) }()
		e.stop = sync.OnceFunc(func() { cancel(); <-ended })
		t.Cleanup(e.stop)
		<-e.live.Ready()
		e.room = curate.NewRoom(e.live, e.docs, e.clock.Now)
		o.Advisor = func() *advisor.Advisor { s := e.live.State(); return advisor.New(s.Corpus, s.Index) }
		o.Curate = &desk.Options{Room: e.room, State: e.live.State, Store: e.docs}
		o.CuratorsChannel = "C0GENERAL"
	})
	return e
}

func (e *edited) short(id string) string { return e.live.State().Corpus.Entry(id).Short.Plain(nil) }

// versions counts the edits that are stored.
func (e *edited) versions() int {
	e.t.Helper()
	list, err := e.docs.Documents(e.ctx, feedback.DocumentEdit)
	if err != nil {
		e.t.Fatal(err)
	}
	return len(list)
}

// modal is the modal that a press or a form shows next.
func (e *edited) modal(d slacktest.Delivery, err error) slacktest.Event {
	e.t.Helper()
	e.sent(d, err)
	return e.until(d.Seq, "a modal", func(x slacktest.Event) bool { return x.Kind == slacktest.KindView })
}

// saved submits a form and waits until it says what was saved.
func (e *edited) saved(who string, form slacktest.Event, values map[string]any) slacktest.Event {
	e.t.Helper()
	d := e.sent(e.ws.Submit(e.ctx, who, form.View.ID, values))
	return e.until(d.Seq, "what was saved", func(x slacktest.Event) bool {
		return x.Kind == slacktest.KindView && !strings.Contains(string(x.View.Blocks), "Saving …")
	})
}

// own is a curator's own private answer, with the row.
func (e *edited) own(who string) slacktest.Event {
	e.t.Helper()
	return e.answer(e.ws.Slash(e.ctx, "hiring", who, "/rolecall", payQuestion))
}

// TestACuratorEditsAnAnswer: a fault at its field, fixed, in service, and the next question
// is answered with it.
func TestACuratorEditsAnAnswer(t *testing.T) {
	l := startEdited(t)
	answer := l.own("ines")
	contains(t, string(answer.Blocks), `"text":"Edit"`, `"text":"Still true"`, `"text":"History"`, `"text":"Why this answer"`)
	lacks(t, string(answer.Blocks), "Why: ")
	form := l.modal(l.press("ines", answer, "Edit"))
	if form.View.Submit != "Save" {
		t.Fatalf("the form is %+v", form.View)
	}
	faulty := l.answer(l.ws.Submit(l.ctx, "ines", form.View.ID, map[string]any{"short": "See <https://evil.example|our page>.", "points": ""}))
	var at map[string]string
	if err := json.Unmarshal(faulty.Errors, &at); err != nil || at[string(entryform.FieldShort)] == "" || len(at) != 1 {
		t.Fatalf("the faults are %s (%v)", faulty.Errors, err)
	}
	if l.versions() != 0 {
		t.Error("a faulty form was saved")
	}
	done := l.saved("ines", form, map[string]any{"short": newPay + " <!channel>", "label": "What we pay"})
	contains(t, string(done.View.Blocks), "Saved. I answer with it now", "140,000", "What we pay", `"text":"History"`)
	next := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", payQuestion))
	contains(t, string(next.Blocks), "140,000")
	lacks(t, string(next.Blocks), "!channel", `"text":"Edit"`)
}

// TestASaveThatIsOvertakenByAStop is kept, and the curator is told so: not that it was lost.
func TestASaveThatIsOvertakenByAStop(t *testing.T) {
	l := startEdited(t)
	form := l.modal(l.press("ines", l.own("ines"), "Edit"))
	l.stop()
	done := l.saved("ines", form, map[string]any{"short": newPay})
	contains(t, string(done.View.Blocks), "Saved. It takes a little longer")
	lacks(t, string(done.View.Blocks), "I answer with it now", "not saved")
	if l.versions() != 1 {
		t.Errorf("%d versions are stored", l.versions())
	}
}

// TestAnAnswerInAChannelLooksTheSame, whoever asked; curators use the message shortcut.
func TestAnAnswerInAChannelLooksTheSame(t *testing.T) {
	l := startEdited(t)
	byCurator := l.answer(l.ws.Mention(l.ctx, "hiring", "ines", payQuestion))
	lacks(t, string(byCurator.Blocks), "Why", `"text":"Edit"`)
	l.waitStored("the question", func(s *spy) bool { return len(s.asked) == 1 })
	four := l.modal(l.ws.MessageShortcut(l.ctx, "ines", "explain_message", byCurator.Ref()))
	contains(t, string(four.View.Blocks), `"text":"Edit"`, `"text":"Still true"`, `"text":"History"`, `"text":"Why this answer"`)
	why := l.modal(l.press("ines", four, "Why this answer"))
	contains(t, string(why.View.Blocks), "How it was decided: exact phrasing", "The nearest wording that I know: ", "(CTO · Pay)", "100% that it is this", payEntry+", built in")
	lacks(t, string(why.View.Blocks), "{role}", "confidence")

	other := l.answer(l.ws.MessageShortcut(l.ctx, "maya", "explain_message", byCurator.Ref()))
	lacks(t, string(other.Blocks)+other.Text, `"text":"Edit"`)
}

// TestAMessageOfAnotherAppIsNotTrusted, whatever its buttons say.
func TestAMessageOfAnotherAppIsNotTrusted(t *testing.T) {
	l := startEdited(t)
	ref := blockkit.Ref{Entry: payEntry, Reply: "r1"}
	d := l.sent(l.ws.Send(l.ctx, "interactive", map[string]any{"type": "message_action", "callback_id": "explain_message", "trigger_id": "none",
		"user": map[string]any{"id": curator}, "channel": map[string]any{"id": "C0HIRING"},
		"message": map[string]any{"user": "U0OTHERBOT", "ts": "1.2", "text": "hello there", "blocks": []any{map[string]any{"type": "actions",
			"elements": []any{map[string]any{"type": "button", "action_id": "answer_feedback.1", "value": ref.String()}}}}}}))
	shown := l.until(d.Seq, "an answer to its text", func(e slacktest.Event) bool { return e.For == curator })
	lacks(t, string(shown.Blocks)+shown.Text, `"text":"Edit"`)
	for _, c := range l.ws.Calls("views.open") {
		lacks(t, string(mustJSON(t, c.Args)), draw.ActionEdit)
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestForgedPressesAndForms: someone who is no curator sends each action and each form with
// refs that read well, and changes nothing.
func TestForgedPressesAndForms(t *testing.T) {
	l := startEdited(t)
	refs := []draw.Ref{{Entry: payEntry, Version: "1"}, {Entry: payEntry, Draft: "d"}, {Miss: "m"}, {}}
	actions := []string{draw.ActionEdit, draw.ActionTrue, draw.ActionHistory, draw.ActionWhy, draw.ActionBack, draw.ActionBuiltIn, draw.ActionPreview,
		draw.ActionGive, draw.ActionResume, draw.ActionAfresh}
	if _, err := l.room.Save(l.ctx, curator, l.fields(), 0, curate.NoteEdited); err != nil {
		t.Fatal(err)
	}
	before := l.versions()
	user := map[string]any{"id": "U0MAYA", "team_id": l.ws.TeamID()}
	n := 0
	for _, a := range actions {
		for _, ref := range refs {
			n++
			seq := l.ws.Seq()
			l.sent(l.ws.Send(l.ctx, "interactive", map[string]any{"type": "block_actions", "user": user, "channel": map[string]any{"id": "C0HIRING"},
				"container": map[string]any{"type": "message", "channel_id": "C0HIRING", "message_ts": "1." + strings.Repeat("1", n)},
				"actions":   []any{map[string]any{"type": "button", "action_id": a + ".1", "block_id": "b", "value": ref.String()}}}))
			told := l.until(seq, a+" to be refused", func(e slacktest.Event) bool { return e.For == "U0MAYA" })
			contains(t, told.Text, "curators", "Nothing was changed")
		}
	}
	good := map[string]any{"question": input("cur_question", "value", payQuestion), "short": input("cur_short", "value", "Nothing."),
		draw.BlockPerson: input(draw.BlockPerson, "selected_user", "U0MAYA")}
	for _, f := range []string{draw.CallbackEntry, draw.CallbackGive} {
		for _, ref := range refs {
			d := l.sent(l.ws.Send(l.ctx, "interactive", map[string]any{"type": "view_submission", "user": user, "view": map[string]any{"id": "V1", "type": "modal",
				"callback_id": f, "private_metadata": ref.String(), "state": map[string]any{"values": good}}}))
			if _, err := l.ws.WaitAck(l.ctx, d); err != nil {
				t.Fatal(err)
			}
		}
	}
	refused := 0
	for _, a := range l.ws.Acks() {
		if strings.Contains(string(a.Payload), "Nothing was changed") {
			refused++
		}
	}
	if refused != 2*len(refs) {
		t.Errorf("%d of %d forms were refused", refused, 2*len(refs))
	}
	drafts, err := l.room.Drafts(l.ctx)
	if err != nil || len(drafts) != 0 || l.versions() != before {
		t.Errorf("%d drafts, %d versions, want none and %d (%v)", len(drafts), l.versions(), before, err)
	}
	typed := l.sent(l.ws.Send(l.ctx, "interactive", map[string]any{"type": "block_suggestion", "user": user, "action_id": draw.ActionSources, "value": "",
		"view": map[string]any{"private_metadata": draw.Ref{Entry: payEntry}.String()}}))
	if _, err := l.ws.WaitAck(l.ctx, typed); err != nil {
		t.Fatal(err)
	}
	for _, a := range l.ws.Acks() {
		lacks(t, string(a.Payload), "Our company")
	}
}

func input(action, kind, value string) map[string]any {
	return map[string]any{action: map[string]any{kind: value}}
}

// fields are those of the entry with another answer.
func (e *edited) fields() entryform.Fields {
	e.t.Helper()
	f, err := e.room.Form(e.ctx, payEntry)
	if err != nil {
		e.t.Fatal(err)
	}
	f.Fields.Short = newPay
	return f.Fields
}

// TestTwoCuratorsEditOneAnswer: the second sees both texts, and may save theirs on top.
func TestTwoCuratorsEditOneAnswer(t *testing.T) {
	l := startEdited(t)
	first, second := l.modal(l.press("ines", l.own("ines"), "Edit")), l.modal(l.press("ravi", l.own("ravi"), "Edit"))
	l.saved("ines", first, map[string]any{"short": newPay})
	conflict := l.modal(l.ws.Submit(l.ctx, "ravi", second.View.ID, map[string]any{"short": "It depends on the office."}))
	contains(t, string(conflict.View.Blocks), "Someone else saved this", `"user_id":"U0INES"`, "140,000", "It depends on the office.")
	if conflict.View.Submit != "Save mine" {
		t.Errorf("the form submits %q", conflict.View.Submit)
	}
	if l.short(payEntry) != newPay {
		t.Errorf("in service is %q", l.short(payEntry))
	}
	l.saved("ravi", conflict, nil)
	if got := l.short(payEntry); got != "It depends on the office." {
		t.Errorf("in service is %q", got)
	}
}

// TestAPreviewIsForOneAndKeepsADraft, which Edit offers again, also after a restart.
func TestAPreviewIsForOneAndKeepsADraft(t *testing.T) {
	l := startEdited(t)
	before := l.short(payEntry)
	form := l.modal(l.press("ines", l.own("ines"), "Edit"))
	seq := l.ws.Seq()
	l.sent(l.ws.Click(l.ctx, "ines", form.Ref(), slacktest.Press{Text: "Preview", Values: map[string]any{"short": newPay}}))
	shown := l.until(seq, "the preview", func(e slacktest.Event) bool { return strings.Contains(e.Text, "Preview") })
	if shown.For != curator || shown.Kind != slacktest.KindEphemeral {
		t.Errorf("the preview came as %s for %q", shown.Kind, shown.For)
	}
	contains(t, string(shown.Blocks), "140,000", "Nothing is saved yet")
	lacks(t, string(shown.Blocks), "Helpful")
	if l.short(payEntry) != before {
		t.Error("a preview is in service")
	}
	if err := l.halt(); err != nil {
		t.Fatal(err)
	}
	l.run()
	asked := l.modal(l.press("ines", l.own("ines"), "Edit"))
	contains(t, string(asked.View.Blocks), "You have a draft of")
	form = l.modal(l.press("ines", asked, "Go on with it"))
	contains(t, string(form.View.Blocks), "140,000")
	l.saved("ines", form, nil)
	if l.short(payEntry) != newPay {
		t.Errorf("in service is %q", l.short(payEntry))
	}
	if drafts, err := l.room.Drafts(l.ctx); err != nil || len(drafts) != 0 {
		t.Errorf("drafts left: %v, %v", drafts, err)
	}
	other := l.modal(l.press("ravi", l.own("ravi"), "Edit"))
	lacks(t, string(other.View.Blocks), "You have a draft of")
}

// TestAFormOutlivesARestart: it is saved by a bot that did not open it.
func TestAFormOutlivesARestart(t *testing.T) {
	l := startEdited(t)
	form := l.modal(l.press("ines", l.own("ines"), "Edit"))
	if err := l.halt(); err != nil {
		t.Fatal(err)
	}
	l.run()
	l.saved("ines", form, map[string]any{"short": newPay})
	if l.short(payEntry) != newPay {
		t.Errorf("in service is %q", l.short(payEntry))
	}
}

// TestVersions: still true, back to a version, back to the built-in answer.
func TestVersions(t *testing.T) {
	l := startEdited(t)
	builtIn := l.short(payEntry)
	l.saved("ines", l.modal(l.press("ines", l.own("ines"), "Edit")), map[string]any{"short": newPay})
	answer := l.own("ines")
	told := l.answer(l.press("ines", answer, "Still true"))
	contains(t, told.Text, "is checked as of 22 Nov 2026")
	if e := l.live.State().Corpus.Entry(payEntry); e.Reviewed.Format(time.DateOnly) != "2026-11-22" {
		t.Errorf("reviewed on %v", e.Reviewed)
	}
	history := l.modal(l.press("ines", answer, "History"))
	contains(t, string(history.View.Blocks), "still true", "edited", "in service", "Back to this version", "Back to the built-in answer")
	back := l.modal(l.press("ines", history, "Back to the built-in answer"))
	contains(t, string(back.View.Blocks), "Saved. I answer with it now")
	if l.short(payEntry) != builtIn {
		t.Errorf("in service is %q", l.short(payEntry))
	}
	history = l.modal(l.press("ines", l.own("ines"), "History"))
	lacks(t, string(history.View.Blocks), "Back to the built-in answer")
	l.modal(l.press("ines", history, "Back to this version"))
	if l.short(payEntry) != newPay {
		t.Errorf("in service is %q", l.short(payEntry))
	}
}

// TestTheFourWorkInAModal: what they open lies over it, and Still true shows the answer again.
func TestTheFourWorkInAModal(t *testing.T) {
	l := startEdited(t)
	public := l.answer(l.ws.Mention(l.ctx, "hiring", "maya", payQuestion))
	four := l.modal(l.ws.MessageShortcut(l.ctx, "ines", "explain_message", public.Ref()))
	form := l.modal(l.press("ines", four, "Edit"))
	d := l.sent(l.ws.Click(l.ctx, "ines", form.Ref(), slacktest.Press{Text: "Preview", Values: map[string]any{"short": "See https://evil.example."}}))
	shown := l.until(d.Seq, "the preview", func(e slacktest.Event) bool { return strings.Contains(e.Text, "Preview") })
	contains(t, shown.Text, "The answer in two sentences", "shows no links")
	if shown.For != curator {
		t.Errorf("the preview is for %q", shown.For)
	}
	l.saved("ines", form, map[string]any{"short": newPay})
	four = l.modal(l.ws.MessageShortcut(l.ctx, "ines", "explain_message", public.Ref()))
	checked := l.modal(l.press("ines", four, "Still true"))
	contains(t, string(checked.View.Blocks), "is checked as of 22 Nov 2026", "140,000")

	card := l.answer(l.ws.Slash(l.ctx, "hiring", "ines", "/rolecall", "cto"))
	contains(t, string(card.Blocks), `"text":"Edit"`)
	kit := l.answer(l.ws.Slash(l.ctx, "hiring", "ines", "/rolecall", "kit cto"))
	lacks(t, string(kit.Blocks), `"text":"Edit"`)
}
