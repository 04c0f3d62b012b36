package corpus

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// The longest texts, in characters as shown. A choice, unless said otherwise: an entry
// is read on a phone, a cell in a narrow table.
const (
	MaxEntryText   = 1100 // two screens of a phone; package blockkit folds what is longer
	MaxShort       = 240  // two sentences that are passed on as they are, on four lines of a phone
	MaxLabel       = 24
	MaxCell        = 120
	MaxKitText     = 300
	MaxQuestion    = 75 // a question becomes a button or a menu option (docs.slack.dev, button element and option object: text)
	MaxPhrasing    = 300
	maxReplyLength = 400
)

// structure checks what a corpus needs to work, apart from the ids that its files name
// (see references). A file with such a fault is not used; package lint checks what
// only reads badly.
func (l *loader) structure() {
	for _, e := range l.c.Entries {
		l.entry(e)
	}
	for _, r := range l.c.Roles {
		l.roleTexts(r)
		l.kinship(r)
		l.ownFamily(r)
	}
	for _, o := range l.c.Others {
		l.otherTexts(o)
	}
	for _, r := range l.c.Refusals {
		l.fits(r.File, r.Line, "reply", r.Reply, maxReplyLength)
		for _, f := range r.Facets {
			l.facet(r.File, r.line[f], f)
		}
	}
	l.names()
	l.fields()
	l.words()
	l.facets()
	l.home()
}

// blame reports a fault that a file may have only because of another one. The first
// layer is checked without the ones above it, so that what they changed is never its
// fault: they could not be used at all then, since none of its files is left out.
func (l *loader) blame(file string, line int, what, hint string) {
	if !l.over || l.c.overlaid[file] {
		l.report(file, line, what, hint)
	}
}

// fits checks a text of one line that is shown as it is. How it reads is for package
// lint.
func (l *loader) fits(file string, line int, field, s string, limit int) {
	if n := utf8.RuneCountInString(s); n > limit {
		l.report(file, line, fmt.Sprintf("%s has %d characters, at most %d", field, n, limit), "shorten it")
	}
	if strings.ContainsAny(s, "<>\n") {
		l.report(file, line, field+" holds a character that will not render", "no < > or line breaks")
	}
}

// entry leaves the lengths of its texts to package lint: what is too long is cut where it is
// shown.
func (l *loader) entry(e *Entry) {
	if slices.Contains(e.Covers, "") || len(unique(e.Covers)) < len(e.Covers) {
		l.report(e.File, e.Line("covers"), "covers names a country twice, or none", "name each once")
	}
	for _, c := range e.Covers {
		l.fits(e.File, e.Line("covers"), "a country under covers", c, MaxLabel)
	}
	if len(e.Also) > 0 && len(e.Roles) != 2 {
		l.report(e.File, e.Line("also"), "also is in an entry that does not compare two roles", "remove it, or name the two under roles")
	}
}

// isMissing reports whether what an id names was meant to be there: its file has a
// fault of its own, or was left out for one. kind is "entry" or "kit".
func (l *loader) isMissing(kind string, id func(string) bool) bool {
	for _, m := range []map[string]bool{l.broken, l.leftOut} {
		for key := range m {
			if rest, ok := strings.CutPrefix(key, kind+" "); ok && id(rest) {
				return true
			}
		}
	}
	return false
}

// roleID is the form of a role's id, which is part of other ids: entries, kits, and
// comparisons of two.
var roleID = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)

// maxRoleID is the length of a role's id. A choice: the longest of ours has 28
// characters, and the values of buttons hold four of them.
const maxRoleID = 40

// notRoles are ids that mean something else: comparisons, and nothing chosen.
var notRoles = []string{"compare", "none"}

// checkRoleID reports an id that no role can have.
func (l *loader) checkRoleID(file string, line int, id string) {
	switch {
	case id == "": // reported already
	case !roleID.MatchString(id) || len(id) > maxRoleID:
		l.report(file, line, fmt.Sprintf("%q is not a valid id of a role", Quote(id)), fmt.Sprintf("write at most %d small letters, digits and hyphens: head-of-data", maxRoleID))
	case slices.Contains(notRoles, id):
		l.report(file, line, fmt.Sprintf("a role cannot have the id %q", id), "it means something else; choose another one")
	}
}

// ownFamily reports a role with the id of a family of entries about no role: "hiring".
func (l *loader) ownFamily(r *Role) {
	for _, e := range l.c.Entries {
		if family, _, _ := strings.Cut(e.ID, "."); family == r.ID && len(e.Roles) == 0 && (!l.c.overlaid[e.File] || !l.over) {
			l.blame(r.File, r.line["field:id"], fmt.Sprintf("the id %q is that of entries about no role, such as %s", r.ID, e.ID), "choose another one")
			return
		}
	}
}
