package modelscmd_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"campuskiosk/app/cli"
	"campuskiosk/app/cli/clitest"
	"campuskiosk/capture/models/modelscmd"
	"campuskiosk/capture/models/modelstest"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"kiosk": func() {
			root := &cobra.Command{Use: "kiosk", SilenceErrors: true, SilenceUsage: true}
			root.AddCommand(modelscmd.New())
			os.Exit(cli.Finish(os.Stderr, root.ExecuteContext(context.Background())))
		},
	})
}

// run runs the scripts of one folder in an empty home, with the variables
// given.
func run(t *testing.T, dir string, vars map[string]string) {
	t.Helper()
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", dir),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": clitest.Exits},
		Setup: func(e *testscript.Env) error {
			e.Setenv("XDG_DATA_HOME", filepath.Join(e.WorkDir, "data"))
			e.Setenv("MODELS", filepath.Join(e.WorkDir, "data", "campuskiosk", "models"))
			for k, v := range vars {
				e.Setenv(k, v)
			}
			return nil
		},
	})
}

func TestScripts(t *testing.T) {
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<html>sign in</html>"))
	}))
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	// The scripts run in parallel after this function has returned.
	t.Cleanup(portal.Close)
	run(t, "alone", map[string]string{"PORTAL": portal.URL, "GONE": gone.URL})
}

func TestScriptsWithModels(t *testing.T) {
	dir := modelstest.Models(t)
	web := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(web.Close)
	run(t, "weights", map[string]string{"SHARED": dir, "WEB": web.URL})
}
