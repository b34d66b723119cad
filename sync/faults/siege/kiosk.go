package siege

import (
	"context"
	"errors"
	"log/slog"
	"net"
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

// noNames is the file in the kiosk's folder that makes its names resolve to
// nothing.
const noNames = "dns-gone"

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
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			if _, err := os.Stat(filepath.Join(dir, noNames)); err == nil {
				return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: address, IsNotFound: true}}
			}
			var d net.Dialer
			return d.DialContext(ctx, network, address)
		},
		Waits: worker.DefaultWaits().Scaled(1, hurry), Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	u.Run(ctx)
	return nil
}
