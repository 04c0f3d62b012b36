package advisor

import "rolecall/internal/match"

// Reason is why a reply was chosen: a match's reason, one of those below, the id of a
// refusal, or why a comparison cannot be made.
type Reason = match.Reason

// Reasons of the advisor's own.
const (
	ReasonAsked       Reason = "asked"        // a command, a button or "more" asked for it
	ReasonTopics      Reason = "topics"       // the list of topics was asked for
	ReasonTwoReadings Reason = "two-readings" // letters that mean more than one role
	ReasonNoKit       Reason = "no-kit"       // no hiring kit for that role
	ReasonGone        Reason = "gone"         // renamed or removed since it was offered
)

// Ids of refusals that are handled specially.
const (
	ReasonNamed     Reason = "named-person" // someone is named: the text is never stored
	ReasonGreeting  Reason = "greeting"
	ReasonSmallTalk Reason = "small-talk"
)
