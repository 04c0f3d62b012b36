package feedback

import (
	"fmt"
	"io"
	"strings"
)

const (
	barWidth   = 24 // characters; with it the sums at the top fit in 80 columns
	mostListed = 15 // rows of a table. A choice: a screenful with the sums; --json lists all
	nameWidth  = 22 // characters for the name of a sum: the longest, indented, and a space
)

// Text writes the report for a terminal.
func (s Stats) Text(w io.Writer) error {
	var b strings.Builder
	if s.Asked+s.Liked+s.Disliked == 0 {
		b.WriteString("Nothing was asked or rated in this time.\n")
		_, err := io.WriteString(w, b.String())
		return err
	}
	fmt.Fprintf(&b, "From %s to %s\n\n", s.Since, s.Until)
	line := func(indent int, name string, n, of int) {
		fmt.Fprintf(&b, "%*s%-*s %7d", indent, "", nameWidth-indent, name, n)
		if of > 0 {
			fmt.Fprintf(&b, "  %3.0f %%  %s", 100*float64(n)/float64(of), bar(n, of))
		}
		b.WriteString("\n")
	}
	line(0, "asked", s.Asked, 0)
	line(2, "answered", s.Answered, s.Asked)
	line(2, "offered choices", s.Choices, s.Asked)
	line(4, "one was taken", s.Taken, s.Choices)
	line(2, "missed", s.Missed, s.Asked)
	line(4, "not our business", s.Refused, s.Missed)
	line(0, "rated", s.Liked+s.Disliked, 0)
	line(2, "helpful", s.Liked, s.Liked+s.Disliked)
	line(2, "not helpful", s.Disliked, s.Liked+s.Disliked)
	for _, r := range s.Reasons {
		line(4, r.Name, r.N, s.Disliked)
	}
	if len(s.Unanswered) > 0 {
		b.WriteString("\nasked without an answer\n")
		for _, t := range s.Unanswered {
			line(2, reasonInWords(t.Name), t.N, s.Missed)
		}
	}
	table := func(title, counts string, groups []Group, more int, asked func(Group) int) {
		if len(groups) == 0 {
			return
		}
		width, most := len(title), 0
		for _, g := range groups {
			width, most = max(width, len(g.Name)), max(most, asked(g))
		}
		fmt.Fprintf(&b, "\n%-*s %7s  missed  helpful  not\n", width, title, counts)
		for _, g := range groups {
			row := fmt.Sprintf("%-*s %7d %7d %8d %4d  %s", width, g.Name, asked(g), g.Missed, g.Liked, g.Disliked, bar(asked(g), most))
			b.WriteString(strings.TrimRight(row, " ") + "\n")
		}
		if more > 0 {
			fmt.Fprintf(&b, "… and %d more (--json lists all)\n", more)
		}
	}
	asked := func(g Group) int { return g.Asked }
	n := min(mostListed, len(s.Entries))
	table("entry", "shown", s.Entries[:n], len(s.Entries)-n, func(g Group) int { return g.Asked + g.Taken })
	table("week of", "asked", s.Weeks[max(0, len(s.Weeks)-mostListed):], max(0, len(s.Weeks)-mostListed), asked)
	table("where", "asked", s.Surfaces, 0, asked)
	_, err := io.WriteString(w, b.String())
	return err
}

// bar draws n out of of as a bar, in eighths of a character.
func bar(n, of int) string {
	if of <= 0 || n <= 0 {
		return ""
	}
	eighths := min(barWidth*8, max(1, n*barWidth*8/of))
	s := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		s += string([]rune(" ▏▎▍▌▋▊▉")[rest])
	}
	return s
}
