package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot/desk/draw"
	"rolecall/internal/bot/outbox"
	"rolecall/internal/bot/socket"
	"rolecall/internal/feedback"
)

// ReplyCheck is what Slack says about one kind of reply in one form.
type ReplyCheck struct {
	Reply   string // the kind of reply, such as "a comparison of two roles"
	Without string // the pieces of Block Kit that it is drawn without; "" for none
	Faults  []outbox.Fault
}

// CheckReplies sends every kind of reply, as it is, without each of its pieces and without
// all of them, to Slack's own blocks.validate, which posts nothing, and calls each with
// what it says. The error says that Slack could not be asked; with the code unknown_method
// it does not offer that method here.
func CheckReplies(ctx context.Context, botToken, apiURL string, adv *advisor.Advisor, now time.Time, each func(ReplyCheck)) error {
	out := outbox.New(outbox.Options{HTTP: &http.Client{Timeout: checkTimeout}, Token: botToken, URL: apiURL,
		Logger: slog.New(slog.DiscardHandler), Wait: socket.Sleep})
	for _, s := range samples(adv, now) {
		var drawn [][]byte
		for _, without := range slices.Concat([]blockkit.Pieces{0}, blockkit.AllPieces.Each(), []blockkit.Pieces{blockkit.AllPieces}) {
			payload := s.draw(without)
			body, err := json.Marshal(payload)
			if err != nil {
				return fmt.Errorf("encode %s: %w", s.name, err)
			}
			if slices.ContainsFunc(drawn, func(other []byte) bool { return bytes.Equal(body, other) }) {
				continue // it has no such piece
			}
			drawn = append(drawn, body)
			faults, err := out.Validate(ctx, s.what, payload)
			if err != nil {
				return withHint(err)
			}
			each(ReplyCheck{s.name, without.String(), faults})
		}
	}
	return nil
}

// IsUnknownMethod reports whether Slack said that it has no such method.
func IsUnknownMethod(err error) bool { return outbox.Code(err) == "unknown_method" }

// sample is a kind of reply; what it is, a message or a view, is for outbox.Validate.
type sample struct {
	name, what string
	draw       func(without blockkit.Pieces) any
}

// asked are questions to which the built-in knowledge gives every outcome.
var asked = []struct{ name, text string }{
	{"an answer", "what does a cto do"},
	{"an answer with figures", "what does a cto earn"},
	{"choices", "what does a cdo do"},
	{"a role card", "cto"},
	{"a hiring kit", "kit cto"},
	{"the guide's entry", "which technology leader do we need?"},
	{"help", "help"},
	{"topics", "topics"},
	{"no answer", "recipe for banana bread"},
	{"a refusal", "tell me a joke"},
	{"a role that is not covered", "cfo salary"},
	{"a comparison of two roles", "compare cto cio"},
	{"a comparison of three roles", "compare cto cio ciso"},
	{"a comparison of four roles", "compare cto cio ciso cdo"},
	{"a comparison of one role", "compare cto chief technology officer"},
}

// samples returns every kind of reply.
func samples(adv *advisor.Advisor, now time.Time) (out []sample) {
	c := adv.Corpus()
	public := blockkit.View{Now: now, ReplyID: newReplyID(), Asked: "what does a cto do", Tell: true, Keeps: blockkit.Keeps{Questions: "misses", For: time.Hour},
		Canvas: true}
	private, whole, explained, modal := public, public, public, public
	private.Private, private.Channel, private.Thread = true, "C0123456789", "1700000000.000100"
	whole.Full, whole.All = true, true
	explained.Explain = true
	modal.Channel = "C0123456789"

	message := func(name string, draw outbox.Drawing) {
		out = append(out, sample{name, outbox.ValidateMessage, func(p blockkit.Pieces) any { return outbox.ToValidate(draw(p)) }})
	}
	view := func(name string, v any) {
		out = append(out, sample{name, outbox.ValidateView, func(blockkit.Pieces) any { return v }})
	}
	for _, q := range asked {
		r := adv.Ask(advisor.Question{Text: q.text})
		message(q.name, drawing(r, public))
		message(q.name+", private", drawing(r, private))
		message(q.name+", whole", drawing(r, whole))
		message(q.name+", shared", shared(drawing(r, public), "U0123456789", q.text))
		message("sources of "+q.name, outbox.Fixed(blockkit.Sources(r, public)))
		view(q.name+" in a modal", blockkit.AnswerModal(r, modal))
		r.Match = adv.Explain(r)
		message(q.name+", explained", drawing(r, explained))
	}
	answer := adv.Ask(advisor.Question{Text: asked[0].text})
	if e := answer.Entry; e != nil {
		message("an offer", outbox.Fixed(blockkit.Offer(e, public.ReplyID)))
		for _, s := range draw.Samples(c, e, now) {
			if s.View != nil {
				view(s.Name, s.View)
			} else {
				message(s.Name, outbox.Fixed(s.Message))
			}
		}
		message("an answer that was given before", outbox.Fixed(blockkit.AlreadyAnswered(e, "https://example.slack.com/archives/C1/p1")))
	}
	kit := adv.Kit("cto")
	for n := range blockkit.KitMessages(kit, public) {
		message(fmt.Sprintf("message %d of a kit", n+1), func(p blockkit.Pieces) blockkit.Message {
			v := public
			v.Without = p
			return blockkit.KitMessages(kit, v)[n]
		})
	}
	for n, key := range blockkit.KitParts(kit) {
		if part, ok := blockkit.KitSection(kit, key, public); ok {
			message(fmt.Sprintf("part %d of a kit, posted", n+1), outbox.Fixed(part))
		}
		view(fmt.Sprintf("page %d of a kit", n+1), blockkit.KitModal(kit, key, modal))
	}
	if guide := c.WhichRole; guide != nil {
		answers := map[string]string{}
		for _, q := range guide.Questions {
			answers[q.ID] = q.Options[0].ID
		}
		message("sources of the guide", outbox.Fixed(blockkit.GuideSources(c)))
		view("the guide", blockkit.GuideModal(c, nil, blockkit.Meta{Channel: modal.Channel}))
		if rec, ok := adv.Recommend(answers); ok {
			view("a recommendation in a modal", blockkit.GuideResultModal(c, rec, answers, modal))
			message("a recommendation", func(p blockkit.Pieces) blockkit.Message {
				v := public
				v.Without = p
				return blockkit.GuideResult(c, rec, answers, v)
			})
		}
	}
	message("a reply with a preface", func(p blockkit.Pieces) blockkit.Message {
		return blockkit.Prefaced("Only you see this answer.", drawing(answer, private)(p))
	})
	view("a short message in a modal", blockkit.MessageModal(blockkit.Retracted()))
	ref := blockkit.Ref{Entry: answer.EntryID(), Reply: public.ReplyID, Asked: public.Asked}
	for _, short := range []struct {
		name string
		m    blockkit.Message
	}{
		{"thanks", blockkit.Thanks(true, ref)},
		{"a rating taken back", blockkit.Retracted()},
		{"none of the choices", blockkit.NoneOfThese(ref, true)},
		{"what is stored", blockkit.Stored(public.Keeps, blockkit.Own{Waits: 1})},
		{"a person forgotten", blockkit.Forgotten(feedback.Forgotten{Records: 3, Erased: true})},
		{"a person not forgotten", blockkit.NotForgotten("the disk is full")},
		{"forget elsewhere", blockkit.ForgetElsewhere()},
		{"an invitation", blockkit.InviteFirst()},
		{"the topics that a button opens", blockkit.Topics(c)},
		{"a line of text", blockkit.Plainly("Only a part of the kit could be posted.")},
		{"a canvas", blockkit.CanvasSaved("Hiring kit: Chief Technology Officer (CTO)", "https://example.slack.com/docs/T1/F1", false)},
		{"a canvas in a tab", blockkit.CanvasSaved("Hiring kit: Chief Technology Officer (CTO)", "https://example.slack.com/docs/T1/F1", true)},
	} {
		message(short.name, outbox.Fixed(short.m))
	}
	message("a report", reportDrawing(sampleReport()))
	view("the question form", blockkit.AskModal(blockkit.AskModalData{Question: public.Asked, Channel: modal.Channel}))
	view("the form for a reason", blockkit.ReasonModal(blockkit.Meta{Channel: modal.Channel, Ref: ref}, complaints()))
	view("Home", blockkit.Home(blockkit.HomeData{Corpus: c, Now: now, Keeps: public.Keeps}))
	view("Home with questions", blockkit.Home(blockkit.HomeData{Corpus: c, Top: c.Entries[:min(len(c.Entries), blockkit.MaxTop)],
		Recent: []string{public.Asked, "cto vs cio"}, Now: now, Keeps: public.Keeps}))
	return out
}

// sampleReport is a digest with all that one may have.
func sampleReport() feedback.Report {
	var weeks []feedback.Group
	for i := range feedback.ReportWeeks {
		weeks = append(weeks, feedback.Group{Name: fmt.Sprintf("%d Jun", i+1), Counts: feedback.Counts{Asked: 10 + i, Answered: 8, Liked: 4}})
	}
	r := feedback.Report{Title: "Rolecall, the week to 14 June 2026", Summary: "17 questions, " + weeks[len(weeks)-1].InWords(),
		Sections: []feedback.Section{{Title: "Questions without an answer, by the nearest one", Lines: []string{"3× nearest: CDO · Definition"}, More: 2}},
		Note:     "Ready to add: 2 phrasings (rolecall feedback suggest)"}
	r.Add(feedback.ByWeek(weeks))
	r.Add(feedback.ByReason([]feedback.Tally{{Name: string(feedback.ReasonNothingNear), N: 4}, {Name: "off-topic", N: 2}}))
	return r
}
