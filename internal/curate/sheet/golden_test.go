package sheet

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files")

// faq is a spreadsheet of 200 rows with the faults that real ones have. Of forty
// rows twenty are sound, and each of the others has another fault or habit.
func faq() string {
	cell := func(s string) string {
		if strings.ContainsAny(s, ";\"\n") {
			return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
		}
		return s
	}
	var b strings.Builder
	b.WriteString("\ufeffFrage ;ANSWER;Alternative Fragen;Quelle;Kategorie;Stand;Owner;Votes;;\r\n")
	for row := 2; row <= 201; row++ {
		n := row / 10
		cells := []string{fmt.Sprintf("How do we do thing %d?", row), fmt.Sprintf("The team of thing %d does it. Ask in its channel.\n- first %d\n- then that", row, row), "", "", "CTO", "1.11.2026", "Dana", "7", "", ""}
		switch row % 40 {
		case 0:
			cells[1] = "" // an empty answer
		case 1:
			cells[0] = fmt.Sprintf("  how do we do THING %d  ", row-16) // asked by a row above
		case 2:
			cells[1] = "Everyone gets the same. It depends on nothing.\n\n**Next:** relax." // many rows with one answer
			cells[0] += " | and if not?;or so " + fmt.Sprint(row)
		case 3:
			cells[1] = strings.Repeat("An endless story. ", 280) // 5,039 characters
		case 4:
			cells[1] = fmt.Sprintf("The story of thing %d. It is long.\n- ", row) + strings.Repeat("on and ", 200) + "on"
		case 5:
			cells = cells[:2] // a short row
		case 6:
			cells = append(cells, "and", "more") // a long one
		case 7:
			cells[0], cells[1] = fmt.Sprintf("Wie heißt Ding Nr. %d – und für wen?", row), "Es heißt „Ding“. Größe: groß.\n\nNächster Schritt: Äpfel zählen."
			cells[1] += fmt.Sprintf("\n• Übrigens %d", n)
		case 8:
			cells[0], cells[1] = fmt.Sprintf("Can we 🚀 thing %d? 👩‍💻", row), fmt.Sprintf("Yes 🎉, thing %d flies. \u00a0 ", row)
		case 9:
			cells[0] = fmt.Sprint(row * 7) // a number as the question
		case 10:
			cells[1] = fmt.Sprintf("See [the page %d](https://example.com/%d) and [one more](https://example.com/more).", row, row)
		case 11:
			cells[3] = fmt.Sprintf("=HYPERLINK(\"https://example.com/%d\";\"Page %d\")", row, row)
		case 12:
			cells[1] = fmt.Sprintf("<p>Thing <b>%d</b> &amp; more.</p>\nTell <!channel> or @here.", row)
		case 13:
			cells[1] = "=VLOOKUP(A1;B:C;2)"
		case 14:
			cells[0] = ""
		case 15:
			cells[0] += " " + strings.Repeat("And why is it done that way? ", 3)
		case 16:
			cells[0], cells[4], cells[5] = "What does a CTO earn?", "Pay", "soon"
			cells[1] = fmt.Sprintf("Thing %d says it.", n)
		case 17:
			cells[1] = "a | b\n--- | ---\n1 | 2"
		case 18:
			cells[1] = fmt.Sprintf("Log in at [bank.com](http://evil%d.com).", n)
		case 19:
			cells[6], cells[1] = "<@U0123ABCD>", "TBD"
		}
		if row == 121 {
			b.WriteString("Who closed; \"this quote;;;;;;;;\r\n\"never closed;so it goes on;;;;;;;;\r\n")
			continue
		}
		for i, c := range cells {
			if i > 0 {
				b.WriteByte(';')
			}
			b.WriteString(cell(c))
		}
		b.WriteString("\r\n")
		if row == 100 {
			b.WriteString(";;;;;;;;;\r\n\r\n") // empty rows count, as in a spreadsheet program
		}
	}
	return b.String() + strings.Repeat(";;;;;;;;;\r\n", 50)
}

// TestGolden: what becomes of 200 rows.
func TestGolden(t *testing.T) {
	data := []byte(faq())
	got, err := Read("faq.csv", data, small(t))
	if err != nil {
		t.Fatal(err)
	}
	joined := 0
	for _, d := range got.Drafts {
		joined += len(d.Joined)
	}
	text := fmt.Sprintf("%d rows: %d drafts of %d, %d not taken\n\n", got.Rows, len(got.Drafts), len(got.Drafts)+joined, len(got.Rejected)) + show(got)
	const golden = "testdata/faq.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("differs from %s; look at what -update changes:\n%s", golden, text)
	}
}

func BenchmarkRead(b *testing.B) {
	data, c := []byte(faq()), small(b)
	for b.Loop() {
		if _, err := Read("faq.csv", data, c); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReadTheLargest reads 10 MB of answers that are as hard to read as they come.
func BenchmarkReadTheLargest(b *testing.B) {
	c := small(b)
	var text strings.Builder
	text.WriteString("q,a\n")
	for i := 0; text.Len() < MaxBytes-6000; i++ {
		fmt.Fprintf(&text, "Why %d?,\"%s\"\n", i, strings.Repeat("[*_`<&@a\n", 550))
	}
	for b.Loop() {
		if _, err := Read("faq.csv", []byte(text.String()), c); err != nil {
			b.Fatal(err)
		}
	}
}
