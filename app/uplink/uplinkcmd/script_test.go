package uplinkcmd_test

import (
	"context"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/cli/clitest"
	"campuskiosk/app/clock"
	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"
	"campuskiosk/app/uplink/uplinkcmd"
	"campuskiosk/sync/api"
	"campuskiosk/sync/api/apitest"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/remote/remotetest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kiosk": func() {
			packets := filepath.Join(os.Getenv("WORK"), "packets")
			root := &cobra.Command{Use: "kiosk", SilenceErrors: true, SilenceUsage: true}
			root.AddCommand(uplinkcmd.New(uplinkcmd.Kiosk{
				Create: func(context.Context) (*store.Store, error) {
					return store.OpenOrCreate(filepath.Join(os.Getenv("WORK"), "store"), "", storetest.Audit("store.created"))
				},
				Open: func(context.Context) (*store.Store, *clock.Clock, error) {
					s, err := store.OpenFolder(filepath.Join(os.Getenv("WORK"), "store"), "")
					return s, nil, err
				},
				Packets: func() string { return packets }, Software: "test 1",
			})...)
			root.SetArgs(os.Args[1:])
			os.Exit(cli.Finish(os.Stderr, root.ExecuteContext(context.Background())))
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			s := remotetest.New(t)
			server := httptest.NewServer(apitest.Load(t).Handler(t, s))
			e.Defer(server.Close)
			s.Pages = []api.Page{{Full: true, Begin: true, Entries: []api.Entry{}}}
			e.Values["service"] = s
			e.Setenv("CODE", s.EnrolCode(server.URL).Link())
			other := s.EnrolCode(server.URL)
			other.Code = api.NewOneTimeCode()
			e.Setenv("OTHERCODE", other.Link())
			e.Setenv("WORK", e.WorkDir)
			return os.WriteFile(filepath.Join(e.WorkDir, "code.txt"), []byte(s.EnrolCode(server.URL).Link()+"\n"), 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": clitest.Exits,
			// packets N puts packets into the kiosk's folder.
			"packets": func(ts *testscript.TestScript, _ bool, args []string) {
				box, err := outbox.Open(ts.MkAbs("packets"))
				ts.Check(err)
				defer box.Close()
				n, err := strconv.Atoi(args[0])
				ts.Check(err)
				for i := range n {
					_, err := box.Add(booth.SubmissionID{Session: storetest.SessionID(i), N: 1}, time.Now(), func(w io.Writer) (string, error) {
						_, err := w.Write(make([]byte, 1000*(i+1)))
						return "m", err
					})
					ts.Check(err)
				}
			},
			// limit BYTES makes the service refuse larger packets.
			"limit": func(ts *testscript.TestScript, _ bool, args []string) {
				s, _ := ts.Value("service").(*remotetest.Service)
				n, err := strconv.ParseInt(args[0], 10, 64)
				ts.Check(err)
				s.Lock()
				defer s.Unlock()
				s.MaxPacket = n
			},
		},
	})
}
