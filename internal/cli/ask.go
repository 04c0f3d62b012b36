package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/cli/explain"
	"rolecall/internal/cli/service"
	"rolecall/internal/config"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/hint"
	"rolecall/internal/match"
)

// maxLine is the longest line read from a file or standard input, in bytes. A
// choice: far above the 40,000 characters of a message in Slack.
const maxLine = 1 << 20

// loadCorpus loads the built-in corpus with the company's own folder and the edits on
// top. It fails if any file has a fault.
func loadCorpus(env Env, e edits) (*corpus.Corpus, error) {
	all := layers()
	layer, faults, ok := e.layer()
	if ok {
		all = append(all, layer)
	}
	c, _, err := corpus.Load(all...)
	if err = errors.Join(err, faults.Err()); err != nil {
		return nil, errors.Join(err, hint.New("the corpus has faults", "fix them, or unset ROLECALL_KNOWLEDGE_DIR; `rolecall knowledge lint` lists them all"))
	}
	e.tell(env, curate.CountEdits(layer))
	return c, nil
}

// newAdvisor returns an advisor over the complete corpus, for eval: scores of a
// part of it would be misleading.
func newAdvisor(env Env, e edits) (*advisor.Advisor, *match.Index, error) {
	c, err := loadCorpus(env, e)
	if err != nil {
		return nil, nil, err
	}
	x, err := env.indexWith(e.weights())(c)
	if err != nil {
		return nil, nil, fmt.Errorf("build the matcher: %w", err)
	}
	return advisor.New(c, x), x, nil
}

// loadingGC is the garbage collector's percentage while a command that answers and exits loads
// the corpus, nearly all of which it keeps: with 200 own entries `ask` takes 150 ms of CPU so,
// and 164 with the usual 100 (2026-11-26).
const loadingGC = 400

// loadServed returns the state that serve would have in service: it leaves out
// files of the company's own folder, and edits, that have faults, and warns about them on
// standard error.
func loadServed(ctx context.Context, env Env, e edits) (*curate.State, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(loadingGC))
	l, err := curate.Load(ctx, curate.LiveOptions{Base: service.Base(), Dir: config.KnowledgeDir(), Edits: e.read(), Index: env.indexWith(e.weights())})
	if err != nil {
		return nil, err
	}
	if faults := l.Faults(); len(faults) > 0 {
		warn(env, errors.Join(hint.New("the files of the folder ROLECALL_KNOWLEDGE_DIR that have faults are left out",
			curate.FixHint), curate.FirstErrors(faults)))
	}
	e.tell(env, l.State().Edits())
	return l.State(), nil
}

// servedAdvisor returns an advisor over the state that serve would have, without the edits
// if so asked.
func servedAdvisor(ctx context.Context, env Env, noEdits bool) (*advisor.Advisor, error) {
	var e edits
	if !noEdits {
		e = readEdits(ctx, env)
	}
	s, err := loadServed(ctx, env, e)
	if err != nil {
		return nil, err
	}
	return advisor.New(s.Corpus, s.Index), nil
}

func askCmd(env Env) *cobra.Command {
	var asJSON, why, noEdits bool
	cmd := &cobra.Command{
		Use:   "ask [--json] [--explain] [--no-edits] [TEXT...]",
		Short: "what the bot would answer",
		Long: `Prints what the bot would answer to TEXT. Without TEXT, reads questions from
standard input, one per line; a line that begins with a tab is a follow-up to
the line before it, as in a thread.

Like serve, leaves out files of ROLECALL_KNOWLEDGE_DIR that have faults, and
names them on standard error. Uses the edits made in Slack, of the running bot or
else of its store, and says so there if there are any; --no-edits leaves them out.

With --json, prints one JSON object per line: question, outcome (answer, choices,
comparison, role, guide, help, none), entry, score, confidence, matched,
candidates (entry, chance, score, matched; choices first), roles, reason, text.
With --explain too, it has a field trace with what --explain prints: step, rule,
part, text, why, read, none, second_opinion, follow_up, letters, readings,
corrections, roles, and the best candidates with their features.`,
		Example: `  rolecall ask whats a cto do all day
  rolecall ask --explain diff btw cio n cto
  echo "what does a CTO do" | rolecall ask --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := servedAdvisor(cmd.Context(), env, noEdits)
			if err != nil {
				return err
			}
			out := bufio.NewWriter(env.Stdout)
			s := &session{advisor: a, out: out, now: env.Now, json: asJSON, explain: why}
			if len(args) > 0 {
				err = s.ask(strings.Join(args, " "))
			} else {
				err = s.askLines(env.Stdin)
			}
			return errors.Join(err, out.Flush())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON Lines")
	noEditsFlag(cmd, &noEdits)
	cmd.Flags().BoolVar(&why, "explain", false, "show why: the rule, the words that weighed, chances, roles found, corrections, candidates")
	return cmd
}

// session answers questions one after the other and keeps their context.
type session struct {
	advisor *advisor.Advisor
	out     io.Writer
	now     func() time.Time
	json    bool
	explain bool
	context match.Context
}

func (s *session) askLines(in io.Reader) error {
	sc := bufio.NewScanner(in)
	sc.Buffer(nil, maxLine)
	for sc.Scan() {
		line := sc.Text()
		if !strings.HasPrefix(line, "\t") {
			s.context = match.Context{}
		}
		if err := s.ask(strings.TrimPrefix(line, "\t")); err != nil {
			return err
		}
	}
	if err := sc.Err(); err != nil {
		return hint.With(fmt.Errorf("cannot read the questions: %w", err), fmt.Sprintf("write one question per line, of at most %d bytes", maxLine))
	}
	return nil
}

func (s *session) ask(text string) error {
	q := advisor.Question{Text: text, Context: s.context}
	r := s.advisor.Ask(q)
	s.context = r.Context
	if s.json {
		r.Match = s.advisor.Explain(r)
		l := answerJSON(text, r, s.now())
		if s.explain {
			l.Trace = explain.JSON(r)
		}
		return writeJSON(s.out, l)
	}
	_, err := fmt.Fprintln(s.out, blockkit.Plain(r, blockkit.View{Now: s.now(), Full: true}))
	if err == nil && s.explain {
		err = s.explanation(r)
	}
	return err
}

// explanation prints why a reply was chosen.
func (s *session) explanation(r advisor.Reply) error {
	if r.Trace.Text != "" { // something was matched
		r.Match = s.advisor.Explain(r)
	}
	_, err := io.WriteString(s.out, explain.Text(r))
	return err
}

// writeJSON writes v as one line of JSON, without escaping & and <.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// answerLine is one line of `ask --json`. Scripts rely on the field names.
type answerLine struct {
	Question   string          `json:"question"`
	Outcome    advisor.Outcome `json:"outcome"`
	Entry      string          `json:"entry"`
	Score      float64         `json:"score"`
	Confidence float64         `json:"confidence"`
	Matched    string          `json:"matched"`
	Candidates []candidateLine `json:"candidates"`
	Roles      []string        `json:"roles"`
	Reason     advisor.Reason  `json:"reason"`
	Text       string          `json:"text"`
	Trace      *explain.Trace  `json:"trace,omitempty"` // only with --explain
}

type candidateLine struct {
	Entry   string  `json:"entry"`
	Chance  float64 `json:"chance"` // that it is the answer
	Score   float64 `json:"score"`
	Matched string  `json:"matched"`
}

func answerJSON(question string, r advisor.Reply, now time.Time) answerLine {
	l := answerLine{Question: question, Outcome: r.Outcome, Entry: r.EntryID(), Confidence: explain.Round(r.Confidence),
		Reason: r.Reason, Text: blockkit.Plain(r, blockkit.View{Now: now, Full: true}), Candidates: []candidateLine{}, Roles: []string{}}
	if l.Outcome == advisor.KitPage {
		l.Outcome = advisor.Guide // scripts know a kit as a guide
	}
	if l.Outcome == advisor.BadCompare {
		l.Outcome = advisor.None
	}
	if r.Outcome == advisor.Choices {
		// The choices come first, in the order in which people see them.
		for _, e := range r.Choices {
			l.Candidates = append(l.Candidates, candidate(r, e.ID))
		}
	}
	for _, c := range r.Match.Candidates {
		isChoice := func(l candidateLine) bool { return l.Entry == c.Entry }
		if !slices.ContainsFunc(l.Candidates, isChoice) {
			l.Candidates = append(l.Candidates, candidateLine{c.Entry, explain.Round(c.Chance), explain.Round(c.Score), c.Matched})
		}
	}
	if c := candidate(r, l.Entry); l.Entry != "" {
		l.Score, l.Matched = c.Score, c.Matched
	}
	for _, m := range r.Match.Roles {
		l.Roles = append(l.Roles, m.ID)
	}
	return l
}

// candidate returns the line of an entry, without a score if it was not ranked.
func candidate(r advisor.Reply, id string) candidateLine {
	for _, c := range r.Match.Candidates {
		if c.Entry == id {
			return candidateLine{id, explain.Round(c.Chance), explain.Round(c.Score), c.Matched}
		}
	}
	return candidateLine{Entry: id}
}
