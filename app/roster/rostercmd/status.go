package rostercmd

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/roster/delivery"
)

// status is what status --json prints.
type status struct {
	Task     booth.TaskID `json:"task"`
	Name     string       `json:"name"`
	Students int          `json:"students"`
	Manual   int          `json:"manual"`
	Changed  time.Time    `json:"changed,omitzero"`
	// References is how many students have a reference photo.
	References int `json:"references"`
	// Delivery is how a delivery made now would be.
	Delivery delivery.Counts `json:"delivery"`
}

func newStatus(open opener) *cobra.Command {
	var f common
	c := &cobra.Command{
		Use:   "status",
		Short: cli.Say("名单和采集进度", "The roster and how far the collection is"),
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return with(c, open, f, func(ctx context.Context, s Store, t booth.Task) error { return runStatus(ctx, c, s, t, f) })
		},
	}
	f.add(c)
	return c
}

func runStatus(ctx context.Context, c *cobra.Command, s Store, t booth.Task, f common) error {
	info, err := s.Info(ctx, t.ID)
	if err != nil {
		return err
	}
	st := status{Task: t.ID, Name: t.Name, Students: info.Students, Manual: info.Manual, Changed: info.Changed}
	for e, err := range s.Students(ctx, t.ID) {
		if err != nil {
			return err
		}
		if e.Student.Reference != "" {
			st.References++
		}
	}
	d, err := delivery.Prepare(ctx, s, delivery.Options{Task: t})
	if err != nil {
		return err
	}
	st.Delivery = d.Counts()
	if f.asJSON {
		return cli.PrintJSON(c.OutOrStdout(), st)
	}
	l := &lines{w: c.OutOrStdout()}
	l.printf(cli.Say("任务 %s：%s", "Task %s: %s"), t.ID, t.Name)
	l.printf(cli.Say("名单 %d 名，人工录入 %d 名，有参考照片 %d 名", "Roster %d, entered by hand %d, with a reference photo %d"), st.Students, st.Manual, st.References)
	if !st.Changed.IsZero() {
		l.printf(cli.Say("最近更改：%s", "Last changed: %s"), st.Changed.In(booth.Shanghai).Format("2006-01-02 15:04"))
	}
	printCounts(l, st.Delivery)
	return l.err
}

func printCounts(l *lines, n delivery.Counts) {
	l.printf(cli.Say("可交付 %d / %d", "Ready to deliver: %d of %d"), n.Delivered, n.Students)
	for _, r := range delivery.Reasons() {
		if k := n.Missing[r]; k > 0 {
			l.printf("%s", fmt.Sprintf("  %s %d", r.Label().In(cli.Lang()), k))
		}
	}
}
