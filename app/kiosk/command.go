package kiosk

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/spf13/cobra"

	"campuskiosk/app/cli"
	"campuskiosk/assets/i18n"
	"campuskiosk/capture/camera"
	"campuskiosk/capture/models/modelscmd"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/photo/photocmd"
)

// Version is the program's; the build may set it.
var Version = "0.1.0"

// Main is the program: it runs the command line and gives the exit code. It
// must be called from the main goroutine, as windows must.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := command()
	c.SetArgs(args)
	c.SetIn(stdin)
	c.SetOut(stdout)
	c.SetErr(stderr)
	return cli.Finish(stderr, c.ExecuteContext(ctx))
}

// command is the whole command line. Without a subcommand the window opens.
func command() *cobra.Command {
	c := &cobra.Command{
		Use:           "campuskiosk",
		Short:         cli.Say("校园拍照台：拍摄、检查并制作学生标准照", "Campus Kiosk: takes, checks and makes the student's standard photo"),
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	c.CompletionOptions.HiddenDefaultCmd = true
	asRun(c)
	run := &cobra.Command{Use: "run", Short: cli.Say("打开窗口（默认）", "open the window (the default)"), Args: cobra.NoArgs}
	asRun(run)
	c.AddCommand(run, demoCommand(), photocmd.New(), modelscmd.New(), photocmd.NewDoctor(true, lookAtKey), versionCommand())
	c.AddCommand(dataCommands()...)
	return c
}

// asRun gives a command the flags of the window and lets it open.
func asRun(c *cobra.Command) {
	var o runFlags
	f := c.Flags()
	f.StringVar(&o.camera, "camera", "sim:", cli.Say(
		"摄像头：sim:（模拟）、dir:文件夹、file:图片.jpg、v4l2:/dev/video0",
		"the camera: sim: (simulated), dir:FOLDER, file:PICTURE.jpg, v4l2:/dev/video0"))
	f.StringVar(&o.data, "data", "", cli.Say("照片保存在这个文件夹（默认为用户数据文件夹）", "keep photos in this folder (default: the user's data folder)"))
	f.StringVar(&o.lang, "lang", "zh", cli.Say("界面语言：zh 或 en", "language of the window: zh or en"))
	f.BoolVar(&o.windowed, "windowed", false, cli.Say("用窗口而不是全屏", "a window instead of the full screen"))
	f.BoolVar(&o.auto, "auto", false, cli.Say("画面合格一秒后自动拍照", "take the photo by itself after a good second"))
	f.BoolVar(&o.light, "light", false, cli.Say("浅色界面，适合明亮的大厅", "light colours, for bright halls"))
	f.StringVar(&o.spec, "spec", "", cli.Say("照片规格", "the photo specification"))
	f.StringVar(&o.background, "background", "", cli.Say("背景颜色：规格里的名称或 #rrggbb", "the background: a name of the specification's, or #rrggbb"))
	f.StringVar(&o.log, "log", "", cli.Say("把日志以 JSON 追加到这个文件", "append the log to this file as JSON"))
	f.BoolVar(&o.verbose, "verbose", false, cli.Say("记录更多细节", "log more"))
	f.BoolVar(&o.keys, "keys", false, "")
	_ = f.MarkHidden("keys") // it exists, two lines above
	c.RunE = func(c *cobra.Command, _ []string) error { return o.run(c) }
}

// runFlags are the window's flags.
type runFlags struct {
	camera, data, lang, spec, background, log string
	windowed, auto, light, verbose, keys      bool
}

func (o runFlags) run(c *cobra.Command) error {
	if o.lang != "zh" && o.lang != "en" {
		return ErrLang
	}
	if err := displayReady(os.Getenv); err != nil {
		return err
	}
	spec, background, err := photo.Order{Spec: o.spec, Background: o.background}.Resolve()
	if err != nil {
		return err
	}
	if o.data == "" {
		o.data = defaultData()
	}
	log, closeLog, err := newLog(c.ErrOrStderr(), o.log, o.verbose)
	if err != nil {
		return err
	}
	defer closeLog()
	cam, err := camera.Open(o.camera)
	if err != nil {
		return err
	}
	defer cam.Close() //nolint:errcheck // the kiosk has closed it already
	w := windowOptions{Lang: i18n.Of(o.lang), Light: o.light, Windowed: o.windowed}
	if o.keys {
		w.Keys = c.InOrStdin()
	}
	return runWindow(c.Context(), settings{
		Camera: cam, Data: o.data, Auto: o.auto, Spec: spec, Background: background, Log: log,
	}, w)
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: cli.Say("显示版本", "print the version"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			rev := ""
			if i, ok := debug.ReadBuildInfo(); ok {
				for _, s := range i.Settings {
					if s.Key == "vcs.revision" && len(s.Value) >= 12 {
						rev = " (" + s.Value[:12] + ")"
					}
				}
			}
			_, err := fmt.Fprintf(c.OutOrStdout(), "campuskiosk %s%s\n", Version, rev)
			return err
		},
	}
}
