package curate

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/feedback"
	"rolecall/internal/match"
)

const (
	// maxDistinct bounds how many different misses are compared: the most asked.
	maxDistinct = 4000
	// alike is how much of their words two questions must share to count as one miss.
	alike = 0.55
)

// Miss is a group of questions that got no answer and are similar.
type Miss struct {
	Text    string          `json:"question"` // the one asked most
	N       int             `json:"n"`        // how often the group was asked
	Left    int             `json:"left"`     // of those, left for the curators on purpose
	Last    time.Time       `json:"last"`
	Others  []Asked         `json:"others,omitempty"`  // the other wordings, most asked first
	Nearest []feedback.Near `json:"nearest,omitempty"` // at most three, by today's corpus
	Now     string          `json:"now,omitempty"`     // the entry that answers it today
	Reason  feedback.Reason `json:"reason,omitempty"`  // why it was refused, where it was
}

// Asked is a wording and how often it was used.
type Asked struct {
	Text string `json:"question"`
	N    int    `json:"n"`
}

// Misses are grouped misses with what no text was kept of.
type Misses struct {
	Groups   []Miss `json:"misses"`   // most asked first; those answered by now last
	Textless int    `json:"textless"` // misses without text
	Refused  int    `json:"refused"`  // questions that are not our business
}

// distinct is one wording while grouping.
type distinct struct {
	text       string
	n, left    int
	last       time.Time
	reason     feedback.Reason
	roles      string
	words      []string
	candidates []match.Candidate
	now        string
}

// GroupMisses reads the misses of a window and groups them by likeness: the
// same roles, and most words in common after the matcher's corrections.
func GroupMisses(ctx context.Context, src feedback.Source, x *match.Index, w feedback.Window) (Misses, error) {
	return groupQuestions(ctx, src, x, w, false)
}

// GroupRefusals is GroupMisses for what was refused as not our business: a
// refusal may be wrong.
func GroupRefusals(ctx context.Context, src feedback.Source, x *match.Index, w feedback.Window) (Misses, error) {
	return groupQuestions(ctx, src, x, w, true)
}

func groupQuestions(ctx context.Context, src feedback.Source, x *match.Index, w feedback.Window, refused bool) (Misses, error) {
	var out Misses
	texts := map[string]*distinct{}
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
				d = &distinct{text: q.Text}
				if refused {
					d.reason = q.Reason
				}
				texts[key] = d
			}
			d.n++
			if q.Left {
				d.left++
			}
			if q.Time.After(d.last) {
				d.last = q.Time
			}
		}
		return nil
	})
	if err != nil {
		return Misses{}, err
	}
	list := make([]*distinct, 0, len(texts))
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		list = append(list, texts[key])
	}
	slices.SortStableFunc(list, func(a, b *distinct) int { return b.n - a.n })
	list = list[:min(len(list), maxDistinct)]
	for _, d := range list {
		if err := ctx.Err(); err != nil {
			return Misses{}, err
		}
		d.read(x)
	}
	out.Groups = group(list)
	return out, nil
}

// read asks the matcher about a wording.
func (d *distinct) read(x *match.Index) {
	r := x.Match(match.Query{Text: d.text})
	d.candidates = r.Candidates[:min(3, len(r.Candidates))]
	if r.Band == match.BandAnswer && len(r.Candidates) > 0 {
		d.now = r.Candidates[0].Entry
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
}

// stem cuts a word to what likeness goes by; "" for a word that says nothing.
func stem(w string) string {
	w = strings.Trim(w, ".,;:?!'\"()")
	if strings.Contains(" a an the is are was be do does did i we our my you your it its of for to in on at with and or what whats how who whom when where why which should would could can will have has there that this about from by as if me us please ", " "+w+" ") {
		return ""
	}
	for _, end := range []string{"ings", "ing", "ies", "ed", "es", "s", "y"} {
		if cut, ok := strings.CutSuffix(w, end); ok && len(cut) >= 3 {
			return cut
		}
	}
	return w
}

// group joins wordings to the first, most asked, one they are like.
func group(list []*distinct) []Miss {
	type leader struct {
		d    *distinct
		miss *Miss
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
		best, most := -1, alike
		for _, i := range slices.Sorted(maps.Keys(shared)) {
			n := shared[i]
			if s := float64(n) / float64(len(d.words)+len(leaders[i].d.words)-n); s > most || s == most && best < 0 {
				best, most = i, s
			}
		}
		if best < 0 {
			m := &Miss{Text: d.text, Now: d.now, Reason: d.reason}
			for _, c := range d.candidates {
				m.Nearest = append(m.Nearest, feedback.Near{Entry: c.Entry, Score: c.Score})
			}
			best = len(leaders)
			leaders = append(leaders, leader{d, m})
			for _, w := range d.words {
				byWord[d.roles+"|"+w] = append(byWord[d.roles+"|"+w], best)
			}
		} else {
			leaders[best].miss.Others = append(leaders[best].miss.Others, Asked{d.text, d.n})
		}
		m := leaders[best].miss
		m.N, m.Left = m.N+d.n, m.Left+d.left
		if d.last.After(m.Last) {
			m.Last = d.last
		}
	}
	out := make([]Miss, len(leaders))
	for i, l := range leaders {
		out[i] = *l.miss
	}
	open := func(m Miss) int {
		if m.Now != "" {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b Miss) int { return cmp.Or(open(a)-open(b), b.N-a.N) })
	return out
}

// Text writes the misses for a terminal, at most max groups (0: all).
func (m Misses) Text(w io.Writer, max int) error {
	var b strings.Builder
	if len(m.Groups) == 0 {
		b.WriteString("No missed question with its text in this time.\n")
	}
	shown := len(m.Groups)
	if max > 0 {
		shown = min(max, shown)
	}
	for _, g := range m.Groups[:shown] {
		fmt.Fprintf(&b, "%4d×  %s\n", g.N, g.Text)
		for i, o := range g.Others {
			if i == 3 {
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
			fmt.Fprintf(&b, "       left for you %d×\n", g.Left)
		}
	}
	if n := len(m.Groups) - shown; n > 0 {
		fmt.Fprintf(&b, "… and %d more groups\n", n)
	}
	if m.Textless > 0 {
		fmt.Fprintf(&b, "%d more without text (it was not kept, or its time has passed).\n", m.Textless)
	}
	if m.Refused > 0 {
		fmt.Fprintf(&b, "%d questions were not our business and are not listed; --refused lists them.\n", m.Refused)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
