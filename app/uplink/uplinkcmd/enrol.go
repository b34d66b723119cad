package uplinkcmd

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/store/durable"
	"campuskiosk/app/uplink"
	"campuskiosk/sync/api"
	"campuskiosk/sync/worker"
)

// maxCode is the longest enrolment code that is read, in bytes.
const maxCode = 4096

// ErrCAFile means: the file of certificates can't be read.
var ErrCAFile = booth.Fail("enrol.ca_file",
	"无法读取证书文件，请检查文件名和权限。",
	"The file of certificates can't be read. Check its name and permissions.")

// ErrService means: the service could not be asked.
var ErrService = booth.Fail("enrol.service",
	"无法登记：%s。",
	"The kiosk could not be enrolled: %s.")

func newEnrol(k Kiosk) *cobra.Command {
	var caFile string
	c := &cobra.Command{
		Use:   cli.Say("enrol [登记码]", "enrol [CODE]"),
		Short: cli.Say("把本机登记到服务器", "Enrol this kiosk with the service"),
		Long: cli.Say(
			"登记码是学籍管理页面上二维码里的文字（https://…/enrol#v1.…），15分钟内有效，只能用一次。\n"+
				"不写登记码时从标准输入读取，这样它不会留在命令历史里。登记后单机模式结束。",
			"The code is the text of the QR on the registry's page (https://…/enrol#v1.…); it is good for 15 minutes and once.\n"+
				"Without it, it is read from standard input, so that it does not stay in the shell's history. The standalone mode ends."),
		Example: "  campuskiosk enrol --ca campus-ca.pem < code.txt",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) (err error) {
			code, err := readCode(c.InOrStdin(), args)
			if err != nil {
				return cli.Refuse(err)
			}
			var ca []byte
			if caFile != "" {
				if ca, err = os.ReadFile(caFile); err != nil {
					return ErrCAFile.Because(durable.Pathless(err))
				}
			}
			s, err := k.Create(c.Context())
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			m, err := uplink.Enrol(c.Context(), s, code, ca, k.Software)
			if err != nil {
				return explain(err)
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), cli.Say("已登记，本机编号 %s。\n", "Enrolled as kiosk %s.\n"), m.Kiosk)
			return err
		},
	}
	c.Flags().StringVar(&caFile, "ca", "", cli.Say("只信任这个文件里的证书（PEM）", "believe only the certificates in this file (PEM)"))
	return c
}

func readCode(stdin io.Reader, args []string) (api.EnrolCode, error) {
	if len(args) == 1 {
		return api.ParseEnrolCode(args[0])
	}
	text, err := io.ReadAll(io.LimitReader(stdin, maxCode))
	if err != nil {
		return api.EnrolCode{}, api.ErrEnrolCodeForm.Because(err)
	}
	return api.ParseEnrolCode(string(text))
}

// explain says what the trouble was; a refusal is the service's own word.
func explain(err error) error {
	var t *worker.Trouble
	switch {
	case !errors.As(err, &t):
		return err
	case t.Cause == worker.Refused:
		return cli.Refuse(&booth.Error{Code: t.Reason.Code, Rule: t.Reason.Rule, Text: t.Reason.Text})
	}
	label := t.Cause.Label()
	e := *ErrService
	e.Text = booth.Text{ZH: fmt.Sprintf(e.Text.ZH, label.ZH), EN: fmt.Sprintf(e.Text.EN, label.EN)}
	return e.Because(err)
}
