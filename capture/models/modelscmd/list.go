package modelscmd

import (
	"fmt"
	"text/tabwriter"

	"campuskiosk/app/cli"
	"campuskiosk/capture/face"
	"campuskiosk/capture/models"

	"github.com/spf13/cobra"
)

// listed is one entry of list --json.
type listed struct {
	models.Entry
	// Dir is the folder in which it was found; empty if it was not.
	Dir string `json:"dir"`
	// Size is the length of its files together, in bytes.
	Size int64 `json:"size"`
}

func newList() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: cli.Say("列出全部模型以及在哪里找到", "List all models and where they were found"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return list(c, asJSON) },
	}
	jsonFlag(c, &asJSON)
	return c
}

func list(c *cobra.Command, asJSON bool) error {
	m, err := models.Load()
	if err != nil {
		return err
	}
	set := m.Find()
	var all []listed
	for _, role := range models.Roles {
		for _, e := range m.Of(role) {
			all = append(all, listed{Entry: e, Dir: dirOf(set, role, e.ID), Size: e.Size()})
		}
	}
	if asJSON {
		return cli.PrintJSON(c.OutOrStdout(), struct {
			Dirs   []string `json:"dirs"`
			Models []listed `json:"models"`
		}{models.Dirs(), all})
	}
	w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, cli.Say("用途\t名称\tKB\t许可\t位置", "ROLE\tID\tKB\tLICENCE\tFOUND IN"))
	for _, l := range all {
		where := l.Dir
		if where == "" {
			where = "–"
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\n", l.Role, l.ID, (l.Size+1023)/1024, l.Licence, where)
	}
	return w.Flush()
}

func dirOf(s models.Set, role face.Role, id string) string {
	for _, f := range s.All(role) {
		if f.ID == id {
			return f.Dir
		}
	}
	return ""
}
