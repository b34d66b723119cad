// Command campuskiosk-faults besieges a kiosk's sync and a central service: a
// bad network between them, and both killed again and again. It prints what
// came of it as JSON and ends with 1 when something is wrong. See package siege.
//
//	campuskiosk-faults --packets 5000 --central bin/campuskiosk-central
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"campuskiosk/app/cli"
	"campuskiosk/sync/faults/siege"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(cli.Finish(os.Stderr, command().ExecuteContext(ctx)))
}

func command() *cobra.Command {
	var o siege.Options
	var central string
	var verbose, bench bool
	c := &cobra.Command{
		Use: "campuskiosk-faults", Short: "A kiosk's sync and a central service under siege", Args: cobra.NoArgs,
		SilenceUsage: true, SilenceErrors: true,
		RunE: func(c *cobra.Command, _ []string) error {
			self, err := os.Executable()
			if err != nil {
				return err
			}
			if o.Dir, err = os.MkdirTemp("", "campuskiosk-faults-"); err != nil {
				return err
			}
			defer os.RemoveAll(o.Dir) //nolint:errcheck // of this program alone
			o.Central, o.Kiosk = []string{central}, []string{self, "kiosk"}
			if verbose {
				o.Log = slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil))
			}
			if bench {
				p, err := siege.Bench(c.Context(), o)
				if err != nil {
					return err
				}
				return json.NewEncoder(c.OutOrStdout()).Encode(p)
			}
			r, err := siege.Run(c.Context(), o)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintln(c.OutOrStdout(), r.JSON()); err != nil {
				return err
			}
			if !r.Good() {
				return cli.Refuse(nil)
			}
			return nil
		},
	}
	f := c.Flags()
	f.IntVar(&o.Packets, "packets", 5000, "how many packets the kiosk has")
	f.Uint64Var(&o.Seed, "seed", 1, "the same seed makes the same weather")
	f.IntVar(&o.Kills, "kills", 10, "how often each side is killed, in a hundred changes of the network")
	f.StringVar(&central, "central", "bin/campuskiosk-central", "the service's program")
	f.BoolVar(&bench, "bench", false, "no faults: how fast packets arrive, beside curl with the same requests")
	f.BoolVar(&verbose, "verbose", false, "say what is going on")
	c.AddCommand(&cobra.Command{
		Use: "kiosk FOLDER", Short: "the kiosk's process", Args: cobra.ExactArgs(1), Hidden: true,
		RunE: func(c *cobra.Command, args []string) error { return siege.RunKiosk(c.Context(), args[0]) },
	})
	return c
}
