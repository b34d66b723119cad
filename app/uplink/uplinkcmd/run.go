package uplinkcmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"campuskiosk/app/cli"
	"campuskiosk/app/uplink"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/worker"
	"campuskiosk/sync/worker/netwatch"
)

func newRun(k Kiosk) *cobra.Command {
	var once, verbose bool
	var timeout time.Duration
	c := &cobra.Command{
		Use:   "run",
		Short: cli.Say("不开窗口进行同步（采集程序须已退出）", "Sync without the window (while the kiosk's program is not running)"),
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			s, clock, err := k.Open(c.Context())
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			box, err := outbox.Open(k.Packets())
			if err != nil {
				return err
			}
			defer box.Close() //nolint:errcheck // every change is durable already
			ctx, stop := context.WithCancel(c.Context())
			defer stop()
			if timeout > 0 {
				ctx, stop = context.WithTimeout(ctx, timeout)
				defer stop()
			}
			o := uplink.Options{Store: s, Outbox: box, Folder: k.Packets(), Clock: clock, Software: k.Software}
			if o.Network, err = netwatch.Watch(ctx); err != nil {
				return err
			}
			if verbose {
				o.Log = slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil))
			}
			p := &progress{w: c.OutOrStdout()}
			o.Show = func(st worker.Status) {
				p.show(st)
				if once && st.Waiting == 0 && st.Now == nil && st.Online() {
					stop()
				}
			}
			u, err := uplink.Open(o)
			if err != nil {
				return err
			}
			u.Run(ctx)
			p.show(u.Status())
			if l := u.Lock(); l.Wiped {
				return cli.Refuse(uplink.ErrWiped)
			}
			if left := u.Status(); once && left.Waiting > 0 {
				return cli.Refuse(nil)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&once, "once", false, cli.Say("全部上传后结束", "end when everything has arrived"))
	c.Flags().DurationVar(&timeout, "timeout", 0, cli.Say("最多进行这么久", "end after this time"))
	c.Flags().BoolVar(&verbose, "verbose", false, cli.Say("显示日志", "show the log"))
	return c
}

// progress prints a line whenever something changes that people want to know.
type progress struct {
	w    io.Writer
	mu   sync.Mutex
	last string
}

func (p *progress) show(s worker.Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s.Contact.IsZero() && s.Line.Cause == "" {
		return
	}
	line := fmt.Sprintf(cli.Say("%s；待传 %d，已确认 %d，被拒 %d", "%s; waiting %d, confirmed %d, refused %d"),
		in(s.Line.Cause.Label()), s.Waiting, s.Confirmed, s.Parked+s.Conflicts)
	if line != p.last {
		p.last = line
		_, _ = fmt.Fprintln(p.w, line) // progress, and no more
	}
}

func newRelease(k Kiosk) *cobra.Command {
	return &cobra.Command{
		Use:   cli.Say("release [照片包编号…]", "release [PACKET…]"),
		Short: cli.Say("让被拒的照片包重新上传（不写编号：全部）", "Have refused packets tried again (all without a name)"),
		RunE: func(c *cobra.Command, args []string) error {
			box, err := outbox.Open(k.Packets())
			if err != nil {
				return err
			}
			defer box.Close() //nolint:errcheck // every change is durable already
			n := 0
			for _, it := range box.Items() {
				if it.State != outbox.Parked && it.State != outbox.Conflict {
					continue
				}
				if len(args) > 0 && !slices.Contains(args, outbox.Name(it.ID)) {
					continue
				}
				if err := box.Release(it.ID, time.Now()); err != nil {
					return err
				}
				n++
			}
			if len(args) > n {
				return outbox.ErrNotFound
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), cli.Say("%d 份将重新上传。\n", "%d will be tried again.\n"), n)
			return err
		},
	}
}
