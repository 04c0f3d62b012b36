package advisor

import "regexp"

// What must not be outweighed by a question about hiring in the same message, wherever in it
// it stands. Most wordings are phrasings of the refusals; these patterns are for the rest of a
// long message. "Career suicide", "hit me with questions" and "how does a CTO handle
// harassment" are none of it.
var (
	// distress is harm to oneself, or to the one who writes.
	distress = regexp.MustCompile(`(?i)\bkill(?:ing)? (?:my|him|her|them)sel(?:f|ves)\b|` +
		`\b(?:am|i['’]?m|feel|feeling|been) suicidal\b|\b(?:commit|committing|attempt|attempted|of|about) suicide\b|` +
		`\b(?:want to|wanna|wish i (?:could|would)) die\b|\bend(?:ing)? my (?:own )?life\b|\b(?:hurt|harm)(?:ing)? myself(?: again| tonight|[.,!?]|$)|\bcut(?:ting)? myself(?:[.,!?]|$)|\bself[- ]harm\b|` +
		`\bno(?:thing| reason)(?: left)? to live(?: for)?\b|\bi can(?:not|['’]?t) (?:do|take) this any ?more\b|\bhate my life\b|\bbetter off dead\b|\b(?:everyone|everybody|they|you)(?: would|['’]d)? be better off without me\b|\b(?:not sure i|don['’]?t|do not) want to (?:be here (?:tomorrow|any ?more)|live(?: any ?more|[.,!?]|$))|` +
		`\b(?:our|my|the) (?:[a-z]+ ){0,2}(?:c[a-z]{1,3}o|boss|manager|chief|officer|head|director|lead|vp|ceo|vp of engineering|head of it|colleague|founder) (?:[a-z]+ )?(?:hit|hits|groped|gropes|raped|touched|touches|assaulted|assaults|abuses|abused) me\b|\b(?:his|her|their) hands? on my\b|\b(?:yell|shout|scream)(?:s|ing|ed)? at me\b`)
	// misconduct is what someone in office does to others, or asks of the one who writes.
	misconduct = regexp.MustCompile(`(?i)\b(?:our|my|mine|the|this|they|he|she)(?: [a-z]+){0,6} (?:is |keeps |kept |was |been )?(?:sexually |racially |verbally )?` +
		`(?:harass(?:es|ing|ed)|grop(?:es|ing|ed)|molest\w+|stalk(?:s|ing|ed)|assault(?:s|ing|ed)|bull(?:ies|ying|ied)|mock(?:s|ing|ed)?|humiliat(?:es|ing|ed)|threaten(?:s|ing|ed)) ` +
		`(?:me|us|him|her|them|a|an|our|my|the|interns?|colleagues?|trainees?|juniors?|women|people|staff|employees?|someone|everyone)\b|` +
		`\b(?:harass|grop|bully|discriminat)(?:e|ing|ed) (?:me|interns?|colleagues?|women|against (?:me|us|women|as an?))\b|\bdiscriminated against\b|\b(?:being|been|getting|got|am|was|were|i['’]?m) (?:[a-z]+ ){0,2}?(?:harassed|bullied|groped|molested|stalked|threatened|humiliated|assaulted)\b|\bmade a pass at\b|` +
		`\bsexual(?:ly)? (?:harass|remark|comment|advance|assault)\w*|\b(?:stares?|staring|looks?|looking) at my (?:chest|breasts?|legs|body|bum|butt)\b|\b(?:sent|sends|sending) (?:me )?(?:nudes?|dick|porn)\b|` +
		`\b(?:takes?|taking|took|accepts?|accepting) (?:bribes?|kickbacks?)\b|\b(?:asked|told|ordered|wants|pressures) (?:me|us) to (?:delete|destroy|hide|falsify|forge|fake|backdate|cover up)\b`)
	// handles is a question of how the subject is handled, not a report of it.
	handles = regexp.MustCompile(`(?i)\bhow do (?:i|we) (?:fire|hire|spot|manage|lead)\b|\b(?:how|what) (?:do|does|should|would|can|could|did) (?:a|an|the|any|you|we|they) [a-z ]{0,40}\b(?:handle|handled|prevent|deal|do about|avoid|ask)\b|\bred flags?\b|\bask (?:a|the) candidate\b|\binterview question`)
	// unfair is the wish to choose or turn down people for what they are.
	unfair = regexp.MustCompile(`(?i)\b(?:no|not|not an?|without) (?:` + protected + `)\b|` +
		`\b(?:avoid(?:ing)?|reject(?:ing)?|refus(?:e|ing)|exclud(?:e|ing)|skip(?:ping)?|(?:we|they|i|take|hire|want) (?:only|just)|prefer(?:ably|ring)?|rather(?: have)?) ` +
		`(?:[a-z]+ ){0,3}?(?:` + protected + `|guys?|girls?|(?:people |someone |anyone |candidates? )?(?:under|over|below|above) (?:[2-6][05]|thirty|forty|fifty|sixty)|` +
		`(?:young|younger|old|older) (?:guy|man|woman|person|people|candidates?|ones?|` + officers + `))\b|` +
		`\b(?:look(?:ing|s)? for|needs?|wants?|find(?: me)?|get(?: me)?|hire|must be|should be|ideally) (?:an? |some |the )?(?:[a-z-]+,? ){0,2}?(?:` + protected + `|young|younger|youthful)(?:,? [a-z-]+){0,2}? (?:guy|man|woman|` + officers + `)\b|` +
		`^(?:[a-z-]+,? ){0,2}?(?:young|youthful|` + protected + `)(?:,? [a-z-]+){0,2}? (?:` + officers + `)[ ,]+(?:(?:ideally|preferably|please|only) )?(?:` + protected + `|single|no kids)\b|` +
		`\b(?:` + officers + `)\b[^?]{0,40}\b(?:max|maximum|not over|not older than|below|under) (?:[2-6]\d|thirty|forty|fifty|sixty)(?: years(?: old)?| y/?o)?[.! ]*$`)
	// notUnfair is a question about women at work, or about the law.
	notUnfair = regexp.MustCompile(`(?i)\b(?:more|attract|reach|find|promote|support|hire more|not enough|how many|percent|share of|number of) (?:[a-z]+ ){0,2}(?:wom[ae]n|females?)|\bpay gap\b|\bcan (?:we|i|they) ask\b|\bmay (?:we|i) ask\b`)
)

// officers are words for those who are hired.
const officers = `c[a-z]{1,3}o|chief|vp|director|head|manager|lead|officer|leader`

// protected are words for people by what must not decide.
const protected = `wom[ae]n|females?|men|males?|mothers?|mums?|moms?|pregnant|muslims?|jews?|jewish|christians?|hindus?|blacks?|whites?|asians?|gays?|lesbians?|trans|disabled|handicapped|foreigners?|immigrants?`

// reports are the refusals of what people must help with, by what says so.
var reports = []struct {
	reason Reason
	said   func(text string) bool
}{
	{ReasonDistress, distress.MatchString},
	{ReasonMisconduct, func(text string) bool { return misconduct.MatchString(text) && !handles.MatchString(text) }},
}

// forPeople is the reason to send someone to people instead of answering, or "".
func forPeople(text string) Reason {
	for _, r := range reports {
		if r.said(text) {
			return r.reason
		}
	}
	return ""
}

// onForPeople says who helps, whatever else the message asks.
func (a *Advisor) onForPeople(p part) (Reply, bool) {
	reason := forPeople(p.text)
	if exact := Reason(p.match.Exact); exact == ReasonDistress || exact == ReasonMisconduct {
		reason = exact
	}
	ref := a.corpus.Refusal(string(reason))
	if ref == nil {
		return Reply{}, false
	}
	return a.refused(p.match, ref), true
}

// lawOfChoosing is the entry on what may be asked and what may decide.
const lawOfChoosing = "hiring.legal"

// isUnfair reports whether a text says to choose or turn down people for what they are.
func isUnfair(text string) bool { return unfair.MatchString(text) && !notUnfair.MatchString(text) }

// onUnfair answers the wish to choose by sex, age, origin, religion or the like with no, and
// with the law.
func (a *Advisor) onUnfair(p part) (Reply, bool) {
	e := a.corpus.Entry(lawOfChoosing)
	if e == nil || !isUnfair(p.text) {
		return Reply{}, false
	}
	r := a.because(ReasonConfident, a.answer(e, p.match))
	r.Notes = append(r.Notes, unfairNote)
	return r, true
}

const unfairNote = "No: to choose or turn down people for sex, age, origin, religion, pregnancy, disability or sexual orientation is unlawful in most places, so I do not help to word it."
