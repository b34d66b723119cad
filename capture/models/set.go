package models

import (
	"os"
	"path/filepath"

	"campuskiosk/capture/face"
)

// Found is an entry whose files are all in one folder of this machine.
type Found struct {
	Entry
	// Dir is the folder.
	Dir string
}

// Path is the path of the entry's i-th file; 0 is the one with the weights.
func (f Found) Path(i int) string { return filepath.Join(f.Dir, f.Files[i].Name) }

// Set is what was found on this machine. The zero Set holds nothing: every
// role is then not available.
type Set struct {
	byRole map[face.Role][]Found
}

// All gives the entries found for a role, first choice first. A role that is
// filled by one network takes the first that can be loaded; the embedding role
// may run several.
func (s Set) All(role face.Role) []Found { return s.byRole[role] }

// First gives the first choice for a role among what was found.
func (s Set) First(role face.Role) (Found, bool) {
	fs := s.byRole[role]
	if len(fs) == 0 {
		return Found{}, false
	}
	return fs[0], true
}

// Missing are the roles for which nothing was found, in the order of Roles.
func (s Set) Missing() []face.Role {
	var rs []face.Role
	for _, r := range Roles {
		if len(s.byRole[r]) == 0 {
			rs = append(rs, r)
		}
	}
	return rs
}

// Find looks for the manifest's entries in dirs, or in Dirs() when none are
// named. It is cheap: a file counts as found when its name and its size in
// bytes fit; Verify reads and hashes. Folders that do not exist or cannot be
// read hold nothing.
func Find(dirs ...string) Set {
	m, err := Load()
	if err != nil {
		return Set{}
	}
	return m.Find(dirs...)
}

// Find is the package's Find for the entries of m.
func (m Manifest) Find(dirs ...string) Set {
	if len(dirs) == 0 {
		dirs = Dirs()
	}
	s := Set{byRole: map[face.Role][]Found{}}
	for _, role := range Roles {
		for _, e := range m.Of(role) {
			if dir, ok := e.in(dirs); ok {
				s.byRole[role] = append(s.byRole[role], Found{Entry: e, Dir: dir})
			}
		}
	}
	return s
}

// in gives the first of dirs that holds all of e's files at their right sizes.
func (e Entry) in(dirs []string) (string, bool) {
	for _, d := range dirs {
		whole := true
		for _, f := range e.Files {
			i, err := os.Stat(filepath.Join(d, f.Name))
			whole = whole && err == nil && i.Mode().IsRegular() && i.Size() == f.Size
		}
		if whole {
			return d, true
		}
	}
	return "", false
}
