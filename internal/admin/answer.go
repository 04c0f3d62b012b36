package admin

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"rolecall/internal/feedback"
	"rolecall/internal/hint"
)

// stream sends what write writes. An error before the first byte becomes the
// response; a later one closes the connection, so that the client notices that
// the response is incomplete.
func (s *Server) stream(w http.ResponseWriter, write func(io.Writer) error) {
	out := &countingWriter{w: w}
	err := write(out)
	switch {
	case err == nil:
	case out.n == 0:
		fail(w, statusOf(err), err)
	default:
		s.o.Logger.Warn("an admin response was cut off", "error", err)
		panic(http.ErrAbortHandler)
	}
}

type countingWriter struct {
	w io.Writer
	n int64 // bytes written
}

func (c *countingWriter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// reply sends v as JSON, or err if there is one.
func reply(w http.ResponseWriter, v any, err error) {
	if err != nil {
		fail(w, statusOf(err), err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

// statusOf returns the HTTP status of an error: 4xx if the request or a file is
// wrong, 5xx if the server is.
func statusOf(err error) int {
	switch {
	case errors.Is(err, feedback.ErrRequest):
		return http.StatusBadRequest
	case errors.As(err, new(Refused)):
		return http.StatusUnprocessableEntity
	case errors.Is(err, feedback.ErrChanged):
		return http.StatusPreconditionFailed
	case errors.Is(err, feedback.ErrBusy):
		return http.StatusConflict
	case errors.Is(err, feedback.ErrFull):
		return http.StatusInsufficientStorage
	}
	return http.StatusInternalServerError
}

// failure is an error as JSON.
type failure struct {
	Error string `json:"error"`
	Hint  string `json:"hint,omitempty"`
}

// fail sends an error as JSON.
func fail(w http.ResponseWriter, code int, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(failure{err.Error(), hint.Of(err)})
}
