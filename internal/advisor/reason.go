package advisor

// Reason is why a reply was chosen: one of those below, the id of a refusal, or why a
// comparison cannot be made (match.ErrNoRoles and its like).
type Reason string

// Reasons, apart from the ids of refusals.
const (
	ReasonExact       Reason = "exact"        // a phrasing of the corpus, word for word
	ReasonConfident   Reason = "confident"    // one entry stands out
	ReasonAmbiguous   Reason = "ambiguous"    // several entries are near
	ReasonNothing     Reason = "nothing-near" // no entry is near
	ReasonNotEnglish  Reason = "not-english"
	ReasonRoleOnly    Reason = "role"         // nothing but a role's name
	ReasonAsked       Reason = "asked"        // a command, a button or "more" asked for it
	ReasonTopics      Reason = "topics"       // the list of topics was asked for
	ReasonTwoReadings Reason = "two-readings" // letters that mean more than one role
	ReasonNoKit       Reason = "no-kit"       // no hiring kit for that role
	ReasonGone        Reason = "gone"         // renamed or removed since it was offered
)

// Ids of refusals that are handled specially.
const (
	ReasonNamed      Reason = "named-person" // someone is named: the text is never stored
	ReasonDistress   Reason = "distress"     // someone needs help from people: nothing of it is stored, and no topics are offered
	ReasonMisconduct Reason = "misconduct"   // someone reports wrongdoing: likewise
	ReasonGreeting   Reason = "greeting"
	ReasonSmallTalk  Reason = "small-talk"
	ReasonThanks     Reason = "thanks" // also a thumb or a heart and no word
	ReasonOtherRole  Reason = "other-role"
)
