package postgres

import (
	"errors"
	"io/fs"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"rolecall/internal/feedback"
)

// address is where a database is.
type address struct {
	config    *pgxpool.Config
	name      string // for people: without user and password
	secrets   []string
	unchecked bool // encrypted, but the certificate of the server is not checked
}

// howToWrite is the hint for an address that cannot be used.
const howToWrite = "write postgres://USER@HOST:5432/DATABASE?sslmode=verify-full, the password in PGPASSWORD or a passfile; " +
	"a special character as % and two digits (@ is %40)"

// bad is the error of an address that cannot be used. It quotes nothing of the address:
// where that is misspelt, any part of it may be the password.
func bad(what, todo string) error {
	return &feedback.Fault{Where: "in PostgreSQL", What: what, Hint: todo, Err: feedback.ErrRequest}
}

// parse reads the address of a database.
func parse(text string, readOnly, copying bool) (a address, err error) {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok || scheme != "postgres" && scheme != "postgresql" {
		return a, bad("has an address that does not begin with postgres://", howToWrite)
	}
	end := len(rest)
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		end = i
	}
	if strings.Count(rest[:end], "@") > 1 || strings.Contains(rest[end:], "@") {
		return a, bad("has an address with a stray @", howToWrite) // the rest of a password would be taken for a host
	}
	cfg, err := pgxpool.ParseConfig(text)
	if err != nil {
		what := "has an address that cannot be read"
		if file := new(fs.PathError); errors.As(err, &file) {
			what += ": " + file.Error()
		}
		return a, bad(what, howToWrite)
	}
	c := cfg.ConnConfig
	a.config = cfg
	a.name = (&url.URL{Scheme: "postgres", Host: host(c.Host, c.Port), Path: "/" + c.Database}).String()
	a.secrets = secrets(rest[:end], c.Password)
	hosts := []*pgconn.FallbackConfig{{Host: c.Host, Port: c.Port, TLSConfig: c.TLSConfig}}
	for _, h := range append(hosts, c.Fallbacks...) {
		switch {
		case local(h.Host):
		case h.TLSConfig == nil:
			return a, bad("would be reached without encryption: "+host(h.Host, h.Port)+" is another machine",
				"add ?sslmode=verify-full&sslrootcert=FILE to the address, with the certificate of whoever signed the server's; or sslmode=require, which does not check who answers")
		case h.TLSConfig.InsecureSkipVerify && h.TLSConfig.VerifyPeerCertificate == nil:
			a.unchecked = true
		}
	}
	set := func(name, value string) {
		if _, ok := c.RuntimeParams[name]; !ok {
			c.RuntimeParams[name] = value
		}
	}
	set("application_name", map[bool]string{false: botName, true: copyName}[copying])
	set("statement_timeout", strconv.FormatInt(bulkLimit.Milliseconds(), 10))
	if readOnly {
		set("default_transaction_read_only", "on")
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = connectLimit
	}
	cfg.MaxConns, cfg.MinConns, cfg.MaxConnIdleTime = maxConnections, 0, idleLimit
	return a, nil
}

const (
	// connectLimit bounds one attempt to connect. A choice: several times what TLS to
	// another continent takes; a call gives up earlier and leaves the attempt running.
	connectLimit = 5 * time.Second
	// idleLimit is how long a connection stays open that nobody uses. A choice: a quiet
	// bot then holds one or two.
	idleLimit = 5 * time.Minute
)

// host returns a host with its port, or the folder of a socket.
func host(name string, port uint16) string {
	if strings.Contains(name, ":") {
		name = "[" + name + "]"
	}
	return name + ":" + strconv.Itoa(int(port))
}

// local reports whether a host is this machine: its loopback, or a socket in a folder.
func local(name string) bool {
	if name == "" || strings.HasPrefix(name, "/") || strings.HasPrefix(name, "@") || strings.EqualFold(name, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.Unmap().IsLoopback()
}

// secrets returns the password in each form that an error could quote.
func secrets(authority, password string) (out []string) {
	user, _, _ := strings.Cut(authority, "@")
	if _, raw, ok := strings.Cut(user, ":"); ok && raw != "" {
		out = append(out, raw)
	}
	if password != "" {
		out = append(out, password)
	}
	return out
}

// mask returns an error's text without the password.
func (a address) mask(err error) string {
	text := err.Error()
	if connect := new(pgconn.ConnectError); errors.As(err, &connect) {
		text = connect.Unwrap().Error() // the rest of it names user and database
	}
	for _, secret := range a.secrets {
		text = strings.ReplaceAll(text, secret, "****")
	}
	return strings.Join(strings.Fields(text), " ")
}
