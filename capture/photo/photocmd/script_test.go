package photocmd_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"campuskiosk/app/cli"
	"campuskiosk/app/cli/clitest"
	"campuskiosk/capture/models/modelstest"
	"campuskiosk/capture/photo/photocmd"
	"campuskiosk/capture/picture"
	"campuskiosk/capture/picture/picturetest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kiosk": func() {
			root := &cobra.Command{Use: "kiosk", SilenceErrors: true, SilenceUsage: true}
			root.AddCommand(photocmd.New(), photocmd.NewDoctor(false))
			os.Exit(cli.Finish(os.Stderr, root.ExecuteContext(context.Background())))
		},
	})
}

// run runs the scripts of one folder in an empty home, with the models in the
// given folder.
func run(t *testing.T, dir, models string, vars ...string) {
	t.Helper()
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", dir),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   clitest.Exits,
			"picture": drawPicture,
			"photo":   alterPhoto,
		},
		Condition: func(cond string) (bool, error) {
			path, ok := strings.CutPrefix(cond, "exists:")
			if !ok {
				return false, fmt.Errorf("unknown condition %q", cond)
			}
			_, err := os.Stat(path)
			return err == nil, nil
		},
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_DATA_HOME", filepath.Join(e.WorkDir, "data"))
			e.Setenv("CAMPUSKIOSK_MODELS", models)
			e.Setenv("LANGUAGE", "en")
			e.Vars = append(e.Vars, vars...)
			return nil
		},
	})
}

// TestScripts are those that need no networks.
func TestScripts(t *testing.T) { run(t, "alone", filepath.Join(t.TempDir(), "none")) }

// TestScriptsWithModels are those that look at real photos.
func TestScriptsWithModels(t *testing.T) {
	photos := modelstest.Photos(t)
	run(t, "weights", modelstest.Models(t), "PHOTOS="+photos)
}

// drawPicture is the script command
//
//	picture KIND FILE
//
// which writes a picture of a figure without a face, or a broken one.
func drawPicture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: picture KIND FILE")
	}
	data, ok := alter(args[0], picturetest.Figure(320, 400))
	switch args[0] {
	case "empty":
		data, ok = []byte{}, true
	case "heic":
		data, ok = []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), true
	case "huge":
		data, ok = picturetest.HugePNG(30000, 30000), true
	}
	if !ok {
		ts.Fatalf("unknown kind %q", args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), data, 0o600))
}

// alterPhoto is the script command
//
//	photo KIND NAME FILE
//
// which writes the shared test photo NAME in another form.
func alterPhoto(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: photo KIND NAME FILE")
	}
	data, err := os.ReadFile(filepath.Join(ts.Getenv("PHOTOS"), filepath.FromSlash(args[1])))
	ts.Check(err)
	if args[0] != "original" {
		img, _, err := picture.Decode(context.Background(), bytes.NewReader(data), picture.Limits{})
		ts.Check(err)
		altered, ok := alter(args[0], img)
		if !ok {
			ts.Fatalf("unknown kind %q", args[0])
		}
		data = altered
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), data, 0o600))
}

// alter gives img as a file of a kind.
func alter(kind string, img *image.RGBA) ([]byte, bool) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	switch kind {
	case "jpeg":
		return picturetest.JPEG(img), true
	case "png":
		return picturetest.PNG(img), true
	case "cutoff":
		return picturetest.CutOff(picturetest.JPEG(img), 0.6), true
	case "cmyk":
		return picturetest.CMYK(img), true
	case "grey":
		return picturetest.Grey(img), true
	case "png16":
		return picturetest.PNG16(img), true
	case "webp":
		return picturetest.WebP(img), true
	case "animated":
		return picturetest.AnimatedGIF(img, 3), true
	case "turned": // stored on its side, with the orientation that rights it
		side := image.NewRGBA(image.Rect(0, 0, h, w))
		for y := range h {
			for x := range w {
				side.SetRGBA(y, w-1-x, img.RGBAAt(x, y))
			}
		}
		return picturetest.Oriented(picturetest.JPEG(side), 6), true
	case "two": // the same person twice, side by side
		two := image.NewRGBA(image.Rect(0, 0, 2*w, h))
		draw.Draw(two, img.Rect, img, image.Point{}, draw.Src)
		draw.Draw(two, img.Rect.Add(image.Pt(w, 0)), img, image.Point{}, draw.Src)
		return picturetest.JPEG(two), true
	case "lefthalf": // what is right of the nose is missing
		return picturetest.JPEG(img.SubImage(image.Rect(0, 0, w*11/20, h))), true
	case "tophalf": // the chin is missing
		return picturetest.JPEG(img.SubImage(image.Rect(0, 0, w, h*9/20))), true
	}
	return nil, false
}
