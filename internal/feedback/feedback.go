// Package feedback has the words for what people asked, what they got and what
// they thought of it, and says what a [Store] is: a [Recorder] for the bot and a
// [Source] of reports. It is none itself: a store is a package below this one,
// an adapter to one database, and passes the tests of feedbacktest.
//
// What does not depend on a database is here, so that every adapter does the
// same: a [Policy] says what may be kept, a [Clock] when the time may be
// believed, a [Summary] adds up counts, an [Exporter] writes a report.
//
// Users are kept as a keyed hash only. Question text is scrubbed before it is
// kept, and kept only as far as Keep allows: callers hand over the raw text and
// user id, and nothing but the policy decides what reaches the disk.
package feedback

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// Keep says whose question text is kept: of nobody, of misses, of all.
type Keep string

// The settings of ROLECALL_KEEP_QUESTIONS.
const (
	KeepNone   Keep = "none"
	KeepMisses Keep = "misses"
	KeepAll    Keep = "all"
)

// Check is the error of a setting that is none.
func (k Keep) Check() error {
	switch k {
	case KeepNone, KeepMisses, KeepAll:
		return nil
	}
	return fmt.Errorf("keep %q: use %s, %s or %s", k, KeepNone, KeepMisses, KeepAll)
}

// Surface is where a question was asked.
type Surface string

// The surfaces.
const (
	SurfaceChannel  Surface = "channel"
	SurfaceDM       Surface = "dm"
	SurfaceSlash    Surface = "slash"
	SurfaceShortcut Surface = "shortcut"
	SurfaceModal    Surface = "modal"
	SurfaceHome     Surface = "home"
	SurfaceWatch    Surface = "watch"
)

// Outcome is the kind of reply a question got.
type Outcome string

// The outcomes.
const (
	OutcomeAnswer     Outcome = "answer"
	OutcomeChoices    Outcome = "choices"
	OutcomeComparison Outcome = "comparison"
	OutcomeRole       Outcome = "role"
	OutcomeGuide      Outcome = "guide"
	OutcomeKit        Outcome = "kit"
	OutcomeHelp       Outcome = "help"
	OutcomeNone       Outcome = "none"
	OutcomeError      Outcome = "error" // a comparison that cannot be made: a role is missing
)

// Missed reports whether an outcome leaves a question without its answer; of
// choices one may be taken later. What is not known counts as answered.
func (o Outcome) Missed() bool {
	return o == OutcomeNone || o == OutcomeError || o == OutcomeChoices
}

// Reason is why a question had its outcome. There are more than are named here:
// whoever decides has reasons of their own, and each refusal of the corpus is one.
type Reason string

// The reasons that a store tells apart.
const (
	ReasonNamed       Reason = "named-person" // the refusal whose text is never kept: somebody was named
	ReasonNothingNear Reason = "nothing-near" // what nobody has written yet
	ReasonNoKit       Reason = "no-kit"       // the same, of a hiring kit
)

// Complaint is why a reply did not help.
type Complaint string

// The complaints. Every other is kept as the last one.
const (
	ComplaintWrong      Complaint = "wrong"
	ComplaintNotMine    Complaint = "not-my-question"
	ComplaintOutOfDate  Complaint = "out-of-date"
	ComplaintIncomplete Complaint = "incomplete"
	ComplaintOther      Complaint = "other"
)

// known is c, or other where it is none of the complaints: what callers hand
// over may be anything, and only words from the list are kept.
func (c Complaint) known() Complaint {
	switch c {
	case "", ComplaintWrong, ComplaintNotMine, ComplaintOutOfDate, ComplaintIncomplete:
		return c
	}
	return ComplaintOther
}

// Asked is one question and what became of it.
type Asked struct {
	Reply      string // id of the reply, carried by its buttons
	User       string // Slack user id; kept hashed
	Surface    Surface
	Outcome    Outcome
	Entry      string  // what was shown, if an entry was
	Confidence float64 // 0..1
	Question   string  // raw; kept scrubbed, and only as Keep allows
	Nearest    []Near  // for choices and none: the nearest entries
	Reason     Reason
	Time       time.Time
}

// Near is an entry near a question.
type Near struct {
	Entry string  `json:"entry"`
	Score float64 `json:"score"`
}

// Verdict is a person's rating of a reply. The last one of a user on a reply wins.
type Verdict struct {
	Reply   string
	User    string
	Entry   string
	Helpful bool
	Reason  Complaint // "" for none
	Note    string    // optional line; kept scrubbed, and only with KeepAll
	Surface Surface
	Time    time.Time
}

// Choice is what somebody took among the choices of a reply; Entry is empty for
// "none of these".
type Choice struct {
	Reply    string
	User     string
	Entry    string
	Question string // raw, as for Asked
	Surface  Surface
	Time     time.Time
}

// Thread is what a conversation was last about: ids only, never text.
type Thread struct {
	Entry string   `json:"entry,omitempty"`
	Roles []string `json:"roles,omitempty"`
	// Shown maps an entry id to the timestamp of the message that answered
	// with it in this thread, so that the same answer is not given twice.
	Shown map[string]string `json:"shown,omitempty"`
}

// maxShown bounds what a thread remembers of answers shown: more than anybody
// scrolls back, and a record of a few kilobytes.
const maxShown = 50

// Clone is a copy that shares nothing with t.
func (t Thread) Clone() Thread {
	t.Roles, t.Shown = slices.Clone(t.Roles), maps.Clone(t.Shown)
	return t
}

// Changed is t after a change, for a store to keep. Of more than fifty answers
// shown only those with the latest timestamps are left.
func (t Thread) Changed(change func(*Thread)) Thread {
	t = t.Clone()
	change(&t)
	t = t.Clone() // change may have kept what it was given
	for len(t.Shown) > maxShown {
		oldest := ""
		for _, k := range slices.Sorted(maps.Keys(t.Shown)) {
			if oldest == "" || t.Shown[k] < t.Shown[oldest] {
				oldest = k
			}
		}
		delete(t.Shown, oldest)
	}
	return t
}

// Forgotten says what became of a request to be forgotten.
type Forgotten struct {
	Records int // records and verdicts removed by this request
	// Rewritten means that the file holds no byte of what was removed, by this
	// request or an earlier one. Where it could not be rewritten (a disk too
	// full for a second copy) it is tried again by itself.
	Rewritten bool
}

// Recorder is what the bot needs. A nil error from Verdict means the verdict is
// on disk; the other records may be batched and the last second of them lost in
// a crash.
type Recorder interface {
	// Seen marks keys as seen and reports whether any of them was before.
	// Keys are kept for some hours, over a restart too.
	Seen(ctx context.Context, keys ...string) (bool, error)
	Thread(ctx context.Context, key string) (Thread, error)
	// UpdateThread applies change to the newest state of a conversation's
	// memory, atomically: of changes made at the same moment none is lost.
	// change must not call the Recorder.
	UpdateThread(ctx context.Context, key string, change func(*Thread)) error
	Asked(ctx context.Context, a Asked) error
	Verdict(ctx context.Context, v Verdict) error
	// Retract removes a user's verdict on a reply.
	Retract(ctx context.Context, reply, user string) error
	Choice(ctx context.Context, c Choice) error
	// LeaveForCurators marks the miss behind a reply as left on purpose.
	LeaveForCurators(ctx context.Context, reply, user string) error
	// Recent are a user's own last questions, newest first; empty unless KeepAll.
	Recent(ctx context.Context, user string, n int) ([]string, error)
	// Top are the entries asked most in the last days, most first.
	Top(ctx context.Context, days, n int) ([]Near, error)
	// Forget removes everything kept of a user. An error means that the
	// records are still there; bytes of theirs that linger in the file are no
	// error, Forgotten says so.
	Forget(ctx context.Context, user string) (Forgotten, error)
	io.Closer
}
