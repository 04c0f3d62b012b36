package study

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"rolecall/internal/corpus/prose"
)

// alike is the share of words that two sentences have in common (Dice's measure)
// from which they are about the same thing. Measured on the built-in corpus of
// November 2026: of the 159 pairs of sentences in two entries that give the same
// figure of one source, 127 are recognised; of the pairs with other figures, none is
// taken for one. At 0.5 it is 138, with four false alarms.
const alike = 0.55

var (
	sums = regexp.MustCompile(`([$€£])\s?(\d[\d,.]*)(?:\s?[-–]\s?[$€£]?(\d[\d,.]*))?|` +
		`(\d[\d,.]*)(?:\s?(?:-|–|to)\s?(\d[\d,.]*))?\s?(%|per cent\b|USD\b|EUR\b|GBP\b|dollars\b|euros\b|pounds\b)`)
	signs = map[string]string{"per cent": "%", "USD": "$", "dollars": "$", "EUR": "€", "euros": "€", "GBP": "£", "pounds": "£"}

	// asked is how many a survey is of, with who they are: up to the first plural.
	asked   = regexp.MustCompile(`\b[Oo]f (?:over |about |some )?(\d[\d,]*\d)\+? ((?:[A-Za-z]+ ){0,2}?(?:people|[A-Za-z]{2,}s))\b`)
	yearOf  = regexp.MustCompile(`\b(?:19|20)\d\ds?\b`)
	letters = regexp.MustCompile(`\b[A-Z]{2,}`)
	word    = regexp.MustCompile(`[a-z][a-z'-]+`)

	// countries are written in capitals as the letters of roles are, and tell less:
	// one sentence may leave out where the figure is from.
	countries = map[string]bool{"US": true, "USA": true, "UK": true, "EU": true, "USD": true, "EUR": true, "GBP": true}
	// empty are the words that say nothing of what was counted.
	empty = setOf("a an the of in on at to for and or by with from as is are was were be been it its their they them that this these those than then who which what " +
		"had have has not no only also but so when where while one two three all more most less over under about some any each cent said say says asked survey poll study report found")
)

func setOf(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// statement is a sentence with figures.
type statement struct {
	sums    map[string][]string // percentages and money by their sign: "%" -> "40"
	asked   map[string]string   // how many were asked, by who they are: "CTOs" -> "2,500"
	about   map[string]bool     // the words that say what was counted
	letters map[string]bool     // such as CTO
	years   map[string]bool
}

// statements are the sentences of words that have figures.
func statements(words string) (out []statement) {
	for _, sentence := range prose.Sentences(words) {
		s := statement{map[string][]string{}, map[string]string{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
		for _, m := range sums.FindAllStringSubmatch(sentence, -1) {
			sign := m[1] + m[6]
			sign = cmp.Or(signs[sign], sign)
			for _, n := range m[2:6] {
				if n = strings.Trim(strings.ReplaceAll(n, ",", ""), "."); n != "" {
					s.sums[sign] = append(s.sums[sign], n)
				}
			}
		}
		for _, m := range asked.FindAllStringSubmatch(sentence, -1) {
			s.asked[m[2]] = m[1]
		}
		if len(s.sums) == 0 && len(s.asked) == 0 {
			continue
		}
		for _, y := range yearOf.FindAllString(sentence, -1) {
			s.years[y] = true
		}
		for _, l := range letters.FindAllString(sentence, -1) {
			if !countries[l] {
				s.letters[l] = true
			}
		}
		for _, w := range word.FindAllString(strings.ToLower(sentence), -1) {
			if !empty[w] {
				s.about[stem(w)] = true
			}
		}
		out = append(out, s)
	}
	return out
}

// stem takes the usual endings off.
func stem(w string) string {
	for _, end := range []string{"ing", "ed", "es", "s"} {
		if short, ok := strings.CutSuffix(w, end); ok && len(short) > 3 {
			return short
		}
	}
	return w
}

// rivals are two figures that s and o, which cite one source, give for the same
// thing, such as 40% and 44%; empty if there are none. Different years are different
// things, and so is what is said of different roles.
func (s statement) rivals(o statement) (mine, theirs string) {
	if !s.sameThing(o) {
		return "", ""
	}
	for _, sign := range slices.Sorted(maps.Keys(s.sums)) {
		a, b := s.sums[sign], o.sums[sign]
		if len(b) > 0 && !slices.ContainsFunc(a, func(n string) bool { return slices.Contains(b, n) }) {
			return amount(sign, a[0]), amount(sign, b[0])
		}
	}
	return "", ""
}

// sameThing reports whether s and o are about the same thing.
func (s statement) sameThing(o statement) bool {
	return !s.otherYears(o) && common(s.letters, o.letters) >= min(len(s.letters), len(o.letters)) &&
		float64(2*common(s.about, o.about)) >= alike*float64(len(s.about)+len(o.about))
}

// shares reports whether both give a figure.
func (s statement) shares(o statement) bool {
	for sign, numbers := range s.sums {
		if slices.ContainsFunc(numbers, func(n string) bool { return slices.Contains(o.sums[sign], n) }) {
			return true
		}
	}
	return false
}

// otherAsked are two numbers of those asked that s and o give for one source, which
// is the only one they cite; empty if there are none.
func (s statement) otherAsked(o statement) (mine, theirs string) {
	if s.otherYears(o) {
		return "", ""
	}
	for _, who := range slices.Sorted(maps.Keys(s.asked)) {
		if n, ok := o.asked[who]; ok && n != s.asked[who] {
			return s.asked[who] + " " + who, n + " " + who
		}
	}
	return "", ""
}

// otherYears reports whether s and o are about different years.
func (s statement) otherYears(o statement) bool {
	return len(s.years) > 0 && len(o.years) > 0 && common(s.years, o.years) == 0
}

func common(a, b map[string]bool) (n int) {
	for w := range a {
		if b[w] {
			n++
		}
	}
	return n
}

func amount(sign, number string) string {
	if sign == "%" {
		return number + sign
	}
	return sign + number
}
