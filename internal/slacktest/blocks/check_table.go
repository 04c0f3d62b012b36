package blocks

import (
	"strconv"
	"unicode/utf8"
)

func (c *checker) dataTable(b map[string]any, at string) {
	c.size(b["caption"], at+"/caption", 1, maxCaption)
	if b["page_size"] != nil {
		if n, ok := number(b["page_size"]); !ok || n < 1 || n > maxPageSize {
			c.problem(at+"/page_size", "must be 1 to %d", maxPageSize)
		}
	}
	if named := b["row_header_column_index"]; named != nil {
		if n, ok := number(named); !ok || n < 0 || n >= maxColumns {
			c.problem(at+"/row_header_column_index", "must be 0 to %d", maxColumns-1)
		}
	}
	c.table(b, at, maxDataTableText, minDataTableRows, maxDataTableRows)
}

// table checks a table or a data table. Characters are counted over all tables of the
// payload.
func (c *checker) table(b map[string]any, at string, chars, leastRows, mostRows int) {
	if c.tables++; c.tables > 1 {
		c.problem(at, OnlyOneTable)
	}
	if b["column_settings"] != nil {
		c.objects(c.list(b["column_settings"], at+"/column_settings", 0, maxColumns), at+"/column_settings", func(m map[string]any, at string) {
			if align, ok := m["align"]; ok && align != "left" && align != "center" && align != "right" {
				c.problem(at+"/align", "must be left, center or right")
			}
		})
	}
	width := 0
	for i, r := range c.list(b["rows"], at+"/rows", leastRows, mostRows) {
		here := at + "/rows/" + strconv.Itoa(i)
		row := c.list(r, here, 1, maxColumns)
		if i == 0 {
			width = len(row)
		}
		if b["type"] == "data_table" && len(row) != width {
			c.problem(here, "must have as many cells as the first row")
		}
		c.objects(row, here, func(m map[string]any, at string) {
			switch m["type"] {
			case "raw_text":
				c.size(m["text"], at+"/text", 1, chars)
				c.tableLen += utf8.RuneCountInString(Text(m))
			case "rich_text":
				if b["type"] == "data_table" && i == 0 {
					c.problem(at+"/type", "rich_text is not allowed in the header row")
				}
				c.richIn(m, at)
				c.tableLen += utf8.RuneCountInString(richText(m["elements"]))
			case "raw_number":
				if _, ok := decimal(m["value"]); !ok || b["type"] != "data_table" {
					c.problem(at+"/type", "unsupported cell type: raw_number")
				}
				c.tableLen += utf8.RuneCountInString(Text(m))
			default:
				c.problem(at+"/type", "unsupported cell type: %v", m["type"])
			}
		})
	}
	if c.tableLen > chars {
		c.problem(at, "must be less than %d characters in all cells", chars+1)
	}
}
