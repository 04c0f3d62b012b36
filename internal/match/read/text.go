// Package read cuts what someone typed into words, as people see and mean them:
// without markup and addresses (clean.go), with contractions and chat spellings
// spelled out (text.go). It tells words of other languages from English (language.go)
// and words that carry no topic from the rest (words.go). It knows no corpus.
package read

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is one token of a text: the lower-case form used for matching and where
// it stood in the cleaned text, so that a mention can be shown as typed.
type Word struct {
	Text       string
	Start, End int  // bytes of the cleaned text
	Upper      bool // typed in capitals ("IT"), in a text that is not all capitals
	Accent     bool // typed with an accent or another letter that English lacks
	Script     int  // about how many words of another script it is; 0 for Latin
}

// Texts are the forms of words that are used for matching.
func Texts(ws []Word) []string {
	out := make([]string, len(ws))
	for i, w := range ws {
		out[i] = w.Text
	}
	return out
}

// WithoutOpener drops what some say before they ask: "quick one, what …", "for my
// homework: what …".
func WithoutOpener(s string, openers map[string]bool) (rest string, ok bool) {
	i := strings.IndexAny(s, ",:")
	if i < 0 || i+1 >= len(s) || s[i+1] != ' ' {
		return s, false
	}
	words := strings.Fields(s[:i])
	opens := slices.ContainsFunc(words, func(w string) bool { return openers[strings.ToLower(w)] })
	if !opens || len(words) > openerWords || len(strings.Fields(s[i:])) <= openerWords {
		return s, false
	}
	return s[i+1:], true
}

// openerWords is the most words of an opener; a question behind it has more. A
// choice: "for my homework". On the golden set, 2 and 5 each give 0.2 points
// less right and more wrong (rolecall knowledge eval, 2026-11-26).
const openerWords = 3

// MaxWords bounds the work for a text: of a longer one, the first and the last
// MaxWords/2 words are read. A choice: five times the longest question of
// the golden set (25 words), and people say what they want to know at one of the two
// ends.
const MaxWords = 120

// Split cuts a cleaned text into the words that are read of it.
func Split(s string) []Word {
	out := SplitAll(s)
	if n := len(out); n > MaxWords {
		out = append(out[:MaxWords/2], out[n-MaxWords/2:]...)
	}
	return out
}

// SplitAll cuts a cleaned text into words: letters and digits, apostrophes
// dropped, accents folded, contractions and chat spellings spelled out.
func SplitAll(s string) []Word {
	caps := allCapitals(s)
	out := make([]Word, 0, 16)
	var buf [64]byte
	form, start, end, upper := buf[:0], 0, 0, true
	accent, other := false, 0 // other counts the letters of another script
	flush := func() {
		if len(form) > 0 {
			w := Word{Start: start, End: end, Upper: upper && !caps && len(form) > 1, Accent: accent}
			if other > 0 {
				w.Script = max(1, other/lettersAWord)
			}
			out = expand(out, w, string(form))
		}
		form, upper = form[:0], true
		accent, other = false, 0
	}
	for i, r := range s {
		f, ok := fold(r)
		switch {
		case ok:
			foreign := r > lastExtendedLatin && unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r)
			if len(form) > 0 && unicode.IsLetter(r) && foreign != (other > 0) {
				flush() // "CTOは": scripts without blanks
			}
			switch {
			case foreign && unicode.In(r, unbroken...):
				other++
			case foreign:
				other = max(other, 1)
			case r >= utf8.RuneSelf && r < 0xff00: // the full-width forms lie above
				accent = true
			}
			if len(form) == 0 {
				start = i
			}
			upper = upper && unicode.IsUpper(r)
			if len(form) < maxWordBytes {
				form = append(form, f...)
			}
			end = i + utf8.RuneLen(r)
		case r == '\'' || r == '’' || r == '‘':
			// inside a word: "what's", "don't"
		case signs[r] != "":
			flush()
			start, end = i, i+utf8.RuneLen(r)
			form, upper = append(form, signs[r]...), false
			flush()
		default:
			flush()
		}
	}
	flush()
	return out
}

// unbroken are the scripts that put no blanks between words.
var unbroken = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

const (
	lettersAWord      = 2     // in such a script. A choice: most Chinese words have two
	lastExtendedLatin = 0x24f // the end of Unicode's block Latin Extended-B
	maxWordBytes      = 48    // kept of a word: more than words have, and less than the 64-byte buffers
)

// signs maps signs to the words that they are read as.
var signs = map[rune]string{'&': "and", '%': "percent", '$': "dollars", '€': "euros", '£': "pounds"}

// allCapitals reports whether a text has no lower-case letter.
func allCapitals(s string) bool {
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
	}
	return true
}

// fold lower-cases a letter or digit and strips its accent; ok is false for a
// character that separates words.
func fold(r rune) (string, bool) {
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return ascii[r : r+1], true
	case r >= 'A' && r <= 'Z':
		return ascii[r+32 : r+33], true
	case r < 128:
		return "", false
	}
	if r >= 0xFF01 && r <= 0xFF5E { // full-width forms
		return fold(r - 0xFEE0)
	}
	if r >= 0x300 && r < 0x370 { // a combining accent
		return "", true
	}
	r = unicode.ToLower(r)
	if f, ok := accents[r]; ok {
		return f, true
	}
	if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && r < 0xFE00 { // marks from there on only choose how an emoji looks
		return string(r), true
	}
	return "", false
}

var ascii = func() string {
	var b [128]byte
	for i := range b {
		b[i] = byte(i)
	}
	return string(b[:])
}()

var accents = func() map[rune]string {
	m := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ı': "i"}
	for base, rs := range map[string]string{"a": "àáâãäåāąăạảấầậắặ", "c": "çćč", "d": "ď", "e": "èéêëēęěėếềệ", "g": "ğ", "i": "ìíîïī", "l": "ľĺ", "n": "ñńňň", "o": "òóôõöōőốồộơ", "r": "řŕ", "s": "śšşș", "t": "ťțţ", "u": "ùúûüūůűư", "y": "ýÿ", "z": "źżž"} {
		for _, r := range rs {
			m[r] = base
		}
	}
	return m
}()

// expand appends w with the form f, spelled out where it is a contraction or a
// chat spelling.
func expand(out []Word, w Word, f string) []Word {
	long, ok := spelledOut[f]
	if !ok {
		w.Text = f
		return append(out, w)
	}
	if f == "us" && w.Upper { // the country
		w.Text = f
		return append(out, w)
	}
	w.Upper = false
	for part := range strings.FieldsSeq(long) {
		w.Text = part
		out = append(out, w)
	}
	return out
}

// spelledOut maps contractions (without apostrophes) and chat spellings to the words
// that they stand for. It holds only forms that are hardly ever words themselves.
var spelledOut = table(`
	whats=what is|wats=what is|wots=what is|hows=how is|wheres=where is|whos=who is|whens=when is|whys=why is
	im=i am|ive=i have|id=i would|youre=you are|youve=you have|youd=you would|youll=you will|theyre=they are|theyve=they have|theyd=they would|theyll=they will|hes=he is|shes=she is|weve=we have|thats=that is|theres=there is|its=it is|itll=it will|lets=let us
	dont=do not|doesnt=does not|didnt=did not|cant=can not|cannot=can not|wont=will not|isnt=is not|arent=are not|wasnt=was not|werent=were not|havent=have not|hasnt=has not|hadnt=had not|couldnt=could not|wouldnt=would not|shouldnt=should not
	wat=what|waht=what|wut=what|teh=the|hte=the|ern=earn|erns=earns|adn=and|amd=and|hwo=how|wyh=why|whyy=why|wher=where|whcih=which|wot=what|hw=how|wen=when|wich=which|whn=when|y=why|duz=does|dos=does|shud=should|shld=should|cud=could|wud=would|u=you|ur=your|r=are|n=and|b4=before|bc=because|cuz=because|coz=because|ppl=people|pls=please|plz=please|thx=thanks|tho=though|thru=through|gotta=have to|wanna=want to|gonna=going to|da=the|dat=that|dis=this|dem=them|wit=with|w=with|wo=without|abt=about|smth=something|sth=something|smb=somebody|sb=somebody|kinda=kind of|bout=about|nd=and|fr=for|frm=from|hav=have|havin=having|doin=doing|keepin=keeping|talkin=talking|usualy=usually|tell=tell
	diff=difference|diffs=differences|diffrence=difference|mgr=manager|mgrs=managers|mgmt=management|mngr=manager|dept=department|depts=departments|dev=developer|devs=developers|eng=engineering|engr=engineer|engrs=engineers|org=organisation|orgs=organisations|exp=experience|yrs=years|yr=year|resp=responsibilities|resps=responsibilities|reqs=requirements|req=requirement|quals=qualifications|qual=qualification|certs=certifications|cert=certification|intervw=interview|interveiw=interview|infra=infrastructure|mins=minutes|min=minute|biz=business|comp=compensation|govt=government|gov=government|edu=education|uni=university|approx=approximately|vs=versus|v=versus|qs=questions|jd=job description|rnd=research and development|startups=startups|biggie=big|sec=security|acct=account|admin=administration|ops=operations|prod=product|mktg=marketing|corp=corporate|exec=executive|execs=executives|presidant=president`)

func table(s string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(s) {
		for pair := range strings.SplitSeq(strings.TrimSpace(line), "|") {
			if k, v, ok := strings.Cut(pair, "="); ok && k != v {
				m[k] = v
			}
		}
	}
	return m
}
