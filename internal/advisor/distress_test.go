package advisor_test

import (
	"testing"

	"rolecall/internal/advisor"
)

// TestSomeoneInDistressIsToldWhoHelps: none of these is a phrasing of the refusal.
// Whoever writes them must not get a list of topics, or be told that nobody is judged.
func TestSomeoneInDistressIsToldWhoHelps(t *testing.T) {
	for _, text := range []string{
		"I just want to die",
		"i'm suicidal",
		"kill myself",
		"how do i kill myself",
		"i dont want to live anymore because of this company",
		"thinking about ending my life tonight",
		"i have nothing left to live for",
		"thoughts of self harm",
		"my colleague said he will kill himself if the cto stays",
		"im burnt out as a cto and cant go on",
		"i am a cio and i cant do this anymore",
		"i'm exhausted and i hate my life as a vp of engineering",
		"i had a panic attack because of my cto",
		"cto bullying me",
		"i am being bullied by our ciso",
		"our vp of engineering yells at me daily and i am terrified",
		"our head of it makes racist jokes about me",
		"my boss the cto keeps harassing me what can i do",
		"being harassed by the chief information officer",
		"the cto groped my friend at the offsite",
	} {
		if r := ask(t, text, ofNobody); r.Reason != advisor.ReasonDistress || len(r.Choices) > 0 {
			t.Errorf("%q: %s %q for %q with %v, want who helps and nothing else", text, r.Outcome, r.EntryID(), r.Reason, ids(r.Choices))
		}
	}
}

// TestStressIsASubjectToo: questions about the job, and manners of speaking.
func TestStressIsASubjectToo(t *testing.T) {
	for _, text := range []string{
		"cto burnout",
		"how does a cto prevent burnout in the team",
		"the last cto burned out, how do we avoid that with the next one",
		"how to deal with a toxic cto",
		"red flags of a bullying cto",
		"how do i fire a cto who bullies people",
		"what should a cto do about harassment in the team",
		"ask a candidate how they handled harassment",
		"how stressful is the job of a cto",
		"this build is killing me, who owns ci, cto or vp engineering",
		"should the cio kill the legacy project",
		"is the cio role dying",
		"i cannot go on without a cto, when do i need one",
		"please help me write a cto job ad, i am desperate",
		"i feel lost as a new cto, where do i start",
		"i am overwhelmed in my first weeks as a cio",
		"i am afraid of the cto interview, how do i prepare",
		"i am scared of choosing the wrong cio, what are red flags",
	} {
		if r := ask(t, text, ofNobody); r.Reason == advisor.ReasonDistress || r.Outcome == advisor.None {
			t.Errorf("%q: %s for %q, want an answer or choices", text, r.Outcome, r.Reason)
		}
	}
}
