package corpus

import (
	"fmt"
	"slices"
	"strings"
)

// rawAnchors are the fields for the ratings 5 to 1. Strong, fair and weak came first;
// good and poor lie between them.
type rawAnchors struct{ Strong, Good, Fair, Poor, Weak str }

// list returns the anchors from 1 upwards. A file may repeat the rating before the text.
func (r rawAnchors) list() []str {
	list := []str{r.Weak, r.Poor, r.Fair, r.Good, r.Strong}
	for i := range list {
		list[i].Text = strings.TrimSpace(strings.TrimPrefix(list[i].Text, fmt.Sprintf("%d:", i+1)))
	}
	return list
}

func (r rawAnchors) anchors() Anchors { return Anchors(texts(r.list())) }

// rawKit is a kit's file.
type rawKit struct {
	Role, Reviewed str
	Scorecard      struct {
		Mission                   str
		Outcomes, Must, Nice, Not []str
		Competencies              []struct {
			Name       str
			Weight     int
			Knockout   bool
			rawAnchors `yaml:",inline"`
		}
	}
	Loop []struct {
		Stage, Who, Covers str
		Minutes            int
		WithoutCandidate   bool `yaml:"without_candidate"`
	}
	Opening, Closing []str
	DontAsk          []str `yaml:"dont_ask"`
	Questions        []struct {
		Competency, Round, Ask, Good, Weak str
		Minutes                            int
	}
	Case       *rawCase
	References []str
	RedFlags   []struct{ Flag, Ask str } `yaml:"red_flags"`
	Debrief    struct {
		Agenda []str
		Rule   str
	}
	Candidate, Posting, Offer, Sources []str
}

type rawCase struct {
	Title, Round, Twist str
	Competencies, Facts []str
	Plan                []struct {
		Minutes int
		What    str
	}
	Anchors rawAnchors
}

func (l *loader) kitFile(p string, data []byte) {
	file := l.shownName(p)
	var raw rawKit
	if !l.decode(file, data, &raw) {
		l.unusable(p)
		return
	}
	k := raw.kit()
	k.File = file
	k.Role = l.required(file, raw.Role, "role")
	k.Scorecard.Mission = l.required(file, raw.Scorecard.Mission, "mission")
	k.Reviewed = l.date(file, raw.Reviewed, "reviewed")
	if want := "kit-" + k.Role + ".yaml"; !strings.HasSuffix(p, "/"+want) {
		l.report(file, raw.Role.Line, "role and file name differ", "name the file "+want)
	}
	if l.once("kit", k.Role, file, 1) {
		put(&l.c.Kits, k, func(o *Kit) bool { return o.Role == k.Role })
	}
}

// kit converts the file's fields, and notes the line of each text.
func (raw rawKit) kit() *Kit {
	sc := raw.Scorecard
	k := &Kit{line: map[string]int{}, Opening: texts(raw.Opening), Closing: texts(raw.Closing), DontAsk: texts(raw.DontAsk), References: texts(raw.References),
		Debrief: Debrief{texts(raw.Debrief.Agenda), raw.Debrief.Rule.Text}, Candidate: texts(raw.Candidate), Posting: texts(raw.Posting), Offer: texts(raw.Offer), Sources: texts(raw.Sources),
		Scorecard: Scorecard{Outcomes: texts(sc.Outcomes), Must: texts(sc.Must), Nice: texts(sc.Nice), Not: texts(sc.Not)}}
	where := func(lists ...[]str) {
		for _, s := range slices.Concat(lists...) {
			k.line[s.Text] = s.Line
		}
	}
	where([]str{sc.Mission}, sc.Outcomes, sc.Must, sc.Nice, sc.Not, raw.Opening, raw.Closing, raw.DontAsk, raw.References, raw.Debrief.Agenda, []str{raw.Debrief.Rule}, raw.Candidate, raw.Posting, raw.Offer)
	for _, c := range sc.Competencies {
		where(c.list(), []str{c.Name})
		k.Scorecard.Competencies = append(k.Scorecard.Competencies, Competency{c.Name.Text, c.Weight, c.Knockout, c.anchors()})
	}
	for _, s := range raw.Loop {
		where([]str{s.Who, s.Covers, s.Stage})
		k.Loop = append(k.Loop, Stage{s.Stage.Text, s.Minutes, s.Who.Text, s.Covers.Text, s.WithoutCandidate})
	}
	for _, q := range raw.Questions {
		where([]str{q.Good, q.Weak, q.Ask})
		k.Questions = append(k.Questions, KitQuestion{q.Competency.Text, q.Round.Text, q.Minutes, q.Ask.Text, q.Good.Text, q.Weak.Text})
	}
	for _, f := range raw.RedFlags {
		where([]str{f.Ask, f.Flag})
		k.RedFlags = append(k.RedFlags, RedFlag{f.Flag.Text, f.Ask.Text})
	}
	if c := raw.Case; c != nil {
		where(c.Facts, []str{c.Twist}, c.Anchors.list(), []str{c.Title})
		k.Case = &Case{Title: c.Title.Text, Round: c.Round.Text, Competencies: texts(c.Competencies), Facts: texts(c.Facts), Twist: c.Twist.Text, Anchors: c.Anchors.anchors()}
		for _, s := range c.Plan {
			where([]str{s.What})
			k.Case.Plan = append(k.Case.Plan, CaseStep{s.Minutes, s.What.Text})
		}
	}
	return k
}
