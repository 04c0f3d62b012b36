package cli

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"rolecall/internal/feedback"
)

// TestCopySaysHowFarItIs, often enough for someone who waits, and no more.
func TestCopySaysHowFarItIs(t *testing.T) {
	var out bytes.Buffer
	told := progress(slog.New(slog.NewTextHandler(&out, nil)), 100)
	for _, n := range []int{40, 99, 110, 150, 199, 460, 470, 500} {
		told(feedback.Totals{Records: n - 10, Counts: 10, Counted: 5000})
	}
	for _, want := range []string{"records=100 ", "records=450 ", "records=490 "} {
		if strings.Count(out.String(), want) != 1 {
			t.Errorf("%q is not there once", want)
		}
	}
	if strings.Count(out.String(), "\n") != 3 {
		t.Errorf("it said\n%s", out.String())
	}
}

// TestStoresOnTheCommandLine: a password is refused wherever it stands, and never quoted.
func TestStoresOnTheCommandLine(t *testing.T) {
	for store, ok := range map[string]bool{
		"bolt:data/feedback.db":                        true,
		"bolt:/var/lib/rolecall/feedback.db":           true,
		"postgres://rolecall@db.example:5432/rolecall": true,
		"postgresql:///rolecall?host=/run/postgresql":  true,
		"postgres://db.example/x?passfile=/etc/pgpass": true,
		"postgres://maya:canary@db.example/rolecall":   false,
		"postgres://maya:@db.example/canary":           false,
		"postgres://db.example/x?password=canary":      false,
		"postgres://db.example/x?sslpassword=canary":   false,
		"postgres://maya:can%zary@db.example/rolecall": false,
		"postgres://maya:canary/more@db.example/x":     false,
		"postgres:canary":                              false,
		"canary":                                       false,
		"bolt:":                                        false,
		"bolt://canary":                                false,
		"mysql://maya:canary@db.example/rolecall":      false,
		"host=db.example user=maya password=canary":    false,
		"": false,
	} {
		err := checkStore("--to", store)
		if (err == nil) != ok || err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: %v, want ok %v", store, err, ok)
		}
	}
}
