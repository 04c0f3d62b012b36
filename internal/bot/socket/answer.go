package socket

import (
	"sync"
	"time"
)

// Ack queues the acknowledgement of one envelope; payload may be nil. The
// channel is closed when it has been written, or could not be. It does not block
// and must be called once.
type Ack func(payload any) (written <-chan struct{})

// Answer is an acknowledgement that carries the result of some work, and keeps
// Slack's deadline whatever becomes of the work.
type Answer struct {
	once sync.Once
	ack  Ack
}

// NewAnswer acknowledges with late after the time given unless Send was called
// before; the time is AnswerBy, except in tests.
func NewAnswer(ack Ack, within time.Duration, late func() any) *Answer {
	a := &Answer{ack: ack}
	time.AfterFunc(within, func() { a.once.Do(func() { ack(late()) }) })
	return a
}

// Send acknowledges with payload. first is false, and nobody sees the payload,
// when the envelope has been acknowledged before.
func (a *Answer) Send(payload any) (written <-chan struct{}, first bool) {
	a.once.Do(func() { written, first = a.ack(payload), true })
	return written, first
}
