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
		"I’m suicidal. Who does a CISO report to?",
		"I don't want to live anymore, and what does a CTO do",
		"We hire a CTO. I keep thinking about killing myself. What goes into the job description?",
		"our cto hit me. how do i fire him",
		"everyone would be better off without me. what is a cto",
		"our CISO is harassing a colleague, who do i report it to",
		"I'm the only woman on the CTO's team and they mock me daily. what are my options?",
		"the CIO stares at my chest in meetings, what should i do",
		"CIO takes kickbacks from vendors, who do I tell?",
		"CTO asked me to delete logs before the audit. what does a CTO do",
	} {
		if r := ask(t, text, ofNobody); r.Reason != advisor.ReasonDistress && r.Reason != advisor.ReasonMisconduct || len(r.Choices) > 0 {
			t.Errorf("%q: %s %q for %q with %v, want who helps and nothing else", text, r.Outcome, r.EntryID(), r.Reason, ids(r.Choices))
		}
	}
}

// TestStressIsASubjectToo: questions about the job, and manners of speaking.
func TestStressIsASubjectToo(t *testing.T) {
	for _, text := range []string{
		"cto burnout",
		"did i hurt myself by naming a salary first as a cto candidate?",
		"would the cto be better off without me as vp of engineering?",
		"hit me with questions for a cto interview",
		"how do i cut myself off from coding as a cto",
		"how does a ciso handle an attack",
		"interview questions on how a cto dealt with harassment",
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

// TestNoHelpToChooseUnfairly: the wish to choose by sex, age or the like is answered with no
// and the law, whatever else is asked; a question about the law, or about more women, is not
// such a wish.
func TestNoHelpToChooseUnfairly(t *testing.T) {
	for text, unfair := range map[string]bool{
		"we only want a guy under 40 for the CTO job, how to word it":     true,
		"no women please for the CTO role. how do i write the job ad?":    true,
		"is it OK to prefer a younger CISO":                               true,
		"can we refuse a muslim candidate":                                true,
		"how do I avoid hiring women as CTO":                              true,
		"can we reject a pregnant candidate":                              true,
		"young energetic CTO, male":                                       true,
		"looking for a male cio, ideally under 40":                        true,
		"need a young hungry vp engineering, no kids":                     true,
		"we want a white guy as ciso":                                     true,
		"find me a german christian it director":                          true,
		"CTO (m), max 45 years old":                                       true,
		"how many female ctos are there":                                  false,
		"we need a cto for a young company":                               false,
		"looking for a cto with a young team":                             false,
		"is a young cto a risk":                                           false,
		"need a cto who understands our male and female customers":        false,
		"how do we attract more women for the cto role":                   false,
		"can we ask if she plans kids":                                    false,
		"do we prefer an internal candidate":                              false,
		"we only want a cto with ten years of experience, how to word it": false,
		"is it ok to prefer a young company as a cto":                     false,
	} {
		r := ask(t, text, ofNobody)
		if got := r.Trace.Rule == "an unfair choice"; got != unfair || unfair && (r.EntryID() != "hiring.legal" || len(r.Notes) == 0) {
			t.Errorf("%q: %s %q by %q with %q, want unfair %v", text, r.Outcome, r.EntryID(), r.Trace.Rule, r.Notes, unfair)
		}
	}
}

// TestAfterAReportNothingIsAboutTheJob: what follows is not read as a question about the role.
func TestAfterAReportNothingIsAboutTheJob(t *testing.T) {
	r := ask(t, "my cto bullies me", ofPay)
	if r.Context.Entry != "" || len(r.Context.Roles) > 0 {
		t.Errorf("the thread stays about %+v", r.Context)
	}
}
