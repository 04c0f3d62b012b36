package advisor

import "rolecall/internal/match"

// Reason is why a reply is what it is: a match's reason, one of those below, the
// id of a refusal, or why a comparison cannot be made.
type Reason = match.Reason

// Reasons of the advisor's own.
const (
	ReasonAsked       Reason = "asked"        // for by name: a command, a button, "more"
	ReasonTopics      Reason = "topics"       // the list of topics was asked for
	ReasonTwoReadings Reason = "two-readings" // letters that mean more than one role
	ReasonNoKit       Reason = "no-kit"       // no hiring kit for that role
	ReasonGone        Reason = "gone"         // renamed or removed since it was offered
)

// Refusals that more hangs on than their text.
const (
	ReasonNamed     Reason = "named-person" // someone is named: the text is never kept
	ReasonGreeting  Reason = "greeting"
	ReasonSmallTalk Reason = "small-talk"
)
