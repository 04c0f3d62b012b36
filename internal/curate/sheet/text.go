package sheet

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	uni "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"

	"rolecall/internal/hint"
)

const saveAsCSV = "in the spreadsheet program choose “Save as”, “CSV UTF-8”"

// decode returns the text of a spreadsheet's file, with "\n" at the end of its lines.
func decode(name string, data []byte) (string, error) {
	switch {
	case !isTSV(name) && !strings.EqualFold(filepath.Ext(name), ".csv"):
		return "", hint.New(filepath.Base(name)+" is not a .csv or .tsv file", saveAsCSV)
	case len(data) > MaxBytes:
		return "", hint.New(fmt.Sprintf("the spreadsheet has %d MB, at most %d", (len(data)+1<<20-1)>>20, MaxBytes>>20), "split it into several files")
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return "", hint.New(filepath.Base(name)+" is a workbook with the name of a text file", saveAsCSV)
	}
	// What is not UTF-8 and has no mark of another encoding comes from a spreadsheet
	// program on Windows: its “CSV” is in Windows-1252 in most of Europe and America.
	var from encoding.Encoding = charmap.Windows1252
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		from = uni.UTF16(uni.LittleEndian, uni.UseBOM)
	case utf8.Valid(data):
		from = encoding.Nop
	}
	data, err := from.NewDecoder().Bytes(data)
	if err != nil || bytes.IndexByte(data, 0) >= 0 {
		return "", hint.New(filepath.Base(name)+" is not a text file", saveAsCSV)
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text), nil
}

func isTSV(name string) bool { return strings.EqualFold(filepath.Ext(name), ".tsv") }

// invisible are the format characters that text needs: they join emoji and letters.
// Others can hide text, or show an address from right to left.
const invisible = "\u200c\u200d"

// clean returns what people see of a cell: letters in their composed form, without
// control characters and the spaces around it.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r) && !strings.ContainsRune(invisible, r), r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(norm.NFC.String(s))
}

// shortened is how much of a question a list of rows shows. A choice: with the row and
// the reason it fits on a line of a terminal.
const shortened = 60

func shorten(s string) string {
	s = strings.Join(strings.Fields(clean(s)), " ")
	if r := []rune(s); len(r) > shortened {
		return strings.TrimSpace(string(r[:shortened-1])) + "…"
	}
	return s
}
