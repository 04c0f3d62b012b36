package desk

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
)

// maxExplained is how many explanations are remembered. A choice: some days of what people
// ask, in less than a megabyte.
const maxExplained = 500

// explanations are why the last replies were chosen. Those to curators quote what they asked,
// so they are in memory only: what is stored of a question is decided elsewhere.
type explanations struct {
	mu   sync.Mutex
	list []explanation
}

type explanation struct {
	reply, user string
	why         []string
}

// Explained remembers why a reply was chosen, for "Why this answer".
func (d *Desk) Explained(reply, user string, r advisor.Reply) {
	why := plainly(r)
	x := &d.explanations
	x.mu.Lock()
	defer x.mu.Unlock()
	if len(x.list) >= maxExplained {
		x.list = slices.Delete(x.list, 0, len(x.list)-maxExplained+1)
	}
	x.list = append(x.list, explanation{reply, user, why})
}

func (d *Desk) explained(reply string) (why []string, ok bool) {
	x := &d.explanations
	x.mu.Lock()
	defer x.mu.Unlock()
	i := slices.IndexFunc(x.list, func(e explanation) bool { return e.reply == reply })
	if i < 0 {
		return nil, false
	}
	return x.list[i].why, true
}

// maxOthers is how many other answers are named. A choice: what a curator takes in at a glance.
const maxOthers = 3

// plainly says why a reply was chosen for someone who knows the answers and not the matcher;
// the panel and the command line have the figures. For a command nothing was compared.
func plainly(r advisor.Reply) []string {
	if r.Trace.Text == "" || len(r.Match.Candidates) == 0 {
		return r.Why()
	}
	title := func(id string) string {
		if e := r.Corpus.Entry(id); e != nil {
			return blockkit.Title(r.Corpus, e)
		}
		return id
	}
	first, others := r.Match.Candidates[0], []string{}
	why := []string{"How it was decided: " + r.Trace.String()}
	if first.Matched != "" {
		why = append(why, fmt.Sprintf("The nearest wording that I know: “%s” (%s)", first.Matched, title(first.Entry)))
	}
	for _, c := range r.Match.Candidates[1:] {
		if p := percent(c.Chance); p > 0 && len(others) < maxOthers {
			others = append(others, fmt.Sprintf("%s (%d%%)", title(c.Entry), p))
		}
	}
	why = append(why, fmt.Sprintf("How sure I was: %d%% that it is this, %d%% that I have no answer", percent(first.Chance), percent(r.Match.None)))
	if len(others) > 0 {
		why = append(why, "What else it may have meant: "+strings.Join(others, ", "))
	}
	return why
}

func percent(chance float64) int { return int(math.Round(100 * chance)) }

// Forget drops what is remembered of what a person asked, and has messages emptied that show
// something of them.
func (d *Desk) Forget(user string) {
	d.explanations.mu.Lock()
	d.explanations.list = slices.DeleteFunc(d.explanations.list, func(e explanation) bool { return e.user == user })
	d.explanations.mu.Unlock()
	d.Wake()
}
