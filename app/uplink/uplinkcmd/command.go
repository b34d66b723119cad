package uplinkcmd

import (
	"context"

	"github.com/spf13/cobra"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/clock"
	"campuskiosk/app/store"
)

// Kiosk is the kiosk that the commands work on.
type Kiosk struct {
	// Create opens the store, new if need be; Open opens one that is there, with
	// its clock.
	Create func(context.Context) (*store.Store, error)
	Open   func(context.Context) (*store.Store, *clock.Clock, error)
	// Packets is the folder of sealed packets.
	Packets func() string
	// Software names this program and its version.
	Software string
}

// New makes the commands.
func New(k Kiosk) []*cobra.Command {
	sync := &cobra.Command{
		Use:   "sync",
		Short: cli.Say("与服务器同步：状态、立即同步、重试", "The sync with the service: status, run, release"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	sync.AddCommand(newStatus(k), newRun(k), newRelease(k))
	return []*cobra.Command{newEnrol(k), sync}
}

func in(t booth.Text) string { return t.In(cli.Lang()) }
