package kiosk

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"

	"campuskiosk/app/booth"
)

// ErrLog means that the log file can't be opened.
var ErrLog = booth.Fail("log.open",
	"日志文件打不开：请检查文件夹是否存在以及是否有写入权限。",
	"The log file can't be opened: check that its folder exists and that writing is allowed.")

// newLog makes the program's log: text on stderr, and JSON lines in a file if
// one is named. What is logged are kinds of events, codes and times; never
// names, numbers of people, pictures or paths.
func newLog(stderr io.Writer, file string, verbose bool) (*slog.Logger, func(), error) {
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	o := &slog.HandlerOptions{Level: level}
	text := slog.NewTextHandler(stderr, o)
	if file == "" {
		return slog.New(text), func() {}, nil
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, ErrLog.Because(cause(err))
	}
	return slog.New(both{text, slog.NewJSONHandler(f, o)}), func() { _ = f.Close() }, nil
}

// both is a handler that writes to two.
type both struct{ a, b slog.Handler }

// Enabled is slog's.
func (h both) Enabled(ctx context.Context, l slog.Level) bool { return h.a.Enabled(ctx, l) }

// Handle is slog's.
func (h both) Handle(ctx context.Context, r slog.Record) error {
	return errors.Join(h.a.Handle(ctx, r.Clone()), h.b.Handle(ctx, r))
}

// WithAttrs is slog's.
func (h both) WithAttrs(a []slog.Attr) slog.Handler { return both{h.a.WithAttrs(a), h.b.WithAttrs(a)} }

// WithGroup is slog's.
func (h both) WithGroup(n string) slog.Handler { return both{h.a.WithGroup(n), h.b.WithGroup(n)} }
