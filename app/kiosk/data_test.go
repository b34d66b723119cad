package kiosk

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"campuskiosk/app/booth"
	"campuskiosk/app/cli/clitest"
	"campuskiosk/app/roster/rostertest"
	"campuskiosk/app/store/desktest"
	"campuskiosk/app/store/leaktest"
	"campuskiosk/app/store/storetest"
)

// listed are the students of the scripts' list: those whose names have at least
// three characters, which noise does not contain by chance in any spelling.
func listed() []rostertest.Student {
	var all []rostertest.Student
	for _, s := range rostertest.Students(71, 60) {
		if len([]rune(s.Name)) >= 3 && len(all) < 20 {
			all = append(all, s)
		}
	}
	return all
}

// reference is the n-th reference photo.
func reference(n int) []byte {
	img := image.NewGray(image.Rect(0, 0, 80, 100))
	for i := range img.Pix {
		img.Pix[i] = uint8(20 * n)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// collect is the scripts' day at the kiosk: the students with these numbers go
// through a whole session of app/flow, kept in the store of the data folder.
func collect(data, task string, numbers []string) error {
	s, err := (&dataFolder{dir: data}).open(context.Background())
	if err != nil {
		return err
	}
	defer s.Close()
	t, err := s.Task(booth.TaskID(task))
	if err != nil {
		return err
	}
	d := desktest.Desk{Store: s, Task: t, Kiosk: "k1"}
	for i, number := range numbers {
		found, err := s.ByNumber(t.ID, booth.NewStudentNumber(number))
		if err != nil {
			return err
		}
		if len(found) != 1 {
			return fmt.Errorf("%d students have the number", len(found))
		}
		if err := d.Whole(storetest.SessionID(i+1), found[0].Student.Key); err != nil {
			return err
		}
	}
	return nil
}

// secrets are all that must not be readable.
func secrets() (texts []string, pictures [][]byte) {
	for i, s := range listed() {
		texts = append(texts, s.Name, s.ID, s.Number, s.Exam)
		pictures = append(pictures, reference(i), desktest.Original(i+1), desktest.Standard(i+1))
	}
	return texts, pictures
}

// find is the script command
//
//	[!] find FOLDER
//
// which looks for names, numbers and pictures in all files of a folder.
func find(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: [!] find FOLDER")
	}
	texts, pictures := secrets()
	found, err := leaktest.Find(ts.MkAbs(args[0]), texts, pictures...)
	ts.Check(err)
	if neg == (len(found) > 0) {
		ts.Fatalf("found %q", found)
	}
}

// TestData runs the commands on the store through the whole command tree.
func TestData(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": clitest.Exits, "find": find},
		Setup: func(e *testscript.Env) error {
			list := listed()
			for k, v := range map[string]string{
				"LANG": "en_GB.UTF-8", "LANGUAGE": "en", "XDG_DATA_HOME": filepath.Join(e.WorkDir, "xdg"), "CAMPUSKIOSK_MODELS": filepath.Join(e.WorkDir, "none"),
				"CREDENTIALS_DIRECTORY": "", "DISPLAY": "", "WAYLAND_DISPLAY": "",
				"ONE": list[0].Number, "TWO": list[1].Number, "THREE": list[2].Number, "ONE_ID": list[0].ID,
			} {
				e.Setenv(k, v)
			}
			files := map[string][]byte{"list.xlsx": rostertest.XLSX(list), "half.csv": rostertest.CSV(list[:10])}
			for i, s := range list[:5] {
				files[filepath.Join("references", s.ID+".jpg")] = reference(i)
			}
			if err := os.Mkdir(filepath.Join(e.WorkDir, "references"), 0o700); err != nil {
				return err
			}
			for name, data := range files {
				if err := os.WriteFile(filepath.Join(e.WorkDir, name), data, 0o600); err != nil {
					return err
				}
			}
			return nil
		},
	})
}
