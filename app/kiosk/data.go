package kiosk

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"campuskiosk/app/audit"
	"campuskiosk/app/audit/auditcmd"
	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/clock"
	"campuskiosk/app/roster/rostercmd"
	"campuskiosk/app/roster/storebook"
	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/taskcmd"
	"campuskiosk/app/uplink/uplinkcmd"
	"campuskiosk/capture/photo/doctor"
	"campuskiosk/sync/packet/packetcmd"
)

// envCredentials names the folder of the system's credentials (systemd.exec).
const envCredentials = "CREDENTIALS_DIRECTORY"

// storeIn is the store's folder in a data folder.
func storeIn(data string) string { return filepath.Join(data, "store") }

// packetsIn is the folder of sealed packets (sync/outbox) in a data folder.
func packetsIn(data string) string { return filepath.Join(data, "packets") }

// dataFolder is the flag --data of the commands that work on the store.
type dataFolder struct{ dir string }

// on gives commands the flag.
func (d *dataFolder) on(commands ...*cobra.Command) []*cobra.Command {
	for _, c := range commands {
		c.PersistentFlags().StringVar(&d.dir, "data", "", cli.Say("数据文件夹（默认为用户数据文件夹）", "the data folder (default: the user's)"))
	}
	return commands
}

func (d *dataFolder) path() string {
	if d.dir != "" {
		return d.dir
	}
	return defaultData()
}

// open opens the store that is in the folder.
func (d *dataFolder) open(context.Context) (*store.Store, error) {
	s, err := store.OpenFolder(storeIn(d.path()), os.Getenv(envCredentials))
	if err != nil {
		return nil, err
	}
	s, _, err = withClock(s)
	return s, err
}

// openWithClock opens it and gives its clock too, for who sets it right.
func (d *dataFolder) openWithClock(context.Context) (*store.Store, *clock.Clock, error) {
	s, err := store.OpenFolder(storeIn(d.path()), os.Getenv(envCredentials))
	if err != nil {
		return nil, nil, err
	}
	return withClock(s)
}

// create opens the store, and makes it where there is none.
func (d *dataFolder) create(context.Context) (*store.Store, error) {
	if err := os.MkdirAll(d.path(), 0o700); err != nil {
		return nil, store.ErrWrite.Because(cause(err))
	}
	now := clock.New(clock.System(), clock.State{}, clock.BuildTime()).Now()
	s, err := store.OpenOrCreate(storeIn(d.path()), os.Getenv(envCredentials), audit.Record{
		At: now.At, Trust: now.Trust, Who: audit.Actor{Role: audit.System}, What: "store.created",
	})
	if err != nil {
		return nil, err
	}
	s, _, err = withClock(s)
	return s, err
}

// withClock gives the store the trusted time that it kept.
func withClock(s *store.Store) (*store.Store, *clock.Clock, error) {
	state, err := s.ClockState()
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	c := clock.New(clock.System(), state, clock.BuildTime())
	s.UseClock(c)
	return s, c, nil
}

// dataCommands are the commands that work on the store.
func dataCommands() []*cobra.Command {
	d := &dataFolder{}
	book := func(ctx context.Context) (rostercmd.Store, error) {
		s, err := d.open(ctx)
		if err != nil {
			return nil, err
		}
		return storebook.New(s, audit.Actor{Role: audit.Admin}), nil
	}
	trail := func(ctx context.Context) (auditcmd.Trail, error) {
		s, err := d.open(ctx)
		if err != nil {
			return nil, err
		}
		return s.Trail(), nil
	}
	packets := packetcmd.NewPackets(func() string { return packetsIn(d.path()) })
	service := uplinkcmd.New(uplinkcmd.Kiosk{
		Create: d.create, Open: d.openWithClock, Packets: func() string { return packetsIn(d.path()) }, Software: "campuskiosk " + Version,
	})
	return d.on(append(service, taskcmd.New(d.create, d.open), rostercmd.NewRoster(book), rostercmd.NewDeliver(book), auditcmd.New(trail), packets)...)
}

// lookAtKey is doctor's line about the key of the data.
func lookAtKey(data string) []doctor.Line {
	l := doctor.Line{ID: "data_key", State: doctor.Attention, Do: booth.Text{
		ZH: "正式使用前，请用 systemd-creds 建立绑定 TPM 的凭据 " + store.CredentialName + "：否则拿走硬盘的人就有密钥。",
		EN: "Before real students come, make a TPM-bound credential “" + store.CredentialName + "” with systemd-creds: whoever takes the disk has the key otherwise.",
	}}
	credentials := os.Getenv(envCredentials)
	key, err := store.FindKey(storeIn(data), credentials)
	switch {
	case errors.Is(err, keyring.ErrNoKey) && credentials == "":
		l.Found = booth.Text{ZH: "此终端没有系统凭据", EN: "this terminal has no system credential"}
		l.Do = booth.Text{
			ZH: "数据的密钥是系统凭据，只有采集服务能读取。请在服务的环境中运行 doctor。",
			EN: "The data's key is a system credential that only the kiosk's service gets. Run doctor as the service does.",
		}
	case err != nil:
		l.State, l.Found, l.Do = doctor.Stop, booth.Text{ZH: "数据密钥不可用", EN: "the data key can't be used"}, booth.Explain(err).Text
	case key == store.KeyCredential:
		l.State, l.Do = doctor.OK, booth.Text{}
		l.Found = booth.Text{ZH: "系统凭据 " + store.CredentialName, EN: "the system's credential " + store.CredentialName}
	case key == store.KeyDemo:
		l.Found = booth.Text{ZH: "密钥文件就在数据旁边：仅供演示", EN: "key file beside the data: demo only"}
	default:
		l.Found = booth.Text{ZH: "还没有数据；首次使用时生成密钥文件：仅供演示", EN: "no data yet; a key file is made at the first use: demo only"}
	}
	return []doctor.Line{l}
}
