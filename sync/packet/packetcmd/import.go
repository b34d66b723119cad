package packetcmd

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/sync/api"
	"campuskiosk/sync/packet/stick"

	"github.com/spf13/cobra"
)

// ErrNotAll means: some packets of a stick were not taken.
var ErrNotAll = booth.Fail("packets.not_all",
	"有 %d 个照片包没有接收，原因见上。",
	"%d packets were not taken; the reasons are above.")

// Service is the central service, opened for an import.
type Service interface {
	stick.Taker
	Close() error
}

// NewImport makes the command "import" of the central service. open opens the
// service's storage; it is called when the command runs.
func NewImport(open func(context.Context) (Service, error)) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   cli.Say("import 文件夹", "import DIR"),
		Short: cli.Say("接收U盘上的照片包", "Take the packets of a USB stick"),
		Long: cli.Say(
			"逐一打开、核对签名后入库；同一个照片包可以重复导入。U盘上的内容不会改动。",
			"Each packet is opened, verified and stored; the same one may be imported again. Nothing on the stick is changed."),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return runImport(c, open, args[0], asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, cli.Say("以 JSON 输出", "print JSON"))
	return c
}

// imported is what import --json prints.
type imported struct {
	Packets []stick.Result `json:"packets"`
	Taken   int            `json:"taken"`
	// Refused are those taken that a rule does not allow.
	Refused int `json:"refused"`
	NotAll  int `json:"not_taken"`
	// Whole: all packets of the stick were tried.
	Whole bool `json:"whole"`
}

func runImport(c *cobra.Command, open func(context.Context) (Service, error), from string, asJSON bool) (err error) {
	ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closed := s.Close(); err == nil {
			err = closed
		}
	}()
	tell, done := newBar(c.ErrOrStderr(), cli.Say("接收", "Taking"))
	results, err := stick.Import(ctx, from, s, tell)
	done()
	if errors.Is(err, context.Canceled) {
		err = errStopped.Because(err)
	}
	out := imported{Packets: results, Whole: err == nil}
	if out.Packets == nil {
		out.Packets = []stick.Result{}
	}
	for _, r := range results {
		switch {
		case !r.Taken():
			out.NotAll++
		case r.State == api.RefusedByRule:
			out.Refused++
			out.Taken++
		default:
			out.Taken++
		}
	}
	if asJSON {
		if printed := cli.PrintJSON(c.OutOrStdout(), out); printed != nil {
			return printed
		}
	} else if printed := printImport(c, out); printed != nil {
		return printed
	}
	if err == nil && out.NotAll > 0 {
		return cli.Refuse(ErrNotAll.With(out.NotAll))
	}
	return err
}

func printImport(c *cobra.Command, out imported) error {
	p := &printer{w: c.OutOrStdout()}
	for _, r := range out.Packets {
		if r.Problem == nil {
			continue
		}
		tag := string(r.Problem.Code)
		if r.Problem.Rule != "" {
			tag += ", " + string(r.Problem.Rule)
		}
		p.line("%s: %s [%s]", r.Packet, r.Problem.In(cli.Lang()), tag)
	}
	p.line(cli.Say("已接收 %d 个（其中 %d 个不符合规则，待人工处理），未接收 %d 个。", "%d taken (%d of them against a rule, for a person to look at), %d not taken."), out.Taken, out.Refused, out.NotAll)
	if out.Whole {
		p.line("%s", cli.Say("现在可以安全拔出U盘。", "It is safe to remove the USB stick now."))
	}
	return p.err
}
