package rostercmd

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/delivery"
)

// Store is what the commands work on; package storebook makes one of the
// kiosk's store.
type Store interface {
	roster.Book
	delivery.Source
	delivery.Marker
	Tasks() ([]booth.Task, error)
	// Now is the present by the trusted clock.
	Now() booth.Now
	Close() error
}

// Errors of the commands.
var (
	ErrNoTask = booth.Fail("roster.no_task",
		"还没有任务。请先建立任务，再导入名单。",
		"There is no task yet. Make one first, then import the list.")
	ErrWhichTask = booth.Fail("roster.which_task",
		"有 %d 个任务。请用 --task 指定其中一个：%s",
		"There are %d tasks. Choose one with --task: %s")
	ErrUnknownTask = booth.Fail("roster.unknown_task",
		"没有这个任务，请核对 --task。",
		"There is no such task. Check --task.")
	ErrNotAgreed = booth.Fail("roster.not_agreed",
		"没有导入任何内容。核对预览后，加 --yes 再执行一次。",
		"Nothing was imported. When the preview is right, run it again with --yes.")
	ErrPhotosDamaged = booth.Fail("delivery.photos_damaged",
		"交付包已写出，但有 %d 名学生的照片文件缺失或损坏，已列入“未采集”。请让他们重新拍摄。",
		"The delivery is written, but the photo files of %d students are missing or damaged; they are listed as missing. Take their photos again.")
	ErrStopped = booth.Fail("roster.stopped",
		"已停止，没有改动任何内容。",
		"Stopped; nothing was changed.")
)

type opener = func(context.Context) (Store, error)

// NewRoster makes the command "roster". open opens the store; it is called when
// a subcommand needs it.
func NewRoster(open func(context.Context) (Store, error)) *cobra.Command {
	c := &cobra.Command{
		Use:   "roster",
		Short: cli.Say("名单：导入、查看", "Rosters: import, status"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newImport(open), newStatus(open))
	return c
}

// common are the flags that all commands have.
type common struct {
	task   string
	asJSON bool
}

func (f *common) add(c *cobra.Command) {
	c.Flags().StringVar(&f.task, "task", "", cli.Say("任务编号（只有一个任务时可省略）", "the task's id; not needed when there is only one"))
	c.Flags().BoolVar(&f.asJSON, "json", false, cli.Say("以 JSON 输出", "print JSON"))
}

// with opens the store, finds the task and ends with Ctrl-C.
func with(c *cobra.Command, open opener, f common, do func(context.Context, Store, booth.Task) error) (err error) {
	ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closed := s.Close(); err == nil {
			err = closed
		}
	}()
	t, err := taskOf(s, booth.TaskID(f.task))
	if err != nil {
		return err
	}
	if err = do(ctx, s, t); errors.Is(err, context.Canceled) {
		return ErrStopped.Because(err)
	}
	return err
}

// taskOf finds the task that was asked for, or the only one.
func taskOf(s Store, id booth.TaskID) (booth.Task, error) {
	all, err := s.Tasks()
	if err != nil {
		return booth.Task{}, err
	}
	var ids []string
	for _, t := range all {
		if t.ID == id {
			return t, nil
		}
		ids = append(ids, string(t.ID))
	}
	switch {
	case id != "":
		return booth.Task{}, ErrUnknownTask
	case len(all) == 0:
		return booth.Task{}, ErrNoTask
	case len(all) > 1:
		return booth.Task{}, ErrWhichTask.With(len(all), strings.Join(ids, ", "))
	}
	return all[0], nil
}

// failure is an error as --json prints it.
type failure struct {
	Code booth.Code `json:"code"`
	booth.Text
}

func failureOf(err error) *failure {
	e := booth.Explain(err)
	if e == nil {
		return nil
	}
	return &failure{e.Code, e.Text}
}
