package kiosk

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// xvfb is an X server without a screen that keeps its picture in a file.
type xvfb struct {
	cmd     *exec.Cmd
	dir     string
	display string // ":7"
}

// startXvfb starts one with a screen of the given size. It is over when Close
// is called or ctx ends.
func startXvfb(ctx context.Context, size image.Point) (*xvfb, error) {
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		return nil, ErrNoXvfb
	}
	dir, err := os.MkdirTemp("", "campuskiosk-xvfb-")
	if err != nil {
		return nil, ErrDemo.Because(cause(err))
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, ErrDemo.Because(err)
	}
	defer r.Close() //nolint:errcheck // only read from
	x := &xvfb{dir: dir}
	// The server takes the first free display and writes its number to file
	// descriptor 3.
	x.cmd = exec.CommandContext(ctx, path, // #nosec G204 -- the X server found on PATH
		"-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", size.X, size.Y),
		"-fbdir", dir, "-nolisten", "tcp", "-noreset", "-nocursor", "+extension", "GLX")
	x.cmd.ExtraFiles = []*os.File{w}
	err = x.cmd.Start()
	_ = w.Close() // the server has its own
	if err != nil {
		_ = os.RemoveAll(dir)
		return nil, ErrNoXvfb.Because(err)
	}
	if err := r.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		x.Close()
		return nil, ErrDemo.Because(err)
	}
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		x.Close()
		return nil, ErrNoXvfb.Because(err)
	}
	x.display = ":" + strings.TrimSpace(number)
	return x, nil
}

// Close ends the server and removes its files.
func (x *xvfb) Close() {
	if x.cmd.Process != nil {
		_ = x.cmd.Process.Signal(os.Interrupt) // it may have ended already
		done := make(chan struct{})
		go func() { _ = x.cmd.Wait(); close(done) }() // how it ended does not matter
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			_ = x.cmd.Process.Kill()
			<-done
		}
	}
	_ = os.RemoveAll(x.dir)
}

// capture is the screen's picture as the server shows it.
func (x *xvfb) capture() (*image.RGBA, error) {
	b, err := os.ReadFile(filepath.Join(x.dir, "Xvfb_screen0"))
	if err != nil {
		return nil, cause(err)
	}
	return parseXWD(b)
}

// settled waits until what is on the screen has been drawn whole and is another
// screen than before, and gives its picture. It watches the place at the bottom
// where the next step's button is: no live picture reaches it.
func (x *xvfb) settled(ctx context.Context, before *image.RGBA) (*image.RGBA, error) {
	var last *image.RGBA
	same := 0
	for {
		select {
		case <-time.After(150 * time.Millisecond):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		m, err := x.capture()
		if err != nil {
			return nil, err
		}
		if last != nil && bytes.Equal(corner(m), corner(last)) && (before == nil || !bytes.Equal(corner(m), corner(before))) {
			same++
		} else {
			same = 0
		}
		if same == 3 {
			return m, nil
		}
		last = m
	}
}

// corner is the pixels of the lowest 170 rows: in the right quarter, or in all
// of a portrait screen.
func corner(m *image.RGBA) []byte {
	var b []byte
	from := m.Rect.Dx() * 77 / 100
	if m.Rect.Dy() > m.Rect.Dx() {
		from = 0
	}
	for y := max(0, m.Rect.Dy()-170); y < m.Rect.Dy(); y++ {
		b = append(b, m.Pix[m.PixOffset(from, y):m.PixOffset(m.Rect.Dx(), y)]...)
	}
	return b
}

// parseXWD reads an X window dump (XWDFile.h, version 7) of 32 bits per pixel
// in the byte order that its header names.
func parseXWD(b []byte) (*image.RGBA, error) {
	const fields = 25
	if len(b) < 4*fields {
		return nil, errors.New("not an X window dump")
	}
	var h [fields]int
	for i := range h {
		h[i] = int(binary.BigEndian.Uint32(b[4*i:]))
	}
	header, version, depth := h[0], h[1], h[3]
	width, height := h[4], h[5]
	lsb := h[7] == 0
	bits, stride, colours := h[11], h[12], h[19]
	if version != 7 || bits != 32 || depth < 24 || width < 1 || height < 1 || width > 1<<14 || height > 1<<14 {
		return nil, errors.New("an X window dump of another kind")
	}
	off := header + 12*colours
	if header < 4*fields || stride < 4*width || off < 0 || len(b)-off < stride*height {
		return nil, errors.New("the X window dump ends early")
	}
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			p := b[off+y*stride+4*x:]
			v := binary.BigEndian.Uint32(p)
			if lsb {
				v = binary.LittleEndian.Uint32(p)
			}
			o := m.Pix[y*m.Stride+4*x:]
			o[0], o[1], o[2], o[3] = uint8(v>>16), uint8(v>>8), uint8(v), 255
		}
	}
	return m, nil
}
