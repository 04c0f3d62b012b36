package command

import (
	"regexp"
	"strings"
	"sync"
)

// asksToForget recognises the many ways to say "forget me". Deleted data cannot be
// restored, so a message must match a grammar of complete requests, each with the asker
// as its object: "me", or "my" with what is stored here. Most other sentences with such
// a verb are thanks ("clear, I have it"), end a subject ("forget it") or are about
// something else ("erase my memory").
func asksToForget(s string, ws []token) bool {
	if isOneOf(texts(ws), "be forgotten") { // what is left of "I want to be forgotten", and of "could you be forgotten"
		return wantsToBeForgotten.MatchString(inClauses(s, words(s)))
	}
	clauses := inClauses(s, ws)
	return mayWish.MatchString(clauses) && wish().MatchString(clauses)
}

// inClauses writes words with blanks between them, and a separate comma wherever there
// is punctuation: "clear, my data" is not a request, "clear my data" is one.
func inClauses(s string, ws []token) string {
	var b strings.Builder
	for i, w := range ws {
		if i > 0 {
			if gap := s[ws[i-1].end:w.start]; strings.ContainsAny(gap, ",.;:!?…–—") || strings.Contains(gap, " -") {
				b.WriteString(" ,")
			}
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}

var (
	wantsToBeForgotten = regexp.MustCompile(`\bi(?:d like| would like| want| need) to be forgotten\b`)
	// mayWish is how a wish begins. Few messages do, so that most bots never compile all of the
	// grammar, which takes 8 ms, and 2 MB with what reading messages at once keeps.
	mayWish = regexp.MustCompile(grammar("begin"))
	wish    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(grammar("start")) })
)

// wishes is the grammar of asksToForget; a name in angle brackets is replaced by its
// rule. Verbs take different objects, since some are ambiguous: "forget my questions"
// and "clear my questions" may say that they are answered, "clear" may be an adjective,
// and nobody writes "clear me" about data.
var wishes = map[string]string{
	"start": `^(?:(?:<fully> )?(?:<delete> (?:<deleted><more>)+|forget (?:<forgotten><more>)+|clear (?:<cleared><more>)+|destroy (?:<held>|<mine>)<more>)|` +
		`(?:exercise|invoke|use) my right to be forgotten$)+$`,
	"begin":  `^(?:<fully> )?(?:<delete>|forget|clear|destroy|exercise|invoke|use) `,
	"more":   `(?: <fully>)?(?:<and> |$)`,
	"delete": `(?:forget and )?(?:delete|remove|erase|wipe|purge)(?: and (?:delete|remove|erase|wipe|purge|forget))?`,
	"fully":  `(?:completely|entirely|permanently|immediately|forever)`,
	"and":    `(?: , and| ,| and)`,

	"deleted":   `(?:me(?: <from>)?|<held>|<mine>|my name <from>)`,
	"forgotten": `(?:me(?: <from>)?|about me|<held>|<any>my <kind><record><where>|(?:all|all of) my <saying><where>)`,
	"cleared":   `(?:everything about me|all (?:the )?<kind><record> <ofme>|(?:<all>|what|the <record>) <kept> <ofme>|<any>my <kind>(?:<loose>|messages|chats|conversations))<where>`,

	"held": `(?:<all> <ofme>|(?:<all>|what) <kept> (?:<ofme>|from me)|<any>(?:the )?<kind><record>(?: <kept>)? <ofme>)<where>`,
	"all":  `(?:everything|anything|whatever|all)`,
	"mine": `<any>my <kind><noun>(?:<and> <any>(?:my )?<kind><noun>)*<where>`,
	"ofme": `(?:(?:about|on|of) me|of mine)`,

	"kept": `(?:(?:that |which )?(?:(?:you|u) (?:have )?<keep>|youve <keep>|(?:is|are|was|were|has been|have been) <keep>)|<keep>)`,
	"keep": `(?:store|stored|save|saved|log|logged|collect|collected|retain|retained|keep|kept|record|recorded|know|have|has|hold|got|remember)`,

	"any":    `(?:(?:all|any)(?: of)? )?`,
	"kind":   `(?:(?:personal|private|stored|saved|own) )?`,
	"noun":   `(?:<record>|<saying>)`,
	"record": `(?:<loose>|details|records|profile|account)`,
	"loose":  `(?:data|info|information|history|logs)`,
	"saying": `(?:questions|messages|chats|conversations)`,
	"where":  `(?: <from>| with you)?`,
	"from":   `(?:from|in) (?:your|the) (?:database|memory|system|systems|logs|storage|server|servers|records|files)`,
}

// grammar is a rule as a regular expression, with the rules that it names replaced.
func grammar(rule string) string {
	return regexp.MustCompile(`<\w+>`).ReplaceAllStringFunc(wishes[rule], func(name string) string {
		return grammar(strings.Trim(name, "<>"))
	})
}
