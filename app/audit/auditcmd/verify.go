package auditcmd

import (
	"context"
	"errors"
	"fmt"

	"campuskiosk/app/audit"
	"campuskiosk/app/cli"

	"github.com/spf13/cobra"
)

// verdict is what verify prints as JSON.
type verdict struct {
	OK bool `json:"ok"`
	// Head is the end of the good part.
	Head audit.Head `json:"head"`
	// Record is the first that can't be relied on, Problem its kind.
	Record  uint64 `json:"record,omitempty"`
	Problem string `json:"problem,omitempty"`
}

func newVerify(open func(context.Context) (Trail, error)) *cobra.Command {
	var file string
	var heads []string
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify",
		Short: cli.Say("检查记录是否被改动、删除、调换或截断", "Find changed, removed, moved or cut-off records"),
		Long: cli.Say(
			"检查审计记录。--head 给出以前见过的摘要（例如服务器收到的），可以发现末尾被截断或重写。",
			"Verifies the trail. --head gives a head that was seen before, for example by the service: it shows when the end was cut off or rewritten."),
		Example: "  campuskiosk audit verify --head 1042:9f2c…",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var known []audit.Head
			for _, text := range heads {
				h, err := audit.ParseHead(text)
				if err != nil {
					return cli.Fail(ErrHead)
				}
				known = append(known, h)
			}
			return verify(c, open, file, known, asJSON)
		},
	}
	c.Flags().StringVar(&file, "file", "", cli.Say("校验导出的文件，而不是本机的记录", "verify an exported file instead of this kiosk's trail"))
	c.Flags().StringArrayVar(&heads, "head", nil, cli.Say("已知的摘要（编号:哈希），可多次给出", "a known head (NUMBER:HASH); may be given more than once"))
	c.Flags().BoolVar(&asJSON, "json", false, cli.Say("以 JSON 输出", "print JSON"))
	return c
}

func verify(c *cobra.Command, open func(context.Context) (Trail, error), file string, known []audit.Head, asJSON bool) error {
	t, err := trailOf(c.Context(), open, file)
	if err != nil {
		return err
	}
	defer t.Close() //nolint:errcheck // nothing was written
	own, err := t.Heads()
	if err != nil {
		return err
	}
	head, err := audit.Verify(t.Lines(c.Context()), append(known, own...)...)
	var broken *audit.Broken
	if err != nil && !errors.As(err, &broken) {
		return ErrUnreadable.Because(err)
	}
	if asJSON {
		v := verdict{OK: broken == nil, Head: head}
		if broken != nil {
			v.Record, v.Problem = broken.Seq, broken.Err.Error()
		}
		if err := cli.PrintJSON(c.OutOrStdout(), v); err != nil {
			return err
		}
		if broken != nil {
			return cli.Refuse(nil)
		}
		return nil
	}
	if broken != nil {
		return cli.Refuse(explain(broken))
	}
	_, err = fmt.Fprintf(c.OutOrStdout(), cli.Say("审计记录完整：%d 条\n摘要 %v\n", "The trail is whole: %d records\nhead %v\n"), head.Seq, head)
	return err
}
