package corpus_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
)

// claim is a line of knowledge/golden/claims: what a general guide says, or (with an id
// that begins with C) a question on which the guides contradict each other.
type claim struct {
	id, says string
	guides   []string // ids of the sources that say it
	places   []place
}

// place is an answer that tells a claim: one of its paragraphs or points has all the words.
type place struct {
	entry string
	words []*regexp.Regexp
	shown string // words, as in the file
}

func parseClaims(data string) ([]claim, error) {
	var claims []claim
	n := 0
	for line := range strings.Lines(data) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, "\t")
		if len(columns) < 4 {
			return nil, fmt.Errorf("line %d: want an id, guides, a claim and at least one place, separated by tabs", n)
		}
		c := claim{id: columns[0], guides: strings.Fields(columns[1]), says: columns[2]}
		for _, column := range columns[3:] {
			p, err := parsePlace(column)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
			c.places = append(c.places, p)
		}
		claims = append(claims, c)
	}
	return claims, nil
}

func parsePlace(column string) (place, error) {
	entry, words, ok := strings.Cut(column, ": ")
	if !ok {
		return place{}, fmt.Errorf("want \"entry: words; words\", got %q", column)
	}
	p := place{entry: entry, shown: words}
	for word := range strings.SplitSeq(words, "; ") {
		re, err := regexp.Compile("(?i)" + word)
		if err != nil {
			return place{}, err
		}
		if re.MatchString("") {
			return place{}, fmt.Errorf("%q in %q is true of any text", word, column)
		}
		p.words = append(p.words, re)
	}
	return p, nil
}

// tells reports whether the spans of one paragraph or point have all the words of p.
func (p place) tells(spans []corpus.Span) bool {
	text := strings.Join(strings.Fields(prose.Plain(spans, nil)), " ")
	return !slices.ContainsFunc(p.words, func(re *regexp.Regexp) bool { return !re.MatchString(text) })
}

func (p place) toldBy(e *corpus.Entry) (told bool) {
	for _, text := range []corpus.Text{e.Short, e.Body} {
		text.Each(func(spans []corpus.Span, _ int) { told = told || p.tells(spans) })
	}
	return told
}

// lostClaims names every claim that an answer no longer tells.
func lostClaims(claims []claim, entry func(id string) *corpus.Entry) (lost []string) {
	for _, c := range claims {
		for _, p := range c.places {
			e := entry(p.entry)
			switch {
			case e == nil:
				lost = append(lost, fmt.Sprintf("%s: %s: there is no such entry to tell that %s", c.id, p.entry, c.says))
			case !p.toldBy(e):
				lost = append(lost, fmt.Sprintf("%s: %s no longer tells: %s\n\tno paragraph or point of it has all of: %s", c.id, p.entry, c.says, p.shown))
			case !slices.ContainsFunc(c.guides, func(id string) bool { return slices.Contains(e.Sources, id) }):
				lost = append(lost, fmt.Sprintf("%s: %s has none of %v among its sources, and tells: %s", c.id, p.entry, c.guides, c.says))
			}
		}
	}
	return lost
}

func guideClaims(t *testing.T) []claim {
	t.Helper()
	data, err := os.ReadFile("../../knowledge/golden/claims/claims.tsv")
	if err != nil {
		t.Fatal(err)
	}
	claims, err := parseClaims(string(data))
	if err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestClaimsAreTold(t *testing.T) {
	all := guideClaims(t)
	for _, lost := range lostClaims(all, embedded(t).Entry) {
		t.Error(lost)
	}

	// The guides were read once and give this many: a line that is deleted is a claim
	// that nobody guards.
	const statements, contradictions = 112, 14
	seen := map[string]bool{}
	count := map[byte]int{}
	for _, c := range all {
		if seen[c.id] {
			t.Errorf("%s is there twice", c.id)
		}
		seen[c.id] = true
		count[c.id[0]]++
	}
	if count['F'] != statements || count['C'] != contradictions {
		t.Errorf("%d statements and %d contradictions, want %d and %d", count['F'], count['C'], statements, contradictions)
	}
}

// TestEveryLossOfAClaimIsNamed takes from a copy of each answer the paragraphs that tell
// a claim: the claim has to be named, by what it says.
func TestEveryLossOfAClaimIsNamed(t *testing.T) {
	c := embedded(t)
	for _, one := range guideClaims(t) {
		for _, p := range one.places {
			e := c.Entry(p.entry)
			if e == nil {
				continue // TestClaimsAreTold names it
			}
			poorer := *e
			poorer.Short, poorer.Body = without(e.Short, p), without(e.Body, p)
			lost := lostClaims([]claim{one}, func(id string) *corpus.Entry {
				if id == p.entry {
					return &poorer
				}
				return c.Entry(id)
			})
			if !slices.ContainsFunc(lost, func(s string) bool {
				return strings.Contains(s, p.entry) && strings.Contains(s, one.says)
			}) {
				t.Errorf("%s: nobody notices that %s lost it: %q", one.id, p.entry, lost)
			}
		}
	}
}

// without is text without the paragraphs and points that tell the claim of p.
func without(text corpus.Text, p place) (rest corpus.Text) {
	for _, block := range text {
		if block.Items == nil && p.tells(block.Spans) {
			continue
		}
		block.Items = slices.DeleteFunc(slices.Clone(block.Items), p.tells)
		rest = append(rest, block)
	}
	return rest
}

func TestALostClaimSaysWhatIsLost(t *testing.T) {
	const line = "C1\tDOC4 DOC5\tWho has the budget? Both: there are two.\tcto.budget: to the CTO; to the CIO; have two"
	const whole = "Some give it to the CTO [DOC5], others to\nthe CIO. Companies with both have two."
	for _, test := range []struct {
		name, id, short, body, source, want string
	}{
		{"told in the body", "cto.budget", "Yes.", whole, "DOC5", ""},
		{"told in the opening", "cto.budget", whole, "- None.", "DOC5", ""},
		{"told in a point", "cto.budget", "Yes.", "- Yes.\n- " + strings.ReplaceAll(whole, "\n", " "), "DOC4", ""},
		{"one view is gone", "cto.budget", "Yes.", "Some give it to the CTO. Companies with both have two.", "DOC5", "no longer tells: Who has the budget?"},
		{"what decides is gone", "cto.budget", "Yes.", "Some give it to the CTO, others to the CIO.", "DOC5", "no longer tells: Who has the budget?"},
		{"torn apart", "cto.budget", "To the CTO.", "- To the CIO.\n- Both have two.", "DOC5", "no longer tells: Who has the budget?"},
		{"guide is not listed", "cto.budget", "Yes.", whole, "IBM21", "none of [DOC4 DOC5] among its sources, and tells: Who has the budget?"},
		{"entry is gone", "cto.money", "Yes.", whole, "DOC5", "cto.budget: there is no such entry to tell that Who has the budget?"},
	} {
		t.Run(test.name, func(t *testing.T) {
			claims, err := parseClaims("# a comment\n\n" + line + "\n")
			if err != nil {
				t.Fatal(err)
			}
			short, _ := prose.Parse(test.short, 1)
			body, _ := prose.Parse(test.body, 1)
			e := &corpus.Entry{ID: test.id, Short: short, Body: body, Sources: []string{test.source}}
			lost := strings.Join(lostClaims(claims, func(id string) *corpus.Entry {
				if id == e.ID {
					return e
				}
				return nil
			}), "\n")
			if (lost == "") != (test.want == "") || !strings.Contains(lost, test.want) {
				t.Errorf("lost: %q, want %q", lost, test.want)
			}
		})
	}
}

func TestFaultyClaimsAreRefused(t *testing.T) {
	for line, want := range map[string]string{
		"F1\tDOC1\tA claim.":                     "line 1: want an id",
		"F1\tDOC1\tA claim.\tcto.budget":         `want "entry: words; words"`,
		"F1\tDOC1\tA claim.\tcto.budget: (":      "missing closing )",
		"F1\tDOC1\tA claim.\tcto.budget: x*":     "true of any text",
		"F1\tDOC1\tA claim.\tcto.budget: both; ": "true of any text",
	} {
		if _, err := parseClaims(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("parseClaims(%q): %v, want %q", line, err, want)
		}
	}
}
