// Package command reads what a message tells the bot to do, typed as words: "kit cto",
// "please forget me". It knows neither the corpus nor who asks.
package command

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rolecall/internal/match/read"
	"rolecall/internal/mrkdwn"
)

// Command is what a message tells the bot to do, typed as words.
type Command string

// The commands; "" is none. Forget, Stored and Stats are carried out by the
// caller, who knows who asks and where.
const (
	Help    Command = "help"
	Compare Command = "compare"
	Kit     Command = "kit"
	Topics  Command = "topics"
	More    Command = "more"
	Forget  Command = "forget me"
	Stored  Command = "what do you store"
	Stats   Command = "feedback stats"
)

// Read finds the command in a message, without regard to what is around it:
// quotes, formatting, list marks, greetings, courtesies, emoji, the bot's name. rest is
// what the command is about, as typed: the roles of "compare" and "kit".
func Read(text string) (c Command, rest string) {
	c, rest = readOne(text)
	if first, more := firstPiece(text); c == "" && more {
		// Followed by a signature or another request, "forget me" is still meant.
		if c, _ := readOne(first); c == Forget {
			return c, ""
		}
	}
	return c, rest
}

// shortNote is the most words of a message that is a request followed by a signature,
// thanks or another request. A choice: longer ones tell a story, and deletion must not
// follow from a misreading.
const shortNote = 16

// firstPiece is a short message up to its first line break, dash, semicolon or "&";
// more is false when that is all of it.
func firstPiece(text string) (first string, more bool) {
	plain := mrkdwn.Plain(text, nil)
	end := strings.IndexAny(plain, "\n&;—–")
	if dashes := strings.Index(plain, "--"); dashes >= 0 && (end < 0 || dashes < end) {
		end = dashes
	}
	if end < 0 || len(strings.Fields(plain)) > shortNote {
		return text, false
	}
	return plain[:end], true
}

// readOne is Read for a message of one piece.
func readOne(text string) (c Command, rest string) {
	s := fold(mrkdwn.WithoutEmoji(mrkdwn.Plain(text, nil)))
	ws := withoutCourtesies(words(s))
	if len(ws) == 0 {
		return "", ""
	}
	said, shown := texts(ws), texts(withoutShowWords(ws))
	switch {
	case said[0] == "compare":
		return Compare, typed(s, ws[1:])
	case isOneOf(said, "help", "help me", "help us", "need help", "i need help", "help menu", "help page", "usage", "commands"):
		return Help, ""
	case isOneOf(said, "more", "tell me more", "show more", "show me more", "go on", "continue"):
		return More, ""
	case isOneOf(shown, "topics", "topic list", "topics list") || isOneOf(said, "what topics", "what are the topics"):
		return Topics, ""
	case isOneOf(shown, "stats", "statistics", "feedback stats", "feedback statistics"):
		return Stats, ""
	case asksToForget(s, ws):
		return Forget, ""
	case asksWhatIsStored(shown):
		return Stored, ""
	}
	if roles, ok := asksForKit(withoutShowWords(ws)); ok {
		return Kit, typed(s, roles)
	}
	return "", ""
}

// isOneOf reports whether the words are one of some commands.
func isOneOf(said []string, commands ...string) bool {
	return slices.Contains(commands, strings.Join(said, " "))
}

// token is a word of a message.
type token struct {
	text       string // lower case, without apostrophes and combining accents
	start, end int    // bytes of the message
	field      int    // the number of the blank-separated piece it is in
	prev, next rune   // what is right before and after it; a space at the ends
}

// words cuts a message into words; everything but letters and digits separates them.
func words(s string) []token {
	var out []token
	field, prev, inside := 0, ' ', false
	for i, r := range s {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case letter && !inside:
			out = append(out, token{start: i, field: field, prev: prev, next: ' '})
			fallthrough
		case letter:
			w := &out[len(out)-1]
			if len(w.text) < longWord {
				w.text += string(unicode.ToLower(r))
			}
			w.end = i + utf8.RuneLen(r)
		case inside && (r == '\'' || r >= 0x300 && r < 0x370): // "i'd", a combining accent
			prev = r
			continue
		case inside:
			out[len(out)-1].next = r
		}
		if unicode.IsSpace(r) {
			field++
		}
		inside, prev = letter, r
	}
	return out
}

// longWord is how many letters of a word are kept. A choice: more than the longest word
// of any command has ("conversations", 13), so that a word cut short is none of them.
const longWord = 24

// typed is a stretch of a message as it was typed.
func typed(s string, ws []token) string {
	if len(ws) == 0 {
		return ""
	}
	return s[ws[0].start:ws[len(ws)-1].end]
}

// fold turns full-width letters and curly apostrophes into plain ones.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			return r - 0xfee0
		case r == '\n':
			return ' '
		case r == '’' || r == '‘':
			return '\''
		}
		return r
	}, s)
}

// withoutCourtesies removes what is around a command, layer by layer.
func withoutCourtesies(ws []token) []token {
	for n := len(ws) + 1; len(ws) > 0 && len(ws) < n; {
		n = len(ws)
		if ws = withoutMarks(ws); len(ws) == 0 {
			break
		}
		ws = ws[opening(ws):]
		ws = ws[:len(ws)-ending(ws)]
	}
	return ws
}

// opening is how many words at the beginning are a greeting or a courtesy.
func opening(ws []token) int {
	said := texts(ws[:min(len(ws), openingWords)])
	for n := len(said); n > 0; n-- {
		if openings[strings.Join(said[:n], " ")] {
			return n
		}
	}
	return 0
}

// ending is how many words at the end are a courtesy.
func ending(ws []token) int {
	said := texts(ws[max(0, len(ws)-openingWords):])
	for n := len(said); n > 0; n-- {
		if endings[strings.Join(said[len(said)-n:], " ")] {
			return n
		}
	}
	return 0
}

// openingWords is how many words may be an opening or an ending. A choice: as many as
// the longest of them has.
const openingWords = 5

var openings = lines(`hi|hello|hey|hiya|heya|yo|howdy|dear|greetings|good morning|good afternoon|good evening|good day|morning|hi there|hello there|hey there|hi all|hello all|hey all
	bot|rolecall|hi bot|hello bot|hey bot|ok|okay|so|well|now|and|then|also|right|just|sorry|excuse me|thanks|thank you|thx|cheers
	please|pls|plz|kindly|could you|can you|would you|could u|can u|would you mind|i want you to|i would like you to|id like you to|i need you to
	i want to|i would like to|id like to|i need to|i want|i would like|id like|lets|let us`)

var endings = lines(`please|pls|plz|thanks|thank you|thanks a lot|thanks so much|thank you so much|thank you very much|many thanks|thx|ty|cheers|bot|rolecall|now|right now|asap|again|for me|if you can|if possible`)

// lines is the set of the texts of a list, with bars between them.
func lines(list string) map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(list) {
		for s := range strings.SplitSeq(strings.TrimSpace(line), "|") {
			m[s] = true
		}
	}
	return m
}

// texts are the words of tokens.
func texts(ws []token) []string {
	out := make([]string, len(ws))
	for i, w := range ws {
		out[i] = w.text
	}
	return out
}

// withoutMarks drops list marks, mentions and the name of the slash command.
func withoutMarks(ws []token) []token {
	if ws[len(ws)-1].prev == '@' {
		ws = ws[:len(ws)-1]
	}
	if len(ws) == 0 {
		return nil
	}
	switch first := ws[0]; {
	case first.prev == '@', listMark(first) && len(ws) > 1:
		return ws[1:]
	case first.prev == '/':
		n := 1 // the words of "/compare-roles" are one
		for n < len(ws) && ws[n].field == first.field {
			n++
		}
		name := texts(ws[:n])
		switch {
		case n > 1 && slices.Contains(name, "compare"):
			ws[n-1].text, ws[n-1].prev = "compare", ' '
			return ws[n-1:]
		case n == 1 && slices.Contains(slashNames, name[0]):
			ws[0].prev = ' '
			return ws
		}
		return ws[n:]
	}
	return ws
}

// slashNames are the words after a slash that are read as commands: "/help".
var slashNames = []string{"help", "compare", "kit", "topics", "more", "forget", "privacy"}

// listMark reports whether a word is the mark of a list item: "1.", "2)", "a)", "[x]",
// a keycap emoji.
func listMark(w token) bool {
	number := strings.Trim(w.text, "0123456789") == ""
	return number && w.next != ' ' || len(w.text) == 1 && (w.next == ')' || w.next == ']')
}

// withoutShowWords is a message without the words that ask to be shown something: "show
// me the …", "list all …", "give me a …".
func withoutShowWords(ws []token) []token {
	for len(ws) > 1 && showWords[ws[0].text] {
		ws = ws[1:]
	}
	return ws
}

var showWords = lines("show|me|us|list|give|get|open|see|the|a|all|of|your|available")

// asksForKit finds the words for the role in "kit cto", "hiring kit for a CTO", "the
// CTO kit".
func asksForKit(ws []token) (roles []token, ok bool) {
	isKit := func(w token) bool { return w.text == "kit" || w.text == "kits" }
	if len(ws) == 0 || len(ws) > MaxKitWords {
		return nil, false
	}
	if ws[0].text == "hiring" && len(ws) > 1 {
		ws = ws[1:]
	}
	last := len(ws) - 1
	switch {
	case isKit(ws[0]):
		ws = ws[1:]
		if len(ws) > 1 && (ws[0].text == "for" || ws[0].text == "of") {
			ws = ws[1:]
		}
		return ws, true
	case isKit(ws[last]) && !slices.ContainsFunc(ws, func(w token) bool { return askWords[w.text] }):
		if ws = ws[:last]; len(ws) > 1 && ws[len(ws)-1].text == "hiring" {
			ws = ws[:len(ws)-1]
		}
		return ws, true
	}
	return nil, false
}

// askWords are words of a text that asks for more than a kit: "what is in the cto kit".
var askWords = read.Set(read.QuestionWords + " in there i")

// asksWhatIsStored recognises the many ways to ask "what do you store?": every word is
// in one of the sets below, and it is about this bot, and about storing or about the
// asker. A question that is taken for it by mistake does no harm.
func asksWhatIsStored(said []string) bool {
	if isOneOf(said, "privacy", "privacy policy", "privacy notice", "privacy statement") {
		return true
	}
	return questionWords[said[0]] && allIn(said, questionWords, askerWords, dataWords, linkWords, storeWords, knowWords) && anyIn(said, botWords) &&
		(anyIn(said, storeWords) || anyIn(said, askerWords) && anyIn(said[1:], dataWords, knowWords))
}

var (
	askerWords    = lines("me|my|mine|i")
	dataWords     = lines("data|info|information|details|questions|messages|history|records|profile|account|name|conversations|chats")
	linkWords     = lines("all|everything|anything|any|every|the|of|about|on|from|to|in|with|that|which|what|whatever|you|your|u|and|personal|it|happens|database|memory|system|systems|logs|storage|server|ask")
	storeWords    = lines("store|stored|stores|save|saved|log|logged|collect|collected|retain|retained|keep|kept|record|recorded")
	knowWords     = lines("know|have|has|hold|got|remember")
	questionWords = lines("what|whats|which|how|do|is|are")
	botWords      = lines("you|your|u|is|are|whats|happens")
)

// allIn reports whether every word is in one of the sets.
func allIn(said []string, sets ...map[string]bool) bool {
	return !slices.ContainsFunc(said, func(w string) bool { return !anyIn([]string{w}, sets...) })
}

// anyIn reports whether a word is in one of the sets.
func anyIn(said []string, sets ...map[string]bool) bool {
	return slices.ContainsFunc(said, func(w string) bool {
		return slices.ContainsFunc(sets, func(set map[string]bool) bool { return set[w] })
	})
}

// MaxKitWords is the most words of a text that asks for a hiring kit because it holds
// the word. A choice: one more than "hiring kit for a VP of engineering please".
const MaxKitWords = 9
