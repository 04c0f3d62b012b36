package blockkit

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
)

// family is a heading of the list of topics, with its entries.
type family struct {
	name    string
	entries []*corpus.Entry
}

// otherRoles is the heading of the roles with few answers.
const otherRoles = "Other roles"

// minFamily is how many entries a role needs for a heading of its own. A choice:
// roles with fewer are listed together.
const minFamily = 3

// families groups the entries for the list of topics: the roles with the most
// entries first, then comparisons, the families with a heading of their own,
// other roles, the rest and the bot.
func families(c *corpus.Corpus) []family {
	groups := map[string][]*corpus.Entry{}
	for _, e := range c.Entries {
		f, _, _ := strings.Cut(e.ID, ".")
		groups[f] = append(groups[f], e)
	}
	var out []family
	var others, rest []*corpus.Entry
	for _, r := range c.Roles {
		list := groups[r.ID]
		delete(groups, r.ID)
		if len(list) < minFamily {
			others = append(others, list...)
			continue
		}
		out = append(out, family{r.Letters, list})
	}
	slices.SortStableFunc(out, func(a, b family) int { return len(b.entries) - len(a.entries) })
	// Comparisons and what the bot says of itself are its own mechanics.
	take := func(name, id string) family {
		f := family{name, groups[id]}
		delete(groups, id)
		return f
	}
	named, about := []family{take("Comparisons", "compare")}, take("About me", "bot")
	for _, t := range c.Home.Topics {
		named = append(named, take(t.Name, t.Family))
	}
	for _, e := range c.Entries {
		if f, _, _ := strings.Cut(e.ID, "."); groups[f] != nil {
			rest = append(rest, e)
		}
	}
	for _, f := range append(named, family{otherRoles, others}, family{"More", rest}, about) {
		if len(f.entries) > 0 {
			out = append(out, f)
		}
	}
	return out
}

// topicLabels returns the labels of a family's entries, with the role if the
// family's name does not have it.
func (f family) topicLabels(c *corpus.Corpus) string {
	labels := make([]string, len(f.entries))
	for i, e := range f.entries {
		labels[i] = e.Label
		switch {
		case f.name == otherRoles:
			labels[i] = roleLabel(c, e)
		case strings.HasPrefix(e.ID, "compare.") && len(e.Roles) > 1:
			labels[i] = compareLabel(c, e)
		}
	}
	return strings.Join(labels, ", ")
}

// roleLabel returns "CISO" for the definition of a role, and for another entry its
// label too: "CISO: interview questions".
func roleLabel(c *corpus.Corpus, e *corpus.Entry) string {
	role, label, _ := strings.Cut(Title(c, e), " · ")
	if e.Facet() == "definition" {
		return role
	}
	return role + ": " + prose.LowerFirst(label)
}

// compareLabel returns "CTO and CIO" for the main entry of a pair, and for another
// entry its label too: "CTO and CIO: pay".
func compareLabel(c *corpus.Corpus, e *corpus.Entry) string {
	pair, label, _ := strings.Cut(Title(c, e), " · ")
	if strings.Count(e.ID, ".") == 1 {
		return pair
	}
	return pair + ": " + prose.LowerFirst(label)
}

// Topics lists all topics, with the typeahead to open one.
func Topics(c *corpus.Corpus) Message {
	b := &builder{}
	b.header("Topics")
	var parts []slack.RichTextElement
	for _, f := range families(c) {
		parts = append(parts, bulleted(0,
			slack.NewRichTextSection(textElement(f.name+": ", bold), textElement(f.topicLabels(c), nil))))
	}
	if len(parts) > 0 {
		b.add(slack.NewRichTextBlock(b.id("topics"), parts...))
	}
	b.add(slack.NewActionBlock(b.id("open"), search("Search and open a topic")))
	return b.message(topicsText(c))
}

// topicsText returns the list of topics as plain text.
func topicsText(c *corpus.Corpus) string {
	text := plain{}
	text.line("Topics")
	for _, f := range families(c) {
		text.line("• " + f.name + ": " + f.topicLabels(c))
	}
	text.line("Ask about any of them in your own words.")
	return text.String()
}
