package packetcmd

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"campuskiosk/app/cli"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/packet/stick"

	"github.com/spf13/cobra"
)

// NewPackets makes the command "packets". folder gives the folder of the
// kiosk's outbox; the running kiosk may have it open.
func NewPackets(folder func() string) *cobra.Command {
	c := &cobra.Command{
		Use:   "packets",
		Short: cli.Say("照片包：导出到U盘", "Packets: export to a USB stick"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newExport(folder))
	return c
}

func newExport(folder func() string) *cobra.Command {
	var all, asJSON bool
	c := &cobra.Command{
		Use:   cli.Say("export 文件夹", "export DIR"),
		Short: cli.Say("把待上传的照片包复制到U盘并逐一核对", "Copy the packets that wait to a USB stick, and verify every copy"),
		Long: cli.Say(
			"照片包已加密，只有服务端能打开。采集程序可以继续运行。中断后再执行一次会接着做。\n"+
				"导出后本机仍保留照片包，收到服务端的回执后才会清除。",
			"Packets are sealed; only the service can open them. The kiosk may go on working. Run it again after an\n"+
				"interruption to go on. The kiosk keeps its packets until the service's receipt comes."),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			choose := stick.Unconfirmed
			if all {
				choose = func(outbox.Item) bool { return true }
			}
			return runExport(c, folder(), args[0], choose, asJSON)
		},
	}
	c.Flags().BoolVar(&all, "all", false, cli.Say("也导出服务端已确认的", "also those that the service has confirmed"))
	c.Flags().BoolVar(&asJSON, "json", false, cli.Say("以 JSON 输出", "print JSON"))
	return c
}

// exported is what export --json prints.
type exported struct {
	stick.Exported
	// Safe: all of it is on the device and was read back.
	Safe bool `json:"safe_to_remove"`
}

func runExport(c *cobra.Command, folder, to string, choose func(outbox.Item) bool, asJSON bool) error {
	ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	from, err := outbox.Look(folder)
	if err != nil {
		return err
	}
	tell, done := newBar(c.ErrOrStderr(), cli.Say("复制并核对", "Copying and verifying"))
	e, err := stick.Export(ctx, from, to, choose, tell)
	done()
	if errors.Is(err, context.Canceled) {
		err = errStopped.Because(err)
	}
	out := exported{e, err == nil}
	if asJSON {
		if printed := cli.PrintJSON(c.OutOrStdout(), out); printed != nil {
			return printed
		}
	} else if err == nil {
		p := &printer{w: c.OutOrStdout()}
		if e.Copied+e.Already+len(e.Damaged) == 0 {
			p.line("%s", cli.Say("没有需要导出的照片包。", "There are no packets to export."))
			return p.err
		}
		for _, id := range e.Damaged {
			p.line(cli.Say("%s：本机的文件已损坏，没有导出", "%s: its file on this kiosk is damaged; not exported"), id)
		}
		p.line(cli.Say("已复制 %d 个，原已在U盘 %d 个，共 %s；全部读回核对无误。", "%d copied, %d there already, %s in all; every one was read back."), e.Copied, e.Already, size(e.Bytes))
		p.line("%s", cli.Say("现在可以安全拔出U盘。", "It is safe to remove the USB stick now."))
		if p.err != nil {
			return p.err
		}
	}
	if err == nil && len(e.Damaged) > 0 {
		return cli.Refuse(stick.ErrKioskFile.With(len(e.Damaged)))
	}
	return err
}
