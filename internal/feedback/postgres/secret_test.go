package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rolecall/internal/feedback"
	"rolecall/internal/feedback/postgres/pgtest"
	"rolecall/internal/hint"
)

// secret is a password with everything that can confuse whoever reads an address.
const secret = "Zebra:fink@7/%?#&="

// TestNoPasswordIsTold, whatever is wrong: in no error, no hint and no line of the log.
func TestNoPasswordIsTold(t *testing.T) {
	ctx := context.Background()
	at := strings.TrimPrefix(server.Database(t), "postgres://rolecall@")
	host, _, _ := strings.Cut(at, "/")
	escaped := url.QueryEscape(secret)
	certificate := filepath.Join(t.TempDir(), "missing.pem")
	for name, tt := range map[string]struct {
		url  string
		kind error
	}{
		"wrong password":          {"postgres://guarded:" + escaped + "@" + at, feedback.ErrAway},
		"wrong password, in full": {"postgres://guarded@" + at + "&password=" + escaped, feedback.ErrAway},
		"no such database":        {"postgres://rolecall:" + escaped + "@" + host + "/none?sslmode=disable", feedback.ErrAway},
		"nobody there":            {"postgres://guarded:" + escaped + "@127.0.0.1:1/db?sslmode=disable", feedback.ErrAway},
		"no such host":            {"postgres://guarded:" + escaped + "@none.invalid/db?sslmode=verify-full", feedback.ErrAway},
		"no TLS there":            {"postgres://guarded:" + escaped + "@" + host + "/db?sslmode=verify-full", feedback.ErrAway},
		"no certificate":          {"postgres://guarded:" + escaped + "@" + host + "/db?sslmode=verify-full&sslrootcert=" + certificate, feedback.ErrRequest},
		"not encrypted":           {"postgres://guarded:" + escaped + "@db.example/db", feedback.ErrRequest},
		"not escaped":             {"postgres://guarded:" + secret + "@" + at, feedback.ErrRequest},
		"not escaped, a slash":    {"postgres://guarded:5432/Zebra@" + at, feedback.ErrRequest},
		"not escaped, an at":      {"postgres://guarded:Zebra@fink@" + at, feedback.ErrRequest},
		"not escaped, a question": {"postgres://guarded:1?Zebra=@" + at, feedback.ErrRequest},
		"not escaped, a percent":  {"postgres://guarded:Zebra%zz@" + at, feedback.ErrRequest},
		"a bad port":              {"postgres://guarded:" + escaped + "@localhost:Zebra/db", feedback.ErrRequest},
		"a bad setting":           {"postgres://guarded:" + escaped + "@" + at + "&pool_max_conns=Zebra", feedback.ErrRequest},
		"another scheme":          {"mysql://guarded:" + escaped + "@" + at, feedback.ErrRequest},
		"a list of words":         {"host=localhost user=guarded password=" + secret, feedback.ErrRequest},
	} {
		log := newMessages()
		s, err := Open(ctx, tt.url, Options{Wait: 1, Logger: log.logger()})
		if err == nil {
			s.Close()
		}
		if !errors.Is(err, tt.kind) || hint.Of(err) == "" {
			t.Errorf("%s: %v (hint %q), want %v", name, err, hint.Of(err), tt.kind)
		}
		text := fmt.Sprintf("%v %+v %s %s", err, err, hint.Of(err), log)
		for _, part := range []string{secret, escaped, "Zebra", "fink"} {
			if strings.Contains(text, part) {
				t.Errorf("%s: the password is told: %s", name, text)
			}
		}
	}
}

// TestThePasswordIsInAFile or in the address; either opens the database.
func TestThePasswordIsInAFile(t *testing.T) {
	at := strings.TrimPrefix(server.Database(t), "postgres://rolecall@")
	open := func(address string) {
		t.Helper()
		log := newMessages()
		begin(t, address, Options{Logger: log.logger()}).Close()
		if strings.Contains(log.String(), pgtest.Password) {
			t.Errorf("the password is in the log: %s", log)
		}
	}
	open("postgres://guarded:" + url.QueryEscape(pgtest.Password) + "@" + at)
	file := filepath.Join(t.TempDir(), "pass")
	must(t, os.WriteFile(file, []byte("*:*:*:guarded:"+pgtest.Password+"\n"), 0o600))
	t.Setenv("PGPASSFILE", file)
	open("postgres://guarded@" + at)
	t.Setenv("PGPASSFILE", "")
	t.Setenv("PGPASSWORD", pgtest.Password)
	open("postgres://guarded@" + at)
}

// TestAnotherMachineIsReachedEncrypted, or not at all.
func TestAnotherMachineIsReachedEncrypted(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://u@db.example/d":                                       "refused",
		"postgres://u@db.example/d?sslmode=disable":                       "refused",
		"postgres://u@db.example/d?sslmode=allow":                         "refused",
		"postgres://u@db.example/d?sslmode=prefer":                        "refused",
		"postgres://u@10.0.0.1/d":                                         "refused",
		"postgres://u@localhost,db.example/d?sslmode=disable":             "refused",
		"postgres://u@127.evil.example/d":                                 "refused",
		"postgres://u@[2001:db8::1]/d":                                    "refused",
		"postgres://u@db.example/d?sslmode=require":                       "unchecked",
		"postgres://u@a.example,b.example/d?sslmode=require":              "unchecked",
		"postgres://u@db.example/d?sslmode=verify-ca":                     "checked",
		"postgres://u@db.example/d?sslmode=verify-full":                   "checked",
		"postgres://u@a.example,b.example:5433/d?sslmode=verify-full":     "checked",
		"postgres://u@localhost/d":                                        "checked",
		"postgres://u@127.0.0.1:5433/d?sslmode=disable":                   "checked",
		"postgres://u@[::1]/d":                                            "checked",
		"postgres://u@/d?host=/run/postgresql&sslmode=disable":            "checked",
		"postgresql://u@%2Frun%2Fpostgresql/d":                            "checked",
		"postgres://u@[::ffff:127.0.0.1]/d?sslmode=disable":               "checked",
		"postgres://u@localhost/d?sslmode=require&host=db.example":        "unchecked",
		"postgres://u@localhost/d?host=db.example":                        "refused",
		"postgres://u@db.example/d?sslmode=verify-full&host=/run/x":       "checked",
		"postgres://u@localhost:1,db.example:2,[::1]:3/d?sslmode=disable": "refused",
	} {
		a, err := parse(address, false, false)
		got := "checked"
		switch {
		case errors.Is(err, feedback.ErrRequest) && strings.Contains(err.Error(), "without encryption"):
			got = "refused"
		case err != nil:
			got = err.Error()
		case a.unchecked:
			got = "unchecked"
		}
		if got != want {
			t.Errorf("%s is %s, want %s", address, got, want)
		}
	}
}
