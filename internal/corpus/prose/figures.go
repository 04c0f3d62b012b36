package prose

import (
	"regexp"
	"slices"
)

var (
	digits = regexp.MustCompile(`\d`)
	// Names and set phrases that hold digits without being figures: NIS2,
	// SMF24, ISO 27001, 24/7, 30-60-90, "first 90 days", 1:1, "1 to 5" ratings.
	notFigures = regexp.MustCompile(`(?i)\b(?:[a-z]+-?\d+[a-z]?|ISO(?:/IEC)? \d+|24/7|30[-/ ]60[-/ ]90|(?:first )?(?:30|60|90|100)(?:-| )days?|1:1s?|SOC ?2|scale of 1 to \d+|1 to 5|1-5|section \d+|article \d+)\b`)
)

// dates are days, months, quarters, years and decades. A number of four digits is a year
// only after a word that a year follows: "of 2000 firms" counts.
var dates = func() *regexp.Regexp {
	const (
		month = `(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?`
		day   = `(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?`
		year  = `(?:19|20)\d\d`
		after = `(?i:in|since|by|from|until|till|before|after|during|between|as of|(?:end|start|beginning|middle) of|early|mid|late|year|spring|summer|autumn|winter)`
	)
	return regexp.MustCompile(`\b(?:` +
		year + `-\d\d(?:-\d\d)?|` +
		day + ` (?:of )?` + month + `(?:,? ` + year + `)?|` +
		month + ` ` + day + `(?:,? ` + year + `\b|[.,;:)]|$)|` +
		month + ` ` + year + `|` +
		`(?:Q[1-4]|H[12]|FY)(?:[ /'’]?(?:20)?\d\d)?\b|` +
		year + `s\b|` +
		after + `[ -]` + year + `(?:/\d\d|(?: (?:to|and|or) |\s?[-–]\s?)` + year + `)?\b)`)
}()

// IsFigure reports whether words hold a number that someone counted.
func IsFigure(words string) bool {
	return digits.MatchString(notFigures.ReplaceAllString(dates.ReplaceAllString(words, ""), ""))
}

var (
	// What means something only with its population and year.
	percentage = regexp.MustCompile(`\d\s?(?:%|per cent\b)`)
	money      = regexp.MustCompile(`[$€£]\s?\d|\d\s?(?:USD|EUR|GBP|dollars|euros|pounds)\b`)

	// year is a year or a decade, or the words for a source without either.
	year = regexp.MustCompile(`\b(?:19|20)\d\ds?\b|\bundated\b|\b(?:without a|no) date\b`)
	// around are the ways to say where a figure is from that the list of places does
	// not have: it leaves "us" out, and holds names alone.
	around = regexp.MustCompile(`\b(?:US|USA|UK|EU|American?|British|English|German|French|European|Asian|Chinese|Indian|Japanese|Canadian|Australian|` +
		`Swiss|Dutch|Spanish|Italian|Irish|Nordic|African|Fortune \d+|S&P \d+|FTSE \d+)\b|(?i:\b(?:world|worldwide|global|globally|international|countr(?:y|ies))\b)`)
	// group is a number of two digits or more with what it counts.
	group = regexp.MustCompile(`\b(\d[\d,]*\d)\+? (?:or more )?([A-Za-z]+)`)
	// measures are what a number counts that is no population.
	measures = map[string]bool{"to": true, "and": true, "or": true, "minutes": true, "hours": true, "days": true, "weeks": true, "months": true, "years": true,
		"million": true, "billion": true, "dollars": true, "pounds": true, "euros": true, "USD": true, "EUR": true, "GBP": true, "per": true, "points": true, "times": true}
)

// IsPercentage reports whether words hold a percentage.
func IsPercentage(words string) bool { return percentage.MatchString(words) }

// IsAmount reports whether words hold a percentage or a sum of money: what means
// something only with its year and what it was counted of.
func IsAmount(words string) bool { return percentage.MatchString(words) || money.MatchString(words) }

// SaysWhen reports whether words name a year or a decade, or say that there is none.
func SaysWhen(words string) bool { return year.MatchString(words) }

// SaysOfWhat reports whether words say where a figure is from, as far as that can be
// told without a list of places, or how many it is of.
func SaysOfWhat(words string) bool {
	return around.MatchString(words) || slices.ContainsFunc(group.FindAllStringSubmatch(words, -1), func(m []string) bool {
		return !measures[m[2]] && !year.MatchString(m[1])
	})
}
