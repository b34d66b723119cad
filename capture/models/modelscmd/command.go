package modelscmd

import (
	"campuskiosk/app/cli"

	"github.com/spf13/cobra"
)

// New makes the command with its three subcommands.
func New() *cobra.Command {
	c := &cobra.Command{
		Use:   "models",
		Short: cli.Say("神经网络模型：查看、校验、下载", "The networks' models: list, verify, fetch"),
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newList(), newVerify(), newFetch())
	return c
}

func jsonFlag(c *cobra.Command, to *bool) {
	c.Flags().BoolVar(to, "json", false, cli.Say("以 JSON 输出", "print JSON"))
}
