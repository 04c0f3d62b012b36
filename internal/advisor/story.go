package advisor

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rolecall/internal/corpus"
	"rolecall/internal/match"
	"rolecall/internal/match/read"
)

const (
	// maxRead is the longest message that Slack accepts, in characters (docs.slack.dev,
	// chat.postMessage: text). Of longer texts, from a file or a pipe, the first and
	// the last maxRead/2 are read.
	maxRead = 40_000
	// storyWords is the most words of a message that is matched as one question. A
	// choice: just above the longest question seen on a public page (61 words, all of
	// which mattered). 40 and 100 give the same figures on the golden set
	// (2026-11-26).
	storyWords = 64
	// firstAsked and lastAsked are how many questions of a longer message are
	// matched, from its beginning and its end. A choice, to bound the work: what
	// people want to know is at one of the two.
	firstAsked, lastAsked = 3, 5
)

// part is a message, or the part of it that asks, as it was matched.
type part struct {
	name  string // which part of the message, in words; "" for all of it
	text  string
	query match.Query
	match match.Result
}

// read decides on a message: on all of it, or on the questions in it.
func (a *Advisor) read(text string, before match.Context) Reply {
	text, words := shortened(text)
	if forPeople(text) != "" || isUnfair(text) {
		return a.decide(a.matched("", match.Query{Text: text, Context: before}))
	}
	spans := questions(text, words <= storyWords)
	if i := strings.IndexByte(text, ','); i > 0 && len(spans) == 0 && len(a.index.Named(text[:i])) > 0 && len(a.index.Named(text[i:])) == 0 {
		spans = []span{{0, i}} // "CTO scorecard, insurance startup, 90 people, Dublin"
	}
	spans = slices.DeleteFunc(spans, func(s span) bool { return a.needsTheRest(text, s) })
	var whole Reply
	if words <= storyWords {
		whole = a.decide(a.matched("", match.Query{Text: text, Context: before}))
		if len(spans) == 0 || len(spans) == 1 && spans[0].to-spans[0].from == len(text) || Sure(whole.Trace.Rule) || whole.Match.Exact != "" {
			return a.joined(text, whole, before)
		}
	}
	best, also, left := a.bestQuestion(text, spans, before)
	switch {
	case words <= storyWords && also == nil && !outdoes(best, whole):
		return whole
	case rank(best) == 0 && words > storyWords && len(spans) == 0:
		best = a.decide(a.matched("", match.Query{Text: text, Context: before}))
		if left := words - read.MaxWords; left > 0 {
			best.Notes = append(best.Notes, fmt.Sprintf("I read the beginning and the end of your message; %d words between them were left out.", left))
		}
		return best
	}
	if left := words - len(strings.Fields(best.Trace.Text)); words > read.MaxWords && left > 0 {
		best.Notes = append(best.Notes, fmt.Sprintf("I answered %s; %d words of your message around it were left out.", quoted([]string{best.Trace.Text}), left))
	}
	if best.Also = also; left != "" && words <= storyWords {
		best.Notes = append(best.Notes, fmt.Sprintf("I am not sure what answers %s: ask that by itself.", quoted([]string{left})))
	}
	return best
}

// needsTheRest reports whether a question cannot be read without what is said before it: "…, is that
// right?", "CTO or CIO: which path?".
func (a *Advisor) needsTheRest(text string, s span) bool {
	asked := text[s.from:s.to]
	return s.from > 0 && (confirming.MatchString(asked) || len(a.index.Named(asked)) == 0 && a.index.Compare(text[:s.from]).Error == "")
}

// joined adds the second of two things that a question asks for, where the whole has the one, or both among its
// choices: "CISO pay and liability".
func (a *Advisor) joined(text string, whole Reply, before match.Context) Reply {
	if whole.Outcome != Answer && whole.Outcome != Choices {
		return whole
	}
	for _, at := range joint.FindAllStringIndex(text, firstAsked) {
		var each []Reply
		for _, s := range []span{{0, at[0]}, {at[1], len(text)}} {
			p := a.matched("a part of the question", match.Query{Text: text[s.from:s.to], Context: before, About: a.storyRole(text, at[0])})
			if r := a.decide(p); p.match.Content > 0 && r.Outcome == Answer && r.Confidence >= partConfidence {
				each = append(each, r)
			}
		}
		switch {
		case len(each) < 2 || each[0].Entry == each[1].Entry || !slices.Equal(each[0].Entry.Roles, each[1].Entry.Roles):
		case whole.Entry == each[0].Entry:
			whole.Also = each[1].Entry
			return whole
		case whole.Entry == each[1].Entry:
			whole.Also = each[0].Entry
			return whole
		case slices.Contains(whole.Choices, each[0].Entry) && slices.Contains(whole.Choices, each[1].Entry):
			each[0].Also = each[1].Entry
			return each[0]
		}
	}
	return whole
}

// joint is what stands between two things that are asked for at once.
var joint = regexp.MustCompile(`(?i),? and |\s*[&+]\s*|[,.;:]? (?:second(?:ly| question)|also|plus):? `)

// outdoes reports whether the reply to a part of a message is better than that to the
// whole: the part is an exact phrasing, or nothing but it has a confident answer.
func outdoes(part, whole Reply) bool {
	return rank(part) == 2 && part.Match.RoleOnly == "" && (part.Reason == ReasonExact || rank(whole) < 2 && part.Confidence >= partConfidence)
}

// partConfidence is the confidence that the answer to a part of a message needs where the
// message as a whole has none. A choice: what is left out may matter.
const partConfidence = 0.8

// matched matches a text as one part.
func (a *Advisor) matched(name string, q match.Query) part {
	return part{name: name, text: q.Text, query: q, match: a.index.Match(q)}
}

// rank says how much a reply gives: an answer, something to choose from, or nothing.
func rank(r Reply) int {
	switch r.Outcome {
	case Answer, Compared, RoleCard, Guide:
		return 2
	case Choices:
		return 1
	}
	return 0
}

// shortened cuts a text to maxRead characters, and counts the words of all of it.
func shortened(text string) (string, int) {
	words := 0
	for range strings.FieldsSeq(text) {
		words++
	}
	if len(text) <= maxRead || utf8.RuneCountInString(text) <= maxRead {
		return text, words
	}
	r := []rune(text)
	return string(r[:maxRead/2]) + "\n" + string(r[len(r)-maxRead/2:]), words
}

// bestQuestion decides on each question of a message alone. Where two or more have
// different answers, it returns the first, and as also the second; else the best, the last of
// equals, and as left the one of two that has no answer.
func (a *Advisor) bestQuestion(text string, spans []span, before match.Context) (best Reply, also *corpus.Entry, left string) {
	var first Reply
	var open []string
	for i, s := range spans {
		asked := strings.TrimSpace(text[s.from:s.to])
		name := "a question in the message"
		if i == len(spans)-1 {
			name = "the last question"
		}
		p := a.matched(name, match.Query{Text: asked, Context: before, About: a.storyRole(text, s.from)})
		if i > 0 && p.match.RoleOnly != "" && best.Entry != nil {
			p = a.matched(name, match.Query{Text: asked, Context: match.Context{Entry: best.Entry.ID, Roles: best.Entry.Roles}})
			if same := a.corpus.Entry(p.match.SameTopic); same == nil || same.Facet() != best.Entry.Facet() {
				continue // what the question before lets choose: "who do you report to? The CEO?"
			}
		}
		r := a.decide(p)
		if rank(r) < 2 && p.match.Content > 0 && r.Reason != ReasonGreeting && r.Reason != ReasonThanks && r.Reason != ReasonSmallTalk {
			open = append(open, asked)
		}
		switch {
		case rank(r) < 2 || r.Entry == nil || r.Confidence < partConfidence:
		case first.Entry == nil:
			first = r
		case also == nil && r.Entry != first.Entry:
			also = r.Entry
		}
		if n := rank(r); i == 0 || n > rank(best) || n == rank(best) && n > 0 && r.Confidence >= best.Confidence {
			best = r
		}
	}
	switch {
	case also != nil:
		return first, also, ""
	case len(spans) == 2 && len(open) == 1 && rank(best) == 2:
		left = open[0]
	}
	return best, nil, left
}

// storyRole is the role of a question that names none: the last one named before it in
// the message, or else the first one after it, or "".
func (a *Advisor) storyRole(text string, at int) string {
	if roles := a.index.Named(text[:at]); len(roles) > 0 {
		return roles[len(roles)-1]
	}
	if roles := a.index.Named(text[at:]); len(roles) > 0 {
		return roles[0]
	}
	return ""
}

// span is a stretch of a text, in bytes.
type span struct{ from, to int }

// questions are the sentences that ask: those with a question mark and, where a short message
// is read clause by clause, the clauses that begin with a question word; in a text without
// either, the sentences at the beginning and the end that begin like questions.
func questions(text string, clauses bool) []span {
	var asking, all []span
	from := 0
	add := func(to, next int, asks bool) {
		if s := strings.TrimSpace(text[from:to]); s != "" {
			all = append(all, span{from, to})
			if asks || endsInMark(s) {
				asking = append(asking, span{from, to})
			}
		}
		from = next
	}
	asks := false // the clause at from begins with a question word after another clause
	for _, at := range clauseEnd.FindAllStringSubmatchIndex(text, -1) {
		end, next := at[1], false
		word := at[2]
		if word >= 0 {
			if !clauses || len(strings.Fields(text[from:at[0]])) < clauseWords || len(strings.Fields(text[word:])) < clauseWords {
				continue // "well, what …", "…, and why?"
			}
			end, next = at[0], true
		}
		add(end, max(end, word), asks || next && questionStart.MatchString(text[from:]))
		asks = next
	}
	add(len(text), len(text), asks)
	if len(asking) > 0 {
		return firstAndLast(asking)
	}
	return slices.DeleteFunc(firstAndLast(all), func(s span) bool { return !questionStart.MatchString(text[s.from:s.to]) })
}

// clauseWords is the fewest words of a clause that may ask by itself. A choice: "what is
// that".
const clauseWords = 3

// endsInMark reports whether a question mark is in what follows a sentence's last letter.
func endsInMark(s string) bool {
	return strings.ContainsAny(s[strings.LastIndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })+1:], "?？")
}

// questionWord matches a word that a question begins with.
var questionWord = strings.ReplaceAll(read.QuestionWords+" wats "+read.Contracted, " ", "|")

var (
	// a sentence ends, or a clause begins with a question word: after a comma or "and"
	clauseEnd     = regexp.MustCompile(`(?i)[.!?…][.!?…"'”’)\]*_]*\s+|[。？！]+|\n+|(?:[,;:] (?:and |so |but |also )?| and (?:also )?)((?:` + questionWord + `)\b)`)
	confirming    = regexp.MustCompile(`(?i)^\W*(?:and |so |but )*(?:is|was|isn't|isnt|am|does|do|would|did|have)\b[^.!?]{0,12}\b(?:this|that|it|i)\b[^.!?]{0,16}\b(?:correct|right|true|normal|wrong|so|accurate|fair|crazy|reasonable|usual|ok|okay)\W*$`)
	questionStart = regexp.MustCompile(`(?i)^[^\pL]*(?:(?:hi|hello|hey|so|and|but|also|now|please|pls|ok|well|just)[ ,]+)*(?:` + questionWord + `|` +
		`tell|explain|describe|compare|give|i(?: would|'d|d)? (?:want|need|like) to know|i wonder|any idea)\b`)
)

// firstAndLast returns the first and the last few of a list.
func firstAndLast(list []span) []span {
	if len(list) <= firstAsked+lastAsked {
		return list
	}
	return slices.Concat(list[:firstAsked], list[len(list)-lastAsked:])
}
