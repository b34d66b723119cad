package kiosk

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"campuskiosk/app/cli"
)

// demoSizes are the screens that the demo shows: full HD, a small screen, a
// kiosk's portrait.
var demoSizes = []string{"1920x1080", "1280x720", "1080x1920"}

// demoWithin is the longest that one walk through the screens may take.
const demoWithin = 90 * time.Second

func demoCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "demo",
		Short: cli.Say("没有显示器时演示各个画面，并保存截图", "walk through the screens without a display and keep a screenshot of each"),
		Args:  cobra.NoArgs,
	}
	out := c.Flags().String("out", "out/demo", cli.Say("截图保存在这个文件夹", "keep the screenshots in this folder"))
	cam := c.Flags().String("camera", "sim:", cli.Say("摄像头，写法与 run 相同", "the camera, as for run"))
	sizes := c.Flags().StringSlice("size", demoSizes, cli.Say("屏幕大小，可多个", "sizes of the screen, one or more"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := os.MkdirAll(*out, 0o750); err != nil {
			return ErrDemo.Because(cause(err))
		}
		for _, s := range *sizes {
			var size image.Point
			if n, err := fmt.Sscanf(s, "%dx%d", &size.X, &size.Y); n != 2 || err != nil || size.X < 320 || size.Y < 320 || size.X > 7680 || size.Y > 7680 {
				return ErrSize
			}
			d := demo{size: size, camera: *cam, out: *out, log: c.ErrOrStderr()}
			if err := d.walk(c.Context()); err != nil {
				return err
			}
			for _, name := range d.made {
				if _, err := fmt.Fprintln(c.OutOrStdout(), name); err != nil {
					return cli.Fail(err)
				}
			}
		}
		return nil
	}
	return c
}

// demo is one walk through the screens on a server without a screen: the same
// program that people start, with keys pressed for them.
type demo struct {
	size   image.Point
	camera string
	out    string
	log    io.Writer

	x     *xvfb
	keys  io.Writer
	lines chan string
	last  *image.RGBA // the last screenshot
	made  []string
}

// walk goes from the live picture to the saved photo.
func (d *demo) walk(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, demoWithin)
	defer cancel()
	if d.x, err = startXvfb(ctx, d.size); err != nil {
		return err
	}
	defer d.x.Close()
	data, err := os.MkdirTemp("", "campuskiosk-demo-")
	if err != nil {
		return ErrDemo.Because(cause(err))
	}
	defer os.RemoveAll(data) //nolint:errcheck // a leftover in the temporary folder
	wait, err := d.start(ctx, data)
	if err != nil {
		return ErrDemo.Because(err)
	}
	if err := d.steps(ctx); err != nil {
		cancel()
		_ = wait() // it was ended, that is known
		return ErrDemo.Because(err)
	}
	if err := d.press("quit"); err != nil {
		return ErrDemo.Because(err)
	}
	if err := wait(); err != nil {
		return ErrDemo.Because(err)
	}
	return nil
}

// start starts the program on the server.
func (d *demo) start(ctx context.Context, data string) (wait func() error, err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := exec.CommandContext(ctx, self, "run", "--camera", d.camera, "--data", data, "--lang", "zh", "--verbose", "--keys") //nolint:gosec // this very program
	c.Env = append(os.Environ(), "DISPLAY="+d.x.display, "WAYLAND_DISPLAY=")
	c.Stdout = d.log
	stderr, err := c.StderrPipe()
	if err != nil {
		return nil, err
	}
	if d.keys, err = c.StdinPipe(); err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	d.lines = make(chan string, 1000)
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(d.lines)
		s := bufio.NewScanner(stderr)
		for s.Scan() {
			line := s.Text()
			_, _ = fmt.Fprintln(d.log, line) // the log is only for reading along
			select {
			case d.lines <- line:
			default: // nobody waits for it any more
			}
		}
	}()
	return func() error { <-read; return c.Wait() }, nil
}

// steps is the walk itself.
func (d *demo) steps(ctx context.Context) error {
	// Something to say: a hint that is not "good".
	if _, err := d.until(ctx, "msg=hint hint="); err != nil {
		return err
	}
	if err := d.both(ctx, "live"); err != nil {
		return err
	}
	d.last = nil // what comes next differs in the live picture only
	// Then a picture worth taking: good, or with nothing wrong but the face.
	if _, err := d.until(ctx, "hint=good", "hint=open_eyes", "hint=show_eyes", "hint=close_mouth", "hint=uncover_face", "hint=cannot_see"); err != nil {
		return err
	}
	select {
	case <-time.After(arrive):
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := d.shoot(ctx, "live-ready", "zh"); err != nil {
		return err
	}
	for _, s := range []string{"result", "compare", "saved"} {
		if err := d.press("space"); err != nil {
			return err
		}
		came, err := d.until(ctx, "msg=screen screen="+s+` busy=""`, `msg=screen screen=result busy=""`)
		if err != nil {
			return fmt.Errorf("the screen %s did not come: %w", s, err)
		}
		if s != "result" && came != 0 { // no standard photo can be made of it
			return d.both(ctx, "refused")
		}
		if err := d.both(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// arrive is the time that the simulated person needs from being well enough
// placed to standing still.
const arrive = 1500 * time.Millisecond

// both takes a screenshot in Chinese and one in English.
func (d *demo) both(ctx context.Context, name string) error {
	for _, lang := range []string{"zh", "en"} {
		if err := d.shoot(ctx, name, lang); err != nil {
			return err
		}
		if err := d.press("9"); err != nil {
			return err
		}
		other := map[string]string{"zh": "en", "en": "zh"}[lang]
		if _, err := d.until(ctx, "lang="+other); err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) shoot(ctx context.Context, name, lang string) error {
	m, err := d.x.settled(ctx, d.last)
	if err != nil {
		return err
	}
	d.last = m
	path := filepath.Join(d.out, fmt.Sprintf("%s-%dx%d-%s.png", name, d.size.X, d.size.Y, lang))
	f, err := os.Create(path)
	if err != nil {
		return cause(err)
	}
	if err := errors.Join(png.Encode(f, m), f.Close()); err != nil {
		return cause(err)
	}
	d.made = append(d.made, path)
	return nil
}

func (d *demo) press(key string) error {
	_, err := io.WriteString(d.keys, key+"\n")
	return err
}

// until waits for a line of the log with one of the words in it, and says
// which.
func (d *demo) until(ctx context.Context, words ...string) (int, error) {
	for {
		select {
		case line, ok := <-d.lines:
			if !ok {
				return 0, errors.New("the program ended")
			}
			for i, w := range words {
				if strings.Contains(line, w) {
					return i, nil
				}
			}
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
}
