package photocmd

import (
	"context"

	"github.com/spf13/cobra"

	"campuskiosk/app/cli"
	"campuskiosk/capture/photo"
	"campuskiosk/capture/photo/sheet"
)

func newCheck() *cobra.Command {
	c := &cobra.Command{
		Use:   cli.Say("check 文件…", "check FILE…"),
		Short: cli.Say("检查照片：十项结果", "Check photos: the ten results"),
		Args:  cobra.MinimumNArgs(1),
	}
	asJSON := jsonFlag(c)
	html := c.Flags().String("html", "", cli.Say("在此文件夹写出可翻看的网页", "write a contact sheet into this folder"))
	c.RunE = func(c *cobra.Command, files []string) error {
		ctx, cancel := interruptible(c)
		defer cancel()
		return told(check(ctx, &printer{w: c.OutOrStdout()}, files, *asJSON, *html))
	}
	return c
}

func check(ctx context.Context, out *printer, files []string, asJSON bool, html string) error {
	var s *sheet.Sheet
	if html != "" {
		var err error
		if s, err = sheet.New(html, cli.Lang()); err != nil {
			return err
		}
	}
	p, err := open(1)
	if err != nil {
		return err
	}
	defer p.Close() //nolint:errcheck // the process ends
	var worst error
	for i, file := range files {
		result, c, err := checkOne(ctx, p, file)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		worst = cli.Worse(worst, err)
		switch {
		case asJSON:
			out.json(result)
		case s == nil:
			if i > 0 {
				out.printf("\n")
			}
			printReport(out, result)
		}
		if s != nil {
			if err := s.Add(result, c); err != nil {
				return err
			}
		}
		if out.err != nil {
			return out.err
		}
	}
	if s != nil {
		page, err := s.Close()
		if err != nil {
			return err
		}
		if !asJSON {
			out.printf("%s\n", page)
		}
	}
	if out.err != nil {
		return out.err
	}
	return silent(worst)
}

// silent keeps the exit code of an error that was told with its file.
func silent(err error) error {
	if err == nil {
		return nil
	}
	return &cli.Exit{Code: cli.Code(err)}
}

// checkOne never fails without a result: an error is part of it.
func checkOne(ctx context.Context, p *photo.Pipeline, file string) (photo.CheckResult, *photo.Checked, error) {
	failed := func(err error) (photo.CheckResult, *photo.Checked, error) {
		r := photo.Failed(err)
		r.File = file
		return r, nil, err
	}
	img, meta, err := p.DecodeFile(ctx, file)
	if err != nil {
		return failed(err)
	}
	c, err := p.Check(ctx, img)
	if err != nil {
		return failed(err)
	}
	r := c.Result()
	r.File, r.Picture = file, &meta
	return r, c, c.Verdict()
}
