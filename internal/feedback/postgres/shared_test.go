package postgres

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"rolecall/internal/feedback"
)

// two opens two stores of one database, as two processes do.
func two(t *testing.T, o Options) [2]*Store {
	t.Helper()
	url := server.Database(t)
	return [2]*Store{begin(t, url, o), begin(t, url, o)}
}

// TestManyStartAtOnce on an empty database: all use the same tables and key.
func TestManyStartAtOnce(t *testing.T) {
	url := server.Database(t)
	var wg sync.WaitGroup
	ids := make([]string, 6)
	for i := range ids {
		wg.Go(func() {
			s, err := Open(context.Background(), url, Options{})
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = s.QuestionID("C1:1.1")
			s.Close()
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id == "" || id != ids[0] {
			t.Fatalf("the same reply has the ids %q", ids)
		}
	}
}

// TestAnEventIsSeenByOneProcess although both are told at the same time, in different
// orders of keys and under another id.
func TestAnEventIsSeenByOneProcess(t *testing.T) {
	ctx := context.Background()
	s := two(t, Options{})
	for i := range 50 {
		place := fmt.Sprint("C1:", i)
		first := make([]bool, 4)
		var wg sync.WaitGroup
		for j, keys := range [][]string{{fmt.Sprint("Ev", i), place}, {place, fmt.Sprint("Ev", i)}, {fmt.Sprint("Ev", i), place}, {fmt.Sprint("Other", i), place}} {
			wg.Go(func() {
				known, err := s[j%2].Seen(ctx, keys...)
				if err != nil {
					t.Error(err)
				}
				first[j] = !known
			})
		}
		wg.Wait()
		n := 0
		for _, f := range first {
			if f {
				n++
			}
		}
		if n > 1 {
			t.Fatalf("event %d was taken by %d", i, n)
		}
	}
	for i := range 20 { // one after the other, exactly one takes it
		a, errA := s[i%2].Seen(ctx, fmt.Sprint("Later", i))
		b, errB := s[1-i%2].Seen(ctx, fmt.Sprint("Later", i))
		if a || !b || errA != nil || errB != nil {
			t.Fatalf("event %d: seen %v, then %v; %v, %v", i, a, b, errA, errB)
		}
	}
}

// TestAPressActsOnOneProcess.
func TestAPressActsOnOneProcess(t *testing.T) {
	ctx := context.Background()
	s := two(t, Options{})
	for i := range 50 {
		var wg sync.WaitGroup
		acts := make([]bool, 4)
		for j := range acts {
			wg.Go(func() {
				ok, err := s[j%2].Claim(ctx, fmt.Sprint("maya m", i), "share")
				if err != nil {
					t.Error(err)
				}
				acts[j] = ok
			})
		}
		wg.Wait()
		n := 0
		for _, a := range acts {
			if a {
				n++
			}
		}
		if n != 1 {
			t.Fatalf("press %d acted %d times", i, n)
		}
	}
	must(t, s[0].Release(ctx, "maya m1", "share", 0)) // whoever ends it, the other may claim it
	if ok, err := s[1].Claim(ctx, "maya m1", "share"); err != nil || !ok {
		t.Errorf("after a failure the other process cannot act: %v, %v", ok, err)
	}
}

// TestAClaimEndsWithItsProcess, after ClaimHeld.
func TestAClaimEndsWithItsProcess(t *testing.T) {
	ctx, c := context.Background(), newClocks()
	s := two(t, c.options(feedback.KeepNone))
	if ok, err := s[0].Claim(ctx, "maya m1", "share"); err != nil || !ok {
		t.Fatal(ok, err)
	}
	for _, tt := range []struct {
		passed time.Duration
		want   bool
	}{{feedback.ClaimHeld - time.Second, false}, {time.Second, true}} {
		c.pass(tt.passed)
		if ok, err := s[1].Claim(ctx, "maya m1", "share"); err != nil || ok != tt.want {
			t.Errorf("after %v: %v, %v", tt.passed, ok, err)
		}
	}
}

// TestOneIsAloneInAllProcesses, and what is to be done once is done by one.
func TestOneIsAloneInAllProcesses(t *testing.T) {
	ctx := context.Background()
	s := two(t, Options{})
	var mu sync.Mutex
	inside, most, done, once := 0, 0, 0, 0
	enter := func(by int) {
		mu.Lock()
		defer mu.Unlock()
		inside += by
		most = max(most, inside)
		if by > 0 {
			done++
		}
	}
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			err := s[i%2].Alone(ctx, "card", func(ctx context.Context) error {
				enter(1)
				defer enter(-1)
				_, err := s[i%2].Thread(ctx, "C1") // something that takes a moment
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if err := s[i%2].Once(ctx, "digest", func(context.Context) error { mu.Lock(); once++; mu.Unlock(); return nil }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most != 1 || done != 12 {
		t.Errorf("%d were alone at the same time, %d in all; want 1 and 12", most, done)
	}
	if once != 1 {
		t.Errorf("done %d times, want once", once)
	}
	failed := errors.New("failed")
	if err := s[0].Once(ctx, "reminder", func(context.Context) error { return failed }); !errors.Is(err, failed) {
		t.Errorf("Once = %v", err)
	}
	again := false
	must(t, s[1].Once(ctx, "reminder", func(context.Context) error { again = true; return nil }))
	if !again {
		t.Error("what failed at one process is not done by the other")
	}
}

// TestManyAloneLeaveRoom: those who wait and those who do something for long leave
// connections for answers, also with a call inside another.
func TestManyAloneLeaveRoom(t *testing.T) {
	ctx := context.Background()
	s := begin(t, server.Database(t), Options{})
	inside, leave := make(chan struct{}, maxConnections), make(chan struct{})
	var wg sync.WaitGroup
	for i := range 3 * maxConnections {
		wg.Go(func() {
			err := s.Alone(ctx, fmt.Sprint("card", i), func(ctx context.Context) error {
				return s.Alone(ctx, fmt.Sprint("within", i), func(context.Context) error {
					select {
					case inside <- struct{}{}:
					default:
					}
					<-leave
					return nil
				})
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	for range maxAlone {
		<-inside
	}
	for i := range 20 {
		wg.Go(func() {
			if _, err := s.Thread(ctx, fmt.Sprint("C", i)); err != nil {
				t.Error(err)
			}
		})
	}
	must(t, s.Verdict(ctx, feedback.Verdict{Reply: "r", User: "U1"}))
	close(leave)
	wg.Wait()
}

// TestAConversationOnTwoProcesses loses no update.
func TestAConversationOnTwoProcesses(t *testing.T) {
	ctx := context.Background()
	s := two(t, Options{})
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			err := s[i%2].UpdateThread(ctx, "C1:1.1", func(t *feedback.Thread) {
				if t.Shown == nil {
					t.Shown = map[string]string{}
				}
				t.Shown[fmt.Sprint("cto.", i)] = fmt.Sprint("1.", i)
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, each := range s {
		if got, err := each.Thread(ctx, "C1:1.1"); err != nil || len(got.Shown) != 40 {
			t.Errorf("%d answers are remembered, %v; want 40", len(got.Shown), err)
		}
	}
}

// TestAChoiceComesBeforeItsQuestion: the process that answered has not written it yet.
func TestAChoiceComesBeforeItsQuestion(t *testing.T) {
	ctx := context.Background()
	s := two(t, Options{Now: noon})
	must(t, s[1].Choice(ctx, feedback.Choice{Reply: "r", User: "U1", Entry: "cto.coding", Question: "zebra"}))
	must(t, s[1].flush(ctx))
	must(t, s[0].Asked(ctx, feedback.Asked{Reply: "r", User: "U1", Outcome: feedback.OutcomeChoices, Question: "zebra", Rule: "choices: by score"}))
	must(t, s[0].flush(ctx))
	must(t, s[1].Questions(ctx, feedback.Window{}, func(q feedback.Question) error {
		if q.Taken != "cto.coding" || q.Rule != "choices: by score" || q.Text != "zebra" {
			t.Errorf("the question is %+v", q)
		}
		return nil
	}))
}

// TestVotesOfTwoProcesses: a person who votes on both has one vote, and counts add up.
func TestVotesOfTwoProcesses(t *testing.T) {
	ctx := context.Background()
	s := two(t, Options{Now: noon})
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			v := feedback.Verdict{Reply: fmt.Sprint("r", i%4), User: "U1", Entry: "cto.coding", Helpful: i%3 == 0, Reason: "wrong"}
			if err := s[i%2].Verdict(ctx, v); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	sum, err := s[0].Stats(ctx, feedback.Window{})
	must(t, err)
	votes := 0
	must(t, s[1].Export(ctx, counting{&votes}, feedback.JSONLines, feedback.Window{}))
	if votes != 4 || sum.Liked+sum.Disliked != 4 {
		t.Errorf("%d votes, counted as %d liked and %d disliked; want 4", votes, sum.Liked, sum.Disliked)
	}
}

// counting counts the lines that are written to it.
type counting struct{ n *int }

func (c counting) Write(p []byte) (int, error) { *c.n++; return len(p), nil }

// TestAProcessDies in the middle of what it alone may do: the next one may, and what it had
// not answered is counted. The test starts itself as that process.
func TestAProcessDies(t *testing.T) {
	ctx := context.Background()
	if url, ok := os.LookupEnv("ROLECALL_TEST_DIES"); ok {
		s := begin(t, url, Options{})
		_, err := s.Seen(ctx, "Ev1", "C1:1.1")
		must(t, err)
		_, err = s.Seen(ctx, "Ev2", "C1:1.2")
		must(t, err)
		must(t, s.Handled(ctx, "Ev2"))
		must(t, s.flush(ctx))
		must(t, s.Alone(ctx, "card", func(context.Context) error {
			fmt.Println("alone")
			_, _ = io.ReadAll(os.Stdin) // until it is killed
			return nil
		}))
		return
	}
	url := server.Database(t)
	c := exec.Command(os.Args[0], "-test.run=^TestAProcessDies$")
	c.Env = append(os.Environ(), "ROLECALL_TEST_DIES="+url)
	in, err := c.StdinPipe()
	must(t, err)
	defer in.Close()
	out, err := c.StdoutPipe()
	must(t, err)
	must(t, c.Start())
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "alone\n" {
		t.Fatalf("the process says %q, %v", line, err)
	}
	s := begin(t, url, Options{Now: func() time.Time { return time.Now().Add(lostAfter + time.Minute) }})
	tx, err := s.lock(ctx, "alone card")
	must(t, err)
	if tx != nil {
		t.Fatal("two are alone")
	}
	must(t, c.Process.Kill())
	_ = c.Wait()
	must(t, s.Alone(ctx, "card", func(context.Context) error { return nil }))
	if n, err := s.Unhandled(ctx); err != nil || n != 1 {
		t.Errorf("%d events were lost, %v; want 1", n, err)
	}
	if known, err := s.Seen(ctx, "Ev1"); err != nil || !known {
		t.Errorf("the event of the dead process was seen: %v, %v", known, err)
	}
}
