package modelscmd

import (
	"fmt"
	"slices"
	"text/tabwriter"

	"campuskiosk/app/cli"
	"campuskiosk/capture/face"
	"campuskiosk/capture/models"

	"github.com/spf13/cobra"
)

// verified is the answer of verify --json.
type verified struct {
	OK bool `json:"ok"`
	// NotAvailable are the roles without a single good model.
	NotAvailable []face.Role `json:"not_available"`
	Models       []verdict   `json:"models"`
}

type verdict struct {
	ID    string       `json:"id"`
	Role  face.Role    `json:"role"`
	State models.State `json:"state"`
	Dir   string       `json:"dir"`
}

func newVerify() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify",
		Short: cli.Say("按 SHA-256 校验找到的模型", "Check the models found by their SHA-256"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return verify(c, asJSON) },
	}
	jsonFlag(c, &asJSON)
	return c
}

func verify(c *cobra.Command, asJSON bool) error {
	m, err := models.Load()
	if err != nil {
		return err
	}
	checks, err := m.Verify(c.Context())
	if err != nil {
		return models.ErrStopped.Because(err)
	}
	v := conclude(checks)
	if asJSON {
		err = cli.PrintJSON(c.OutOrStdout(), v)
	} else {
		err = v.table(c)
	}
	switch {
	case err != nil:
		return err
	case v.OK:
		return nil
	case !slices.ContainsFunc(v.Models, func(d verdict) bool { return d.State != models.StateMissing }):
		return models.ErrNone
	}
	return cli.Refuse(nil)
}

// conclude is good when no file that is there is wrong and every role has a
// model. Alternatives that are not installed are no failure.
func conclude(checks []models.Check) verified {
	v := verified{OK: true, NotAvailable: []face.Role{}, Models: []verdict{}}
	good := map[face.Role]bool{}
	for _, c := range checks {
		v.Models = append(v.Models, verdict{c.ID, c.Role, c.State, c.Dir})
		switch c.State {
		case models.StateOK:
			good[c.Role] = true
		case models.StateMissing:
		case models.StateMismatch, models.StateUnreadable:
			v.OK = false
		}
	}
	for _, r := range models.Roles {
		if !good[r] {
			v.NotAvailable = append(v.NotAvailable, r)
			v.OK = false
		}
	}
	return v
}

func (v verified) table(c *cobra.Command) error {
	words := map[models.State]string{
		models.StateOK:         cli.Say("正确", "ok"),
		models.StateMismatch:   cli.Say("不符：请删除后重新下载", "differs: delete it and fetch it again"),
		models.StateMissing:    cli.Say("没有", "not there"),
		models.StateUnreadable: cli.Say("无法读取：请检查文件权限", "can't be read: check its permissions"),
	}
	w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, cli.Say("用途\t名称\t结果\t位置", "ROLE\tID\tRESULT\tIN"))
	for _, d := range v.Models {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", d.Role, d.ID, words[d.State], d.Dir)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, r := range v.NotAvailable {
		_, _ = fmt.Fprintf(c.OutOrStdout(), cli.Say("%s：没有可用的模型，依赖它的检查不可用\n",
			"%s: no usable model; checks that need it are not available\n"), r)
	}
	return nil
}
