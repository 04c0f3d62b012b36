package feedback

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// testRoles are the names of roles that a store is given.
func testRoles() []string {
	return []string{"cto", "cio", "ciso", "cpo", "vciso", "engineering manager", "chief technology officer"}
}

func TestARoleAfterANameStays(t *testing.T) {
	for in, want := range map[string]string{
		"@anna vciso pay range":                        "[name] vciso pay range",
		"@anna VCISO, pay range":                       "[name] VCISO, pay range",
		"@anna engineering manager pay":                "[name] engineering manager pay",
		"@anna smith engineering  manager pay":         "[name] engineering manager pay",
		"@anna chief technology officer pay":           "[name] chief technology officer pay",
		"@anna vcisowski pay":                          "[name]",
		"@anna engineering managerial pay":             "[name] pay",
		"@anna van der vciso pay":                      "[name] vciso pay",
		"@here vciso pay":                              "[name] vciso pay",
		"@anna widget whisperer pay, a role of no one": "[name] pay, a role of no one",
	} {
		if got := scrub(in, testRoles); got != want {
			t.Errorf("scrub(%q) = %q, want %q", in, got, want)
		}
	}
	if got := scrub("@anna what does a cto do", nil); got != "[name] what does a cto do" {
		t.Errorf("without names of roles: %q", got)
	}
}

func TestScrub(t *testing.T) {
	for in, want := range map[string]string{
		"<@U0BOT> what does a cto do?":   "what does a cto do?",
		"does <@U123ABC456|jane> code":   "does [name] code",
		"does <@U123ABC456|jane d> code": "does [name] code",
		"does <@W123ABC456|jane> code":   "does [name] code",
		"cut off <@U123AB":               "cut off [name]",
		"in <#C123|dev> and #general":    "in [channel] and [channel]",
		"two\nlines\tof  C# and 24/7":    "two lines of C# and 24/7",
		strings.Repeat("ä", 400):         strings.Repeat("ä", 300),

		// Names after @.
		"ask @Jane Doe, or @joe_b":                  "ask [name], or [name]",
		"ask @john smith what a cto earns":          "ask [name] what a cto earns",
		"ask @John Michael Smith about pay":         "ask [name] about pay",
		"ask @Ludwig van der Rohe Junior. He knows": "ask [name]. He knows",
		"ask @josé garcía about pay":                "ask [name] about pay",
		"ask @jose\u0301 garci\u0301a about pay":    "ask [name] about pay",
		"＠Jane Doe is the CTO":                      "[name] is the CTO",
		"@ Jane is the CTO":                         "[name] is the CTO",
		"@J. Doe is the CTO":                        "[name] is the CTO",
		"@Seán O’Brien is the CTO":                  "[name] is the CTO",
		"@here quick question on pay":               "[name] quick question on pay",
		"@jane's CTO":                               "[name] CTO",
		"@李 小龍 is the CTO":                          "[name] is the CTO",

		// Addresses.
		"mail a.b+c@d.co.uk or <mailto:x@y.z|x@y.z> now": "mail [email] or [email] now",
		"jose\u0301.garci\u0301a@acme.com wrote":         "[email] wrote",
		"josé.garcía@acme.com wrote":                     "[email] wrote",
		"john.smith[at]acme.com":                         "[email]",
		"john.smith (at) acme (dot) com":                 "[email]",
		"john.smith(at)acme(dot)com":                     "[email]",
		"john.smith {at} acme":                           "[email]",
		"write john.smith at gmail dot com":              "write [email]",
		"write john dot smith at acme dot co dot uk ok":  "write [email] ok",
		"write john at gmail.com":                        "write [email]",
		"write john.smith at acme.photography":           "write [email]",
		"\"john doe\"@acme.com":                          "[email]",
		"\"john doe\"@acme":                              "[email]",
		"john.smith(a)acme.com":                          "[email]",
		"john [a] acme.com":                              "[email]",
		"john@[[link]]":                                  "[email]",
		"john@[link]":                                    "[email]",
		"write john at acme dot com ok":                  "write [email] ok",
		"jane@corp":                                      "[email]",
		"jane＠acme．com":                                  "[email]",
		"jane @ acme . com":                              "[email]",
		"ja\u200bne@ac\u00adme.com":                      "[email]",

		// Numbers.
		"call (020) 7946-0958 or +1 415 555 0100": "call [number] or [number]",
		"555‑123‑4567":                            "[number]",
		"555–123–4567":                            "[number]",
		"555—123—4567":                            "[number]",
		"555−123−4567":                            "[number]",
		"555·123·4567":                            "[number]",
		"555_123_4567":                            "[number]",
		"555*123*4567":                            "[number]",
		"555'123'4567":                            "[number]",
		"555’123’4567":                            "[number]",
		"555,123,4567":                            "[number]",
		"555, 123, 4567":                          "[number]",
		"of UABCDEFGHI":                           "of [id]",
		"555.123.4567":                            "[number]",
		"555|123|4567":                            "[number]",
		"555~123~4567":                            "[number]",
		"555 - 123 - 4567":                        "[number]",
		"5️⃣5️⃣5️⃣1️⃣2️⃣3️⃣4️⃣":                   "[number]",
		"５５５－１２３－４５６７":                            "[number]",
		"٥٥٥١٢٣٤":                                 "[number]",
		"020,794,609":                             "[number]",
		"06 12 34 56 78":                          "[number]",
		"born 1980-02-03":                         "born [number]",
		"badge 12345":                             "badge [number]",
		"12\u200b3456789":                         "[number]",
		"pay 2020-2024 555-12345":                 "pay [number]",
		"of U012AB3CD":                            "of [id]",
		"of UABCDEFGH1":                           "of [id]",
		"of W1234567890":                          "of [id]",
		"of 123e4567-e89b-12d3-a456-426614174000": "of [id]",

		// Links.
		"see <https://x.io/a|this>, www.a.b and acme.com/jobs": "see [link], [link] and [link]",
		"see jane-doe.name":               "see [link]",
		"see acme.internal/people/jane":   "see [link]",
		"see acme.xyz/people/john":        "see [link]",
		"see wiki.acme.corp:8080/people":  "see [link]",
		"see jane.photography/about":      "see [link]",
		"see jane-doe.photography":        "see [link]",
		"see people.acme.photography":     "see [link]",
		"see müller.de":                   "see [link]",
		"see jane.is":                     "see [link]",
		"see JANE.COM":                    "see [link]",
		"see 192.168.1.10/people":         "see [link]",
		"see localhost:8080/people/jane":  "see [link]",
		"see linkedin.com/in/jane-doe-12": "see [link]",
		"see /home/jane/cv.pdf":           "see [link]",
		"see ~/cv/jane.pdf":               "see [link]",
		`see C:\Users\jane\cv.docx`:       "see [link]",
		`see \\acme\people\jane`:          "see [link]",
		"see slack://user?id=U1":          "see [link]",
		"see ://jane/cv":                  "see [link]",
		"see node.js/jane-doe.name":       "see node.js/[link]",
		"see 2001:db8::1":                 "see [link]",
		"see [fe80::1%eth0]:80 now":       "see [[link]]:80 now",
		"see localhost:3000":              "see [link]",
		"see build-7:3000":                "see [link]",
		"see c:/Users/john/cv.doc":        "see [link]",
		"see ./john/cv.pdf":               "see [link]",
		"see ../people/john.txt":          "see [link]",
		"see ../../john":                  "see [link]",
		"see in/johndoe":                  "see [link]",
		"see linkedin: /in/john-doe":      "see linkedin: [link]",

		// Tokens.
		"token xoxb-123-abc and xapp-1-A-2":         "token [secret] and [secret]",
		"xoxb‑123‑abc":                              "[secret]",
		"_xoxp-1-2_":                                "[secret]",
		"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln": "[secret]",
		"key sk-proj-Ab12Cd34Ef56Gh78":              "key [secret]",
		"key sk_live_4eC39HqLyjWDarjtT1":            "key [secret]",
		"ghp_16C7e42F292c6912E7710c838347Ae178B4a":  "[secret]",
		"github_pat_11ABC_def456":                   "[secret]",
		"glpat-x1y2z3a4b5":                          "[secret]",
		"AKIAIOSFODNN7EXAMPLE":                      "[secret]",
		"da39a3ee5e6b4b0d3255bfef95601890afd80709":  "[secret]",
		"with Bearer abc123def456ghi789 please":     "with [secret] please",
		"Authorization: bearer abc.def~1":           "Authorization: [secret]",
		"my password: hunter2, ok":                  "my [secret], ok",
		"passwd=hunter2":                            "[secret]",
		"api_key = 'hunter2'":                       "[secret]",
		"password is: hunter2":                      "[secret]",
		"hf_AbCdEfGhIjKlMnOpQr":                     "[secret]",
		"ya29.a0AfH6SMBx-y_z":                       "[secret]",
		"npm_AbCdEfGhIjKl":                          "[secret]",
	} {
		if got := scrub(in, testRoles); got != want {
			t.Errorf("scrub(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestScrubLeavesQuestionsAboutRolesUnchanged(t *testing.T) {
	for _, text := range []string{
		"node.js", "does a cto need node.js and React.js?", "node.js/typescript", "asp.net or .net core",
		"CTO vs. CIO", "CTO/CIO/CISO", "and/or", "e.g. a CTO", "i.e. the boss", "a Ph.D. in the U.S.", "St. Gallen", "What is a cto.What is a cio",
		"Series B at 2020-2024", "2019/2020 to 2023–2024", "from 2019 2020 2021", "24/7", "1-2-1", "50/50", "Q1/Q2 2026", "v1.2.3", "3.5 years",
		"30-60-90 day plan for 5-10 people, 1,000 staff", "10:30-11:45 24/7", "5, 10, 20, 50 people",
		"$1,000,000 for 250,000-300,000 users", "salary 180k-220k", "150-200k", "$1,250,000",
		"CTO vs CISO at a UK BANK20 firm", "the CTO at a startup", "at what stage dot the company", "look at this", "password policy: who owns it", "a bearer of bad news", "ISO/IEC: in/out of scope", "in/out and on/off", "10:30", "3:2000 people", "std::vector", "a (a) and (b)", "5, 10, 20, 100, 200, 500 people", "1,000, 2,000", "in 2019, 2020, 2021", "npm_audit", "DEPARTMENT", "USA", "C:/D drives", "../..",
		"BACKGROUND", "WORKFORCE", "UNDERSTANDING AGREEMENTS", "ratio 16:9000", "ISO27001 and SOC2", "ISO 27001 or ISO/IEC 27001", "COVID19", "S3",
		"TECHNOLOGY EXECUTIVE BENCHMARK", "internationalization-and-localization of go-to-market-strategies-2026",
		"C# and F#", "#1 priority", "rate @ 500 a day", "sk-learn", "a 10x engineer", "\"head of\" at series A", "risk-averse", "/rolecall compare cto cio",
		"well-known end-to-end state-of-the-art", "pros & cons", "a < b > c", "cto: what? (really)", "50 % of C-level", "人事部門 の CTO", "naïve café résumé",
	} {
		if got := scrub(text, testRoles); got != text {
			t.Errorf("scrub(%q) = %q", text, got)
		}
		if Scrubbed(text) {
			t.Errorf("Scrubbed(%q)", text)
		}
	}
}

func FuzzScrub(f *testing.F) {
	for _, seed := range []string{"call +44 20 7946 0958 or <@U123>", "a@b.c", "0000000000000000000000000<@", "@john smith what", "john dot smith at gmail dot com",
		"acme.internal/people/jane", "node.js/acme.com", "\"john doe\"@acme.com", "555‑123‑4567", "eyJhbGciOiJI.e.c", "e\u0301@\u200bx", "<@U1|<@U2>", "C:\\a\\b", "2020-2024,5", "://0", "john@[[a.b]]", "x: 2001:db8::1.", "password is: 'a b'", "../in/johndoe:3000", "555, 123, 4567"} {
		f.Add(seed)
	}
	leaks := regexp.MustCompile(`<@|[@＠]\p{L}|\p{Nd}{6}|://\w|[\n\x00]|xox[a-z]-`)
	f.Fuzz(func(t *testing.T, in string) {
		out := scrub(in, testRoles)
		if leak := leaks.FindString(out); leak != "" || utf8.RuneCountInString(out) > 300 || !utf8.ValidString(out) || !norm.NFC.IsNormalString(out) {
			t.Errorf("scrub(%q) = %q, which holds %q", in, out, leak)
		}
		if again := scrub(out, testRoles); again != out {
			t.Errorf("scrub(%q) = %q, and scrubbed again %q", in, out, again)
		}
	})
}
