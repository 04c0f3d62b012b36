package blockkit

import (
	"strings"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
)

// emptyCell stands in a table cell without text: Slack refuses an empty one.
const emptyCell = "–"

func (b *builder) comparison() {
	r, c := b.reply, b.reply.Comparison
	b.header(clip(roleTitle(c.Roles), MaxHeader))
	b.say(c.Short)
	b.notes()
	if b.view.NoTable || b.view.Modal {
		b.comparisonFields(c)
	} else {
		b.comparisonTable(c)
	}
	b.linked(r.Corpus, sourceIDs(c, b.view.All), "Reviewed "+c.Reviewed.Format(dateForm))
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

// comparisonTable draws the native table: dimensions down, roles across.
func (b *builder) comparisonTable(c *advisor.Comparison) {
	t := slack.NewTableBlock(b.id("table"))
	head := []slack.TableCell{boldCell("Role")}
	// Align must be set: the zero value marshals to "", which Slack refuses.
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

// comparisonFields draws one section a dimension, the roles as its fields.
func (b *builder) comparisonFields(c *advisor.Comparison) {
	for _, d := range c.Rows(b.view.All) {
		var fields []*slack.TextBlockObject
		for _, r := range c.Roles {
			fields = append(fields, plainText(clip(r.Letters+":\n"+cellText(r, d), MaxFieldText)))
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

// roleTitle is "CTO, CIO and CISO".
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

// roleIDs is "cto cio": what a button carries to compare again.
func roleIDs(c *advisor.Comparison) string {
	ids := make([]string, len(c.Roles))
	for i, r := range c.Roles {
		ids[i] = r.ID
	}
	return strings.Join(ids, " ")
}

// maxSourcesShown keeps the quiet line of a wide comparison readable.
const maxSourcesShown = 12

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
