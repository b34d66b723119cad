package rostercmd

import (
	"bufio"
	"context"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/table"
)

type importFlags struct {
	common
	photos, sheet, category, grade string
	removeMissing, yes             bool
}

func newImport(open opener) *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use:   cli.Say("import 文件.xlsx|csv", "import FILE.xlsx|csv"),
		Short: cli.Say("导入学生名单：先预览，确认后全部写入或完全不写", "Import a list of students: preview first, then all or nothing"),
		Long: cli.Say(
			"读取 Excel（.xlsx）或 CSV 名单，列出每一处问题的行号，预览将要改变的内容，确认后一次写入。\n"+
				"名单里没有的学生会保留；加 --remove-missing 才移出名单。\n"+
				"公式采用 Excel 保存时的结果；被 Excel 变成数字的证件号（1.1E+17）会被拒绝并说明如何修正。\n"+
				"照片按证件号、学号或考生号命名。",
			"Reads a list in Excel (.xlsx) or CSV, names every problem with its row, shows what would change, and\n"+
				"writes it at once when you agree. Students that the list lacks stay, unless --remove-missing is given.\n"+
				"Of formulas the value is taken that Excel saved; ID numbers that Excel made quantities of (1.1E+17)\n"+
				"are refused, with the cure. Photos are named by ID number, student number or candidate number."),
		Example: "  campuskiosk roster import 2025.xlsx --photos 录取照片.zip",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return with(c, open, f.common, func(ctx context.Context, s Store, t booth.Task) error {
				return runImport(ctx, c, s, t, f, args[0])
			})
		},
	}
	f.add(c)
	c.Flags().StringVar(&f.photos, "photos", "", cli.Say("参考照片的文件夹或 ZIP", "folder or ZIP file of reference photos"))
	c.Flags().StringVar(&f.sheet, "sheet", "", cli.Say("工作表的名称或序号", "the sheet's name or number"))
	c.Flags().StringVar(&f.category, "category", "", cli.Say("没有“学历类别”列时，全部学生的类别", "category of all students where the list has no such column"))
	c.Flags().StringVar(&f.grade, "grade", "", cli.Say("没有“年级”列时，全部学生的年级", "grade of all students where the list has no such column"))
	c.Flags().BoolVar(&f.removeMissing, "remove-missing", false, cli.Say("移出名单里没有的学生", "take students off the roster that the list lacks"))
	c.Flags().BoolVar(&f.yes, "yes", false, cli.Say("不再询问，直接导入", "import without asking"))
	return c
}

func runImport(ctx context.Context, c *cobra.Command, s Store, t booth.Task, f importFlags, file string) error {
	bar := newBar(c.ErrOrStderr())
	defer bar.close()
	l, err := readList(ctx, s, t, f, file, bar)
	if err != nil {
		return err
	}
	v := previewOf(t, l)
	var p *roster.Plan
	if l.Problems.Total == 0 {
		o := roster.PlanOptions{RemoveMissing: f.removeMissing, Progress: bar.tell}
		if f.photos != "" {
			photos, err := roster.OpenPhotos(f.photos)
			if err != nil {
				return err
			}
			defer photos.Close() //nolint:errcheck // nothing was written
			o.Photos = photos
		}
		if p, err = roster.PlanImport(ctx, s, l, o, t.ID); err != nil {
			return err
		}
		v.plan(p)
	}
	bar.close()
	return conclude(ctx, c, s, f, v, p, bar)
}

func readList(ctx context.Context, s Store, t booth.Task, f importFlags, file string, bar *bar) (*roster.List, error) {
	in, err := os.Open(file)
	if err != nil {
		return nil, table.ErrUnreadable.Because(err)
	}
	defer in.Close() //nolint:errcheck // nothing was written
	info, err := in.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, table.ErrUnreadable.Because(err)
	}
	tab, err := table.Open(in, info.Size(), table.Limits{})
	if err != nil {
		return nil, err
	}
	return roster.ReadList(ctx, tab, roster.Options{
		Task: t, KeyOf: s.KeyOf, Today: s.Now().At, Sheet: f.sheet, Category: booth.CategoryID(f.category), Grade: f.grade,
		Progress: func(done, total int64) { bar.tell(roster.StepReading, done, total) },
	})
}

// conclude shows the preview, asks, and carries the plan out.
func conclude(ctx context.Context, c *cobra.Command, s Store, f importFlags, v *preview, p *roster.Plan, bar *bar) error {
	if !f.asJSON {
		if err := v.print(c.OutOrStdout()); err != nil {
			return err
		}
	}
	err := carryOut(ctx, c, s, f, v, p, bar)
	bar.close()
	if f.asJSON {
		v.Error = failureOf(err)
		if printed := cli.PrintJSON(c.OutOrStdout(), v); printed != nil {
			return printed
		}
		if err != nil {
			return &cli.Exit{Code: cli.Code(err)}
		}
		return nil
	}
	if err != nil {
		return err
	}
	return v.printDone(c.OutOrStdout())
}

func carryOut(ctx context.Context, c *cobra.Command, s Store, f importFlags, v *preview, p *roster.Plan, bar *bar) error {
	if v.Problems.Total > 0 {
		return cli.Refuse(roster.ErrProblems.With(v.Problems.Total))
	}
	if p.Empty() {
		return nil
	}
	if !f.yes && (f.asJSON || !agreed(c)) {
		return cli.Refuse(ErrNotAgreed)
	}
	if err := roster.Apply(ctx, s, p, bar.tell); err != nil {
		return err
	}
	v.Imported = true
	return nil
}

// agreed asks on a terminal; elsewhere nobody can agree.
func agreed(c *cobra.Command) bool {
	in, ok := c.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return false
	}
	c.Print(cli.Say("导入以上内容？[y/N] ", "Import this? [y/N] "))
	answer, _ := bufio.NewReader(in).ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes", "是", "好":
		return true
	}
	return false
}
