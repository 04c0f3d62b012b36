package cli

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/config"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/hint"
	"rolecall/internal/match"
)

// maxLine is the longest question read from standard input, in bytes.
const maxLine = 1 << 20

// loadCorpus reads the compiled-in corpus and the company's own over it, whole
// or not at all.
func loadCorpus() (*corpus.Corpus, error) {
	c, _, err := corpus.Load(layers()...)
	if err != nil {
		return nil, errors.Join(err, hint.New("the corpus has faults", "fix them, or unset ROLECALL_KNOWLEDGE_DIR; `rolecall knowledge lint` lists them all"))
	}
	return c, nil
}

// newAdvisor builds what decides over the whole corpus: figures about a part of
// it would mislead.
func newAdvisor(env Env) (*advisor.Advisor, *match.Index, error) {
	c, err := loadCorpus()
	if err != nil {
		return nil, nil, err
	}
	x, err := env.index(c)
	if err != nil {
		return nil, nil, fmt.Errorf("build the matcher: %w", err)
	}
	return advisor.New(c, x), x, nil
}

// served is what the bot would have in service: files of the company's own with
// faults are left out, and named on standard error.
func served(ctx context.Context, env Env) (*curate.State, error) {
	s, problems, err := curate.Load(ctx, base(), config.KnowledgeDir(), env.index)
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		warn(env, hint.New("left out of the folder ROLECALL_KNOWLEDGE_DIR:\n"+curate.FirstAsText(problems), "fix the files named; `rolecall knowledge lint` lists them all"))
	}
	return s, nil
}

// servedAdvisor decides over what the bot would have in service.
func servedAdvisor(ctx context.Context, env Env) (*advisor.Advisor, error) {
	s, err := served(ctx, env)
	if err != nil {
		return nil, err
	}
	return advisor.New(s.Corpus, s.Index), nil
}

func askCmd(env Env) *cobra.Command {
	var asJSON, explain bool
	cmd := &cobra.Command{
		Use:   "ask [--json] [--explain] [TEXT...]",
		Short: "what the bot would answer",
		Long: `Prints what the bot would answer to TEXT. Without TEXT, reads one question a
line from standard input; a line that begins with a tab follows up on the line
before it, as in a thread.

Files of ROLECALL_KNOWLEDGE_DIR with faults are left out, as serve does, and
named on standard error.

With --json, prints one JSON object a line: question, outcome (answer, choices,
comparison, role, guide, help, none), entry, score, confidence, matched,
candidates, roles, reason, text.`,
		Example: `  rolecall ask whats a cto do all day
  rolecall ask --explain diff btw cio n cto
  echo "what does a CTO do" | rolecall ask --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := servedAdvisor(cmd.Context(), env)
			if err != nil {
				return err
			}
			out := bufio.NewWriter(env.Stdout)
			session := &session{advisor: a, out: out, now: env.Now, json: asJSON, explain: explain}
			if len(args) > 0 {
				err = session.ask(strings.Join(args, " "))
			} else {
				err = session.lines(env.Stdin)
			}
			return errors.Join(err, out.Flush())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON Lines")
	cmd.Flags().BoolVar(&explain, "explain", false, "show why: the rule that decided, roles found, corrections, features, candidates")
	return cmd
}

// session answers questions one after the other, with what came before.
type session struct {
	advisor *advisor.Advisor
	out     io.Writer
	now     func() time.Time
	json    bool
	explain bool
	context match.Context
}

func (s *session) lines(in io.Reader) error {
	sc := bufio.NewScanner(in)
	sc.Buffer(make([]byte, 64<<10), maxLine)
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
		return hint.With(fmt.Errorf("cannot read the questions: %w", err), fmt.Sprintf("give one a line, of at most %d bytes", maxLine))
	}
	return nil
}

func (s *session) ask(text string) error {
	q := advisor.Question{Text: text, Context: s.context}
	r := s.advisor.Ask(q)
	s.context = r.Context
	if s.json {
		return writeJSON(s.out, answerJSON(text, r, s.now()))
	}
	_, err := fmt.Fprintln(s.out, blockkit.Plain(r, blockkit.View{Now: s.now(), Full: true}))
	if err == nil && s.explain {
		err = s.explanation(r)
	}
	return err
}

// writeJSON writes v on a line of its own; & and < stay readable.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// answerLine is one line of `ask --json`; the field names are a contract.
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
}

type candidateLine struct {
	Entry   string  `json:"entry"`
	Score   float64 `json:"score"`
	Matched string  `json:"matched"`
}

func answerJSON(question string, r advisor.Reply, now time.Time) answerLine {
	l := answerLine{Question: question, Outcome: r.Outcome, Entry: r.EntryID(), Confidence: round(r.Match.Confidence),
		Reason: r.Reason, Text: blockkit.Plain(r, blockkit.View{Now: now, Full: true}), Candidates: []candidateLine{}, Roles: []string{}}
	if l.Outcome == advisor.KitPage {
		l.Outcome = advisor.Guide // a kit is a guide to scripts
	}
	if l.Outcome == advisor.BadCompare {
		l.Outcome = advisor.None
	}
	if r.Outcome == advisor.Choices {
		// What was offered, in the order offered: that is what a person sees.
		for _, e := range r.Choices {
			l.Candidates = append(l.Candidates, candidate(r, e.ID))
		}
	}
	for _, c := range r.Match.Candidates {
		if !offered(l.Candidates, c.Entry) {
			l.Candidates = append(l.Candidates, candidateLine{c.Entry, round(c.Score), c.Matched})
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

func candidate(r advisor.Reply, id string) candidateLine {
	for _, c := range r.Match.Candidates {
		if c.Entry == id {
			return candidateLine{id, round(c.Score), c.Matched}
		}
	}
	return candidateLine{Entry: id}
}

func offered(list []candidateLine, id string) bool {
	for _, c := range list {
		if c.Entry == id {
			return true
		}
	}
	return false
}

// round keeps four decimals: more is noise in a script's diff.
func round(f float64) float64 { return math.Round(f*1e4) / 1e4 }

// explanation prints why a reply was given: the rule that decided, and the match
// it decided on, where there was one.
func (s *session) explanation(r advisor.Reply) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\ndecided by   %s\n", r.Trace)
	if r.Trace.Text != "" {
		if r.Trace.Part != "" {
			fmt.Fprintf(&b, "matched      %s\n", strings.Join(strings.Fields(r.Trace.Text), " "))
		}
		explain(&b, s.advisor.Explain(r))
	}
	_, err := io.WriteString(s.out, b.String())
	return err
}

// explain prints why a text was matched as it was.
func explain(w *strings.Builder, m match.Result) {
	fmt.Fprintf(w, "read as      %s\n", cmp.Or(m.Normal, "nothing"))
	for _, c := range m.Corrections {
		fmt.Fprintf(w, "corrected    %s -> %s\n", c.From, c.To)
	}
	for _, r := range m.Roles {
		kind := "role"
		if r.Other {
			kind = "other role"
		}
		fmt.Fprintf(w, "%-12s %s (%q)\n", kind, r.ID, r.Text)
	}
	if m.Letters != "" {
		fmt.Fprintf(w, "letters      %s can mean %s\n", m.Letters, strings.Join(m.Readings, " or "))
	}
	if m.FollowUp {
		fmt.Fprintln(w, "follow-up    read with what came before")
	}
	fmt.Fprintf(w, "band         %s: %s, confidence %.2f\n", m.Band, m.Reason, m.Confidence)
	for i, c := range m.Candidates {
		line := fmt.Sprintf("%2d  %6.3f  %-32s", i+1, c.Score, c.Entry)
		if c.Matched != "" { // the first few have their nearest phrasing
			line += fmt.Sprintf(" %q", c.Matched)
		}
		fmt.Fprintln(w, strings.TrimRight(line, " "))
		for _, f := range c.Features {
			if i < 2 {
				fmt.Fprintf(w, "      %+7.3f  %s\n", f.Weight, f.Text)
			}
		}
	}
}

func compareCmd(env Env) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "compare [--json] TEXT...",
		Short: "two to four roles side by side",
		Long: `Compares the roles named in TEXT as the slash command does: "cto cio",
"CTO vs. CISO", "vp eng, cto and chief architect", misspelt or spelled out.

With --json, prints {"outcome": "comparison" or "error", "roles", "error",
"unknown", "text"}; error is no-roles, one-role, same-role, unknown-role or
too-many-roles. Exit status 1 when there is nothing to compare.`,
		Example: `  rolecall compare cto cio
  rolecall compare --json cheif tecnology oficer vs cio`,
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := servedAdvisor(cmd.Context(), env)
			if err != nil {
				return err
			}
			r := a.Compare(strings.Join(args, " "))
			text := blockkit.Plain(r, blockkit.View{Now: env.Now(), All: true})
			if asJSON {
				err = writeJSON(env.Stdout, compareJSON(r, text))
			} else {
				_, err = fmt.Fprintln(env.Stdout, text)
			}
			if err == nil && r.Outcome == advisor.BadCompare {
				return silent{1}
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// compareLine is what `compare --json` prints; the field names are a contract.
type compareLine struct {
	Outcome advisor.Outcome `json:"outcome"`
	Roles   []string        `json:"roles"`
	Error   string          `json:"error"`
	Unknown []string        `json:"unknown"`
	Text    string          `json:"text"`
}

func compareJSON(r advisor.Reply, text string) compareLine {
	l := compareLine{Outcome: r.Outcome, Roles: r.Context.Roles, Error: r.CompareError, Unknown: r.Unknown, Text: text}
	if l.Roles == nil {
		l.Roles = []string{}
	}
	if l.Unknown == nil {
		l.Unknown = []string{}
	}
	return l
}
