package siege

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"

	"campuskiosk/app/clock"
	appstore "campuskiosk/app/store"
	"campuskiosk/app/uplink"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/worker"
)

// hurry divides the waits, so that a siege lasts minutes and not days. What a
// service asks for by Retry-After is kept.
const hurry = 20

// RunKiosk is the kiosk's process: the sync of the kiosk's program without its
// window, until it is killed.
func RunKiosk(ctx context.Context, dir string) (err error) {
	s, err := appstore.OpenFolder(filepath.Join(dir, "store"), "")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	state, err := s.ClockState()
	if err != nil {
		return err
	}
	c := clock.New(clock.System(), state, clock.BuildTime())
	s.UseClock(c)
	box, err := outbox.Open(filepath.Join(dir, "packets"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, box.Close()) }()
	u, err := uplink.Open(uplink.Options{
		Store: s, Outbox: box, Folder: filepath.Join(dir, "packets"), Clock: c, Software: "siege",
		Waits: worker.DefaultWaits().Scaled(1, hurry), Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	u.Run(ctx)
	return nil
}
