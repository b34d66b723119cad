package modelscmd

import (
	"context"
	"fmt"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/capture/models"

	"github.com/spf13/cobra"
)

// fetchFlags are what the user says.
type fetchFlags struct {
	from, to string
	timeout  time.Duration
	asJSON   bool
}

// arrived is one file of fetch --json.
type arrived struct {
	ID      string         `json:"id"`
	File    string         `json:"file"`
	Outcome models.Outcome `json:"outcome"`
	Resumed int64          `json:"resumed"`
	Error   *failure       `json:"error,omitempty"`
}

type failure struct {
	Code booth.Code `json:"code"`
	booth.Text
}

func newFetch() *cobra.Command {
	var f fetchFlags
	c := &cobra.Command{
		Use: "fetch [ID…]",
		Short: cli.Say("下载模型：可中断后继续，安装前校验",
			"Fetch models: goes on after an interruption, checks before installing"),
		Long: cli.Say(
			"下载还没有的模型（或指定名称的模型）。来源可以是网址或文件夹（例如 U 盘）；\n"+
				"不指定时使用环境变量 "+models.EnvURL+"，再没有则使用清单中的官方地址。\n"+
				"部分模型由官方文件转换而来，没有官方地址，必须指定来源。",
			"Fetch the models that are not there yet, or those named. The source is a web address\n"+
				"or a folder, such as a stick; without one, $"+models.EnvURL+" is used, else the official\n"+
				"addresses of the manifest. Some models are converted from official files and have no\n"+
				"official address: they need a source."),
		RunE: func(c *cobra.Command, ids []string) error { return fetch(c, f, ids) },
	}
	c.Flags().StringVar(&f.from, "from", "", cli.Say("来源：网址或文件夹", "source: web address or folder"))
	c.Flags().StringVar(&f.to, "to", "", cli.Say("目标文件夹（默认为用户数据文件夹）", "target folder (default: the user's data folder)"))
	c.Flags().DurationVar(&f.timeout, "timeout", 0, cli.Say("总时限，如 10s；0 为不限", "time allowed in all, such as 10s; 0 is no limit"))
	jsonFlag(c, &f.asJSON)
	return c
}

func fetch(c *cobra.Command, f fetchFlags, ids []string) error {
	m, err := models.Load()
	if err != nil {
		return err
	}
	ctx := c.Context()
	if f.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.timeout)
		defer cancel()
	}
	wanted, err := choose(ctx, m, f.to, ids)
	if err != nil {
		return err
	}
	if f.from == "" {
		f.from = os.Getenv(models.EnvURL)
	}
	bar := newBar(c.ErrOrStderr(), wanted)
	results, err := models.Fetcher{From: f.from, To: f.to, Progress: bar.tell}.Fetch(ctx, wanted)
	bar.close()
	if err != nil && len(results) == 0 {
		return err
	}
	out := arrivals(results)
	if f.asJSON {
		if err := cli.PrintJSON(c.OutOrStdout(), struct {
			Files []arrived `json:"files"`
		}{out}); err != nil {
			return err
		}
	} else if err := table(c, out); err != nil {
		return err
	}
	if err != nil {
		return cli.Fail(nil) // each file's line has said it
	}
	return nil
}

// choose gives the entries to fetch: those named, else all that are not
// optional. Without a target of the user's, entries that are good somewhere on
// this machine are left out.
func choose(ctx context.Context, m models.Manifest, to string, ids []string) ([]models.Entry, error) {
	for _, id := range ids {
		if _, ok := m.ByID(id); !ok {
			return nil, models.ErrUnknown.With(id)
		}
	}
	have := map[string]bool{}
	if to == "" {
		checks, err := m.Verify(ctx)
		if err != nil {
			return nil, models.ErrStopped.Because(err)
		}
		for _, c := range checks {
			have[c.ID] = c.State == models.StateOK
		}
	}
	var wanted []models.Entry
	for _, role := range models.Roles {
		for _, e := range m.Of(role) {
			if named := slices.Contains(ids, e.ID); have[e.ID] || !named && (len(ids) > 0 || e.Optional) {
				continue
			}
			wanted = append(wanted, e)
		}
	}
	return wanted, nil
}

func arrivals(results []models.Result) []arrived {
	out := []arrived{}
	for _, r := range results {
		a := arrived{ID: r.Entry.ID, File: r.File.Name, Outcome: r.Outcome, Resumed: r.Resumed}
		if r.Err != nil {
			e := booth.Explain(r.Err)
			a.Error = &failure{e.Code, e.Text}
		}
		out = append(out, a)
	}
	return out
}

func table(c *cobra.Command, files []arrived) error {
	if len(files) == 0 {
		_, err := fmt.Fprintln(c.OutOrStdout(), cli.Say("所有模型都已在这台机器上。", "All models are on this machine already."))
		return err
	}
	words := map[models.Outcome]string{
		models.Present: cli.Say("已有", "there already"),
		models.Fetched: cli.Say("已下载", "fetched"),
		models.Failed:  cli.Say("失败", "failed"),
	}
	w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, a := range files {
		why := ""
		if a.Error != nil {
			why = a.Error.In(cli.Lang()) + " [" + string(a.Error.Code) + "]"
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\n", a.File, words[a.Outcome], why)
	}
	return w.Flush()
}
