// Package feedback keeps what people asked without getting an answer, what they
// thought of the answers, and what the bot must remember over a restart: events
// seen and what a thread was about. One bbolt file, one process.
//
// Users are kept as a keyed hash only. Question text is scrubbed before it is
// kept, and kept only as far as Keep allows: callers hand over the raw text and
// user id, and nothing but the store decides what reaches the disk.
package feedback

import (
	"context"
	"io"
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

// Asked is one question and what became of it.
type Asked struct {
	Reply      string // id of the reply, carried by its buttons
	User       string // Slack user id; kept hashed
	Surface    Surface
	Outcome    string  // the advisor's outcome: answer, choices, none …
	Entry      string  // what was shown, if an entry was
	Confidence float64 // 0..1
	Question   string  // raw; kept scrubbed, and only as Keep allows
	Nearest    []Near  // for choices and none: the nearest entries
	Reason     string  // why none: nothing-near, live-fact, named-person …
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
	Reason  string // "", wrong, not-my-question, out-of-date, incomplete, other
	Note    string // optional line; kept scrubbed, and only with KeepAll
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
