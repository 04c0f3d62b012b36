package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"rolecall/internal/admin"
	"rolecall/internal/advisor"
	"rolecall/internal/blockkit"
	"rolecall/internal/bot"
	"rolecall/internal/corpus"
	"rolecall/internal/curate"
	"rolecall/internal/feedback"
	"rolecall/internal/hint"
	"rolecall/internal/match"
	"rolecall/knowledge"
)

// base is the corpus compiled into this program.
func base() []corpus.Layer { return []corpus.Layer{{Name: "knowledge", FS: knowledge.FS}} }

// live is the knowledge in service and what decides over it. It follows the
// company's own folder.
type live struct{ *curate.Live }

// newLive prepares the compiled-in corpus with the folder dir ("" for none)
// on top; index builds an index. notify sends the curators the refused files, and
// may be nil.
func newLive(dir string, log *slog.Logger, index func(*corpus.Corpus) (*match.Index, error), notify func(context.Context, []string) error) *live {
	return &live{curate.NewLive(curate.LiveOptions{Base: base(), Dir: dir, Logger: log, Index: index, Notify: notify})}
}

// begin puts the corpus into service and follows the folder, and SIGHUP (hup),
// until ctx ends. It returns when the first state is in service, or ctx ends.
func (l *live) begin(ctx context.Context, hup <-chan os.Signal) error {
	ended := make(chan error, 1)
	go func() { ended <- l.Run(ctx, hup) }()
	select {
	case <-l.Ready():
		return nil
	case err := <-ended:
		return err
	}
}

// reload is Reload for the admin socket, whose answer is short whatever is wrong.
func (l *live) reload(ctx context.Context) error {
	var faults corpus.Problems
	err := l.Reload(ctx)
	if errors.As(err, &faults) {
		return hint.With(admin.Refused(curate.FirstAsText(l.Problems())), "fix the files named; `rolecall knowledge lint` lists them all")
	}
	return err
}

// advisor decides over what is in service now. Nobody asks before Ready.
func (l *live) advisor() *advisor.Advisor {
	s := l.State()
	return advisor.New(s.Corpus, s.Index)
}

// corpus is what is in service; before Ready, nothing is.
func (l *live) corpus() *corpus.Corpus {
	if s := l.State(); s != nil {
		return s.Corpus
	}
	return &corpus.Corpus{}
}

// readiness is an error until the corpus is in service, and then while other
// is one.
func (l *live) readiness(other func() error) func() error {
	return func() error {
		select {
		case <-l.Ready():
			return other()
		default:
			return hint.New("reading the knowledge folder", "wait some seconds: the matcher learns its words")
		}
	}
}

// status is what the admin socket says of the knowledge and the connection.
func (l *live) status(b *bot.Bot, version string, started time.Time) func() admin.Status {
	return func() admin.Status {
		c := l.corpus()
		s := admin.Status{Version: version, Corpus: c.Version, Entries: len(c.Entries), Started: started, Problems: curate.First(l.Problems())}
		if b.Connected() {
			s.Connections = 1
		}
		return s
	}
}

// measure shows the corpus in service in metrics.
func (l *live) measure(m *admin.Metrics) {
	m.Info("rolecall_corpus_info", func() map[string]string { return map[string]string{"version": l.corpus().Version} })
	m.Gauge("rolecall_entries", func() float64 { return float64(len(l.corpus().Entries)) })
	m.Gauge("rolecall_corpus_problems", func() float64 { return float64(len(l.Problems())) })
}

// curators are told what concerns them, in their channel if they have one.
type curators struct {
	channel string
	bot     *bot.Bot
	log     *slog.Logger
}

func (c *curators) post(ctx context.Context, text string) error {
	if c.channel == "" {
		return nil
	}
	err := c.bot.PostMessage(ctx, c.channel, blockkit.Plainly(text))
	if err != nil {
		c.log.Error("the curators' channel could not be told", "error", err, "hint", "is the bot a member of it? ROLECALL_CURATORS_CHANNEL says which")
	}
	return err
}

// refused tells them of files of the knowledge folder.
func (c *curators) refused(ctx context.Context, problems []string) error {
	return c.post(ctx, "Files of the knowledge folder were refused; what was good stays in service:\n"+curate.FirstAsText(problems))
}

// digests sends them the weekly digest until ctx ends.
func (c *curators) digests(ctx context.Context, day time.Weekday, now func() time.Time, store feedback.Store, l *live) {
	d := curate.Digests{Day: day, Now: now, Store: store, Send: func(ctx context.Context) error {
		text, err := curate.Digest(ctx, store, l.Live, now())
		if err != nil {
			c.log.Error("the weekly digest could not be made", "error", err)
			return err
		}
		return c.post(ctx, text)
	}}
	d.Run(ctx)
}
