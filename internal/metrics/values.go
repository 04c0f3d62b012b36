package metrics

import "rolecall/internal/feedback"

// The values of labels. A test compares surfaces, outcomes and failures with the code
// that counts them.

func surfaces() []string {
	return names(feedback.SurfaceChannel, feedback.SurfaceDM, feedback.SurfaceSlash, feedback.SurfaceShortcut, feedback.SurfaceModal,
		feedback.SurfaceHome, feedback.SurfaceWatch, feedback.SurfaceWorkflow)
}

func outcomes() []string {
	return names(feedback.OutcomeAnswer, feedback.OutcomeChoices, feedback.OutcomeComparison, feedback.OutcomeRole, feedback.OutcomeGuide,
		feedback.OutcomeKit, feedback.OutcomeHelp, feedback.OutcomeNone, feedback.OutcomeError)
}

func failures() []string {
	return []string{
		"ack", "ack-write", "bad-frame", "bad-payload", "busy", "curating", "forget", "handler", "panic", "rate-limited", "record", "tell", "unclaimed", "untold",
	}
}

func names[S ~string](list ...S) (out []string) {
	for _, s := range list {
		out = append(out, string(s))
	}
	return out
}

// encoder says whether the sentence encoder was asked.
func encoder(asked bool) string {
	if asked {
		return "asked"
	}
	return "not_asked"
}
