package auditcmd

import (
	"context"
	"iter"

	"campuskiosk/app/audit"
	"campuskiosk/app/cli"

	"github.com/spf13/cobra"
)

// Trail is a trail to read; app/store has one.
type Trail interface {
	// Lines are the records' lines from the first on.
	Lines(ctx context.Context) iter.Seq2[[]byte, error]
	// Heads are the heads that are known beside the trail, the newest first.
	Heads() ([]audit.Head, error)
	Close() error
}

// New makes the command. open opens the kiosk's trail; it is called when a
// subcommand needs it.
func New(open func(context.Context) (Trail, error)) *cobra.Command {
	c := &cobra.Command{
		Use:   "audit",
		Short: cli.Say("审计记录：校验、摘要、导出", "The audit trail: verify, head, export"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newVerify(open), newHead(open), newExport(open))
	return c
}
