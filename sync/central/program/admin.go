package program

import (
	"bufio"
	"context"
	"os"
	"strings"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// ErrPasswords says that the password was typed in two ways.
var ErrPasswords = booth.Fail("central.passwords_differ",
	"两次输入的密码不同，请重新输入。",
	"The two passwords differ. Please type them again.")

func adminCommand(p *Place) *cobra.Command {
	var n service.NewClerk
	var role, school string
	create := &cobra.Command{
		Use: "create", Short: cli.Say("建立账号；密码从终端输入，或从标准输入读取一行", "make an account; the password is typed, or read as a line of the standard input"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			var err error
			if n.Password, err = readPassword(c); err != nil {
				return err
			}
			n.Role, n.School = store.Role(role), booth.SchoolID(school)
			if n.Name == "" {
				n.Name = n.Login
			}
			return p.with(c.Context(), func(ctx context.Context, o *Opened) error {
				_, err := o.Service.AddClerk(ctx, service.Console(), n)
				return err
			})
		},
	}
	f := create.Flags()
	f.StringVar(&n.Login, "login", "", cli.Say("用户名", "user name"))
	f.StringVar(&n.Name, "name", "", cli.Say("姓名", "name"))
	f.StringVar(&role, "role", string(store.RoleAdmin), cli.Say("角色：admin、reviewer、clerk", "role: admin, reviewer or clerk"))
	f.StringVar(&school, "school", "", cli.Say("只限这所学校", "for this school only"))
	_ = create.MarkFlagRequired("login") // it is there
	c := &cobra.Command{
		Use: "admin", Short: cli.Say("账号：建立", "Accounts: create"), Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(create)
	return c
}

// readPassword asks twice on a terminal, without showing what is typed;
// elsewhere it reads a line.
func readPassword(c *cobra.Command) (string, error) {
	in, ok := c.InOrStdin().(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		line, err := bufio.NewReader(c.InOrStdin()).ReadString('\n')
		if line == "" && err != nil {
			return "", service.ErrPassword
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	var typed [2]string
	for i, prompt := range []string{cli.Say("密码：", "Password: "), cli.Say("再输入一次：", "Again: ")} {
		c.PrintErr(prompt)
		secret, err := term.ReadPassword(int(in.Fd()))
		c.PrintErrln()
		if err != nil {
			return "", err
		}
		typed[i] = string(secret)
	}
	if typed[0] != typed[1] {
		return "", ErrPasswords
	}
	return typed[0], nil
}
