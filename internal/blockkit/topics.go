package blockkit

import (
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/corpus"
)

// family is a heading of the topic list with the entries under it.
type family struct {
	name    string
	entries []*corpus.Entry
}

// otherRoles is the heading of the roles with few answers.
const otherRoles = "Other roles"

// families group the entries for reading: each role with more than a handful of
// answers, then comparisons, the families with a heading of their own, the other
// roles, the rest.
func families(c *corpus.Corpus) []family {
	groups := map[string][]*corpus.Entry{}
	for _, e := range c.Entries {
		f, _, _ := strings.Cut(e.ID, ".")
		groups[f] = append(groups[f], e)
	}
	var out []family
	var others, rest []*corpus.Entry
	const handful = 3
	for _, r := range c.Roles {
		list := groups[r.ID]
		delete(groups, r.ID)
		if len(list) < handful {
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
	named, about := []family{take("Compared", "compare")}, take("This bot", "bot")
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

// topicLabels are the labels of a family's entries, with the role where the
// family's name does not say it.
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

// roleLabel is "CISO" for what a role is, "CISO: interview questions" for more.
func roleLabel(c *corpus.Corpus, e *corpus.Entry) string {
	role, label, _ := strings.Cut(Title(c, e), " · ")
	if e.Facet() == "definition" {
		return role
	}
	return role + ": " + lowerFirst(label)
}

// compareLabel is "CTO and CIO" for a pair's main entry, "CTO and CIO: pay" for
// one on a part of it.
func compareLabel(c *corpus.Corpus, e *corpus.Entry) string {
	pair, label, _ := strings.Cut(Title(c, e), " · ")
	if strings.Count(e.ID, ".") == 1 {
		return pair
	}
	return pair + ": " + lowerFirst(label)
}

// Topics lists what there are answers to, with the typeahead to open one.
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

// topicsText is the list as plain text.
func topicsText(c *corpus.Corpus) string {
	text := plain{}
	text.line("Topics")
	for _, f := range families(c) {
		text.line("• " + f.name + ": " + f.topicLabels(c))
	}
	text.line("Ask about any of them in your own words.")
	return text.String()
}
