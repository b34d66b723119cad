package auditcmd

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"campuskiosk/app/cli"
)

func newHead(open func(context.Context) (Trail, error)) *cobra.Command {
	return &cobra.Command{
		Use:   "head",
		Short: cli.Say("打印最新一条的摘要，供以后校验", "Print the newest record's head, to verify against later"),
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			t, err := open(c.Context())
			if err != nil {
				return err
			}
			defer t.Close() //nolint:errcheck // nothing was written
			heads, err := t.Heads()
			if err != nil {
				return err
			}
			if len(heads) > 0 {
				_, err = fmt.Fprintln(c.OutOrStdout(), heads[0])
			}
			return err
		},
	}
}

func newExport(open func(context.Context) (Trail, error)) *cobra.Command {
	return &cobra.Command{
		Use:   "export",
		Short: cli.Say("把记录逐行输出（不含个人信息）", "Print the records, one a line; they hold no personal data"),
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			t, err := open(c.Context())
			if err != nil {
				return err
			}
			defer t.Close() //nolint:errcheck // nothing was written
			return export(c.Context(), c.OutOrStdout(), t)
		},
	}
}

func export(ctx context.Context, w io.Writer, t Trail) error {
	b := bufio.NewWriter(w)
	for line, err := range t.Lines(ctx) {
		if err != nil {
			return ErrUnreadable.Because(err)
		}
		if _, err := b.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return b.Flush()
}
