package blocks

import (
	"fmt"
	"slices"
)

func (c *checker) card(b map[string]any, at string) {
	if b["title"] == nil && b["body"] == nil && b["hero_image"] == nil && b["actions"] == nil {
		c.problem(at, "missing required field: title, body, hero_image or actions")
	}
	c.optionalText(b["title"], at+"/title", maxCardTitle, false)
	c.optionalText(b["subtitle"], at+"/subtitle", maxCardTitle, false)
	c.optionalText(b["body"], at+"/body", maxCardText, false)
	c.optionalText(b["subtext"], at+"/subtext", maxCardText, false)
	if b["icon"] != nil && b["slack_icon"] != nil {
		c.problem(at, "icon and slack_icon cannot both be set")
	}
	for _, k := range []string{"icon", "hero_image"} {
		c.optionalImage(b[k], at+"/"+k)
	}
	if b["actions"] != nil {
		c.elements(b["actions"], at+"/actions", maxCardButtons, inActions)
	}
}

func (c *checker) carousel(b map[string]any, at string) {
	c.objects(c.list(b["elements"], at+"/elements", 1, maxCards), at+"/elements", func(m map[string]any, at string) {
		if m["type"] != "card" {
			c.problem(at+"/type", "unsupported type: %v in a carousel", m["type"])
			return
		}
		c.card(m, at)
	})
}

func (c *checker) optionalImage(v any, at string) {
	if v == nil {
		return
	}
	if m, ok := v.(map[string]any); ok {
		c.image(m, at)
	} else {
		c.problem(at, "must provide an object")
	}
}

// inContainer are the blocks that a container may hold
// (docs.slack.dev/reference/block-kit/blocks/container-block). Other people
// report that Slack's own validator refuses rich_text there, against the page; that is not
// confirmed. A section is safe.
var inContainer = []string{
	"actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table", "video",
}

// container checks a container and what is in it.
func (c *checker) container(b map[string]any, at string) {
	if b["title"] == nil && b["rich_text_title"] == nil {
		c.problem(at, "missing required field: title or rich_text_title")
	}
	c.optionalText(b["title"], at+"/title", maxContainerTitle, true)
	c.optionalText(b["subtitle"], at+"/subtitle", maxContainerTitle, false)
	c.optionalImage(b["icon"], at+"/icon")
	if w := b["width"]; w != nil && !slices.Contains([]any{"narrow", "standard", "wide", "full"}, w) {
		c.problem(at+"/width", "must be narrow, standard, wide or full")
	}
	collapsible := b["is_collapsible"] == true
	if b["default_collapsed"] == true && !collapsible {
		c.problem(at+"/default_collapsed", "needs is_collapsible")
	}
	if b["has_header_divider"] == true && collapsible {
		c.problem(at+"/has_header_divider", "is not allowed with is_collapsible")
	}
	children := c.list(b["child_blocks"], at+"/child_blocks", 1, maxChildren)
	for i, v := range children {
		if m, ok := v.(map[string]any); ok && !slices.Contains(inContainer, Text(m["type"])) {
			c.problem(fmt.Sprintf("%s/child_blocks/%d/type", at, i), "unsupported type: %v in a container", m["type"])
		}
	}
	c.blocks(children, at+"/child_blocks")
}

// chart checks a data_visualization.
func (c *checker) chart(b map[string]any, at string) {
	if c.charts++; c.charts > maxCharts {
		c.problem(at, "no more than %d data_visualization blocks allowed", maxCharts)
	}
	c.size(b["title"], at+"/title", 1, maxChartTitle)
	at += "/chart"
	chart, ok := b["chart"].(map[string]any)
	if !ok {
		c.problem(at, "must provide an object")
		return
	}
	switch chart["type"] {
	case "pie":
		labels := twice{}
		c.objects(c.list(chart["segments"], at+"/segments", 1, maxSegments), at+"/segments", func(m map[string]any, at string) {
			c.size(m["label"], at+"/label", 1, maxChartLabel)
			c.once(labels, m["label"], at+"/label")
			if n, ok := decimal(m["value"]); !ok || n <= 0 {
				c.problem(at+"/value", "must be a number above 0")
			}
		})
	case "bar", "area", "line":
		c.axes(chart, at)
	default:
		c.problem(at+"/type", "must be pie, bar, area or line")
	}
}

// twice holds the labels of one list. Slack's page says that series have names of their own
// and that points are matched by label; two segments of one name nobody can tell apart.
type twice map[string]bool

// once notes a label and finds one that was there before.
func (c *checker) once(seen twice, label any, at string) {
	if s, _ := label.(string); seen[s] {
		c.problem(at, "%q is used twice", s)
	} else {
		seen[s] = true
	}
}

// axes checks the categories and the series of a chart that has axes.
func (c *checker) axes(chart map[string]any, at string) {
	axis, ok := chart["axis_config"].(map[string]any)
	if !ok {
		c.problem(at+"/axis_config", "must provide an object")
		return
	}
	categories := c.list(axis["categories"], at+"/axis_config/categories", 1, maxPoints)
	labels, names := twice{}, twice{}
	for _, v := range categories {
		c.size(v, at+"/axis_config/categories", 1, maxChartLabel)
		c.once(labels, v, at+"/axis_config/categories")
	}
	for _, k := range []string{"x_label", "y_label"} {
		c.size(axis[k], at+"/axis_config/"+k, 0, maxChartTitle)
	}
	c.objects(c.list(chart["series"], at+"/series", 1, maxSeries), at+"/series", func(m map[string]any, at string) {
		c.size(m["name"], at+"/name", 1, maxChartLabel)
		c.once(names, m["name"], at+"/name")
		points := c.list(m["data"], at+"/data", 1, maxPoints)
		if len(points) != len(categories) {
			c.problem(at+"/data", "must have one point for each category")
		}
		in := twice{} // a point is found by its label, so each category has one
		c.objects(points, at+"/data", func(m map[string]any, at string) {
			if label, ok := m["label"].(string); !ok || !slices.Contains(categories, any(label)) {
				c.problem(at+"/label", "must be one of the categories")
			}
			c.once(in, m["label"], at+"/label")
			if _, ok := decimal(m["value"]); !ok {
				c.problem(at+"/value", "must be a number")
			}
		})
	})
}
