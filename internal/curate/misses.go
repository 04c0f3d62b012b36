package curate

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
)

const (
	// maxWordings is how many different misses are grouped, the most asked first.
	// A choice: more than a curator reads, and it bounds the time of the report.
	maxWordings = 4000
	// minSimilarity is the Jaccard similarity of their words (common words by all
	// words) from which two wordings count as one miss. A choice: a little more
	// than half in common.
	minSimilarity = 0.55
	// maxNearest is how many of the nearest entries a miss lists. A choice: as
	// many as the bot offers people to choose from.
	maxNearest = advisor.MaxChoices
	// maxOtherWordings is how many further wordings of a group a report prints. A
	// choice: enough to see what people mean; JSON has all of them.
	maxOtherWordings = 3
	// minStem is the shortest stem in bytes that is left when an ending is cut. A
	// choice: "bus" stays whole.
	minStem = 3
)

// stopWords say nothing about what a question is about.
const stopWords = " a an the is are was be do does did i we our my you your it its of for to in on at with and or what whats how who whom when where why which should would could can will have has there that this about from by as if me us please "

// Miss is a group of questions that got no answer and are similar.
type Miss struct {
	Text    string          `json:"question"` // the one asked most
	N       int             `json:"n"`        // how often the group was asked
	Left    int             `json:"left"`     // of those, how often someone sent it to the curators
	Last    time.Time       `json:"last"`
	Others  []Asked         `json:"others,omitempty"`  // the other wordings, most asked first
	Nearest []feedback.Near `json:"nearest,omitempty"` // at most maxNearest, in today's corpus
	Now     string          `json:"now,omitempty"`     // the entry that answers it today
	Reason  feedback.Reason `json:"reason,omitempty"`  // why it was refused, for a refusal
	Why     feedback.Reason `json:"-"`                 // why there was no answer, when the one asked most was last asked
	IDs     []string        `json:"-"`                 // of its questions, the latest first; see [feedback.Question]

	offered string // the entry that is offered first today; "" where nothing is near
}

// Asked is a wording and how often it was asked.
type Asked struct {
	Text string `json:"question"`
	N    int    `json:"n"`
}

// Misses are grouped misses, and counts of the questions that are not in them.
type Misses struct {
	Groups   []Miss `json:"misses"`   // most asked first; last those that the corpus now answers
	Textless int    `json:"textless"` // misses whose text was not kept
	Refused  int    `json:"refused"`  // questions that were refused as out of scope
}

// wording is one text of a miss while misses are grouped.
type wording struct {
	text    string
	n, left int // how often asked; how often sent to the curators
	last    time.Time
	reason  feedback.Reason // why it was refused, for a refusal
	why     feedback.Reason // why there was no answer, the last time
	asked   []asking
	analysis
}

// asking is a question of a group.
type asking struct {
	id string
	at time.Time
}

// analysis is what the matcher says of a text.
type analysis struct {
	version    string   // of the knowledge that it is of
	roles      string   // role placeholders of the text, sorted
	words      []string // stems of the other words, each once
	candidates []match.Candidate
	now        string // the entry that answers it today
	offered    string // … or is offered first
}

// Grouper groups misses again and again. It remembers what the matcher says of a text,
// since that takes nearly all of the time: eight seconds for 500 texts that are new, three
// milliseconds for known ones (measured).
type Grouper struct {
	mu    sync.Mutex          // held for a look at known only
	known map[string]analysis // by text
}

// Questions is the part of a store that misses are read from.
type Questions interface {
	Questions(ctx context.Context, w feedback.Window, f func(feedback.Question) error) error
}

// GroupMisses reads the misses of a window and groups similar ones: the same
// roles, and most words in common after the matcher's corrections.
func GroupMisses(ctx context.Context, src Questions, s *State, w feedback.Window) (Misses, error) {
	return new(Grouper).Misses(ctx, src, s, w)
}

// Misses is GroupMisses.
func (g *Grouper) Misses(ctx context.Context, src Questions, s *State, w feedback.Window) (Misses, error) {
	return g.group(ctx, src, s, w, false, false)
}

// Soon is Misses for someone who waits for it. What is known of a text in older knowledge is
// good enough: after an edit Misses takes as long as for new texts. Of these it looks at the
// first ones only; Misses finds the others.
func (g *Grouper) Soon(ctx context.Context, src Questions, s *State, w feedback.Window) (Misses, error) {
	return g.group(ctx, src, s, w, false, true)
}

// GroupRefusals is GroupMisses for questions that were refused as out of scope:
// a refusal may be wrong.
func GroupRefusals(ctx context.Context, src Questions, s *State, w feedback.Window) (Misses, error) {
	return new(Grouper).group(ctx, src, s, w, true, false)
}

func (g *Grouper) group(ctx context.Context, src Questions, s *State, w feedback.Window, refused, soon bool) (Misses, error) {
	var out Misses
	texts := map[string]*wording{}
	w.Missed = true
	err := src.Questions(ctx, w, func(q feedback.Question) error {
		switch key := corpus.Normal(q.Text); {
		case !q.Missed():
		case q.Refused() != refused:
			if q.Refused() {
				out.Refused++
			}
		case key == "":
			out.Textless++
		default:
			d := texts[key]
			if d == nil {
				d = &wording{text: q.Text}
				if refused {
					d.reason = q.Reason
				}
				texts[key] = d
			}
			d.n++
			if q.Left {
				d.left++
			}
			d.asked = append(d.asked, asking{q.ID, q.Time})
			if !q.Time.Before(d.last) {
				d.last, d.why = q.Time, q.Reason
			}
		}
		return nil
	})
	if err != nil {
		return Misses{}, err
	}
	list := make([]*wording, 0, len(texts))
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		list = append(list, texts[key])
	}
	slices.SortStableFunc(list, func(a, b *wording) int { return b.n - a.n })
	list = list[:min(len(list), maxWordings)]
	if list, err = g.analyze(ctx, s, list, soon); err != nil {
		return Misses{}, err
	}
	out.Groups = group(list)
	return out, nil
}

// maxSoon is how many new texts Soon looks at. A choice: they take a third of a second.
const maxSoon = 20

// analyze fills in what the matcher says of wordings, and returns those it has looked at. Each
// is remembered at once, so that whoever groups at the same time need not look again.
func (g *Grouper) analyze(ctx context.Context, s *State, list []*wording, soon bool) (done []*wording, err error) {
	a, fresh := advisor.New(s.Corpus, s.Index), 0
	keep := make(map[string]bool, len(list))
	for _, d := range list {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		keep[d.text] = true
		g.mu.Lock()
		known, ok := g.known[d.text]
		g.mu.Unlock()
		if !ok || known.version != s.Corpus.Version && !soon {
			if fresh++; soon && fresh > maxSoon {
				continue
			}
			known = analyze(s, a, d.text)
			g.mu.Lock()
			if g.known == nil {
				g.known = map[string]analysis{}
			}
			g.known[d.text] = known
			g.mu.Unlock()
		}
		d.analysis = known
		done = append(done, d)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	maps.DeleteFunc(g.known, func(text string, _ analysis) bool { return !keep[text] }) // those that are gone are not kept
	return done, nil
}

// analyze asks the matcher for a text's candidates, roles and words.
func analyze(s *State, a *advisor.Advisor, text string) (d analysis) {
	r := s.Index.Match(match.Query{Text: text})
	d.version, d.candidates = s.Corpus.Version, r.Candidates[:min(maxNearest, len(r.Candidates))]
	switch now := a.Ask(advisor.Question{Text: text}); {
	case now.Outcome == advisor.Answer:
		d.now = now.EntryID()
	case now.Outcome == advisor.Choices:
		d.offered = now.Choices[0].ID
	}
	var roles []string
	for w := range strings.FieldsSeq(strings.ToLower(r.Normal)) {
		if strings.HasPrefix(w, "{") {
			roles = append(roles, w)
			continue
		}
		if w = stem(w); w != "" && !slices.Contains(d.words, w) {
			d.words = append(d.words, w)
		}
	}
	slices.Sort(roles)
	d.roles = strings.Join(slices.Compact(roles), " ")
	return d
}

// stem removes punctuation and a common ending from a word; "" for a stop word.
func stem(w string) string {
	w = strings.Trim(w, ".,;:?!'\"()")
	if strings.Contains(stopWords, " "+w+" ") {
		return ""
	}
	for _, end := range []string{"ings", "ing", "ies", "ed", "es", "s", "y"} {
		if cut, ok := strings.CutSuffix(w, end); ok && len(cut) >= minStem {
			return cut
		}
	}
	return w
}

// group adds each wording to the group whose leader, its most asked wording, is
// most similar to it. list is sorted, most asked first.
func group(list []*wording) []Miss {
	type leader struct {
		d     *wording
		miss  *Miss
		asked []asking
	}
	var leaders []leader
	byWord := map[string][]int{} // role set and word -> leaders
	for _, d := range list {
		shared := map[int]int{}
		for _, w := range d.words {
			for _, i := range byWord[d.roles+"|"+w] {
				shared[i]++
			}
		}
		best, highest := -1, minSimilarity
		for _, i := range slices.Sorted(maps.Keys(shared)) {
			n := shared[i]
			if s := float64(n) / float64(len(d.words)+len(leaders[i].d.words)-n); s > highest || s == highest && best < 0 {
				best, highest = i, s
			}
		}
		if best < 0 {
			m := &Miss{Text: d.text, Now: d.now, Reason: d.reason, Why: d.why, offered: d.offered}
			for _, c := range d.candidates {
				m.Nearest = append(m.Nearest, feedback.Near{Entry: c.Entry, Score: c.Score})
			}
			best = len(leaders)
			leaders = append(leaders, leader{d: d, miss: m})
			for _, w := range d.words {
				byWord[d.roles+"|"+w] = append(byWord[d.roles+"|"+w], best)
			}
		} else {
			leaders[best].miss.Others = append(leaders[best].miss.Others, Asked{d.text, d.n})
		}
		leaders[best].asked = append(leaders[best].asked, d.asked...)
		m := leaders[best].miss
		m.N, m.Left = m.N+d.n, m.Left+d.left
		if d.last.After(m.Last) {
			m.Last = d.last
		}
	}
	out := make([]Miss, len(leaders))
	for i, l := range leaders {
		slices.SortFunc(l.asked, func(a, b asking) int { return cmp.Or(b.at.Compare(a.at), strings.Compare(a.id, b.id)) })
		for _, q := range l.asked {
			l.miss.IDs = append(l.miss.IDs, q.id)
		}
		out[i] = *l.miss
	}
	answered := func(m Miss) int {
		if m.Now != "" {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b Miss) int { return cmp.Or(answered(a)-answered(b), b.N-a.N) })
	return out
}

// Text writes the misses for a terminal, at most limit groups (0: all).
func (m Misses) Text(w io.Writer, limit int) error {
	var b strings.Builder
	if len(m.Groups) == 0 {
		b.WriteString("No missed question with its text in this period.\n")
	}
	shown := len(m.Groups)
	if limit > 0 {
		shown = min(limit, shown)
	}
	for _, g := range m.Groups[:shown] {
		fmt.Fprintf(&b, "%4d×  %s\n", g.N, g.Text)
		for i, o := range g.Others {
			if i == maxOtherWordings {
				fmt.Fprintf(&b, "       … and %d more wordings\n", len(g.Others)-i)
				break
			}
			fmt.Fprintf(&b, "       %d× %s\n", o.N, o.Text)
		}
		var near []string
		for _, n := range g.Nearest {
			near = append(near, fmt.Sprintf("%s %.2f", n.Entry, n.Score))
		}
		if g.Reason != "" {
			fmt.Fprintf(&b, "       refused: %s\n", g.Reason)
		}
		switch {
		case g.Now != "":
			fmt.Fprintf(&b, "       answered today by %s\n", g.Now)
		case len(near) > 0:
			fmt.Fprintf(&b, "       nearest: %s\n", strings.Join(near, ", "))
		}
		if g.Left > 0 {
			fmt.Fprintf(&b, "       sent to the curators %d×\n", g.Left)
		}
	}
	if n := len(m.Groups) - shown; n > 0 {
		fmt.Fprintf(&b, "… and %d more groups\n", n)
	}
	if m.Textless > 0 {
		fmt.Fprintf(&b, "%d more without text (it was not kept, or it has expired).\n", m.Textless)
	}
	if m.Refused > 0 {
		fmt.Fprintf(&b, "%d questions were refused as out of scope and are not listed; --refused lists them.\n", m.Refused)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
