package corpus

import (
	"fmt"
	"slices"
	"strings"
)

// The limits of the names of a role, in characters. Names and titles become options of
// a menu, letters one of two roles on a button (docs.slack.dev, option object: text, 75
// characters); the other texts are a choice: what reads well on a phone.
const (
	maxName       = 75
	maxLetters    = MaxLabel
	maxDifference = 120
)

func (l *loader) roleTexts(r *Role) {
	l.fits(r.File, r.line["field:name"], "name", r.Name, maxName)
	l.fits(r.File, r.line["field:letters"], "letters", r.Letters, maxLetters)
	l.fits(r.File, r.line["field:plural"], "plural", r.Plural, maxName)
	l.fits(r.File, r.line["field:difference"], "difference", r.Difference, maxDifference)
	for _, name := range r.Readings {
		l.fits(r.File, r.line[name], "reading", name, maxName)
	}
	l.titles(r.File, func(name string) int { return r.line[name] }, r.Titles, r.Abbreviations, r.Misspellings, given(r.Name, r.Letters))
	if len(r.Titles) == 0 {
		l.report(r.File, 0, "has no titles", "list the spelled-out names people use")
	}
	for _, d := range Dimensions() {
		l.fits(r.File, r.Cells[d.Key].Line, "cell "+d.Key, r.Cells[d.Key].Text, MaxCell)
	}
}

func (l *loader) otherTexts(o *Other) {
	l.fits(o.File, o.Line, "name", o.Name, maxName)
	l.fits(o.File, o.Line, "letters", o.Letters, maxLetters)
	l.titles(o.File, func(string) int { return o.Line }, o.Titles, o.Abbreviations, o.Misspellings, given(o.Name))
}

// given are the names that are there: a missing one is reported as such.
func given(names ...string) []string {
	return slices.DeleteFunc(names, func(s string) bool { return s == "" })
}

// titles checks the names that a role is found by.
func (l *loader) titles(file string, line func(name string) int, lists ...[]string) {
	for _, name := range slices.Concat(lists...) {
		words := strings.Fields(Normal(name))
		switch {
		case len(words) == 0:
			l.report(file, line(name), fmt.Sprintf("title %q has no letter", Quote(name)), "write a name that people use, or remove it")
		case !slices.ContainsFunc(words, func(w string) bool { return !everyday[w] }):
			l.report(file, line(name), fmt.Sprintf("title %q is in questions about anything", Quote(name)), "write a name that only this role has")
		}
		l.fits(file, line(name), "title", name, maxName)
	}
}

// names reports a name that two roles have. The lower layer's role keeps it, and then
// the first by id. A company's role may have the name of one that we only refuse.
func (l *loader) names() {
	shared := map[string]bool{}
	for _, a := range l.c.Letters {
		shared[Normal(a.Letters)] = true
	}
	owner := map[string]string{}
	claim := func(file string, line func(name string) int, id string, lists ...[]string) {
		told := map[string]bool{}
		for _, n := range slices.Concat(lists...) {
			key := Normal(n)
			if key == "" || shared[key] || told[key] {
				continue
			}
			told[key] = true
			if first, taken := owner[key]; taken && first != id {
				l.blame(file, line(n), fmt.Sprintf("title %q of %s belongs to %s too", n, id, first), "give it to one; two-way letters go into letters.yaml")
				continue
			}
			owner[key] = id
		}
	}
	for _, over := range []bool{false, true} {
		for _, r := range l.c.Roles {
			if l.c.overlaid[r.File] == over {
				claim(r.File, func(name string) int { return r.line[name] }, r.ID, r.Titles, r.Abbreviations, r.Misspellings, []string{r.Name, r.Letters, r.Plural})
			}
		}
	}
	for _, over := range []bool{false, true} { // after all roles, whose names win
		for _, o := range l.c.Others {
			if l.c.overlaid[o.File] == over {
				claim(o.File, func(string) int { return o.Line }, o.ID, o.Titles, o.Abbreviations, o.Misspellings, []string{o.Name})
			}
		}
	}
}

// kinship checks kin, variant_of and variant_word.
func (l *loader) kinship(r *Role) {
	at := func(field string) int { return r.line["field:"+field] }
	for field, id := range map[string]string{"kin": r.Kin, "variant_of": r.VariantOf} {
		if id != "" && id == r.ID {
			l.report(r.File, at(field), field+" is the role itself", "name another role, or leave it out")
		}
	}
	switch {
	case r.VariantOf == "" && r.VariantWord != "":
		l.report(r.File, at("variant_word"), "variant_word without variant_of", "say which role it is a variant of, or remove it")
	case r.VariantOf != "" && r.VariantWord == "":
		l.report(r.File, at("variant_of"), "variant_of has no variant_word", "give the word that says what is special: fractional")
	case r.VariantOf != "" && !oneWord.MatchString(r.VariantWord):
		l.report(r.File, at("variant_word"), fmt.Sprintf("variant_word %q is not one word in small letters", r.VariantWord), "give one word, such as fractional")
	case everyday[r.VariantWord]:
		l.report(r.File, at("variant_word"), fmt.Sprintf("variant_word %q is in questions about anything", r.VariantWord), "give the word that says what is special: fractional")
	}
	l.fits(r.File, at("variant_word"), "variant_word", r.VariantWord, maxLetters)
	if r.VariantOf != "" && r.Kin != "" {
		l.report(r.File, at("kin"), "has kin and variant_of", "keep either kin or variant_of: a variant has the answers of its role")
	}
	of := l.c.Role(r.VariantOf)
	if of == nil || of == r || of.VariantOf == "" || of.VariantOf == of.ID {
		return
	}
	if l.c.overlaid[of.File] && !l.c.overlaid[r.File] {
		l.report(of.File, of.line["field:variant_of"], fmt.Sprintf("makes a variant of %q, of which %q is a variant", of.ID, r.ID), "leave variant_of out")
		return
	}
	l.report(r.File, at("variant_of"), fmt.Sprintf("variant_of %q, which is a variant itself", of.ID), "name the role that both are: "+of.VariantOf)
}

// fields checks the words for what roles lead. As with names, the lower layer's role
// keeps one.
func (l *loader) fields() {
	owner := map[string]string{}
	for _, over := range []bool{false, true} {
		for _, r := range l.c.Roles {
			if l.c.overlaid[r.File] != over {
				continue
			}
			for i, f := range r.Fields {
				line := r.line["leads:"+f]
				switch first := owner[f]; {
				case !oneWord.MatchString(f):
					l.report(r.File, line, fmt.Sprintf("field %q is not one word in small letters", Quote(f)), "give one word, or add a title instead")
				case everyday[f]:
					l.report(r.File, line, fmt.Sprintf("field %q is in questions about anything", f), "give a word for what the role leads")
				case slices.Contains(r.Fields[:i], f):
					l.report(r.File, line, fmt.Sprintf("field %q is there twice", f), "remove one of them")
				case first != "" && first != r.ID:
					l.blame(r.File, line, fmt.Sprintf("field %q of %s belongs to %s too", f, r.ID, first), "give it to one")
				default:
					owner[f] = r.ID
				}
				l.fits(r.File, line, "field", f, maxLetters)
			}
		}
	}
}

// everyday are words that questions consist of, whatever their subject: as the name of
// a role, a company, a person or a place, one would change how nearly every question
// is read. A choice: the commonest words of our phrasings without those for jobs and
// fields, and without "it" and "us", which are names here, and the names "will" and
// "may".
var everyday = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`a an the and or but not no yes if so as at by for from in into of off on out over to up with without about after before between under than
		am are be been can could did do does had has have is should was were would must
		i me my we our you your he she they them their his her who whom which what when where why how that this these those there here
		all any both each every few many more most much one other same some such two first next last new old own
		best better good bad great big small top right different like
		ask get give go hire know look make need say take tell want work
		company people person job role team time year question questions`) {
		m[w] = true
	}
	return m
}()
