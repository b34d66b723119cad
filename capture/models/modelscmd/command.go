package modelscmd

import (
	"encoding/json"
	"io"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"

	"github.com/spf13/cobra"
)

// New makes the command with its three subcommands.
func New() *cobra.Command {
	c := &cobra.Command{
		Use:   "models",
		Short: say("神经网络模型：查看、校验、下载", "The networks' models: list, verify, fetch"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newList(), newVerify(), newFetch())
	return c
}

// say gives the text in the terminal's language.
func say(zh, en string) string { return booth.Text{ZH: zh, EN: en}.In(cli.Lang()) }

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func jsonFlag(c *cobra.Command, to *bool) {
	c.Flags().BoolVar(to, "json", false, say("以 JSON 输出", "print JSON"))
}
