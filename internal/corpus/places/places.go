// Package places knows which places are in which countries, and which countries in
// which regions, as the lines of words/places.txt say.
package places

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Global is covered by what is from all over.
const Global = "global"

// Forms of parts of a line. A name in capitals is one only where it is typed so: "US"
// is a country, "us" is not.
const (
	name = `(?:[a-z0-9]+(?: [a-z0-9]+)*|[A-Z]{2,})`
	area = `(?:the )?[A-Z][A-Za-z-]*(?: [A-Za-z-]+)*`
)

// Form is the form of a line: an area with names of it and of its places, a region
// with what is in it, or a name of which nobody can know the area.
var Form = regexp.MustCompile(`^(?:` + name + `|` + area + `: ` + name + `(?:, ` + name + `)*|` + area + ` = ` + area + `(?:, ` + area + `)*)$`)

// Map leads from places to areas: countries and regions. The zero Map has none.
type Map struct {
	places    map[string]string   // name of a place -> its area, "" where nobody can know it
	sentences map[string]string   // area -> as it is written in a sentence: "the US"
	parts     map[string][]string // region -> the areas in it
}

// Add adds a line, which has the Form. It returns the names on it, or the areas that it
// says are in a region.
func (m *Map) Add(line string) (names, parts []string) {
	if m.places == nil {
		m.places, m.sentences, m.parts = map[string]string{}, map[string]string{}, map[string][]string{}
	}
	head, list, named := strings.Cut(line, ": ")
	if !named {
		head, list, _ = strings.Cut(line, " = ")
	}
	if list == "" {
		m.places[line] = ""
		return []string{line}, nil
	}
	in := strings.TrimPrefix(head, "the ")
	if m.sentences[in] == "" {
		m.sentences[in] = head
	}
	for item := range strings.SplitSeq(list, ", ") {
		if named {
			names = append(names, item)
			m.places[item] = in
		} else {
			parts = append(parts, strings.TrimPrefix(item, "the "))
		}
	}
	m.parts[in] = append(m.parts[in], parts...)
	return names, parts
}

// Area is the country or region that the name of a place leads to, or "".
func (m *Map) Area(place string) string { return m.places[place] }

// Areas are the countries and regions, sorted.
func (m *Map) Areas() []string { return slices.Sorted(maps.Keys(m.sentences)) }

// Known reports whether a line is about an area, or it is Global.
func (m *Map) Known(area string) bool { return area == Global || m.sentences[area] != "" }

// InSentence is an area as it is written in a sentence: "the US".
func (m *Map) InSentence(area string) string {
	if s := m.sentences[area]; s != "" {
		return s
	}
	return area
}

// Covered is what is covered of an area by some areas: all of it, or these of them.
func (m *Map) Covered(covers []string, area string) (some []string, all bool) {
	covered := m.within(covers...)
	asked := m.within(area)
	all = !slices.ContainsFunc(m.countries(asked), func(c string) bool { return !covered[c] })
	if all || covered[area] || covered[Global] {
		return nil, true
	}
	for _, cover := range covers {
		if slices.ContainsFunc(m.countries(m.within(cover)), func(c string) bool { return asked[c] }) {
			some = append(some, cover)
		}
	}
	return some, false
}

// within are areas and all that is in them.
func (m *Map) within(areas ...string) map[string]bool {
	in := map[string]bool{}
	for len(areas) > 0 {
		a := areas[0]
		areas = areas[1:]
		if !in[a] {
			in[a] = true
			areas = append(slices.Clone(areas), m.parts[a]...)
		}
	}
	return in
}

// countries are those of some areas that have no parts.
func (m *Map) countries(areas map[string]bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(areas)), func(a string) bool { return len(m.parts[a]) > 0 })
}
