// Package taskcmd is the command "task put|list|example" of the kiosk: the tasks
// of a kiosk without a service come from files. The root command adds it with
//
//	root.AddCommand(taskcmd.New(create, open))
//
// and ends as package cli says. Exit codes: put gives 0 when the task is kept, 1
// when the file's content is refused, 2 when it can't be read or kept; list 0 or
// 2; example 0.
package taskcmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/store"
)

type opener = func(context.Context) (*store.Store, error)

// New makes the command. create opens the kiosk's store, new if need be; open
// opens one that is there. They are called when a subcommand needs them.
func New(create, open func(context.Context) (*store.Store, error)) *cobra.Command {
	c := &cobra.Command{
		Use:   "task",
		Short: cli.Say("任务：从文件建立、列出", "Tasks: put one from a file, list them"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newPut(create), newList(open), newExample())
	return c
}

func newPut(create opener) *cobra.Command {
	return &cobra.Command{
		Use:   cli.Say("put 文件.json", "put FILE.json"),
		Short: cli.Say("建立任务，或更新它的设置", "Make a task, or change its settings"),
		Long: cli.Say(
			"文件格式见 “task example”。省略的设置取该类任务的默认值。首次使用时建立数据文件夹。",
			"“task example” shows the file's form. Settings that are left out are those usual for the kind of task.\n"+
				"The data folder is made when it is first used."),
		Example: "  campuskiosk task example collection > task.json\n  campuskiosk task put task.json",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			t, err := read(args[0])
			if err != nil {
				return err
			}
			s, err := create(c.Context())
			if err != nil {
				return err
			}
			defer func() {
				if closed := s.Close(); err == nil {
					err = closed
				}
			}()
			now := s.Now()
			err = s.PutTask(t, audit.Record{
				At: now.At, Trust: now.Trust, Who: audit.Actor{Role: audit.Admin}, What: "task.put", On: string(t.ID),
			})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), cli.Say("任务 %s 已保存。\n", "Task %s is kept.\n"), t.ID)
			return err
		},
	}
}

func newList(open opener) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "list", Short: cli.Say("列出任务", "List the tasks"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := open(c.Context())
			if err != nil {
				return err
			}
			defer s.Close() //nolint:errcheck // nothing was written
			all, err := s.Tasks()
			if err != nil {
				return err
			}
			if asJSON {
				if all == nil {
					all = []booth.Task{}
				}
				return cli.PrintJSON(c.OutOrStdout(), all)
			}
			for _, t := range all {
				if _, err := fmt.Fprintf(c.OutOrStdout(), "%s\t%s\t%s\t%s\n", t.ID, t.Policy.Kind, t.School.Name, t.Name); err != nil {
					return err
				}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, cli.Say("以 JSON 输出", "print JSON"))
	return c
}

func newExample() *cobra.Command {
	return &cobra.Command{
		Use:       "example collection|recheck",
		Short:     cli.Say("输出一个任务文件作为例子", "Print a task's file as an example"),
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{string(booth.Collection), string(booth.Recheck)},
		RunE: func(c *cobra.Command, args []string) error {
			return cli.PrintJSON(c.OutOrStdout(), example(booth.TaskKind(args[0])))
		},
	}
}
