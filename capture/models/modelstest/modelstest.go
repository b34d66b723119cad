// Package modelstest finds what tests need and the repository does not carry:
// the networks' weights and the test photos. Where they are absent a test is
// skipped and says so; with CAMPUSKIOSK_REQUIRE=1, as in CI, it fails instead.
//
// It is imported by tests only.
package modelstest

import (
	"os"
	"path/filepath"
	"testing"
)

// The environment variables that say where things are, and that nothing may be
// skipped. Relative paths count from the root of the repository.
const (
	EnvModels  = "CAMPUSKIOSK_MODELS"
	EnvPhotos  = "CAMPUSKIOSK_PHOTOS"
	EnvRequire = "CAMPUSKIOSK_REQUIRE"
)

// Models gives the folder of weights: $CAMPUSKIOSK_MODELS, else shared/models
// beside the repository. Without it the test ends here.
func Models(t testing.TB) string {
	t.Helper()
	return folder(t, EnvModels, "models")
}

// Photos gives the folder of test photos: $CAMPUSKIOSK_PHOTOS, else
// shared/photos beside the repository. Without it the test ends here.
func Photos(t testing.TB) string {
	t.Helper()
	return folder(t, EnvPhotos, "photos")
}

// Photo reads one test photo, named by its path below Photos with slashes
// ("max/Paul.jpeg"). Without it the test ends here.
func Photo(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(Photos(t), filepath.FromSlash(name)))
	if err != nil {
		Missing(t, "the test photo "+name+" is missing")
	}
	return b
}

// Missing ends a test that cannot run because of what it says: a skip, or a
// failure where CAMPUSKIOSK_REQUIRE is set. Use it for anything else that a
// machine may lack, such as Debian's opencv-data.
func Missing(t testing.TB, what string) {
	t.Helper()
	if Required() {
		t.Fatalf("%s, and %s says that nothing may be skipped", what, EnvRequire)
	}
	t.Skip("skipped: " + what)
}

// Required reports whether a skip counts as a failure.
func Required() bool {
	v := os.Getenv(EnvRequire)
	return v != "" && v != "0"
}

// Root gives the repository's root: the nearest folder upwards with a go.mod.
func Root(t testing.TB) string {
	t.Helper()
	d, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(d, "go.mod")); err == nil {
			return d
		}
		up := filepath.Dir(d)
		if up == d {
			t.Fatal("no go.mod above the test's folder")
		}
		d = up
	}
}

func folder(t testing.TB, env, name string) string {
	t.Helper()
	d := os.Getenv(env)
	if d == "" {
		d = filepath.Join("..", "shared", name)
	}
	if !filepath.IsAbs(d) {
		d = filepath.Join(Root(t), d)
	}
	if i, err := os.Stat(d); err != nil || !i.IsDir() {
		Missing(t, "no folder of "+name+" (set "+env+")")
	}
	return d
}
