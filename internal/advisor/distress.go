package advisor

import "regexp"

// distress matches what someone says who needs people and not answers, wherever in a
// message it stands: harm to oneself, and being hurt by someone. Most wordings are
// phrasings of the refusal of that name; these must not be outweighed by a question
// about hiring in the same message. "Career suicide" and "hit me with questions" are
// manners of speaking.
var distress = regexp.MustCompile(`(?i)\bkill(?:ing)? (?:my|him|her|them)sel(?:f|ves)\b|` +
	`\b(?:am|i'?m|im|feel|feeling|been) suicidal\b|\b(?:commit|committing|attempt|attempted|of|about) suicide\b|` +
	`\b(?:want to|wanna|wish i (?:could|would)) die\b|\bend(?:ing)? my (?:own )?life\b|\b(?:hurt|harm|cut)(?:ing)? myself\b|\bself[- ]harm\b|` +
	`\bno reason to live\b|\bbetter off (?:dead|without me)\b|\b(?:not sure i|don'?t|do not) want to (?:be here (?:tomorrow|any ?more)|live)\b|` +
	`\b(?:our|my|the) [a-z ]{2,30}\b(?:hit|hits|groped|gropes|raped|touched|touches|harass(?:es|ed|ing)|bull(?:y|ies|ied|ying)|assaulted|threatens|threatened|abuses|abused) me\b|` +
	`\b(?:his|her|their) hands? on my\b`)

// onDistress says who helps, whatever else the message asks.
func (a *Advisor) onDistress(p part) (Reply, bool) {
	ref := a.corpus.Refusal(string(ReasonDistress))
	if ref == nil || !distress.MatchString(p.text) {
		return Reply{}, false
	}
	return a.refused(p.match, ref), true
}
