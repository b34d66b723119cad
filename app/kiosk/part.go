package kiosk

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"campuskiosk/app/booth"
)

// goPart runs a part in its own goroutine, contained: an error is logged once,
// a panic is an error like another. A part of the desk's work that panics must
// not leave the screen busy for ever, so its event is sent by its caller's
// defer.
func (k *kiosk) goPart(name string, f func(context.Context) error) {
	k.work.Add(1)
	go func() {
		defer k.work.Done()
		if err := contained(k.ctx, f); err != nil && !ended(err) {
			k.Log.Error("part failed", "part", name, "err", err)
		}
	}()
}

// keep runs a part again whenever it fails, until ctx ends.
func keep(ctx context.Context, log *slog.Logger, name string, f func(context.Context) error) {
	for ctx.Err() == nil {
		err := contained(ctx, f)
		if err == nil || ended(err) {
			return
		}
		log.Error("part failed and begins again", "part", name, "err", err)
		select {
		case <-time.After(restartAfter):
		case <-ctx.Done():
		}
	}
}

// restartAfter is the pause before a failed part begins again.
const restartAfter = time.Second

// contained turns a panic into an error.
func contained(ctx context.Context, f func(context.Context) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = booth.ErrInternal.Because(fmt.Errorf("panic: %v\n%s", r, debug.Stack()))
		}
	}()
	return f(ctx)
}
