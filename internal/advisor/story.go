package advisor

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

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

// matchedPart is a message, or the part of it that asks, as it was matched.
type matchedPart struct {
	name  string // which part of the message, in words; "" for all of it
	text  string
	query match.Query
	match match.Result
	note  string // how much of a long message was left out
}

// read matches a message: all of a short one, the best question of a long one.
func (a *Advisor) read(text string, before match.Context) matchedPart {
	text, words := shortened(text)
	if words <= storyWords {
		return a.matchClauses(text, before)
	}
	best, found := a.bestQuestion(text, before)
	if !found {
		best = a.matchClauses(text, before)
		if left := words - read.MaxWords; left > 0 {
			best.note = fmt.Sprintf("I read the beginning and the end of your message; about %s words between them were left out.", roundedToTens(left))
		}
		return best
	}
	if words > read.MaxWords {
		best.note = fmt.Sprintf("I answered %s; about %s words of your message around it were left out.", quoted([]string{best.text}), roundedToTens(words-len(strings.Fields(best.text))))
	}
	return best
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

// roundedToTens writes a count rounded to tens: "1,020".
func roundedToTens(n int) string {
	s := strconv.Itoa((n + 5) / 10 * 10)
	if len(s) > 3 {
		s = s[:len(s)-3] + "," + s[len(s)-3:]
	}
	return s
}

// bestQuestion matches each question of a long message alone and returns the one with
// the best result, the last of equals. found is false where none has a result.
func (a *Advisor) bestQuestion(text string, before match.Context) (best matchedPart, found bool) {
	rank := 0
	for _, q := range questions(text) {
		asked := strings.TrimSpace(text[q.from:q.to])
		r := a.matchClauses(asked, before)
		if len(r.match.Roles) == 0 {
			r = a.matchClauses(asked, a.storyContext(text, q.from, before))
		}
		n := 0
		switch {
		case r.match.Band == match.BandAnswer, r.match.Comparison && len(r.match.Compared) > 1:
			n = 2
		case r.match.Band == match.BandChoices:
			n = 1
		}
		if n > rank || n == rank && n > 0 && r.match.Confidence >= best.match.Confidence {
			best, rank, found = r, n, true
		}
	}
	if best.name == "" {
		best.name = "a question in the message"
	}
	return best, found
}

// storyContext is the context of a question that names no role: the last role named
// before it in the message, or else the first one after it, or else the thread's.
func (a *Advisor) storyContext(text string, at int, before match.Context) match.Context {
	if roles := a.index.Named(text[:at]); len(roles) > 0 {
		return match.Context{Roles: roles[len(roles)-1:]}
	}
	if roles := a.index.Named(text[at:]); len(roles) > 0 {
		return match.Context{Roles: roles[:1]}
	}
	return before
}

// span is a stretch of a text, in bytes.
type span struct{ from, to int }

// questions are the sentences that ask: those with a question mark or, where there is
// none, those at the beginning and the end of the text that begin like questions.
func questions(text string) []span {
	var marked, all []span
	from := 0
	add := func(to int) {
		if s := strings.TrimSpace(text[from:to]); s != "" {
			all = append(all, span{from, to})
			if strings.ContainsAny(s[max(0, len(s)-markWithin):], "?？") {
				marked = append(marked, span{from, to})
			}
		}
		from = to
	}
	for _, at := range sentenceEnd.FindAllStringIndex(text, -1) {
		add(at[1])
	}
	add(len(text))
	if len(marked) > 0 {
		return firstAndLast(marked)
	}
	return slices.DeleteFunc(firstAndLast(all), func(s span) bool { return !questionStart.MatchString(text[s.from:s.to]) })
}

// markWithin is how near to a sentence's end its question mark is, in bytes. A choice:
// more marks, quotes and a bracket may follow it.
const markWithin = 8

var (
	sentenceEnd   = regexp.MustCompile(`[.!?…][.!?…"'”’)\]*_]*\s+|[。？！]+|\n+`)
	questionStart = regexp.MustCompile(`(?i)^[^\pL]*(?:(?:hi|hello|hey|so|and|but|now|please|pls|ok|well|just)[ ,]+)*(?:` + questionWord + `|` +
		`tell|explain|describe|compare|give|i(?: would|'d|d)? (?:want|need|like) to know|i wonder|any idea)\b`)
)

// firstAndLast returns the first and the last few of a list.
func firstAndLast(list []span) []span {
	if len(list) <= firstAsked+lastAsked {
		return list
	}
	return slices.Concat(list[:firstAsked], list[len(list)-lastAsked:])
}
