package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"rolecall/internal/feedback"
)

// Thread returns the memory of a conversation, empty if it is unknown or forgotten.
func (s *Store) Thread(ctx context.Context, key string) (t feedback.Thread, err error) {
	k := s.policy.Key.Thread(key)
	err = s.do(ctx, callLimit, func(ctx context.Context, p *pgxpool.Pool) error {
		var data []byte
		err := p.QueryRow(ctx, `SELECT data FROM rolecall_threads WHERE key = $1`, k[:]).Scan(&data)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		t = readThread(data)
		return err
	})
	return t, err
}

// readThread returns the memory of a conversation; one that cannot be read is empty.
func readThread(data []byte) (t feedback.Thread) {
	if json.Unmarshal(data, &t) != nil {
		return feedback.Thread{}
	}
	return t
}

// UpdateThread changes the memory of a conversation, while its row is locked.
func (s *Store) UpdateThread(ctx context.Context, key string, change func(*feedback.Thread)) error {
	k, at := s.policy.Key.Thread(key), s.at(time.Time{})
	done, err := s.turns.Take(ctx, "thread "+k.String()) // so that waiting in this process holds no connection
	if err != nil {
		return err
	}
	defer done()
	return s.tx(ctx, callLimit, func(ctx context.Context, tx pgx.Tx) error {
		var data []byte
		b := &pgx.Batch{}
		b.Queue(`INSERT INTO rolecall_threads (key, at, data) VALUES ($1, $2, '{}') ON CONFLICT DO NOTHING`, k[:], at)
		b.Queue(`SELECT data FROM rolecall_threads WHERE key = $1 FOR UPDATE`, k[:]).QueryRow(func(row pgx.Row) error { return row.Scan(&data) })
		err := tx.SendBatch(ctx, b).Close()
		if errors.Is(err, pgx.ErrNoRows) {
			return errAgain // retention has just removed it
		}
		if err != nil {
			return err
		}
		if data, err = json.Marshal(readThread(data).Changed(change)); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE rolecall_threads SET at = $2, data = $3 WHERE key = $1`, k[:], at, data)
		return err
	})
}
