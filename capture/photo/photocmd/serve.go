package photocmd

import (
	"log/slog"
	"os"

	"github.com/spf13/cobra"

	"campuskiosk/app/cli"
	"campuskiosk/capture/photo/serve"
)

// examples are requests of each kind; package serve documents them.
const examples = `
  {"id": 1, "op": "check", "file": "a.jpg"}
  {"id": 2, "op": "make", "file": "a.jpg", "spec": "chsi", "background": "white", "out": "b.jpg"}
  {"id": 3, "op": "compare", "a": {"file": "a.jpg"}, "b": {"file": "b.jpg"}}
  {"id": 4, "op": "embed", "data": "<base64>"}
  {"id": 5, "op": "specs"}
  {"id": 6, "op": "status"}

`

func newServe() *cobra.Command {
	c := &cobra.Command{
		Use: "serve",
		Short: cli.Say("常驻服务：模型只加载一次，每行一个 JSON 请求（标准输入输出或 Unix 套接字）",
			"Stay and answer: networks loaded once, one JSON request a line (stdin and stdout, or a Unix socket)"),
		Long: cli.Say("每行一个 JSON 请求，每行一个 JSON 回答。示例：\n", "Requests are JSON objects, one a line; answers too. Examples:\n") + examples +
			cli.Say("file 是路径，data 是文件内容的 base64。每个回答都有请求的 id、exit（0 正常，1 被拒绝或有检查不通过，2 无法完成）、result 和 error。",
				`"file" is a path, "data" the file's bytes in base64. Every answer has the
request's "id", "exit" (0 good, 1 refused or a check failed, 2 could not be
done), "result" and "error".`),
		Args: cobra.NoArgs,
	}
	socket := c.Flags().String("socket", "", cli.Say("Unix 套接字的路径（权限 0600）", "path of a Unix socket, made with mode 0600"))
	parallel := c.Flags().Int("parallel", 2, cli.Say("同时处理的请求数", "how many requests are worked on at the same time"))
	c.RunE = func(c *cobra.Command, _ []string) error {
		ctx, cancel := interruptible(c)
		defer cancel()
		p, err := open(*parallel)
		if err != nil {
			return err
		}
		defer p.Close() //nolint:errcheck // the process ends
		s := &serve.Server{Pipeline: p, Parallel: *parallel}
		if *socket == "" {
			return s.Stream(ctx, os.Stdin, c.OutOrStdout())
		}
		l, err := serve.Listen(*socket)
		if err != nil {
			return err
		}
		slog.Info("serving", "parallel", *parallel)
		return s.Serve(ctx, l)
	}
	return c
}
