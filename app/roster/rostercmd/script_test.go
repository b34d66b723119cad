package rostercmd_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/cli"
	"campuskiosk/app/cli/clitest"
	"campuskiosk/app/clock"
	"campuskiosk/app/flow"
	"campuskiosk/app/roster/rostercmd"
	"campuskiosk/app/roster/rostertest"
	"campuskiosk/app/roster/storebook"
	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
	"campuskiosk/app/store/storetest"
)

// openStore opens the real store in $DATA, new if need be, with the tasks that
// $TASKS names.
func openStore() (*store.Store, error) {
	dir, root := os.Getenv("DATA"), keyring.NewRoot(keyring.Key{1, 2, 3})
	s, err := store.Open(dir, root)
	if err != nil {
		if s, err = store.Create(dir, root, storetest.Audit("store.created")); err != nil {
			return nil, err
		}
	}
	state, err := s.ClockState()
	if err != nil {
		return nil, err
	}
	s.UseClock(clock.New(clock.System(), state, storetest.Start))
	for id := range strings.FieldsSeq(os.Getenv("TASKS")) {
		t := booth.Task{ID: booth.TaskID(id), Name: "2025 图像采集", Policy: booth.DefaultPolicy(booth.Collection)}
		if f := os.Getenv("TEMPLATE"); f != "" {
			t.Policy.FileName = booth.FileName(f)
		}
		if err := s.PutTask(t); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func open(context.Context) (rostercmd.Store, error) {
	s, err := openStore()
	if err != nil {
		return nil, err
	}
	return storebook.New(s, audit.Actor{Role: audit.Admin}), nil
}

// shoot lets the first students of a task hand in a photo each: the scripts'
// stand-in for a day at the kiosk.
func shoot() *cobra.Command {
	return &cobra.Command{Use: "shoot TASK FROM TO", Args: cobra.ExactArgs(3), RunE: func(_ *cobra.Command, args []string) error {
		s, err := openStore()
		if err != nil {
			return err
		}
		defer s.Close()
		from, _ := strconv.Atoi(args[1])
		to, _ := strconv.Atoi(args[2])
		task := booth.TaskID(args[0])
		var all []store.Entry
		for e, err := range s.Students(task) {
			if err != nil {
				return err
			}
			all = append(all, e)
		}
		slices.SortFunc(all, func(a, b store.Entry) int {
			return strings.Compare(a.Student.Person.Number.Reveal(), b.Student.Person.Number.Reveal())
		})
		for n := from; n < to; n++ {
			if err := handIn(s, task, n, all[n].Student); err != nil {
				return err
			}
		}
		return nil
	}}
}

func handIn(s *store.Store, task booth.TaskID, n int, student booth.Student) error {
	original, standard := storetest.Photo(2*n), storetest.Photo(2*n+1)
	shot, photo := store.PhotoIDOf(original), store.PhotoIDOf(standard)
	id := storetest.SessionID(n)
	_, err := s.Apply(store.Step{
		Session: booth.Session{
			Schema: booth.SessionSchema, ID: id, Kiosk: "k1", Started: storetest.Start, State: booth.StateEnded, Outcome: booth.OutcomeSubmitted,
			Task: booth.Task{ID: task, Policy: booth.DefaultPolicy(booth.Collection)}, Student: student,
		},
		Photos: []store.NewPhoto{{Role: store.Original, Bytes: original}, {Role: store.Standard, Bytes: standard}},
		Effects: []flow.Effect{
			flow.KeepShot{Shot: booth.Shot{ID: shot, Source: booth.FromCamera, Taken: storetest.Start}},
			flow.KeepPhoto{Photo: booth.StandardPhoto{ID: photo, Shot: shot}},
			flow.KeepSubmission{Student: student.Key, Submission: booth.Submission{
				ID: booth.SubmissionID{Session: id, N: 1}, Kind: booth.FirstSubmission, Task: task, Shot: shot, Photo: photo,
				At: storetest.Start, Trust: booth.TimeUnverified, Status: booth.Queued,
			}},
		},
	})
	return err
}

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kiosk": func() {
			root := &cobra.Command{Use: "kiosk", SilenceErrors: true, SilenceUsage: true}
			root.AddCommand(rostercmd.NewRoster(open), rostercmd.NewDeliver(open), shoot())
			os.Exit(cli.Finish(os.Stderr, root.ExecuteContext(context.Background())))
		},
	})
}

func TestScripts(t *testing.T) {
	list := rostertest.Students(61, 20)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": clitest.Exits,
			"masked": func(ts *testscript.TestScript, _ bool, _ []string) {
				out := ts.ReadFile("stdout") + ts.ReadFile("stderr")
				for _, s := range list {
					if strings.Contains(out, s.ID) || len([]rune(s.Name)) > 2 && strings.Contains(out, s.Name) {
						ts.Fatalf("a whole ID number or name is printed")
					}
				}
			},
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("LANG", "en_GB.UTF-8")
			e.Setenv("DATA", filepath.Join(e.WorkDir, "data"))
			e.Setenv("TASKS", "t1")
			bad := append([]rostertest.Student(nil), list...)
			bad[3].ID, bad[7].Name = "1.1E+17", ""
			for name, students := range map[string][]rostertest.Student{"list": list, "half": list[:10], "bad": bad} {
				for ext, data := range map[string][]byte{".csv": rostertest.CSV(students), ".xlsx": rostertest.XLSX(students)} {
					if err := os.WriteFile(filepath.Join(e.WorkDir, name+ext), data, 0o600); err != nil {
						return err
					}
				}
			}
			photos := filepath.Join(e.WorkDir, "photos")
			if err := os.Mkdir(photos, 0o700); err != nil {
				return err
			}
			for i, s := range list[:5] {
				if err := os.WriteFile(filepath.Join(photos, "照片 "+s.ID+".JPG"), gray(i), 0o600); err != nil {
					return err
				}
			}
			e.Setenv("FIRST", list[0].Number)
			e.Setenv("FIRST_ID", list[0].ID)
			return os.WriteFile(filepath.Join(photos, fmt.Sprint("99999", ".jpg")), gray(9), 0o600)
		},
	})
}
