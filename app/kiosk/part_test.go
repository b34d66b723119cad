package kiosk

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/capture/camera"
)

func TestPanicIsContained(t *testing.T) {
	err := contained(t.Context(), func(context.Context) error { panic("broken") })
	if !errors.Is(err, booth.ErrInternal) {
		t.Errorf("%v", err)
	}
	containUI(slog.New(slog.NewTextHandler(io.Discard, nil)))(func() { panic("broken") })
}

// A part that fails begins again after a pause, until it ends by itself or the
// program does.
func TestKeep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := slog.New(slog.NewTextHandler(io.Discard, nil))
		began, runs := time.Now(), 0
		keep(t.Context(), log, "x", func(context.Context) error {
			runs++
			switch runs {
			case 1:
				panic("once")
			case 2:
				return errors.New("twice")
			}
			return camera.ErrClosed
		})
		if runs != 3 || time.Since(began) != 2*restartAfter {
			t.Errorf("%d runs in %v", runs, time.Since(began))
		}
		ctx, cancel := context.WithCancel(t.Context())
		go func() { time.Sleep(10 * time.Second); cancel() }()
		runs = 0
		keep(ctx, log, "x", func(context.Context) error { runs++; return errors.New("always") })
		if runs < 9 || runs > 11 {
			t.Errorf("%d runs in 10 s", runs)
		}
	})
}
