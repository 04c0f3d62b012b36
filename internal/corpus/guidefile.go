package corpus

import (
	"slices"
	"strings"
)

func (l *loader) guideFile(p string, data []byte) {
	file := l.shownName(p)
	var raw struct {
		Title, Intro, Reviewed str
		Questions              []struct {
			ID, Text str
			Options  []struct {
				ID, Text, Because, Veto str
				Weights                 map[string]int
			}
		}
		Outcomes []struct {
			ID, Role, Title, Advice str
			Entries                 []str
		}
		Sources []str
	}
	if !l.decode(file, data, &raw) {
		return
	}
	g := &Guide{Title: l.required(file, raw.Title, "title"), Intro: raw.Intro.Text, Sources: texts(raw.Sources),
		Reviewed: l.date(file, raw.Reviewed, "reviewed"), File: file}
	for _, q := range raw.Questions {
		gq := GuideQuestion{ID: l.required(file, q.ID, "id"), Text: l.required(file, q.Text, "text"), Line: q.ID.Line}
		for _, o := range q.Options {
			gq.Options = append(gq.Options, Option{ID: l.required(file, o.ID, "id"), Text: l.required(file, o.Text, "text"),
				Weights: o.Weights, Because: o.Because.Text, Veto: o.Veto.Text, Line: o.ID.Line})
		}
		g.Questions = append(g.Questions, gq)
	}
	for _, o := range raw.Outcomes {
		g.Outcomes = append(g.Outcomes, Outcome{ID: l.required(file, o.ID, "id"), Role: o.Role.Text,
			Title: l.required(file, o.Title, "title"), Advice: l.required(file, o.Advice, "advice"), Entries: texts(o.Entries), Line: o.ID.Line})
	}
	l.c.WhichRole = g
}

func (l *loader) kitFile(p string, data []byte) {
	file := l.shownName(p)
	var raw struct {
		Role, Reviewed str
		Scorecard      struct {
			Mission                   str
			Outcomes, Must, Nice, Not []str
			Competencies              []struct{ Name, Strong, Fair, Weak str }
		}
		Loop []struct {
			Stage, Who, Covers str
			Minutes            int
		}
		Questions  []struct{ Competency, Ask, Good, Weak str }
		References []str
		RedFlags   []struct{ Flag, Ask str } `yaml:"red_flags"`
		Posting    []str
		Offer      []str
		Sources    []str
	}
	if !l.decode(file, data, &raw) {
		return
	}
	sc := raw.Scorecard
	k := &Kit{Role: l.required(file, raw.Role, "role"), File: file, line: map[string]int{}, References: texts(raw.References), Posting: texts(raw.Posting),
		Offer: texts(raw.Offer), Sources: texts(raw.Sources), Reviewed: l.date(file, raw.Reviewed, "reviewed"),
		Scorecard: Scorecard{Mission: l.required(file, sc.Mission, "mission"), Outcomes: texts(sc.Outcomes), Must: texts(sc.Must), Nice: texts(sc.Nice), Not: texts(sc.Not)}}
	if want := "kit-" + k.Role + ".yaml"; !strings.HasSuffix(p, "/"+want) {
		l.report(file, raw.Role.Line, "role and file name differ", "name the file "+want)
	}
	where := func(lists ...[]str) {
		for _, s := range slices.Concat(lists...) {
			k.line[s.Text] = s.Line
		}
	}
	where([]str{sc.Mission}, sc.Outcomes, sc.Must, sc.Nice, sc.Not, raw.References, raw.Posting, raw.Offer)
	for _, c := range sc.Competencies {
		where([]str{c.Strong, c.Fair, c.Weak, c.Name})
		k.Scorecard.Competencies = append(k.Scorecard.Competencies, Competency{c.Name.Text, c.Strong.Text, c.Fair.Text, c.Weak.Text})
	}
	for _, s := range raw.Loop {
		where([]str{s.Who, s.Covers, s.Stage})
		k.Loop = append(k.Loop, Stage{Stage: s.Stage.Text, Minutes: s.Minutes, Who: s.Who.Text, Covers: s.Covers.Text})
	}
	for _, q := range raw.Questions {
		where([]str{q.Good, q.Weak, q.Ask})
		k.Questions = append(k.Questions, KitQuestion{q.Competency.Text, q.Ask.Text, q.Good.Text, q.Weak.Text})
	}
	for _, f := range raw.RedFlags {
		where([]str{f.Ask, f.Flag})
		k.RedFlags = append(k.RedFlags, RedFlag{f.Flag.Text, f.Ask.Text})
	}
	if l.once("kit", k.Role, file, 1) {
		put(&l.c.Kits, k, func(o *Kit) bool { return o.Role == k.Role })
	}
}
