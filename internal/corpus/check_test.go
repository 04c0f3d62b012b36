package corpus

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// roleFile is a faultless role of a company.
const roleFile = `id: foo
name: Head of Foo
letters: HF
plural: Heads of Foo
titles: [head of foo]
abbreviations: [hofo]
difference: does foo
cells:
  purpose: {text: Foo, sources: [OWN]}
reviewed: 2026-06-01
`

// overlayFaults are the faults that Load alone finds in a company's file.
func overlayFaults(t *testing.T, files map[string]string) []string {
	t.Helper()
	own := fstest.MapFS{}
	for name, text := range files {
		own[name] = &fstest.MapFile{Data: []byte(text)}
	}
	base := small(t)
	base["facets.yaml"] = &fstest.MapFile{Data: []byte("- {facet: definition, answers_for: {compare: 0}}\n")}
	base["entries/hiring/offer.md"] = &fstest.MapFile{Data: []byte(strings.Replace(entryText("What is in an offer?", "Offer"), "roles: [cto]", "roles: []", 1))}
	base["roles/cio.yaml"].Data = append(base["roles/cio.yaml"].Data, "fields: [information]\n"...)
	_, ps, _ := Load(Layer{Name: "k", FS: base}, Layer{Name: "own", FS: own})
	out := []string{}
	for _, p := range ps {
		if p.Hint == "" {
			t.Errorf("%s has no hint", p)
		}
		out = append(out, p.Summary())
	}
	return out
}

// TestLoadRefusesFaultsOfStructure: a company's file that would not work is left out,
// not only told of by lint, and it is that file that is blamed.
func TestLoadRefusesFaultsOfStructure(t *testing.T) {
	const r, h = "own/roles/foo.yaml:", "own/home.yaml:"
	type test struct {
		name, file, text string
		want             []string
	}
	with := func(name, more string, want ...string) test {
		return test{name, "roles/foo.yaml", roleFile + more, want}
	}
	instead := func(name, old, new string, want ...string) test {
		return test{name, "roles/foo.yaml", strings.Replace(roleFile, old, new, 1), want}
	}
	named := func(id string, want ...string) test {
		return test{id, "roles/" + id + ".yaml", strings.Replace(roleFile, "id: foo", "id: \""+id+"\"", 1), want}
	}
	file := func(name, file, text string, want ...string) test { return test{name, file, text, want} }
	for _, tt := range []test{
		with("no fault", ""),
		with("fields", "fields: [foo, foos]\n"),
		with("its own kin", "kin: foo\n", r+"11: kin is the role itself"),
		with("variant of itself", "variant_of: foo\nvariant_word: fooish\n", r+"11: variant_of is the role itself"),
		with("variant without its word", "variant_of: cto\n", r+"11: variant_of has no variant_word"),
		with("variant of two words", "variant_of: cto\nvariant_word: two words\n", r+`12: variant_word "two words" is not one word in small letters`),
		with("variant of any word", "variant_of: cto\nvariant_word: the\n", r+`12: variant_word "the" is in questions about anything`),
		with("kin and variant", "variant_of: cto\nvariant_word: fooish\nkin: cio\n", r+"13: has kin and variant_of"),
		with("empty field", "fields: [\"\"]\n", r+`11: field "" is not one word in small letters`),
		with("blank field", "fields: [\"  \"]\n", r+`11: field "" is not one word in small letters`),
		with("fields of signs", "fields: [\"!!!\", THE]\n", r+`11: field "!!!" is not one word in small letters`, r+`11: field "THE" is not one word in small letters`),
		with("fields of any question", "fields: [the,\n  best]\n", r+`11: field "the" is in questions about anything`, r+`12: field "best" is in questions about anything`),
		with("field twice", "fields: [foo,\n  foo]\n", r+`12: field "foo" is there twice`),
		with("field of a role of ours", "fields: [information]\n", r+`11: field "information" of foo belongs to cio too`),
		instead("title of a role of ours", "[head of foo]", "[tech chief]", r+`5: title "tech chief" of foo belongs to cto too`),
		instead("letters of a role of ours", "letters: HF", "letters: CTO", r+`3: title "CTO" of foo belongs to cto too`),
		instead("name of a role of ours", "name: Head of Foo", "name: Chief technology officer", r+`2: title "Chief technology officer" of foo belongs to cto too`),
		instead("title of a role that we refuse", "[head of foo]", "[chief financial officer]"),
		instead("title of signs", "[head of foo]", `["!!!"]`, r+`5: title "!!!" has no letter`),
		instead("blank title", "[head of foo]", `["  "]`, r+`5: title "" has no letter`),
		instead("title of any question", "[head of foo]", "[the best]", r+`5: title "the best" is in questions about anything`),
		instead("abbreviation of any question", "[hofo]", "[what]", r+`6: title "what" is in questions about anything`),
		instead("no title", "[head of foo]", "[]", r+"1: has no titles"),
		instead("name that pings", "name: Head of Foo", `name: "<!channel> foo"`, r+"2: name holds a character that will not render", r+"2: title holds a character that will not render"),
		instead("long name", "name: Head of Foo", "name: "+long(76), r+"2: name has 76 characters, at most 75", r+"2: title has 76 characters, at most 75"),
		instead("long letters", "letters: HF", "letters: "+long(25), r+"3: letters has 25 characters, at most 24"),
		instead("long plural", "plural: Heads of Foo", "plural: "+long(76), r+"4: plural has 76 characters, at most 75"),
		instead("long title", "[head of foo]", "["+long(76)+"]", r+"5: title has 76 characters, at most 75"),
		instead("long difference", "does foo", long(121), r+"7: difference has 121 characters, at most 120"),
		instead("long cell", "text: Foo", "text: "+long(121), r+"9: cell purpose has 121 characters, at most 120"),
		instead("no letters", "letters: HF", "letters: ''", r+"3: letters are missing"),
		named("Foo Bar", `own/roles/Foo Bar.yaml:1: "Foo Bar" is not a valid id of a role`),
		named("a|b:c", `own/roles/a|b:c.yaml:1: "a|b:c" is not a valid id of a role`),
		named("v.p", `own/roles/v.p.yaml:1: "v.p" is not a valid id of a role`),
		named(strings.Repeat("f", 41), "own/roles/"+strings.Repeat("f", 41)+`.yaml:1: "`+strings.Repeat("f", 41)+`" is not a valid id of a role`),
		named(strings.Repeat("f", 40)),
		named("compare", `own/roles/compare.yaml:1: a role cannot have the id "compare"`),
		named("none", `own/roles/none.yaml:1: a role cannot have the id "none"`),
		named("hiring", `own/roles/hiring.yaml:1: the id "hiring" is that of entries about no role, such as hiring.offer`),
		file("other with a bad id", "others.yaml", "- {id: A B, name: Foo}\n", `own/others.yaml:1: "A B" is not a valid id of a role`),
		file("other with a title of ours", "others.yaml", "- {id: foo, name: Foo, titles: [cto]}\n", `own/others.yaml:1: title "cto" of foo belongs to cto too`),
		file("other with a long name", "others.yaml", "- {id: foo, name: "+long(76)+"}\n", "own/others.yaml:1: name has 76 characters, at most 75", "own/others.yaml:1: title has 76 characters, at most 75"),
		file("refusal with a bad id", "refusals.yaml", "- {id: a|b, reply: No.}\n", `own/refusals.yaml:1: "a|b" is not a valid id`),
		file("refusal that offers nothing", "refusals.yaml", "- {id: ab, reply: No., facets: [nope]}\n", `own/refusals.yaml:1: no role has an entry on the facet "nope"`),
		file("long label of a link", "home.yaml", "stages: [{id: x, name: X, links: [{kit: cto, label: "+long(25)+"}]}]\n", h+"1: label has 25 characters, at most 24"),
		file("long name of a stage", "home.yaml", "stages: [{id: x, name: "+long(76)+"}]\n", h+"1: name has 76 characters, at most 75"),
		file("too many links", "home.yaml", "stages: [{id: x, name: X, links: ["+strings.Repeat("{kit: cto, label: A}, ", 26)+"]}]\n", h+`1: stage "x" has 26 links, at most 25`),
		file("too many stages", "home.yaml", "stages:\n"+stages(31), h+"32: 31 stages, at most 30"),
		file("too many pairs", "home.yaml", "pairs: ["+strings.Repeat("[cto, cio], ", 26)+"]\n", h+"1: 26 pairs, at most 25"),
		file("unknown kit", "home.yaml", "stages: [{id: x, name: X, links: [{kit: cio, label: A}]}]\n", h+`1: there is no kit for "cio"`),
		file("unknown family", "home.yaml", "topics: [{family: zzz, name: Z}]\n", h+`1: no entry is of the family "zzz"`),
		file("unknown facet", "facets.yaml", "- {facet: zzz, answers_for: {compare: 0}}\n", `own/facets.yaml:1: no role has an entry on the facet "zzz"`),
		file("answers for an unknown facet", "facets.yaml", "- {facet: compare, answers_for: {zzz: 0}}\n", `own/facets.yaml:1: no role has an entry on the facet "zzz"`),
		file("way of an unknown facet", "words/ways.txt", "[zzz]\nwhat of R\n", `own/words/ways.txt:1: no role has an entry on the facet "zzz"`),
		file("people of any question", "words/people.txt", "ana\nwhat\nthe\n", `own/words/people.txt:2: "what" is in questions about anything`, `own/words/people.txt:3: "the" is in questions about anything`),
		file("company with the name of a role", "words/companies.txt", "acme\ncto\n", `own/words/companies.txt:2: "cto" is a name of the role cto`),
		file("place with the name of a role", "words/places.txt", "tech chief\n", `own/words/places.txt:1: "tech chief" is a name of the role cto`),
		file("long line of names", "words/places.txt", "york\n"+strings.TrimSpace(strings.Repeat("a ", 5000))+"\n", "own/words/places.txt:2: a line of 9999 characters, at most 120"),
		file("long way of asking", "words/ways.txt", "[definition]\n"+long(301)+"\n", "own/words/ways.txt:2: a line of 301 characters, at most 300"),
		file("a country twice", "entries/cto/pay.md", strings.Replace(entryText("What is the pay?", "Pay"), "owner: curators", "owner: curators\ncovers: [US, US]", 1), "own/entries/cto/pay.md:20: covers names a country twice, or none"),
		file("a country that pings", "entries/cto/pay.md", strings.Replace(entryText("What is the pay?", "Pay"), "owner: curators", `covers: ["<!here>"]`, 1), "own/entries/cto/pay.md:19: a country under covers holds a character that will not render"),
		file("a facet that no role has", "entries/cto/pay.md", strings.Replace(entryText("What is the pay?", "Pay"), "owner: curators", "answers_for: {zzz: 0}", 1), `own/entries/cto/pay.md:19: no role has an entry on the facet "zzz"`),
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := overlayFaults(t, map[string]string{tt.file: tt.text}); !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// stages are n stages of a Home tab, one on each line.
func stages(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("  - {id: x" + strings.Repeat("x", i) + ", name: X}\n")
	}
	return b.String()
}

// TestTheCulpritIsBlamed where it takes two files: never one of ours, and none whose
// fault is only that another file has one.
func TestTheCulpritIsBlamed(t *testing.T) {
	broken := "no front matter\n"
	variant := func(id, of string) string {
		return strings.NewReplacer("id: foo", "id: "+id, "Foo", id, "of foo", "of "+id, "hofo", "ho"+id, "HF", "h"+id).Replace(roleFile) + "variant_of: " + of + "\nvariant_word: x" + id + "\n"
	}
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"a role of ours becomes a variant, and has one already", map[string]string{"roles/foo.yaml": variant("foo", "bar"), "roles/bar.yaml": variant("bar", "cto")},
			[]string{`own/roles/foo.yaml:11: variant_of "bar", which is a variant itself`}},
		{"our entry loses its role", map[string]string{"entries/cto/definition.md": strings.Replace(entryText("What is it?", "It"), "roles: [cto]", "roles: []", 1)}, []string{}},
		{"a facet of a broken entry", map[string]string{"entries/cto/pay.md": broken, "facets.yaml": "- {facet: pay, answers_for: {compare: 0}}\n"},
			[]string{"own/entries/cto/pay.md:1: has no front matter"}},
		{"a link to a broken kit", map[string]string{"guides/kit-cio.yaml": "role: [", "home.yaml": "stages: [{id: x, name: X, links: [{kit: cio, label: A}]}]\n"},
			[]string{"own/guides/kit-cio.yaml:1: did not find expected node content"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := overlayFaults(t, tt.files); !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// TestALinkToAKitLeftOutIsDropped, as one to an entry is.
func TestALinkToAKitLeftOutIsDropped(t *testing.T) {
	own := Layer{Name: "own", Files: map[string][]byte{"home.yaml": []byte("stages: [{id: x, name: X, links: [{kit: cio, label: A}, {kit: cto, label: B}]}]\n")}, Left: []string{"guides/kit-cio.yaml"}}
	c, ps, err := Load(Layer{Name: "k", FS: small(t)}, own)
	if err != nil {
		t.Fatal(ps)
	}
	if links := c.Home.Stages[0].Links; len(links) != 1 || links[0].Kit != "cto" {
		t.Errorf("links %+v", links)
	}
}
