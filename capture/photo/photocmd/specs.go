package photocmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"campuskiosk/app/cli"
	"campuskiosk/capture/standard"
)

func newSpecs() *cobra.Command {
	c := &cobra.Command{
		Use:   "specs",
		Short: cli.Say("列出照片规格", "List the photo specifications"),
		Args:  cobra.NoArgs,
	}
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		out := &printer{w: c.OutOrStdout()}
		var t table
		for _, s := range standard.Specs() {
			if *asJSON {
				out.json(s)
				continue
			}
			t.add(s.ID, fmt.Sprintf("%d×%d", s.Size.Width, s.Size.Height), fmt.Sprintf("%d dpi", s.Size.DPI), window(s.File), s.Name.In(cli.Lang()))
		}
		t.print(out)
		return out.err
	}
	return c
}

func window(f standard.File) string {
	kb := func(bytes int) int { return bytes / 1024 }
	switch {
	case f.MaxBytes == 0 && f.MinBytes == 0:
		return cli.Say("不限大小", "any size")
	case f.MinBytes == 0:
		return fmt.Sprintf("≤ %d KB", kb(f.MaxBytes))
	case f.MaxBytes == 0:
		return fmt.Sprintf("≥ %d KB", kb(f.MinBytes))
	}
	return fmt.Sprintf("%d–%d KB", kb(f.MinBytes), kb(f.MaxBytes))
}
