package rostercmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/roster/delivery"
)

type deliverFlags struct {
	common
	overwrite, approved, final bool
}

// delivered is what deliver --json prints.
type delivered struct {
	Task booth.TaskID `json:"task"`
	delivery.Counts
	Refused  int                `json:"refused"`
	Problems []delivery.Problem `json:"problems"`
	Written  bool               `json:"written"`
	Marked   bool               `json:"marked"`
	Error    *failure           `json:"error,omitempty"`
}

// NewDeliver makes the command "deliver".
func NewDeliver(open func(context.Context) (Store, error)) *cobra.Command {
	var f deliverFlags
	c := &cobra.Command{
		Use:   cli.Say("deliver 目标", "deliver OUT"),
		Short: cli.Say("交付：名单、照片、未采集名单，写到文件夹或 .zip", "Deliver the list, the photos and who is missing, as a folder or .zip"),
		Long: cli.Say(
			"照片按任务的文件名模板命名。写完整后才出现在目标位置；文件夹中断后再执行会接着写。\n"+
				"--final 把已交付的照片标记为“已交付”，此后不能再更换，保存期限从此计算。",
			"Photos are named by the task's template. OUT appears when all of it is written; a folder that was\n"+
				"interrupted is gone on with. --final marks the photos as delivered: they can't be replaced any more,\n"+
				"and the time that they are kept begins."),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return with(c, open, f.common, func(ctx context.Context, s Store, t booth.Task) error {
				return runDeliver(ctx, c, s, t, f, args[0])
			})
		},
	}
	f.add(c)
	c.Flags().BoolVar(&f.overwrite, "overwrite", false, cli.Say("替换同名的旧交付", "replace an older delivery of this name"))
	c.Flags().BoolVar(&f.approved, "approved", false, cli.Say("只交付审核通过的照片", "only photos that were approved"))
	c.Flags().BoolVar(&f.final, "final", false, cli.Say("写完后标记为已交付", "mark the photos as delivered afterwards"))
	return c
}

func runDeliver(ctx context.Context, c *cobra.Command, s Store, t booth.Task, f deliverFlags, target string) error {
	bar := newBar(c.ErrOrStderr())
	defer bar.close()
	d, err := delivery.Prepare(ctx, s, delivery.Options{
		Task: t, ApprovedOnly: f.approved, Overwrite: f.overwrite,
		Progress: func(done, total int64) { bar.tell(stepDelivering, done, total) },
	})
	if err != nil {
		return err
	}
	out := delivered{Task: t.ID, Refused: d.Refused, Problems: d.Problems}
	if out.Problems == nil {
		out.Problems = []delivery.Problem{}
	}
	err = d.Write(ctx, target)
	bar.close()
	out.Counts, out.Written = d.Counts(), err == nil
	switch {
	case d.Refused > 0:
		err = cli.Refuse(err)
	case err == nil && f.final:
		if err = s.MarkDelivered(ctx, t.ID, d.Submissions()); err == nil {
			out.Marked = true
		}
	}
	if err == nil && out.Missing[delivery.PhotoDamaged] > 0 {
		err = cli.Refuse(ErrPhotosDamaged.With(out.Missing[delivery.PhotoDamaged]))
	}
	return tell(c, f.asJSON, out, err)
}

func tell(c *cobra.Command, asJSON bool, out delivered, err error) error {
	if asJSON {
		if cli.Code(err) != cli.Good {
			out.Error = failureOf(err)
		}
		if printed := cli.PrintJSON(c.OutOrStdout(), out); printed != nil {
			return printed
		}
		if err != nil {
			return &cli.Exit{Code: cli.Code(err)}
		}
		return nil
	}
	l := &lines{w: c.OutOrStdout()}
	for _, p := range out.Problems {
		l.printf("%s", fmt.Sprintf("%s %s: %s [%s]", p.Who.Name.Masked(), p.Who.ID.Masked(), p.In(cli.Lang()), p.Code))
	}
	if n := out.Refused - len(out.Problems); n > 0 {
		l.printf(cli.Say("……还有 %d 名", "… and %d more"), n)
	}
	if out.Written {
		printCounts(l, out.Counts)
		l.printf("%s", cli.Say("已写出。", "Written."))
	}
	if l.err != nil {
		return l.err
	}
	return err
}
