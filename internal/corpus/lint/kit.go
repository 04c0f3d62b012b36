package lint

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"rolecall/internal/corpus"
)

// kit checks a hiring kit. What the kits of a company may lack, since there was a time
// when kits had no rounds, cases and scripts, is a warning.
func (l *linter) kit(k *corpus.Kit) {
	sc := k.Scorecard
	l.kitParts(k)
	l.company(k.File, 0, k.Sources)
	l.kitTexts(k, "a line of the kit", []string{sc.Mission}, sc.Outcomes, sc.Must, sc.Nice, sc.Not, k.Opening, k.Closing, k.DontAsk, k.References, k.Debrief.Agenda, []string{k.Debrief.Rule}, k.Candidate, k.Posting, k.Offer)
	for _, c := range sc.Competencies {
		l.competency(k, c)
	}
	l.loop(k)
	for _, q := range k.Questions {
		l.kitQuestion(k, q)
	}
	if k.Case != nil {
		l.kitCase(k)
	}
	for _, f := range k.RedFlags {
		l.kitTexts(k, "a red flag", []string{f.Flag, f.Ask})
		if f.Flag == "" || f.Ask == "" {
			l.add(k.File, k.Line(cmp.Or(f.Flag, f.Ask)), "red flag without what to ask: "+corpus.Quote(f.Flag), "it is a reason to ask again, not a verdict")
		}
	}
	l.reviewed(k.File, 0, k.Reviewed, corpus.KindGeneral)
}

func (l *linter) kitTexts(k *corpus.Kit, field string, lists ...[]string) {
	for _, s := range slices.Concat(lists...) {
		l.text(k.File, k.Line(s), field, s, corpus.MaxKitText)
	}
}

// kitParts reports parts that are empty.
func (l *linter) kitParts(k *corpus.Kit) {
	const hint = "a panel needs every part of the kit"
	sc := k.Scorecard
	parts := map[string]int{"competencies": len(sc.Competencies), "loop": len(k.Loop), "questions": len(k.Questions), "outcomes": len(sc.Outcomes), "must": len(sc.Must),
		"references": len(k.References), "red_flags": len(k.RedFlags), "posting": len(k.Posting), "offer": len(k.Offer), "sources": len(k.Sources)}
	for _, part := range slices.Sorted(maps.Keys(parts)) {
		if parts[part] == 0 {
			l.add(k.File, 0, part+" is empty", hint)
		}
	}
	later := map[string]bool{"opening": len(k.Opening) > 0, "closing": len(k.Closing) > 0, "dont_ask": len(k.DontAsk) > 0, "case": k.Case != nil,
		"debrief": len(k.Debrief.Agenda) > 0 && k.Debrief.Rule != "", "candidate": len(k.Candidate) > 0}
	for _, part := range slices.Sorted(maps.Keys(later)) {
		if !later[part] {
			l.harm(k.File, 0, part+" is empty", hint)
		}
	}
}

func (l *linter) competency(k *corpus.Kit, c corpus.Competency) {
	l.kitTexts(k, "a rating anchor", []string{c.Name}, c.Anchors[:])
	line, name := k.Line(c.Name), corpus.Quote(c.Name)
	weak, poor, fair, good, strong := c.Anchors[0], c.Anchors[1], c.Anchors[2], c.Anchors[3], c.Anchors[4]
	switch {
	case strong == "" || fair == "" || weak == "":
		l.add(k.File, line, "competency without its three anchors: "+name, "say what strong, fair and weak look like")
	case good == "" || poor == "":
		l.harm(k.File, line, "competency without an anchor for 4 or 2: "+name, "say what good and poor look like")
	}
	switch {
	case c.Weight == 0:
		l.harm(k.File, line, "competency without a weight: "+name, fmt.Sprintf("give 1 to %d", corpus.MaxWeight))
	case c.Weight < 0 || c.Weight > corpus.MaxWeight:
		l.add(k.File, line, fmt.Sprintf("weight of %s is %d", name, c.Weight), fmt.Sprintf("give 1 to %d", corpus.MaxWeight))
	}
	rated := func(s corpus.Stage) bool { return slices.Contains(k.Assessed(s.Stage), c.Name) }
	if !slices.ContainsFunc(k.Loop, rated) && len(k.Asked("")) == 0 {
		l.harm(k.File, line, "no question and no case rates the competency "+name, "ask for it in a round, or drop it")
	}
}

// loop checks the stages, and that each has time for its questions.
func (l *linter) loop(k *corpus.Kit) {
	seen := map[string]bool{}
	for _, s := range k.Loop {
		l.kitTexts(k, "a stage", []string{s.Stage, s.Who, s.Covers})
		line := k.Line(s.Stage)
		if s.Stage == "" || s.Minutes <= 0 || s.Who == "" || s.Covers == "" {
			l.add(k.File, line, "stage without its minutes, who or covers: "+corpus.Quote(s.Stage), "say how long it takes, who talks and what it covers")
		}
		if seen[s.Stage] {
			l.add(k.File, line, fmt.Sprintf("stage %q is there twice", s.Stage), "rename one of them: questions name their round")
		}
		seen[s.Stage] = true
		minutes, last := 0, ""
		for _, q := range k.Asked(s.Stage) {
			minutes, last = minutes+q.Minutes, q.Ask
		}
		if minutes > s.Minutes {
			l.add(k.File, k.Line(last), fmt.Sprintf("the questions of %q take %d minutes, the round has %d", s.Stage, minutes, s.Minutes), "ask fewer, or give the round more time")
		}
	}
}

func (l *linter) kitQuestion(k *corpus.Kit, q corpus.KitQuestion) {
	l.kitTexts(k, "an interview question", []string{q.Ask, q.Good, q.Weak})
	line, ask := k.Line(q.Ask), corpus.Quote(q.Ask)
	if q.Good == "" || q.Weak == "" {
		l.add(k.File, line, "question without its good and weak signs: "+ask, "say what each answer shows")
	}
	if !rates(k, q.Competency) {
		l.add(k.File, line, fmt.Sprintf("question for the unknown competency %q", q.Competency), "name one of the scorecard's")
	}
	if q.Round == "" || q.Minutes <= 0 {
		l.harm(k.File, line, "question without its round and minutes: "+ask, "say in which stage of the loop it is asked, and for how long")
	}
	if s := stage(k, q.Round); q.Round != "" && s == nil {
		l.add(k.File, line, fmt.Sprintf("question in the unknown round %q", q.Round), "name a stage of the loop")
	} else if s != nil && s.WithoutCandidate {
		l.add(k.File, line, fmt.Sprintf("question in %q, where the candidate is not", q.Round), "name another stage of the loop")
	}
}

func (l *linter) kitCase(k *corpus.Kit) {
	c := k.Case
	line := k.Line(c.Title)
	l.kitTexts(k, "a line of the kit", []string{c.Title, c.Twist}, c.Facts, c.Anchors[:])
	minutes := 0
	for _, s := range c.Plan {
		l.kitTexts(k, "a line of the kit", []string{s.What})
		minutes += s.Minutes
	}
	if c.Title == "" || len(c.Facts) == 0 || c.Twist == "" || len(c.Plan) == 0 || len(c.Competencies) == 0 || slices.Contains(c.Anchors[:], "") {
		l.add(k.File, line, "case without its facts, twist, plan, competencies or anchors", "a case can be used only when it has all of them, and a title")
	}
	for _, name := range c.Competencies {
		if !rates(k, name) {
			l.add(k.File, line, fmt.Sprintf("case for the unknown competency %q", name), "name one of the scorecard's")
		}
	}
	switch s := stage(k, c.Round); {
	case s == nil:
		l.add(k.File, line, fmt.Sprintf("case in the unknown round %q", c.Round), "name a stage of the loop")
	case minutes > s.Minutes:
		l.add(k.File, line, fmt.Sprintf("the plan of the case takes %d minutes, its round has %d", minutes, s.Minutes), "shorten it, or give the round more time")
	}
}

// rates reports whether the scorecard has a competency of that name.
func rates(k *corpus.Kit, name string) bool {
	return slices.ContainsFunc(k.Scorecard.Competencies, func(c corpus.Competency) bool { return c.Name == name })
}

// stage returns the stage of that name, or nil.
func stage(k *corpus.Kit, name string) *corpus.Stage {
	for i := range k.Loop {
		if k.Loop[i].Stage == name {
			return &k.Loop[i]
		}
	}
	return nil
}
