// Package netwatch tells when this machine's network changed: a cable, an
// address, a route. It listens to the kernel (rtnetlink(7)) and asks nobody.
package netwatch

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// settle is how long changes that come together are waited for: an address
// comes some moments after the cable, and its route after that.
const settle = 300 * time.Millisecond

// Watch sends whenever the network changed, until ctx ends. Changes while
// nobody receives are one.
func Watch(ctx context.Context) (<-chan struct{}, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_ROUTE)
	if err != nil {
		return nil, err
	}
	groups := uint32(unix.RTMGRP_LINK | unix.RTMGRP_IPV4_IFADDR | unix.RTMGRP_IPV6_IFADDR | unix.RTMGRP_IPV4_ROUTE | unix.RTMGRP_IPV6_ROUTE)
	if err := unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: groups}); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	socket := os.NewFile(uintptr(fd), "rtnetlink")
	changed := make(chan struct{}, 1)
	told := make(chan struct{})
	context.AfterFunc(ctx, func() { _ = socket.Close() })
	go func() {
		buf := make([]byte, 64<<10)
		for {
			// What the messages say does not matter. Too many of them is an
			// error of the socket that means the same.
			if _, err := socket.Read(buf); err != nil && !errors.Is(err, unix.ENOBUFS) {
				return
			}
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	}()
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-changed:
			}
			t := time.NewTimer(settle)
			select {
			case <-ctx.Done():
			case <-t.C:
			}
			t.Stop()
			select {
			case <-changed:
			default:
			}
			select {
			case <-ctx.Done():
				return
			case told <- struct{}{}:
			}
		}
	}()
	return told, nil
}
