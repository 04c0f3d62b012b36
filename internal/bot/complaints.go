package bot

import (
	"rolecall/internal/blockkit"
	"rolecall/internal/feedback"
)

// complaints returns the options of the form that asks why a reply was not helpful.
func complaints() []blockkit.Reason {
	return []blockkit.Reason{
		{ID: string(feedback.ComplaintWrong), Text: "The answer is wrong"},
		{ID: string(feedback.ComplaintNotMine), Text: "It is not what I asked"},
		{ID: string(feedback.ComplaintOutOfDate), Text: "It is out of date"},
		{ID: string(feedback.ComplaintIncomplete), Text: "Something is missing"},
		{ID: string(feedback.ComplaintOther), Text: "Something else"},
	}
}
