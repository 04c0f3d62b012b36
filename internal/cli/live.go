package cli

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"rolecall/internal/admin"
	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot"
	"rolecall/internal/config"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/knowledge"
)

// base is the corpus compiled into this program.
func base() []corpus.Layer { return []corpus.Layer{{Name: "knowledge", FS: knowledge.FS}} }

// live is the knowledge in service and what decides over it. It follows the
// company's own folder.
type live struct {
	*curate.Live
	notify atomic.Pointer[func(context.Context, string)] // tells the curators; set once there is a bot
}

// newLive loads the corpus and, over it, the folder dir ("" for none). With
// later set the compiled-in corpus answers until the folder's is ready.
func newLive(ctx context.Context, dir string, later bool, log *slog.Logger) (*live, error) {
	l := &live{}
	inner, err := curate.NewLive(ctx, curate.LiveOptions{Base: base(), Dir: dir, Logger: log, Later: later,
		Problems: func(ctx context.Context, problems []string) {
			l.tell(ctx, "Files of the knowledge folder were refused; what was good stays in service:\n"+strings.Join(problems, "\n"))
		}})
	if err != nil {
		return nil, err
	}
	l.Live = inner
	return l, nil
}

// advisor decides over what is in service now.
func (l *live) advisor() *advisor.Advisor {
	s := l.State()
	return advisor.New(s.Corpus, s.Index)
}

func (l *live) tell(ctx context.Context, text string) {
	if f := l.notify.Load(); f != nil {
		(*f)(ctx, text)
	}
}

// follow watches the folder, and reloads on SIGHUP, until ctx ends.
func (l *live) follow(ctx context.Context) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	go func() {
		defer signal.Stop(hup)
		l.Watch(ctx, hup)
	}()
}

// status is what the admin socket says of the knowledge and the connection.
func (l *live) status(b *bot.Bot, version string, started time.Time) func() admin.Status {
	return func() admin.Status {
		c := l.State().Corpus
		s := admin.Status{Version: version, Corpus: c.Version, Entries: len(c.Entries), Started: started, Problems: l.Problems()}
		if b.Connected() {
			s.Connections = 1
		}
		return s
	}
}

// measure shows the corpus in service in metrics.
func (l *live) measure(m *admin.Metrics) {
	m.Info("rolecall_corpus_info", func() map[string]string { return map[string]string{"version": l.State().Corpus.Version} })
	m.Gauge("rolecall_entries", func() float64 { return float64(len(l.State().Corpus.Entries)) })
	m.Gauge("rolecall_corpus_problems", func() float64 { return float64(len(l.Problems())) })
}

// curators tells the curators' channel what concerns them: refused files, and
// the weekly digest.
func (l *live) curators(ctx context.Context, env Env, cfg config.Config, b *bot.Bot, store *feedback.Bolt, log *slog.Logger) {
	if cfg.CuratorsChannel == "" {
		return
	}
	post := func(ctx context.Context, text string) {
		if err := b.Notify(ctx, cfg.CuratorsChannel, blockkit.Plainly(text)); err != nil {
			log.Error("the curators' channel could not be told; is the bot a member?", "error", err)
		}
	}
	l.notify.Store(&post)
	if problems := l.Problems(); len(problems) > 0 {
		go post(ctx, "Files of the knowledge folder were refused at the start:\n"+strings.Join(problems, "\n"))
	}
	if cfg.Digest {
		go curate.DigestLoop(ctx, cfg.DigestDay, env.Now, store.Seen, func(ctx context.Context) error {
			text, err := curate.Digest(ctx, store, l.Live, env.Now())
			if err != nil {
				log.Error("the weekly digest could not be made", "error", err)
				return err
			}
			post(ctx, text)
			return nil
		})
	}
}
