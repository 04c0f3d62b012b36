package blockkit

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"rolecall/internal/advisor"
	"rolecall/internal/corpus"
	"rolecall/internal/corpus/prose"
)

// emptyCell is the text of a table cell without text, since Slack refuses an empty
// one (docs.slack.dev, table block).
const emptyCell = "–"

// maxTableRoles is how many roles are drawn as a table. A choice: besides the names of the
// rows, a phone has room for two columns of sentences.
const maxTableRoles = 2

func (b *builder) comparison() {
	r, c := b.reply, b.reply.Comparison
	b.header(Clip(roleTitle(c.Roles), MaxHeader))
	b.notes()
	b.say(c.Short)
	switch dims := rows(c, b.view.All); {
	case len(c.Roles) > maxTableRoles:
		b.comparisonLines(c, dims)
	case b.can(DataTable):
		b.comparisonDataTable(c, dims)
	case b.can(Table):
		b.comparisonTable(c, dims)
	default:
		b.comparisonFields(c, dims)
	}
	b.cited(creditsOf(r, b.view.All, b.view.Now))
	var buttons []slack.BlockElement
	if !b.view.All {
		ref := b.ref(roleIDs(c))
		ref.Asked = b.shareText()
		buttons = append(buttons, b.button(ActionCompareAll, "Show all rows", ref))
	}
	if c.Entry != nil {
		b.reply.Related = slices.Concat([]*corpus.Entry{c.Entry}, r.Related)
	}
	b.foot(buttons)
	b.feedback(r.EntryID())
}

// rows are the dimensions to show, those in which the roles differ most first; where they
// differ as much, in the usual order.
func rows(c *advisor.Comparison, all bool) []corpus.Dimension {
	dims := c.Rows(all)
	slices.SortStableFunc(dims, func(a, b corpus.Dimension) int { return cmp.Compare(difference(c.Roles, b), difference(c.Roles, a)) })
	return dims
}

// difference says how much the roles differ in a dimension, from 0 to 1: what part of the
// words of the shorter cell the other cell does not have, on average over all pairs. A cell
// without text differs from nothing, since it says nothing.
func difference(roles []*corpus.Role, d corpus.Dimension) float64 {
	sum, pairs := 0.0, 0
	for i, r := range roles {
		for _, other := range roles[:i] {
			sum += apart(r.Cells[d.Key].Text, other.Cells[d.Key].Text)
			pairs++
		}
	}
	return sum / float64(max(pairs, 1))
}

func apart(a, b string) float64 {
	short, long := words(a), words(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) == 0 {
		return 0
	}
	own := 0
	for w := range short {
		if !long[w] {
			own++
		}
	}
	return float64(own) / float64(len(short))
}

// minWord is the shortest word in letters that counts in a difference, unless it is in
// capitals. A choice: shorter ones are mostly "the", "of" and "and".
const minWord = 4

// words are the words of a cell that say something.
func words(s string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if utf8.RuneCountInString(w) >= minWord || len(w) > 1 && w == strings.ToUpper(w) {
			out[strings.ToLower(w)] = true
		}
	}
	return out
}

// rowsHead is the heading of the column with the names of the rows. Slack refuses a cell
// without text.
const rowsHead = "Point"

// comparisonDataTable draws Slack's data_table: a row per dimension, a column per role.
func (b *builder) comparisonDataTable(c *advisor.Comparison, dims []corpus.Dimension) {
	// Without a size of its own a page has five rows, which hides the others.
	t := slack.NewDataTableBlock(roleTitle(c.Roles)+" side by side", slack.DataTableBlockOptionBlockID(b.id("table"))).WithPageSize(len(dims))
	head := []slack.DataTableCell{slack.NewDataTableRawTextCell(rowsHead)}
	for _, r := range c.Roles {
		head = append(head, slack.NewDataTableRawTextCell(r.Letters))
	}
	t.AddRow(head...)
	for _, d := range dims {
		row := []slack.DataTableCell{slack.NewDataTableRawTextCell(d.Label)}
		for _, r := range c.Roles {
			row = append(row, slack.NewDataTableRawTextCell(cellText(r, d)))
		}
		t.AddRow(row...)
	}
	b.add(t)
}

// comparisonLines draws a section per dimension with a line per role, which a phone shows
// without scrolling to the side.
func (b *builder) comparisonLines(c *advisor.Comparison, dims []corpus.Dimension) {
	for _, d := range dims {
		var lines []slack.RichTextElement
		for _, r := range c.Roles {
			lines = append(lines, slack.NewRichTextSection(textElement(r.Letters+": ", bold), textElement(cellText(r, d), nil)))
		}
		b.add(slack.NewRichTextBlock(b.id("row"), slack.NewRichTextSection(textElement(d.Label, bold)), bulleted(0, lines...)))
	}
}

// comparisonTable draws Slack's table block: a row per dimension, a column per
// role.
func (b *builder) comparisonTable(c *advisor.Comparison, dims []corpus.Dimension) {
	t := slack.NewTableBlock(b.id("table"))
	head := []slack.TableCell{boldCell(rowsHead)}
	// Without Align slack-go sends "align":"", which Slack refuses.
	settings := []slack.ColumnSetting{{Align: slack.ColumnAlignmentLeft, IsWrapped: true}}
	for _, r := range c.Roles {
		head = append(head, boldCell(r.Letters))
		settings = append(settings, slack.ColumnSetting{Align: slack.ColumnAlignmentLeft, IsWrapped: true})
	}
	t.Rows = append(t.Rows, head)
	for _, d := range dims {
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
func (b *builder) comparisonFields(c *advisor.Comparison, dims []corpus.Dimension) {
	for _, d := range dims {
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
	return prose.List(names, "and")
}

// roleIDs returns the roles' ids for the Ref of a button: "cto cio".
func roleIDs(c *advisor.Comparison) string {
	ids := make([]string, len(c.Roles))
	for i, r := range c.Roles {
		ids[i] = r.ID
	}
	return strings.Join(ids, " ")
}

// sourceIDs returns the sources of the cells shown, in the order of the rows.
func sourceIDs(c *advisor.Comparison, all bool) (ids []string) {
	for _, d := range rows(c, all) {
		for _, r := range c.Roles {
			ids = append(ids, r.Cells[d.Key].Sources...)
		}
	}
	return distinct(ids)
}
