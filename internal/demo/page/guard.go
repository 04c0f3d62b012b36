package page

import (
	"errors"
	"net"
	"net/http"
	"net/url"

	"rolecall/internal/hint"
)

// policy allows only the page's own files; images may also be data URLs.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// maxBody is how much the page may send in a request, in bytes. A choice: four times
// the largest file that curators may write.
const maxBody = 1 << 20

// guard rejects requests from other web pages. The host check stops a host name that was
// rebound to 127.0.0.1, the origin check stops scripts of other pages, and requests that
// change something must be JSON, which a form on another page cannot send.
func (p *Page) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		h := rw.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-cache")
		host := r.Host
		if name, _, err := net.SplitHostPort(r.Host); err == nil {
			host = name
		}
		if !p.opt.Remote && !loopback(host) {
			refuse(rw, http.StatusForbidden, hint.New("this page is only for this machine", "open it as http://127.0.0.1"))
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" {
			if u, err := url.Parse(origin); err != nil || u.Host != r.Host {
				refuse(rw, http.StatusForbidden, errors.New("a request from another page"))
				return
			}
		}
		if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" && r.Header.Get("Sec-Fetch-Mode") != "navigate" {
			refuse(rw, http.StatusForbidden, errors.New("a request from another page"))
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			if r.Header.Get("Content-Type") != "application/json" {
				refuse(rw, http.StatusUnsupportedMediaType, errors.New("send JSON, as application/json"))
				return
			}
			r.Body = http.MaxBytesReader(rw, r.Body, maxBody)
		}
		next.ServeHTTP(rw, r)
	})
}
