package packetcmd_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/cli/clitest"
	"campuskiosk/app/store/storetest"
	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/packet"
	"campuskiosk/sync/packet/packetcmd"
	"campuskiosk/sync/packet/packettest"

	"filippo.io/age"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
)

// folder is the outbox of the script's kiosk.
func folder() string { return filepath.Join(os.Getenv("WORK"), "packets") }

// service opens packets; its file "full" makes it full.
type service struct{ ids []age.Identity }

func (s service) Take(_ context.Context, id api.PacketID, _ int64, r io.ReadSeeker) (api.Receipt, error) {
	if _, err := os.Stat("full"); err == nil {
		return api.Receipt{}, api.ErrStorageFull
	}
	o, err := packet.Open(r, s.ids, id, packettest.KeyOf, packet.Discard)
	if errors.Is(err, api.ErrPacketDamaged) {
		p := api.ProblemOf(err)
		return api.Receipt{State: api.Damaged, Problem: &p}, nil
	}
	if err != nil {
		return api.Receipt{}, err
	}
	if o.Manifest.Student.Key == storetest.Key(2) {
		p := api.ProblemOf(booth.ErrSubmissionsUsed)
		return api.Receipt{State: api.RefusedByRule, Problem: &p}, nil
	}
	return api.Receipt{State: api.Stored}, nil
}

func (service) Close() error { return nil }

func openService(context.Context) (packetcmd.Service, error) {
	ids, err := packet.ParseIdentities(strings.NewReader(packettest.Identity))
	return service{ids}, err
}

func TestMain(m *testing.M) {
	main := func(c func() *cobra.Command) func() {
		return func() {
			root := &cobra.Command{Use: "test", SilenceErrors: true, SilenceUsage: true}
			root.AddCommand(c())
			os.Exit(cli.Finish(os.Stderr, root.ExecuteContext(context.Background())))
		}
	}
	testscript.Main(m, map[string]func(){
		"kiosk":   main(func() *cobra.Command { return packetcmd.NewPackets(folder) }),
		"central": main(func() *cobra.Command { return packetcmd.NewImport(openService) }),
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": clitest.Exits,
			// seal N puts the packets of the first N sessions into the outbox.
			"seal": func(ts *testscript.TestScript, _ bool, args []string) {
				n, err := strconv.Atoi(args[0])
				ts.Check(err)
				f, err := outbox.Open(ts.MkAbs("packets"))
				ts.Check(err)
				for i := range n {
					id, file, manifest := packettest.Sealed(t, i)
					sub, _ := id.Submission()
					_, err := f.Add(sub, storetest.Start, func(w io.Writer) (string, error) {
						_, err := w.Write(file)
						return manifest, err
					})
					ts.Check(err)
				}
				ts.Check(f.Close())
			},
			// flip changes a bit in the middle of a file.
			"flip": func(ts *testscript.TestScript, _ bool, args []string) {
				b := []byte(ts.ReadFile(args[0]))
				b[len(b)/2] ^= 1
				ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
			},
		},
	})
}
