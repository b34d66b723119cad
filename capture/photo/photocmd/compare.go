package photocmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"campuskiosk/app/cli"
	"campuskiosk/capture/face"
	"campuskiosk/capture/match"
	"campuskiosk/capture/photo"
)

func newCompare() *cobra.Command {
	c := &cobra.Command{
		Use:   cli.Say("compare 照片A 照片B", "compare A B"),
		Short: cli.Say("比对两张照片是否同一人：0–100 分，80 分起为同一人", "Compare two photos: 0–100, the same person from 80 on"),
		Args:  cobra.ExactArgs(2),
	}
	asJSON := jsonFlag(c)
	c.RunE = func(c *cobra.Command, files []string) error {
		ctx, cancel := interruptible(c)
		defer cancel()
		return told(compare(ctx, &printer{w: c.OutOrStdout()}, files, *asJSON))
	}
	return c
}

func compare(ctx context.Context, out *printer, files []string, asJSON bool) error {
	p, err := open(1)
	if err != nil {
		return err
	}
	defer p.Close() //nolint:errcheck // the process ends
	r, err := compareFiles(ctx, p, files)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	r.Files = files
	if asJSON {
		out.json(r)
	} else {
		printCompared(out, r)
	}
	if out.err != nil {
		return out.err
	}
	return silent(err)
}

// compareFiles never fails without a result: an error is part of it. Whatever
// keeps it from a score is a failure (2), a refused picture too.
func compareFiles(ctx context.Context, p *photo.Pipeline, files []string) (photo.CompareResult, error) {
	var sides [2][]face.Embedding
	for i, at := range []string{"a", "b"} {
		e, err := embedFile(ctx, p, files[i])
		if err != nil {
			r := photo.Compared(match.Result{}, err)
			if booth := r.Error.Code; booth != match.ErrNoNetwork.Code {
				r.At = at
			}
			return r, cli.Fail(err)
		}
		sides[i] = e
	}
	m, err := match.Score(sides[0], sides[1])
	switch {
	case err != nil:
		return photo.Compared(m, err), cli.Fail(err)
	case !m.Same():
		return photo.Compared(m, nil), cli.Refuse(nil)
	}
	return photo.Compared(m, nil), nil
}

func embedFile(ctx context.Context, p *photo.Pipeline, file string) ([]face.Embedding, error) {
	img, _, err := p.DecodeFile(ctx, file)
	if err != nil {
		return nil, err
	}
	return p.Embed(ctx, img)
}

func printCompared(out *printer, r photo.CompareResult) {
	if r.Error != nil {
		file := ""
		switch r.At {
		case "a":
			file = r.Files[0] + "\n  "
		case "b":
			file = r.Files[1] + "\n  "
		}
		out.printf("%s✗ %s [%s]\n", file, r.Error.In(cli.Lang()), r.Error.Code)
		return
	}
	if r.Result.Same() {
		out.printf("✓ %s\n", cli.Say(fmt.Sprintf("%.1f 分：达到同一人标准（80 分）", r.Score), fmt.Sprintf("%.1f: the same person (from 80 on)", r.Score)))
	} else {
		out.printf("✗ %s\n", cli.Say(fmt.Sprintf("%.1f 分：未达到同一人标准（80 分）", r.Score), fmt.Sprintf("%.1f: below 80, not taken for the same person", r.Score)))
	}
	out.printf("  %s %.3f  %s\n", cli.Say("余弦", "cosine"), r.Cosine, r.Network)
	if c := r.Calibration; c.FalseMatchRate != nil {
		out.printf("  %s %.1e (%.1e – %.1e)\n", cli.Say("误识率", "false-match rate"), *c.FalseMatchRate, c.Interval[0], c.Interval[1])
	}
	out.printf("  %s\n", r.Calibration.Note.In(cli.Lang()))
}
