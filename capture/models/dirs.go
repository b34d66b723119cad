package models

import (
	"os"
	"path/filepath"
)

// EnvDir names the environment variable with folders of models, separated like
// PATH. They are looked through first.
const EnvDir = "CAMPUSKIOSK_MODELS"

// SystemDir is where a package of the distribution puts models.
const SystemDir = "/usr/share/campuskiosk/models"

// Dirs are the folders that are looked through, first found first taken:
// those of $CAMPUSKIOSK_MODELS, the user's data folder, SystemDir.
func Dirs() []string {
	var dirs []string
	for _, d := range filepath.SplitList(os.Getenv(EnvDir)) {
		if d != "" {
			dirs = append(dirs, d)
		}
	}
	if d := UserDir(); d != "" {
		dirs = append(dirs, d)
	}
	return append(dirs, SystemDir)
}

// UserDir is the folder of models of the user who runs the program, by the XDG
// base directory specification: $XDG_DATA_HOME/campuskiosk/models, else
// ~/.local/share/campuskiosk/models; empty when there is no home folder.
// It need not exist yet.
func UserDir() string {
	base := os.Getenv("XDG_DATA_HOME")
	// The specification says that a relative path is to be ignored.
	if !filepath.IsAbs(base) {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		base = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(base, "campuskiosk", "models")
}
