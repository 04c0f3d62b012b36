// Package feedback defines the types for what people asked, what the bot replied and
// how people rated it, and the interface of a [Store]: a [Recorder] for the bot, a
// [Source] of reports, and the [Documents] that people write on purpose. Stores are
// packages below this one, each an adapter to one database, and must pass the tests of
// feedbacktest.
//
// What does not depend on a database is here, so that all adapters behave alike: a
// [Policy] decides what may be stored, a [Clock] when the system time can be trusted,
// a [Summary] adds up counts, an [Exporter] writes a report.
//
// Who asked or rated is stored only as a keyed hash. The text of a question is stored only
// where Keep allows it, and scrubbed first: callers pass the raw text and user id, and the
// policy alone decides what reaches the disk. A [Document] is different: it is what
// someone chose to write or to ask for, and is stored as it is, with their id.
package feedback

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// Keep says which question text is stored: none, that of misses, or all.
type Keep string

// The settings of ROLECALL_KEEP_QUESTIONS.
const (
	KeepNone   Keep = "none"
	KeepMisses Keep = "misses"
	KeepAll    Keep = "all"
)

// Check returns an error if k is not one of the settings.
func (k Keep) Check() error {
	switch k {
	case KeepNone, KeepMisses, KeepAll:
		return nil
	}
	return badRequest{fmt.Sprintf("keep %q is not a setting", k), fmt.Sprintf("use %s, %s or %s", KeepNone, KeepMisses, KeepAll)}
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
	SurfaceWorkflow Surface = "workflow" // asked by a step; of nobody
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

// Missed reports whether an outcome leaves a question without an answer. Choices
// count as missed until one is taken; unknown outcomes count as answered.
func (o Outcome) Missed() bool {
	return o == OutcomeNone || o == OutcomeError || o == OutcomeChoices
}

// Reason is why a question had its outcome. The constants below are only those that
// a store treats specially: the advisor has others, and so has each refusal of the
// corpus.
type Reason string

// The reasons that a store treats specially.
const (
	ReasonNamed       Reason = "named-person" // refused because a person was named; the text is never stored
	ReasonDistress    Reason = "distress"     // someone needs help from people: nothing is stored but that a reply was given
	ReasonMisconduct  Reason = "misconduct"   // someone reports wrongdoing: likewise
	ReasonNothingNear Reason = "nothing-near" // there is no entry for the question yet
	ReasonNoKit       Reason = "no-kit"       // there is no hiring kit for the role yet
)

// Complaint is why a reply did not help.
type Complaint string

// The complaints. Any other value is stored as ComplaintOther.
const (
	ComplaintWrong      Complaint = "wrong"
	ComplaintNotMine    Complaint = "not-my-question"
	ComplaintOutOfDate  Complaint = "out-of-date"
	ComplaintIncomplete Complaint = "incomplete"
	ComplaintOther      Complaint = "other"
)

// known returns c, or ComplaintOther if c is not one of the complaints: callers may
// pass anything, and only these values are stored.
func (c Complaint) known() Complaint {
	switch c {
	case "", ComplaintWrong, ComplaintNotMine, ComplaintOutOfDate, ComplaintIncomplete:
		return c
	}
	return ComplaintOther
}

// Asked is one question and the reply to it.
type Asked struct {
	Reply      string // id of the reply, which its buttons hold
	User       string // Slack user id; stored as a hash
	Surface    Surface
	Outcome    Outcome
	Entry      string  // id of the entry that was shown, "" for none
	Confidence float64 // 0..1
	Question   string  // raw; stored scrubbed, and only where Keep allows it
	Nearest    []Near  // for choices and none: the nearest entries
	Reason     Reason
	Rule       string // what decided, in words without the person's own: "answer: by score"
	Time       time.Time
}

// Near is an entry that is similar to a question, with its score.
type Near struct {
	Entry string  `json:"entry"`
	Score float64 `json:"score"`
}

// Popular is an entry with how often it was asked for.
type Popular struct {
	Entry string
	N     int
}

// Verdict is a person's rating of a reply. The last one of a user on a reply counts.
type Verdict struct {
	Reply   string
	User    string
	Entry   string
	Helpful bool
	Reason  Complaint // "" for none
	Note    string    // optional; stored scrubbed, and only with KeepAll
	Surface Surface
	Time    time.Time
}

// Choice is the choice that someone took from a reply; Entry is "" for "None of
// these".
type Choice struct {
	Reply    string
	User     string
	Entry    string
	Question string // raw, as for Asked
	Surface  Surface
	Time     time.Time
}

// Thread is the memory of a conversation: what it was last about. It holds ids, never
// text.
type Thread struct {
	Entry string `json:"entry,omitempty"`
	// Facet is what was last asked about, such as "r.salary", where there was no entry.
	Facet string   `json:"facet,omitempty"`
	Roles []string `json:"roles,omitempty"`
	// Offered are the entries offered to choose from, in the order shown, until one is
	// taken or another question is answered.
	Offered []string `json:"offered,omitempty"`
	// Places are the countries and regions asked about.
	Places []string `json:"places,omitempty"`
	// Earlier are the entries shown before that one, and Nearly those that nearly were it, best first.
	Earlier []string `json:"earlier,omitempty"`
	Nearly  []string `json:"nearly,omitempty"`
	// Shown maps an entry id to the timestamp of the message that answered with it
	// in this thread, so that the same answer is not given twice.
	Shown map[string]string `json:"shown,omitempty"`
}

// maxShown bounds the answers that a thread remembers. A choice: nobody scrolls back
// further, and the record stays at a few kilobytes.
const maxShown = 50

// Clone returns a copy that shares no memory with t.
func (t Thread) Clone() Thread {
	t.Roles, t.Offered, t.Places, t.Shown = slices.Clone(t.Roles), slices.Clone(t.Offered), slices.Clone(t.Places), maps.Clone(t.Shown)
	t.Earlier, t.Nearly = slices.Clone(t.Earlier), slices.Clone(t.Nearly)
	return t
}

// Changed returns a copy of t after a change, for a store to keep. Of the answers
// shown, only the maxShown with the latest timestamps are left.
func (t Thread) Changed(change func(*Thread)) Thread {
	t = t.Clone()
	change(&t)
	t = t.Clone() // change may have kept a reference
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

// Forgotten is the result of a request to be forgotten.
type Forgotten struct {
	Records int // records, verdicts and documents that this request removed, edits that lost their author included
	// Erased means that nobody can recover what was removed, by this request or an
	// earlier one, from where the store keeps it. If that could not be done at once
	// (a disk that is full, say), the store tries again by itself.
	Erased bool
	// Elsewhere means that the store has done what it can, and that copies which are not
	// its own, such as the log and the backups of a database, hold what was removed until
	// they are replaced in the course of time. Erased is false then.
	Elsewhere bool
}

// Recorder is the part of a store that the bot needs. A nil error from Verdict means
// that the verdict is on disk. Other records may be batched, so that those of the
// last second can be lost in a crash.
type Recorder interface {
	// Seen marks keys as seen and reports whether any of them was seen before, by any
	// process that uses the store. Keys are kept for some hours, across restarts. An
	// error means that other processes could not be asked: known is about this one then.
	Seen(ctx context.Context, keys ...string) (known bool, err error)
	// Handled says that the event whose first key was key is dealt with: answered, or
	// found to need no answer.
	Handled(ctx context.Context, key string) error
	// Unhandled returns how many events of the last hours were seen and never handled,
	// because a process died: nobody answered them.
	Unhandled(ctx context.Context) (int, error)
	// Claim reports whether the caller may do what, where: no while anyone, in any
	// process, does the same there, or did less than the hold of Release ago. Something
	// else in the same place takes the claim over. A process that dies holds it for
	// ClaimHeld at most. With an error, ok is about this process.
	Claim(ctx context.Context, where, what string) (ok bool, err error)
	// Release ends a claim: the same may be claimed there again after hold.
	Release(ctx context.Context, where, what string, hold time.Duration) error
	// Once calls do, unless a call with the same key has succeeded before, which is
	// remembered for as long as keys of Seen, across restarts. It returns the error
	// of do. A crash while do runs lets the next call run it again. Only one do with a
	// key runs at a time, in all processes.
	Once(ctx context.Context, key string, do func(context.Context) error) error
	// Alone calls do while no other call with the same key runs, in any process; it waits
	// for its turn. It returns the error of do, or why do could not be called. A call
	// within another must have another key, and calls must nest in one order of keys.
	Alone(ctx context.Context, key string, do func(context.Context) error) error
	Thread(ctx context.Context, key string) (Thread, error)
	// UpdateThread applies change to the memory of a conversation, atomically: of
	// concurrent changes none is lost. change must not call the Recorder.
	UpdateThread(ctx context.Context, key string, change func(*Thread)) error
	Asked(ctx context.Context, a Asked) error
	Verdict(ctx context.Context, v Verdict) error
	// Retract removes a user's verdict on a reply.
	Retract(ctx context.Context, reply, user string) error
	Choice(ctx context.Context, c Choice) error
	// LeaveForCurators marks the miss of a reply as left for the curators on purpose.
	LeaveForCurators(ctx context.Context, reply, user string) error
	// Recent returns a user's own last n questions, newest first; none unless KeepAll.
	Recent(ctx context.Context, user string, n int) ([]string, error)
	// Top returns the n entries asked most in the last days, most first.
	Top(ctx context.Context, days, n int) ([]Popular, error)
	// Forget removes everything stored about a user. An error means that the records
	// are still there. Records that are removed but could be recovered are not an error:
	// Forgotten.Erased is false then.
	Forget(ctx context.Context, user string) (Forgotten, error)
	// Available returns why records cannot be stored at the moment, nil if they can. A
	// store that can be reached again finds that out by itself.
	Available() error
	io.Closer
}

// ClaimHeld is how long a claim lasts at most while nobody releases it. A choice: longer
// than a press may take, which is given up after half a minute, and short enough that
// nobody gives up on a button after a crash.
const ClaimHeld = time.Minute
