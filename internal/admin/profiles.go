package admin

import (
	"net/http"
	"net/http/pprof"
)

// profiles serves what Go says of the running program: heap, goroutines, processor
// time, execution trace. They show the program and no text that anyone typed, but
// cost time, and a heap can be large: so only for whoever may open the socket,
// and only when asked for.
func profiles(mux *http.ServeMux) {
	mux.HandleFunc("GET /debug/pprof/", pprof.Index) // and each profile by its name
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
}
