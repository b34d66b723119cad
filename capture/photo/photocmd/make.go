package photocmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"campuskiosk/app/cli"
	"campuskiosk/capture/photo"
)

func newMake() *cobra.Command {
	c := &cobra.Command{
		Use:   cli.Say("make 文件 -o 输出", "make FILE -o OUT"),
		Short: cli.Say("制作标准照", "Make the standard photo"),
		Args:  cobra.ExactArgs(1),
	}
	var order photo.Order
	c.Flags().StringVar(&order.Spec, "spec", "chsi", cli.Say("照片规格（见 photo specs）", "the photo specification (see photo specs)"))
	c.Flags().StringVar(&order.Background, "background", "", cli.Say(
		"背景：white、light-blue、grey、#RRGGBB 或 R,G,B；默认按规格", "white, light-blue, grey, #RRGGBB or R,G,B; the specification's own by default"))
	out := c.Flags().StringP("out", "o", "", cli.Say("输出文件（JPEG）", "the file to write (JPEG)"))
	_ = c.MarkFlagRequired("out") // the flag is there
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, files []string) error {
		ctx, cancel := interruptible(c)
		defer cancel()
		return told(makePhoto(ctx, &printer{w: c.OutOrStdout()}, files[0], *out, order, *asJSON))
	}
	return c
}

func makePhoto(ctx context.Context, out *printer, file, to string, order photo.Order, asJSON bool) error {
	r, err := makeFile(ctx, file, to, order)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r.File = file
	if asJSON {
		out.json(r)
	} else {
		printMade(out, r)
	}
	if out.err != nil {
		return out.err
	}
	return silent(err)
}

// makeFile never fails without a result: an error is part of it.
func makeFile(ctx context.Context, file, to string, order photo.Order) (photo.MakeResult, error) {
	failed := func(err error) (photo.MakeResult, error) {
		return photo.MakeResult{Error: photo.ProblemOf(err)}, photo.Refused(err)
	}
	spec, colour, err := order.Resolve()
	if err != nil {
		return failed(err)
	}
	p, err := open(1)
	if err != nil {
		return failed(err)
	}
	defer p.Close() //nolint:errcheck // the process ends
	img, meta, err := p.DecodeFile(ctx, file)
	if err != nil {
		return failed(err)
	}
	c, err := p.Check(ctx, img)
	if err != nil {
		return failed(err)
	}
	made, err := p.Make(ctx, c, spec, colour)
	if err != nil {
		return failed(err)
	}
	if err := ctx.Err(); err != nil {
		return failed(err)
	}
	if err := photo.WriteFile(to, made.JPEG); err != nil {
		return failed(err)
	}
	return photo.MakeResult{Out: to, Picture: &meta, Photo: made}, nil
}

func printMade(out *printer, r photo.MakeResult) {
	if r.Error != nil {
		out.printf("%s\n  ✗ %s [%s]\n", r.File, r.Error.In(cli.Lang()), r.Error.Code)
		return
	}
	out.printf("✓ %s\n", r.Out)
	out.printf("  %s\n", strings.Join([]string{
		r.Spec, fmt.Sprintf("%d×%d", r.Width, r.Height), fmt.Sprintf("%d dpi", r.DPI),
		fmt.Sprintf("%.1f KB", float64(r.Bytes)/1024), fmt.Sprintf("JPEG %d", r.Quality), r.Background,
	}, "  "))
	for _, w := range r.Warnings {
		out.printf("  ! %s\n", w.In(cli.Lang()))
	}
}
