package sheet

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"rolecall/internal/corpus"
	"rolecall/internal/curate/entryform"
)

func (f *found) cite(id string) {
	if !slices.Contains(f.Fields.Sources, id) {
		f.Fields.Sources = append(f.Fields.Sources, id)
	}
}

// sourceParts divides a cell with several sources.
var sourceParts = regexp.MustCompile(`\s*[\n|;]\s*`)

// bareAddress is an address as a browser shows it. Without a path, "Node.js" is one too.
var bareAddress = regexp.MustCompile(`^(?:[\pL\pN-]+\.)+\pL{2,}/\S*$`)

// sources fills in where an answer comes from: what its columns say, then what its text
// links to. A form has room for one source that the corpus does not have.
func (r *reader) sources(rec record, f *found, texts map[column]answerText) error {
	var all []link
	titles := r.cols.texts(rec, colTitle)
	for _, cell := range r.cols.texts(rec, colSource) {
		cell, err := formula(colSource, cell)
		if err != nil {
			return err
		}
		cell, removed := safe(cell)
		f.Notes = append(f.Notes, removed...)
		for _, part := range sourceParts.Split(cell, -1) {
			if bareAddress.MatchString(part) {
				part = "https://" + part
			}
			words, links, err := r.linked(part)
			switch {
			case err != nil:
				return err
			case len(links) > 0:
				all = append(all, links...)
			case hasLetters(words):
				titles = append(titles, words)
			}
		}
	}
	for _, col := range []column{colAnswer, colShort, colPoints, colNext} {
		all = append(all, texts[col].links...)
	}
	for _, title := range titles {
		if ids, ok := r.sourceIDs(title); ok {
			for _, id := range ids {
				f.cite(id)
			}
			continue
		}
		words, _, err := r.plainWords(title)
		if err != nil {
			return err
		}
		if len(all) > 0 && (all[0].label == "" || all[0].label == all[0].address) {
			all[0].label = words
			if _, err := checkLink(all[0]); err != nil {
				return err
			}
		} else if words != "" {
			all = append(all, link{label: words})
		}
	}
	r.cite(f, all)
	return nil
}

// linked reads a part of a cell of sources: its words, and the addresses in it.
func (r *reader) linked(part string) (words string, links []link, err error) {
	t, err := readMarkdown(r.parser, part)
	return plain(joined(t.passages)), t.links, err
}

// cite takes the sources that the corpus has, and the first that it does not.
func (r *reader) cite(f *found, all []link) {
	for _, l := range all {
		if id := r.sourceAt(l.address); id != "" {
			f.cite(id)
			continue
		}
		label := plain(l.label)
		if label == "" {
			label = host(l.address)
		}
		added := entryform.NewSource{Title: label, URL: l.address}
		switch f.Fields.NewSource {
		case added:
		case entryform.NewSource{}:
			f.Fields.NewSource = added
		default:
			f.note("left out a further source: %s", strings.TrimSpace(label+" "+l.address))
		}
	}
}

// sourceAt is the id of the source with an address.
func (r *reader) sourceAt(address string) string {
	same := func(s string) string {
		s = strings.TrimPrefix(strings.TrimPrefix(s, "https://"), "http://")
		return strings.TrimSuffix(strings.TrimPrefix(s, "www."), "/")
	}
	for _, s := range r.corpus.Sources {
		if s.URL != "" && address != "" && same(s.URL) == same(address) {
			return s.ID
		}
	}
	return ""
}

// sourceIDs reads a list of ids of sources, or the title of one.
func (r *reader) sourceIDs(text string) (ids []string, ok bool) {
	for _, s := range r.corpus.Sources {
		if corpus.Normal(s.Title) == corpus.Normal(text) {
			return []string{s.ID}, true
		}
	}
	for id := range strings.SplitSeq(text, ",") {
		if id = strings.TrimSpace(id); r.corpus.Source(id) == nil {
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}

var (
	slackName = regexp.MustCompile(`<[@#!](?:subteam\^)?([A-Z0-9]{2,})(?:\|[^<>]*)?>`)
	topic     = regexp.MustCompile(`^[a-z][a-z0-9-]*\.[a-z0-9.-]+$`)
	// commas are what stands between the roles of a cell.
	commas = regexp.MustCompile(`\s*[,;/|\n]\s*`)
)

// about fills in the id, the role, the owner and the date.
func (r *reader) about(rec record, f *found) {
	if id := strings.ToLower(r.cols.text(rec, colID)); r.corpus.Entry(id) != nil {
		f.Fields.ID = id
	} else if topic.MatchString(id) {
		f.note("there is no entry %s: this would be a new one", id)
	}
	for _, cell := range r.cols.texts(rec, colRole) {
		for _, name := range commas.Split(cell, -1) {
			switch id := r.role(name); {
			case name == "":
			case id == "":
				f.note("no role is called %q", shorten(name))
			case f.Fields.Role == "":
				f.Fields.Role = id
			case f.Fields.Role != id:
				f.note("is about one role, %s: left out %s", f.Fields.Role, id)
			}
		}
	}
	owner := strings.Join(r.cols.texts(rec, colOwner), ", ")
	owner, removed := safe(slackName.ReplaceAllString(owner, "$1"))
	f.Notes = append(f.Notes, removed...)
	f.Fields.Owner = strings.Join(strings.Fields(owner), " ")
	for _, cell := range r.cols.texts(rec, colReviewed) {
		day, ok := date(cell)
		if f.Fields.Reviewed = day; !ok {
			f.note("cannot read the date %q: write it as 2026-11-26", shorten(cell))
		}
	}
}

// role is the id of the role with a name, "" where there is none.
func (r *reader) role(name string) string {
	name = corpus.Normal(name)
	for _, role := range r.corpus.Roles {
		if name == corpus.Normal(role.ID) || name == corpus.Normal(role.Letters) {
			return role.ID
		}
	}
	for _, role := range r.corpus.Roles {
		for _, n := range slices.Concat([]string{role.Name, role.Plural}, role.Titles, role.Abbreviations) {
			if name == corpus.Normal(n) {
				return role.ID
			}
		}
	}
	return ""
}

// date reads a day as people write it. With numbers and slashes the month may come first
// or second: only days after the twelfth are clear.
func date(s string) (time.Time, bool) {
	s, _, _ = strings.Cut(s, " 00:00")
	for _, layout := range []string{time.DateOnly, "2006/1/2", "2.1.2006", "2.1.06", "2 Jan 2006", "2 January 2006", "Jan 2, 2006", "January 2, 2006", "Jan 2006", "January 2006", time.DateTime, time.RFC3339} {
		if day, err := time.Parse(layout, s); err == nil {
			return day.Truncate(24 * time.Hour), true
		}
	}
	dayFirst, err1 := time.Parse("2/1/2006", s)
	monthFirst, err2 := time.Parse("1/2/2006", s)
	switch {
	case err1 != nil && err2 != nil, err1 == nil && err2 == nil && !dayFirst.Equal(monthFirst):
		return time.Time{}, false
	case err1 != nil:
		return monthFirst, true
	}
	return dayFirst, true
}
