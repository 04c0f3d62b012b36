package blockkit

import (
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
)

// emptyCell is the text of a table cell without text, since Slack refuses an empty
// one (docs.slack.dev, table block).
const emptyCell = "–"

func (b *builder) comparison() {
	r, c := b.reply, b.reply.Comparison
	b.header(Clip(roleTitle(c.Roles), MaxHeader))
	b.notes()
	b.say(c.Short)
	if b.can(Table) {
		b.comparisonTable(c)
	} else {
		b.comparisonFields(c)
	}
	b.linked(r.Corpus, sourceIDs(c, b.view.All), "Reviewed "+c.Reviewed.Format(dateFormat))
	var buttons []slack.BlockElement
	if !b.view.All {
		ref := b.ref(roleIDs(c))
		ref.Asked = b.shareText()
		buttons = append(buttons, b.button(ActionCompareAll, "All twelve", ref))
	}
	if c.Entry != nil {
		buttons = append(buttons, b.button(ActionShow, c.Entry.Question, b.ref(c.Entry.ID)))
	}
	b.foot(buttons)
	b.feedback(r.EntryID())
}

// comparisonTable draws Slack's table block: a row per dimension, a column per
// role.
func (b *builder) comparisonTable(c *advisor.Comparison) {
	t := slack.NewTableBlock(b.id("table"))
	head := []slack.TableCell{boldCell("Role")}
	// Without Align slack-go sends "align":"", which Slack refuses.
	settings := []slack.ColumnSetting{{Align: slack.ColumnAlignmentLeft, IsWrapped: true}}
	for _, r := range c.Roles {
		head = append(head, boldCell(r.Letters))
		settings = append(settings, slack.ColumnSetting{Align: slack.ColumnAlignmentLeft, IsWrapped: true})
	}
	t.Rows = append(t.Rows, head)
	for _, d := range c.Rows(b.view.All) {
		row := []slack.TableCell{boldCell(d.Label)}
		for _, r := range c.Roles {
			row = append(row, slack.NewTableRawTextCell(cellText(r, d)))
		}
		t.Rows = append(t.Rows, row)
	}
	t.ColumnSettings = settings
	b.add(t)
}

func boldCell(s string) slack.TableCell {
	return slack.NewTableRichTextCell(slack.NewRichTextSection(textElement(s, bold)))
}

// comparisonFields draws a section per dimension, with a field per role.
func (b *builder) comparisonFields(c *advisor.Comparison) {
	for _, d := range c.Rows(b.view.All) {
		var fields []*slack.TextBlockObject
		for _, r := range c.Roles {
			fields = append(fields, plainText(Clip(r.Letters+":\n"+cellText(r, d), MaxFieldText)))
		}
		b.add(slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, "*"+escape(d.Label)+"*", false, true), fields, nil,
			slack.SectionBlockOptionBlockID(b.id("row"))))
	}
}

func cellText(r *corpus.Role, d corpus.Dimension) string {
	if cell, ok := r.Cells[d.Key]; ok && cell.Text != "" {
		return cell.Text
	}
	return emptyCell
}

// roleTitle returns the roles' letters: "CTO, CIO and CISO".
func roleTitle(roles []*corpus.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.Letters
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// roleIDs returns the roles' ids for the Ref of a button: "cto cio".
func roleIDs(c *advisor.Comparison) string {
	ids := make([]string, len(c.Roles))
	for i, r := range c.Roles {
		ids[i] = r.ID
	}
	return strings.Join(ids, " ")
}

// maxSourcesShown is how many sources a comparison lists. A choice: more would
// fill several lines of a phone.
const maxSourcesShown = 12

// sourceIDs returns the sources of the cells shown, in their order.
func sourceIDs(c *advisor.Comparison, all bool) []string {
	var ids []string
	for _, d := range c.Rows(all) {
		for _, r := range c.Roles {
			ids = append(ids, r.Cells[d.Key].Sources...)
		}
	}
	ids = distinct(ids)
	return ids[:min(len(ids), maxSourcesShown)]
}
