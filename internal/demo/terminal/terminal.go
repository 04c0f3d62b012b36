package terminal

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"rolecall/internal/slacktest"
	"rolecall/internal/slacktest/blocks"
)

// Options of a conversation in a terminal.
type Options struct {
	// User is the person who types; "" is the first of the workspace's users. Channel
	// is where "@bot ..." and commands are typed; "" is "hiring".
	User, Channel string
	Width         int
	Bold          bool
	// AnswerTimeout is how long to wait for an answer before the next line is read; 0
	// is four seconds.
	AnswerTimeout time.Duration
}

// maxLine is the longest line that is read, in bytes. A choice: room for a pasted text;
// with the scanner's default of 64 KB it would end the conversation.
const maxLine = 1 << 20

// Run holds a conversation with the bot. A line is a direct message, "@bot ..." a
// mention in the channel, "/command ..." a slash command; a number uses the element that
// was drawn with it last ("3 text" searches or chooses in menu 3); "/home" opens the Home tab,
// "/shortcut ID" uses a global shortcut; "/quit" or the end of in ends the conversation.
// The first mention opens a thread and later ones follow up in it, until "/new". Modals
// are filled in line by line. Run returns nil at the end of in, and an error if the
// workspace closes, ctx ends or out cannot be written to.
func Run(ctx context.Context, w *slacktest.Workspace, in io.Reader, out io.Writer, opt Options) error {
	if opt.User == "" {
		opt.User = w.Users()[0].Name
	}
	if opt.Channel == "" {
		opt.Channel = "hiring"
	}
	if opt.AnswerTimeout == 0 {
		opt.AnswerTimeout = 4 * time.Second // a choice: one more than Slack gives a bot
	}
	u, err := w.User(opt.User)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	t := &terminal{w: w, opt: opt, user: u, out: out, shown: w.Seq(), lines: make(chan string), progress: make(chan struct{})}
	go func() {
		defer close(t.lines)
		s := bufio.NewScanner(in)
		s.Buffer(nil, maxLine)
		for s.Scan() {
			select {
			case t.lines <- s.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	failed := make(chan error, 1)
	go func() { failed <- t.show(ctx) }()
	t.greet()
	for {
		t.prompt("> ")
		select {
		case line, ok := <-t.lines:
			if !ok || strings.TrimSpace(line) == "/quit" {
				return t.err()
			}
			if err := t.act(ctx, strings.TrimSpace(line)); err != nil {
				t.say("  " + strings.TrimPrefix(err.Error(), "slacktest: "))
			}
		case err := <-failed:
			return err
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

type terminal struct {
	w    *slacktest.Workspace
	opt  Options
	user slacktest.User
	out  io.Writer

	lines  chan string
	thread string // the ts of the message that opened the thread of the mentions; "" before the first

	mu       sync.Mutex
	broken   error
	shown    int // the Seq of the newest event drawn
	progress chan struct{}
	where    string // the channel of what the person did last
	elements []numbered
}

// numbered is an element that has a number, and its message or view.
type numbered struct {
	Element
	ref slacktest.Ref
}

// greet prints who types and what can be typed.
func (t *terminal) greet() {
	app := t.w.App()
	commands := ""
	for _, c := range app.Commands {
		commands += c.Name + " ..., "
	}
	text := fmt.Sprintf("You are %s. Type a question (a direct message), @%s ... (in #%s; again follows up, /new starts another thread), %s"+
		"/home, a number to press a button, or /quit.", t.user.RealName, app.Name, strings.TrimPrefix(t.opt.Channel, "#"), commands)
	d := newDrawing(t.draw())
	d.paragraph(text, "", "")
	t.prompt(d.out.String())
}

func (t *terminal) say(s string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.write(s + "\n")
}

func (t *terminal) prompt(s string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.write(s)
}

func (t *terminal) write(s string) {
	if _, err := io.WriteString(t.out, s); err != nil && t.broken == nil {
		t.broken = fmt.Errorf("write to the terminal: %w", err)
	}
}

func (t *terminal) err() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.broken
}

// act carries out a line and waits for the answer.
func (t *terminal) act(ctx context.Context, line string) error {
	first, rest, _ := strings.Cut(line, " ")
	number, err := strconv.Atoi(first)
	bot := "@" + t.w.App().Name
	var d slacktest.Delivery
	switch {
	case line == "":
		return nil
	case err == nil:
		d, err = t.press(ctx, number, strings.TrimSpace(rest))
	case line == "/home":
		d, err = t.w.OpenHome(ctx, t.user.ID, "home")
	case first == "/shortcut":
		d, err = t.w.Shortcut(ctx, t.user.ID, strings.TrimSpace(rest))
	case line == "/new":
		t.thread = ""
		t.say("  the next " + bot + " starts a thread of its own")
		return nil
	case strings.HasPrefix(line, "/"):
		d, err = t.w.Slash(ctx, t.opt.Channel, t.user.ID, first, rest)
	case strings.EqualFold(first, bot):
		d, err = t.mention(ctx, strings.TrimSpace(rest))
	default:
		d, err = t.w.DM(ctx, t.user.ID, line)
	}
	if err != nil || d.EnvelopeID == "" {
		return err
	}
	return t.await(ctx, d)
}

// mention asks in the thread of the previous mention, so that it is read as a follow-up.
func (t *terminal) mention(ctx context.Context, text string) (slacktest.Delivery, error) {
	if t.thread != "" {
		return t.w.Mention(ctx, t.opt.Channel, t.user.ID, text, slacktest.InThread(t.thread))
	}
	d, err := t.w.Mention(ctx, t.opt.Channel, t.user.ID, text)
	t.thread = d.TS
	return d, err
}

// await waits until the answer to d has been drawn, and fills in the modal if the answer
// is one.
func (t *terminal) await(ctx context.Context, d slacktest.Delivery) error {
	waiting, cancel := context.WithTimeout(ctx, t.opt.AnswerTimeout)
	defer cancel()
	answer, err := t.w.WaitAnswer(waiting, d)
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
			return nil // a late answer is still drawn, and some actions have none
		}
		return err
	}
	if err := t.caughtUp(ctx, answer.Seq); err != nil {
		return err
	}
	switch answer.Kind {
	case slacktest.KindView:
		return t.fill(ctx, answer.View, nil)
	case slacktest.KindErrors:
		var wrong map[string]any
		if err := json.Unmarshal(answer.Errors, &wrong); err != nil {
			return fmt.Errorf("a modal's errors: %w", err)
		}
		return t.fill(ctx, answer.View, wrong)
	}
	return nil
}

func (t *terminal) caughtUp(ctx context.Context, seq int) error {
	for {
		t.mu.Lock()
		done, changed := t.shown >= seq, t.progress
		t.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// press uses an element by its number.
func (t *terminal) press(ctx context.Context, number int, rest string) (slacktest.Delivery, error) {
	t.mu.Lock()
	elements := t.elements
	t.mu.Unlock()
	if number < 1 || number > len(elements) {
		return slacktest.Delivery{}, fmt.Errorf("there is no [%d] in the last message", number)
	}
	e := elements[number-1]
	ref, press := e.ref, e.Press
	if ref.Channel != "" {
		t.mu.Lock()
		t.where = ref.Channel
		t.mu.Unlock()
	}
	switch {
	case strings.HasPrefix(e.Kind, "external_select"):
		typed, err := t.w.Suggest(ctx, t.user.ID, ref, press.ActionID, rest)
		if err != nil {
			return slacktest.Delivery{}, err
		}
		waiting, cancel := context.WithTimeout(ctx, t.opt.AnswerTimeout)
		defer cancel()
		answer, err := t.w.WaitAnswer(waiting, typed)
		if err != nil {
			return slacktest.Delivery{}, err
		}
		option, err := t.pick(ctx, answer)
		if err != nil || option == "" {
			return slacktest.Delivery{}, err
		}
		press.Option = option
	case len(e.Options) > 0:
		if rest == "" {
			return slacktest.Delivery{}, fmt.Errorf("write the number and one of: %s", strings.Join(e.Options, " | "))
		}
		press.Option = rest
	}
	return t.w.Click(ctx, t.user.ID, ref, press)
}

// ask reads one line as the answer to a question.
func (t *terminal) ask(ctx context.Context, question string) (string, bool) {
	t.prompt(question)
	select {
	case line, ok := <-t.lines:
		return strings.TrimSpace(line), ok
	case <-ctx.Done():
		return "", false
	}
}

// pick lets a person choose one of the options in e, and returns its value; "" is none.
func (t *terminal) pick(ctx context.Context, e slacktest.Event) (string, error) {
	var in map[string]any
	if e.Kind != slacktest.KindOptions || json.Unmarshal(e.Options, &in) != nil {
		return "", errors.New("the options could not be loaded")
	}
	options := blocks.Options(in)
	if len(options) == 0 {
		return "", errors.New("nothing found")
	}
	for i, o := range options {
		t.say(fmt.Sprintf("    (%d) %s", i+1, blocks.Text(o["text"])))
	}
	line, _ := t.ask(ctx, "    which? ")
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(options) {
		return blocks.Text(options[n-1]["value"]), nil
	}
	return "", nil
}
