package blockkit

import (
	"strings"

	"rolecall/internal/advisor"
)

// Plain returns a complete reply as plain text, for screen readers, notifications
// and the command line. It is not escaped.
func Plain(r advisor.Reply, v View) string {
	var p plain
	switch r.Outcome {
	case advisor.Answer, advisor.Guide, advisor.Help:
		if r.Reason == advisor.ReasonTopics {
			return topicsText(r.Corpus)
		}
		p.entry(r, v)
	case advisor.Compared:
		p.comparison(r, v)
	case advisor.RoleCard:
		p.roleCard(r, v)
	case advisor.KitPage:
		p.kit(r)
	default:
		p.line(r.Lead)
		p.notes(r)
		if r.Outcome != advisor.Choices && len(r.Choices) > 0 {
			p.line(nearestLead)
		}
		for _, e := range r.Choices {
			p.line("• " + e.Question)
		}
		if r.Outcome == advisor.Choices {
			p.line("• None of these")
		}
	}
	if r.Also != nil {
		p.line(alsoLead + " " + r.Also.Question)
	}
	return p.String()
}

type plain struct{ strings.Builder }

func (p *plain) line(s string) {
	if s == "" {
		return
	}
	if p.Len() > 0 {
		p.WriteByte('\n')
	}
	p.WriteString(s)
}

func (p *plain) notes(r advisor.Reply) {
	for _, n := range r.Notes {
		p.line(n)
	}
}

func (p *plain) gap() {
	if p.Len() > 0 {
		p.WriteByte('\n')
	}
}

func (p *plain) entry(r advisor.Reply, v View) {
	if r.Entry == nil {
		p.line(r.Lead)
		return
	}
	p.line(Title(r.Corpus, r.Entry))
	p.notes(r)
	if r.Brief {
		p.line(r.InShort().Plain(r.Corpus.Citer(r.Entry, v.Now)))
	} else {
		p.line(r.Corpus.Plain(r.Entry, v.Now))
	}
	p.gap()
	p.line(creditsOf(r, v.Full, v.Now).plain())
	if r.Brief {
		p.line("Write “more” for the whole answer.")
		for i, e := range r.Related {
			if i == 0 {
				p.line("Or did you mean:")
			}
			p.line("• " + e.Question)
		}
	}
}

func (p *plain) comparison(r advisor.Reply, v View) {
	c := r.Comparison
	p.line(roleTitle(c.Roles) + " compared")
	p.notes(r)
	p.line(c.Short)
	for _, d := range rows(c, v.All) {
		p.gap()
		p.line(d.Label)
		for _, role := range c.Roles {
			p.line("• " + role.Letters + ": " + cellText(role, d))
		}
	}
	p.gap()
	p.line(creditsOf(r, v.All, v.Now).plain())
}

func (p *plain) roleCard(r advisor.Reply, v View) {
	role := r.Role
	p.line(role.Name + lettersOf(role))
	p.notes(r)
	if r.Entry != nil {
		p.line(r.Entry.Short.Plain(r.Corpus.Citer(r.Entry, v.Now)))
	}
	for _, d := range cardRows(role, v.Full) {
		p.line("• " + d.Label + ": " + role.Cells[d.Key].Text)
	}
	p.gap()
	p.line(creditsOf(r, v.Full, v.Now).plain())
}
