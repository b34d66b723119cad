// Package program is the central service's command line, and the service as a
// process: opened by its folder, served, shut down.
//
// Secrets are never on the command line. The addresses of PostgreSQL and of S3
// storage, which hold passwords, are in files (in systemd's credentials folder,
// or named by a flag); the service's keys are in the data folder; passwords are
// typed, or read from the standard input.
package program

import (
	"context"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/packet/packetcmd"

	"github.com/spf13/cobra"
)

// Main is the program: it runs the command line and gives the exit code.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	syscall.Umask(0o077) // what it writes is for nobody else
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := command()
	c.SetArgs(args)
	c.SetIn(stdin)
	c.SetOut(stdout)
	c.SetErr(stderr)
	return cli.Finish(stderr, c.ExecuteContext(ctx))
}

func command() *cobra.Command {
	var p Place
	c := &cobra.Command{
		Use:           "campuskiosk-central",
		Short:         cli.Say("校园拍照台：中心服务", "Campus Kiosk: the central service"),
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.CompletionOptions.HiddenDefaultCmd = true
	f := c.PersistentFlags()
	f.StringVar(&p.Dir, "data", defaultDir(), cli.Say("数据目录（密钥、SQLite 数据库、照片）", "data folder: keys, SQLite database, photos"))
	f.StringVar(&p.DatabaseFile, "database-file", credential("database"), cli.Say("含 PostgreSQL 地址的文件；不给则用 SQLite", "file with PostgreSQL's address; without it SQLite is used"))
	f.StringVar(&p.StorageFile, "storage-file", credential("storage"), cli.Say("含 S3 地址的文件；不给则存入数据目录", "file with the S3 storage's address; without it the data folder is used"))
	c.AddCommand(serveCommand(&p), demoCommand(&p), adminCommand(&p), kioskCommand(&p), keysCommand(&p), packetcmd.NewImport(func(ctx context.Context) (packetcmd.Service, error) {
		o, err := p.Open(ctx)
		return taker{o}, err
	}))
	return c
}

// defaultDir is the folder where nobody names one.
func defaultDir() string {
	if d := os.Getenv("STATE_DIRECTORY"); d != "" { // systemd
		return d
	}
	if d, err := os.UserHomeDir(); err == nil {
		return filepath.Join(d, ".local", "share", "campuskiosk-central")
	}
	return "campuskiosk-central"
}

// credential is the file of a systemd credential; "" where there is none.
func credential(name string) string {
	file := filepath.Join(os.Getenv("CREDENTIALS_DIRECTORY"), name)
	if _, err := os.Stat(file); err != nil || os.Getenv("CREDENTIALS_DIRECTORY") == "" {
		return ""
	}
	return file
}

func keysCommand(p *Place) *cobra.Command {
	c := &cobra.Command{
		Use: "keys", Short: cli.Say("服务密钥：指纹、更换", "The service's keys: fingerprint, rollover"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(&cobra.Command{
		Use: "fingerprint", Short: cli.Say("显示根密钥指纹", "print the root key's fingerprint"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.with(c.Context(), func(_ context.Context, o *Opened) error {
				c.Println(o.Service.Fingerprint())
				return nil
			})
		},
	}, &cobra.Command{
		Use: "roll", Short: cli.Say("更换封包密钥（旧封包仍可打开；重启服务后生效）", "make a new key for packets; older packets can still be opened; takes effect when the service restarts"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return p.with(c.Context(), func(_ context.Context, o *Opened) error {
				if err := o.Keys.RollPackets(o.Service.Now()); err != nil {
					return err
				}
				return o.Keys.Save(p.Dir)
			})
		},
	})
	return c
}

func kioskCommand(p *Place) *cobra.Command {
	var n service.NewKiosk
	var tasks []string
	var school, address, out string
	add := &cobra.Command{
		Use: "add", Short: cli.Say("添加设备，得到15分钟内有效的登记码", "add a kiosk and get a code to enrol it, good for 15 minutes"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			p.Address = address
			return p.with(c.Context(), func(ctx context.Context, o *Opened) error {
				n.School, n.Place.EN = booth.SchoolID(school), n.Place.ZH
				for _, t := range tasks {
					n.Tasks = append(n.Tasks, booth.TaskID(t))
				}
				_, code, err := o.Service.AddKiosk(ctx, service.Console(), n)
				if err != nil {
					return err
				}
				return secretTo(c, out, code.Link())
			})
		},
	}
	f := add.Flags()
	f.StringVar(&school, "school", "", cli.Say("学校编号", "the school's id"))
	f.StringVar(&n.Name, "name", "", cli.Say("设备名称", "the kiosk's name"))
	f.StringVar(&n.Place.ZH, "place", "", cli.Say("摆放地点", "where it stands"))
	f.StringSliceVar(&tasks, "task", nil, cli.Say("任务编号，可多次给出", "a task's id; may be repeated"))
	f.StringVar(&address, "address", "", cli.Say("设备访问服务的地址，https://…", "where kiosks find the service, https://…"))
	f.StringVar(&out, "out", "", cli.Say("把登记码写入文件而不是屏幕", "write the code to a file instead of the screen"))
	for _, required := range []string{"school", "name", "address"} {
		_ = add.MarkFlagRequired(required) // they are there
	}
	c := &cobra.Command{
		Use: "kiosk", Short: cli.Say("设备：添加", "Kiosks: add"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(add)
	return c
}

// secretTo writes a secret to a file of mode 0600, or to the standard output
// where none is named.
func secretTo(c *cobra.Command, file, secret string) error {
	if file == "" {
		_, err := io.WriteString(c.OutOrStdout(), secret+"\n")
		return err
	}
	return os.WriteFile(file, []byte(secret+"\n"), 0o600)
}
