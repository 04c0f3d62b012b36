package corpus

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
		l.unusable(p)
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
