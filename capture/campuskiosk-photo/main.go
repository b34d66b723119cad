// Command campuskiosk-photo is the photo pipeline as a program without a
// window: checking, making and comparing photos, for scripts and as an engine
// that other programs keep running. It links neither Fyne nor OpenGL.
package main

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/capture/models/modelscmd"
	"campuskiosk/capture/photo/photocmd"
)

func main() {
	root := &cobra.Command{
		Use:           "campuskiosk-photo",
		Short:         booth.Text{ZH: "校园照相亭：照片处理（无窗口）", EN: "Campus Kiosk: photos without a window"}.In(cli.Lang()),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.AddCommand(photocmd.New(), photocmd.NewDoctor(false), modelscmd.New())
	os.Exit(cli.Finish(os.Stderr, root.ExecuteContext(context.Background())))
}
