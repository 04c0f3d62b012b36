package lint

import (
	"strings"
	"testing"

	"rolecall/internal/corpus"
)

// TestAKitOfTheFirstFormStillLoads: a company may have written one before there were
// rounds, weights and cases.
func TestAKitOfTheFirstFormStillLoads(t *testing.T) {
	files := small(t)
	text := string(files[kitFile].Data)
	for _, part := range [][2]string{{"opening:", "questions:"}, {"case:", "references:"}, {"debrief:", "posting:"}} {
		text = strings.Replace(text, string(between([]byte(text), part[0], part[1])), "", 1)
	}
	for _, field := range []string{"weight: 3, knockout: true, ", "good: Names most of it, ", "poor: Names one, ", "round: Screening, minutes: 20, ", ", without_candidate: true"} {
		text = strings.Replace(text, field, "", 1)
	}
	files[kitFile].Data = []byte(text)
	k := load(t, files).Kit("cto")
	if k.Case != nil || k.Scorecard.Competencies[0].Anchors[4] != "Names what was given up" || k.Scorecard.Competencies[0].Weight != 0 {
		t.Errorf("got %+v", k)
	}
	c, _, err := corpus.Load(corpus.Layer{Name: "knowledge", FS: small(t)}, corpus.Layer{Name: "ours", FS: files})
	if err != nil {
		t.Fatal(err)
	}
	warnings := 0
	for _, p := range Corpus(c, nil, today) {
		if !p.Warning {
			t.Errorf("a fault: %v", p)
		}
		warnings++
	}
	if warnings == 0 {
		t.Error("nothing says what the kit lacks")
	}
}

func TestLintRefusesKits(t *testing.T) {
	const k = "k/guides/kit-cto.yaml:"
	faults := []fault{
		one("line too long", kitFile, "Has led managers", long(301), k+"5: a line of the kit has 301 characters, at most 300"),
		one("line in code", kitFile, "Has led managers", "Has `led` managers", k+"5: a line of the kit holds \"`\", which will not render: Has `led` managers"),
		one("script too long", kitFile, "Say who you are", long(301), k+"14: a line of the kit has 301 characters, at most 300"),
		one("anchor missing", kitFile, "fair: Names two options, ", "", k+"9: competency without its three anchors: Trade-offs"),
		one("anchor between missing", kitFile, "poor: Names one, ", "", k+"9: competency without an anchor for 4 or 2: Trade-offs"),
		one("anchor with a sign", kitFile, "Names one,", `"Names <one>",`, k+"9: a rating anchor holds a character that will not render"),
		one("weight missing", kitFile, "weight: 3, ", "", k+"9: competency without a weight: Trade-offs"),
		one("weight too large", kitFile, "weight: 3", "weight: 4", k+"9: weight of Trade-offs is 4"),
		one("competency that nobody rates", kitFile, "loop:\n", "    - {name: Charm, weight: 1, strong: A, good: B, fair: C, poor: D, weak: E}\nloop:\n", k+"10: no question and no case rates the competency Charm"),
		one("stage without minutes", kitFile, "minutes: 45, ", "", k+"11: stage without its minutes, who or covers: Screening", k+`18: the questions of "Screening" take 20 minutes, the round has 0`),
		one("stage without anybody", kitFile, "who: HR partner, ", "", k+"11: stage without its minutes, who or covers: Screening"),
		one("stage twice", kitFile, "stage: References", "stage: Case", k+`13: stage "Case" is there twice`),
		one("question without a good sign", kitFile, "good: Tells the price, ", "", k+"18: question without its good and weak signs: What did you decide against?"),
		one("question too long", kitFile, "What did you decide against?", long(301), k+"18: an interview question has 301 characters, at most 300"),
		one("question of no competency", kitFile, "competency: Trade-offs", "competency: Charm", k+`18: question for the unknown competency "Charm"`),
		one("question of no round", kitFile, "round: Screening, ", "", k+"18: question without its round and minutes: What did you decide against?"),
		one("question without minutes", kitFile, "round: Screening, minutes: 20, ", "round: Screening, ", k+"18: question without its round and minutes: What did you decide against?"),
		one("question in an unknown round", kitFile, "round: Screening", "round: Lunch", k+`18: question in the unknown round "Lunch"`),
		one("question in a round without the candidate", kitFile, "round: Screening", "round: References", k+`18: question in "References", where the candidate is not`),
		one("questions longer than their round", kitFile, "minutes: 20, competency", "minutes: 46, competency", k+`18: the questions of "Screening" take 46 minutes, the round has 45`),
		one("case in an unknown round", kitFile, "  round: Case", "  round: Lunch", k+`20: case in the unknown round "Lunch"`),
		one("case longer than its round", kitFile, "minutes: 40, what", "minutes: 41, what", k+"20: the plan of the case takes 61 minutes, its round has 60"),
		one("case for an unknown competency", kitFile, "competencies: [Trade-offs]", "competencies: [Trade-offs, Charm]", k+`20: case for the unknown competency "Charm"`),
		one("case without facts", kitFile, "facts: [It costs a third of revenue]", "facts: []", k+"20: case without its facts, twist, plan, competencies or anchors"),
		one("case without a twist", kitFile, "  twist: The largest customer leaves\n", "", k+"20: case without its facts, twist, plan, competencies or anchors"),
		one("case without an anchor", kitFile, "fair: One option, ", "", k+"20: case without its facts, twist, plan, competencies or anchors"),
		one("case too long", kitFile, "It costs a third of revenue", long(301), k+"23: a line of the kit has 301 characters, at most 300"),
		one("debrief without a rule", kitFile, "  rule: The CEO decides and writes down why.\n", "", k+"1: debrief is empty"),
		one("red flag as a verdict", kitFile, ", ask: Ask for their own part", "", k+"31: red flag without what to ask: Blames others for every failure"),
	}
	for part, text := range map[string]string{
		"outcomes": "outcomes: [A plan the board can read]", "must": "must: [Has led managers]",
		"references": `references: ["What did they stop?"]`, "posting": "posting: [The mission in two lines]", "offer": "offer: [Share and vesting]", "sources": "sources: [OWN]",
		"opening": "opening: [Say who you are]", "closing": "closing: [Say what comes next]", "dont_ask": "dont_ask: [Age or family]",
		"candidate": "candidate: [Tell us what you need to be at your best]",
	} {
		faults = append(faults, one("no "+part, kitFile, text, part+": []", k+"1: "+part+" is empty"))
	}
	part := func(from, to string) string { return string(between(small(t)[kitFile].Data, from, to)) }
	faults = append(faults,
		one("no red flags", kitFile, part("red_flags:", "debrief:"), "", k+"1: red_flags is empty"),
		one("no case", kitFile, part("case:", "references:"), "", k+"1: case is empty"),
		one("no questions", kitFile, part("questions:", "case:"), "", k+"1: questions is empty"),
		one("no loop", kitFile, part("loop:", "opening:"), "", k+"1: loop is empty", k+"9: no question and no case rates the competency Trade-offs",
			k+`14: question in the unknown round "Screening"`, k+`16: case in the unknown round "Case"`),
		one("no competencies", kitFile, part("  competencies:\n", "loop:"), "", k+"1: competencies is empty", k+`16: question for the unknown competency "Trade-offs"`, k+`18: case for the unknown competency "Trade-offs"`))
	refuse(t, faults, nil, nil)
}
