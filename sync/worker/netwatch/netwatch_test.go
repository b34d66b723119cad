package netwatch

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A second address of the loopback device comes and goes.
func TestWatch(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	changed, err := Watch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	req, err := unix.NewIfreq("lo:77")
	if err != nil {
		t.Fatal(err)
	}
	address := netip.MustParseAddr("127.77.7.7").As4()
	if err := req.SetInet4Addr(address[:]); err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFADDR, req); errors.Is(err, unix.EPERM) {
		t.Skip("only root may give the loopback device an address")
	} else if err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"coming", "going"} {
		select {
		case <-changed:
		case <-time.After(10 * time.Second):
			t.Fatalf("an address was %s and nobody said so", what)
		}
		down, err := unix.NewIfreq("lo:77")
		if err != nil {
			t.Fatal(err)
		}
		_ = unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, down) // flags 0: the alias goes
	}
}
