package photocmd

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/capture/models"
	"campuskiosk/capture/photo/doctor"
	"campuskiosk/capture/vision"
)

// ErrDoctor means that something will not work.
var ErrDoctor = booth.Fail("doctor.stop",
	"有项目无法工作，请按提示处理。",
	"Something will not work; do what the lines marked ✗ say.")

// NewDoctor makes the command "doctor". window says that the program has one,
// so that camera and display count. more looks at what else the program has in
// its data folder.
func NewDoctor(window bool, more ...func(data string) []doctor.Line) *cobra.Command {
	c := &cobra.Command{
		Use:   "doctor",
		Short: cli.Say("检查本机：模型、OpenCV、数据文件夹、摄像头、屏幕", "Look over this machine: models, OpenCV, data folder, camera, display"),
		Args:  cobra.NoArgs,
	}
	asJSON := jsonFlag(c)
	data := c.Flags().String("data", "", cli.Say("数据文件夹（默认为用户数据文件夹）", "the data folder (default: the user's)"))
	withLang(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		p, err := open(1)
		if err != nil {
			return err
		}
		defer p.Close() //nolint:errcheck // the process ends
		m := doctor.Machine{
			Engine: p, Vision: vision.Version(), Threads: threads, Window: window,
		}
		if m.DataDir = *data; m.DataDir == "" {
			if dir := models.UserDir(); dir != "" {
				m.DataDir = filepath.Dir(dir)
			}
		}
		lines := m.Look()
		for _, look := range more {
			lines = append(lines, look(m.DataDir)...)
		}
		out := &printer{w: c.OutOrStdout()}
		if *asJSON {
			out.json(struct {
				State doctor.State  `json:"state"`
				Lines []doctor.Line `json:"lines"`
			}{doctor.Worst(lines), lines})
		} else {
			printLines(out, lines)
		}
		switch {
		case out.err != nil:
			return out.err
		case doctor.Worst(lines) != doctor.Stop:
			return nil
		case *asJSON:
			return cli.Refuse(nil)
		}
		return cli.Refuse(ErrDoctor)
	}
	return c
}

func printLines(out *printer, lines []doctor.Line) {
	lang := cli.Lang()
	marks := map[doctor.State]string{doctor.OK: "✓", doctor.Attention: "!", doctor.Stop: "✗"}
	words := map[doctor.State]string{
		doctor.OK: cli.Say("正常", "ok"), doctor.Attention: cli.Say("注意", "attention"), doctor.Stop: cli.Say("停止", "stop"),
	}
	var t table
	for _, l := range lines {
		t.add(marks[l.State]+" "+words[l.State], l.ID, l.Found.In(lang))
		if do := l.Do.In(lang); do != "" {
			t.add("", "", "→ "+do)
		}
	}
	t.print(out)
}
