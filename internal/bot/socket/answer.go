package socket

import (
	"sync"
	"time"
)

// Ack queues the acknowledgement of one envelope; payload may be nil. The channel
// is closed when the acknowledgement has been written, or has failed. Ack does not
// block and must be called exactly once.
type Ack func(payload any) (written <-chan struct{})

// Answer is an acknowledgement that carries the result of some work. It is sent
// before Slack's deadline even if the work takes longer.
type Answer struct {
	once sync.Once
	ack  Ack
}

// NewAnswer returns an Answer that acknowledges with what late returns if Send has
// not been called within timeout, which is AnswerBy except in tests.
func NewAnswer(ack Ack, timeout time.Duration, late func() any) *Answer {
	a := &Answer{ack: ack}
	time.AfterFunc(timeout, func() { a.once.Do(func() { ack(late()) }) })
	return a
}

// Send acknowledges with payload. If the envelope has been acknowledged before,
// first is false, written is nil and nobody sees the payload.
func (a *Answer) Send(payload any) (written <-chan struct{}, first bool) {
	a.once.Do(func() { written, first = a.ack(payload), true })
	return written, first
}
