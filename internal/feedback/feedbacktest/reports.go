package feedbacktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"rolecall/internal/feedback"
)

// noon is the time of the clock of the stores under test.
func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func questions(t *testing.T, s feedback.Store, w feedback.Window) (out []feedback.Question) {
	t.Helper()
	must(t, s.Questions(context.Background(), w, func(q feedback.Question) error { out = append(out, q); return nil }))
	return out
}

func stats(t *testing.T, s feedback.Store) feedback.Stats {
	t.Helper()
	out, err := s.Stats(context.Background(), feedback.Window{})
	must(t, err)
	return out
}

// texts checks which question text is stored, by setting and outcome.
func texts(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	for keep, want := range map[feedback.Keep]string{
		feedback.KeepNone:   "choices none none",
		feedback.KeepMisses: "choices[zebra [name] choices] none[zebra [name] none] none",
		feedback.KeepAll:    "answer[zebra [name] answer] choices[zebra [name] choices] none[zebra [name] none] none",
	} {
		s := open(keep)
		for i, a := range []feedback.Asked{{Outcome: feedback.OutcomeAnswer}, {Outcome: feedback.OutcomeChoices}, {Outcome: feedback.OutcomeNone},
			{Outcome: feedback.OutcomeNone, Reason: feedback.ReasonNamed}} {
			a.Reply, a.User, a.Question, a.Time = fmt.Sprint("r", i), "U1", "zebra <@U123456> "+string(a.Outcome), noon().Add(time.Duration(i)*time.Minute)
			must(t, s.Asked(ctx, a))
		}
		must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r0", User: "U1", Reason: "made up", Note: "it was <@U123456>", Time: noon()}))
		var got []string
		for _, q := range questions(t, s, feedback.Window{}) {
			line := string(q.Outcome)
			if q.Text != "" {
				line += "[" + q.Text + "]"
			}
			got = append(got, line)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("keep %s: kept %q, want %s", keep, got, want)
		}
		rows := exported(t, s)
		if last := rows[len(rows)-1]; last["kind"] != "verdict" || last["reason"] != "other" || (last["note"] == "it was [name]") != (keep == feedback.KeepAll) {
			t.Errorf("keep %s: the verdict is exported as %v", keep, last)
		}
		_, err := s.Purge(ctx, feedback.Purge{All: true})
		must(t, err)
		must(t, s.Close())
	}
}

// verdicts checks that there is one for each person and reply: the last to arrive.
func verdicts(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	s := open(feedback.KeepAll)
	defer s.Close()
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: feedback.OutcomeAnswer, Entry: "cto.coding", Question: "zebra"}))
	for i, v := range []feedback.Verdict{{User: "U1", Helpful: true}, {User: "U2", Helpful: true}, {User: "U1", Reason: feedback.ComplaintWrong}} {
		// The clock of the last one is behind: order of arrival counts.
		v.Reply, v.Entry, v.Time = "r", "cto.coding", noon().Add(-time.Duration(i)*time.Minute)
		must(t, s.Verdict(ctx, v))
	}
	got := stats(t, s)
	if got.Liked != 1 || got.Disliked != 1 || !slices.Equal(got.Reasons, []feedback.Tally{{Name: "wrong", N: 1}}) {
		t.Errorf("liked %d, disliked %d, for %v; want one each, for being wrong", got.Liked, got.Disliked, got.Reasons)
	}
	if q := questions(t, s, feedback.Window{}); len(q) != 1 || q[0].Liked != 1 || q[0].Disliked != 1 {
		t.Errorf("the question is %+v, want one verdict each", q)
	}
	must(t, s.Retract(ctx, "r", "U1"))
	if got := stats(t, s); got.Liked != 1 || got.Disliked != 0 || len(got.Reasons) != 0 {
		t.Errorf("after one was taken back: liked %d, disliked %d for %v", got.Liked, got.Disliked, got.Reasons)
	}
}

// choices checks that a choice answers its question; the first one on a reply is
// counted, the last one is kept.
func choices(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	s := open(feedback.KeepMisses)
	defer s.Close()
	for i, q := range []string{"taken", "rejected", "left", "offered"} {
		must(t, s.Asked(ctx, feedback.Asked{Reply: q, User: "U1", Outcome: feedback.OutcomeChoices, Question: q, Time: noon().Add(time.Duration(i) * time.Minute)}))
	}
	for _, c := range []feedback.Choice{{Reply: "taken", Entry: "cto.coding"}, {Reply: "taken", Entry: "cto.pay"}, {Reply: "rejected"}, {Reply: "rejected"}} {
		c.User, c.Time = "U1", noon()
		must(t, s.Choice(ctx, c))
	}
	must(t, s.LeaveForCurators(ctx, "left", "U1"))
	must(t, s.LeaveForCurators(ctx, "lost", "U1")) // its question was lost in a crash
	if got, want := stats(t, s).Counts, (feedback.Counts{Asked: 4, Choices: 4, Taken: 1, Missed: 3}); got != want {
		t.Errorf("counted %+v, want %+v", got, want)
	}
	var got []string
	for _, q := range questions(t, s, feedback.Window{}) {
		got = append(got, fmt.Sprintf("%s %s %v %v %v", q.Text, q.Taken, q.Rejected, q.Left, q.Missed()))
	}
	slices.Sort(got)
	all := questions(t, s, feedback.Window{})
	if missed := questions(t, s, feedback.Window{Missed: true}); !reflect.DeepEqual(missed, slices.DeleteFunc(all, func(q feedback.Question) bool { return q.Taken != "" })) || len(missed) != 4 {
		t.Errorf("without those that were answered there are %+v", missed)
	}
	want := []string{"  false true true", "left  false true true", "offered  false false true", "rejected  true false true", "taken cto.pay false false false"}
	if !slices.Equal(got, want) {
		t.Errorf("kept %q, want %q", got, want)
	}
}

// window checks that a report holds the questions of its time, oldest first, and the
// counts of its days.
func window(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	s := open(feedback.KeepMisses)
	defer s.Close()
	for _, daysAgo := range []int{0, 2, 1, 3} {
		must(t, s.Asked(ctx, feedback.Asked{User: "U1", Outcome: feedback.OutcomeNone, Question: fmt.Sprint(daysAgo), Time: noon().AddDate(0, 0, -daysAgo)}))
	}
	w := feedback.Window{Since: noon().AddDate(0, 0, -2), Until: noon()} // the end is not included
	var got []string
	for _, q := range questions(t, s, w) {
		got = append(got, q.Text)
	}
	if strings.Join(got, " ") != "2 1" {
		t.Errorf("in the window are %q, want those of two days and one day ago", got)
	}
	sum, err := s.Stats(ctx, w)
	must(t, err)
	if sum.Asked != 3 || sum.Since != "2026-11-20" || sum.Until != "2026-11-22" {
		t.Errorf("counted %d from %s to %s, want 3 in three whole days", sum.Asked, sum.Since, sum.Until)
	}
	stop := errors.New("enough")
	n := 0
	if err := s.Questions(ctx, feedback.Window{}, func(feedback.Question) error { n++; return stop }); !errors.Is(err, stop) || n != 1 {
		t.Errorf("a reader that had enough got %d questions and %v", n, err)
	}
}

// noSharing checks that a store keeps no reference to slices that callers pass, and
// that callers may keep what it returns.
func noSharing(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	s := open(feedback.KeepMisses)
	defer s.Close()
	for i := range 200 {
		near := []feedback.Near{{Entry: fmt.Sprint("cto.", i), Score: .5}}
		must(t, s.Asked(ctx, feedback.Asked{Reply: fmt.Sprint(i), User: "U1", Outcome: feedback.OutcomeNone, Question: fmt.Sprint("zebra ", i), Nearest: near, Rule: "nothing near: by score",
			Time: noon().Add(time.Duration(i) * time.Second)}))
		near[0].Entry = "overwritten"
	}
	kept := questions(t, s, feedback.Window{})
	forgotten, err := s.Forget(ctx, "U1")
	must(t, err)
	for i := range 200 { // so that freed pages are used again
		must(t, s.Asked(ctx, feedback.Asked{User: "U2", Outcome: feedback.OutcomeNone, Question: fmt.Sprint("giraffe ", i)}))
	}
	left := questions(t, s, feedback.Window{})
	if len(kept) != 200 || forgotten.Records != 200 || len(left) != 200 {
		t.Fatalf("%d kept, %d forgotten, %d left, want 200 each", len(kept), forgotten.Records, len(left))
	}
	for i, q := range kept {
		if q.Text != fmt.Sprint("zebra ", i) || len(q.Nearest) != 1 || q.Nearest[0].Entry != fmt.Sprint("cto.", i) || q.Rule != "nothing near: by score" {
			t.Fatalf("question %d has become %+v", i, q)
		}
	}
}

// ids checks that a question is found again by the id of its reply, over a restart too,
// and that the id tells nothing else.
func ids(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	s := open(feedback.KeepMisses)
	for i, reply := range []string{"C1:1.1", "", ""} {
		must(t, s.Asked(ctx, feedback.Asked{Reply: reply, User: "U1", Outcome: feedback.OutcomeNone, Question: "zebra", Time: noon().Add(time.Duration(i) * time.Minute)}))
	}
	id := s.QuestionID("C1:1.1")
	if id == "" || strings.Contains(id, "C1") || id == s.QuestionID("C1:1.2") || s.QuestionID("") != "" {
		t.Errorf("the ids of questions are %q, %q and %q", id, s.QuestionID("C1:1.2"), s.QuestionID(""))
	}
	must(t, s.Close())
	s = open(feedback.KeepMisses)
	defer s.Close()
	var got []string
	for _, q := range questions(t, s, feedback.Window{}) {
		got = append(got, q.ID)
	}
	if s.QuestionID("C1:1.1") != id || len(got) != 3 || got[0] != id || got[1] == "" || got[1] == got[2] {
		t.Errorf("the questions have the ids %q, the first reply that of %q; want %q and two others", got, s.QuestionID("C1:1.1"), id)
	}
	if row := exported(t, s)[0]; row["reply"] != id || row["id"] != nil {
		t.Errorf("exported as %v", row)
	}
}

// exported returns the lines of an export.
func exported(t *testing.T, s feedback.Store) (rows []map[string]any) {
	t.Helper()
	var b strings.Builder
	must(t, s.Export(context.Background(), &b, feedback.JSONLines, feedback.Window{}))
	for line := range strings.Lines(b.String()) {
		row := map[string]any{}
		must(t, json.Unmarshal([]byte(line), &row))
		rows = append(rows, row)
	}
	return rows
}

// export checks that a verdict is joined with its question, and that no user is named.
func export(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	s := open(feedback.KeepAll)
	defer s.Close()
	must(t, s.Asked(ctx, feedback.Asked{Reply: "r", User: "U0SECRET", Surface: feedback.SurfaceDM, Outcome: feedback.OutcomeAnswer, Entry: "cto.coding", Question: "zebra"}))
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U0SECRET", Entry: "cto.coding", Helpful: true}))
	rows := exported(t, s)
	if len(rows) != 2 || rows[0]["kind"] != "question" || rows[1]["kind"] != "verdict" || rows[0]["reply"] != rows[1]["reply"] || rows[1]["helpful"] != true {
		t.Errorf("exported %v, want a question and its verdict", rows)
	}
	if strings.Contains(fmt.Sprint(rows), "U0SECRET") {
		t.Errorf("a user is in the export: %v", rows)
	}
	if err := s.Export(ctx, io.Discard, "xml", feedback.Window{}); !errors.Is(err, feedback.ErrRequest) {
		t.Errorf("an unknown format returned %v", err)
	}
}

// purge checks that records, verdicts and counts are removed and counted.
func purge(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	s := open(feedback.KeepMisses)
	defer s.Close()
	fill := func() {
		for i, user := range []string{"U1", "U2"} {
			at := noon().AddDate(0, 0, -10*i)
			must(t, s.Asked(ctx, feedback.Asked{Reply: "r" + user, User: user, Outcome: feedback.OutcomeNone, Question: "zebra", Time: at}))
			must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r" + user, User: user, Entry: "cto.coding", Time: at}))
		}
	}
	for _, p := range []feedback.Purge{{}, {All: true, User: "U1"}} {
		if _, err := s.Purge(ctx, p); !errors.Is(err, feedback.ErrRequest) {
			t.Errorf("purge %+v gave %v", p, err)
		}
	}
	for _, tt := range []struct {
		purge         feedback.Purge
		removed, left int
		counts        feedback.Counts
	}{
		// The counts of a user's questions stay, since they name nobody.
		{feedback.Purge{User: "U1"}, 2, 1, feedback.Counts{Asked: 2, Missed: 2, Disliked: 1}},
		// The counts of that day go with its question and verdict.
		{feedback.Purge{OlderThan: noon().AddDate(0, 0, -5)}, 3, 1, feedback.Counts{Asked: 1, Missed: 1, Disliked: 1}},
		// Two questions, two verdicts, and the counts of both on two days.
		{feedback.Purge{All: true}, 8, 0, feedback.Counts{}},
	} {
		fill()
		n, err := s.Purge(ctx, tt.purge)
		must(t, err)
		if got := stats(t, s).Counts; n != tt.removed || len(questions(t, s, feedback.Window{})) != tt.left || !reflect.DeepEqual(got, tt.counts) {
			t.Errorf("purge %+v removed %d, left %d and counts %+v; want %d, %d, %+v", tt.purge, n, len(questions(t, s, feedback.Window{})), got, tt.removed, tt.left, tt.counts)
		}
		_, err = s.Purge(ctx, feedback.Purge{All: true})
		must(t, err)
	}
}

// backup checks that a backup is written while recording continues, or refused.
func (traits Traits) backup(t *testing.T, open func(feedback.Keep) feedback.Store) {
	ctx := context.Background()
	s := open(feedback.KeepMisses)
	defer s.Close()
	must(t, s.Asked(ctx, feedback.Asked{User: "U1", Outcome: feedback.OutcomeNone, Question: "zebra"}))
	if !traits.Backups {
		if err := s.Backup(ctx, io.Discard); !errors.Is(err, feedback.ErrRequest) {
			t.Errorf("a store without backups returned %v", err)
		}
		return
	}
	n := 0
	must(t, s.Backup(ctx, writer(func(p []byte) (int, error) {
		if n == 0 {
			must(t, s.Asked(ctx, feedback.Asked{User: "U1", Outcome: feedback.OutcomeNone, Question: "meanwhile"}))
		}
		n += len(p)
		return len(p), nil
	})))
	if n == 0 || len(questions(t, s, feedback.Window{})) != 2 {
		t.Errorf("a backup of %d bytes; of two questions %d are left", n, len(questions(t, s, feedback.Window{})))
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }
