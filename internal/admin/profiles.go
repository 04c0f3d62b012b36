package admin

import (
	"net/http"
	"net/http/pprof"
)

// handleProfiles adds Go's profiles of the running program: heap, goroutines, CPU
// time, execution trace. They contain no text that a user typed, but they take
// CPU time and can be large; so they are served over the socket only, and only
// if Options.Profiles is set.
func handleProfiles(mux *http.ServeMux) {
	mux.HandleFunc("GET /debug/pprof/", pprof.Index) // also serves each profile by its name
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
}
