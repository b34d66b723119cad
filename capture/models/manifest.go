package models

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"

	"campuskiosk/assets"
	"campuskiosk/capture/face"
)

// Manifest is the list of models that the program knows how to use.
type Manifest struct {
	// Version is the version of the manifest's format, now 1.
	Version int `json:"version"`
	// Models are the entries, in no particular order; Rank orders them
	// within a role.
	Models []Entry `json:"models"`
}

// Entry is one network: one file, or two where structure and weights are apart.
type Entry struct {
	// ID names the network in reports and in stored embeddings; it never
	// changes its meaning.
	ID string `json:"id"`
	// Role is the job it does.
	Role face.Role `json:"role"`
	// Rank orders the entries of a role: 1 is the first choice.
	Rank int `json:"rank"`
	// Optional entries are used when their files are there, but fetched only
	// when asked for by ID.
	Optional bool `json:"optional,omitempty"`
	// Files are the files it consists of, the one with the weights first.
	Files []File `json:"files"`
	// Licence is the SPDX identifier of the weights' licence.
	Licence string `json:"licence"`
	// Source is where the weights officially come from.
	Source Source `json:"source"`
	// Convert says how Files are made from the official ones; nil means they
	// are used as they are.
	Convert *Convert `json:"convert,omitempty"`
	// Input says what the network is fed with and what it answers.
	Input string `json:"input"`
	// Note is anything else worth knowing, may be empty.
	Note string `json:"note,omitempty"`
}

// File is one file of an entry.
type File struct {
	// Name is the file's name without a folder.
	Name string `json:"name"`
	// SHA256 is the digest of the whole file, 64 lower-case hex digits.
	SHA256 string `json:"sha256"`
	// Size is the file's length in bytes.
	Size int64 `json:"size"`
	// URL is an official address of exactly these bytes; empty where there is
	// none, as for every converted file.
	URL string `json:"url,omitempty"`
}

// Source is an official origin.
type Source struct {
	Repository string `json:"repository"`
	Commit     string `json:"commit,omitempty"`
	Path       string `json:"path"`
}

// Convert says how a file is made from official ones.
type Convert struct {
	// From are the official files.
	From []File `json:"from"`
	// How is the recipe in words.
	How string `json:"how"`
}

// Size is the length of all the entry's files together, in bytes.
func (e Entry) Size() int64 {
	var n int64
	for _, f := range e.Files {
		n += f.Size
	}
	return n
}

// Load reads the manifest that is built into the program. An error means that
// the program itself is broken.
func Load() (Manifest, error) { return Parse(assets.ModelsJSON) }

// Parse reads and checks a manifest: known fields only, every ID and file name
// once, a size and a digest for every file, ranks unique within a role.
func Parse(data []byte) (Manifest, error) {
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Manifest{}, fmt.Errorf("model manifest: %w", err)
	}
	if m.Version != 1 {
		return Manifest{}, fmt.Errorf("model manifest: version %d, want 1", m.Version)
	}
	seen := map[string]bool{}
	once := func(kind, key string) error {
		if k := kind + "\x00" + key; seen[k] {
			return fmt.Errorf("model manifest: %s %q appears twice", kind, key)
		} else {
			seen[k] = true
		}
		return nil
	}
	for _, e := range m.Models {
		if e.ID == "" || !slices.Contains(Roles, e.Role) || e.Rank < 1 || len(e.Files) == 0 ||
			e.Licence == "" || e.Source.Repository == "" || e.Input == "" {
			return Manifest{}, fmt.Errorf("model manifest: entry %q is not complete", e.ID)
		}
		if err := once("id", e.ID); err != nil {
			return Manifest{}, err
		}
		if err := once("rank", fmt.Sprintf("%s %d", e.Role, e.Rank)); err != nil {
			return Manifest{}, err
		}
		for _, f := range e.Files {
			if err := f.check(); err != nil {
				return Manifest{}, err
			}
			if err := once("file", f.Name); err != nil {
				return Manifest{}, err
			}
		}
		if e.Convert == nil {
			continue
		}
		for _, f := range e.Convert.From {
			if err := f.check(); err != nil {
				return Manifest{}, err
			}
		}
	}
	return m, nil
}

func (f File) check() error {
	if f.Name == "" || f.Name != filepath.Base(f.Name) || f.Name[0] == '.' {
		return fmt.Errorf("model manifest: %q is not a plain file name", f.Name)
	}
	if b, err := hex.DecodeString(f.SHA256); err != nil || len(b) != 32 || f.Size <= 0 {
		return fmt.Errorf("model manifest: file %q lacks its SHA-256 or size", f.Name)
	}
	return nil
}

// Roles are all the roles, in the order in which they are shown.
var Roles = []face.Role{
	face.RoleDetector, face.RoleLandmarks, face.RoleIris, face.RoleEyeState, face.RoleHeadPose,
	face.RoleBody, face.RoleSegmentation, face.RoleEmbedding, face.RoleGlasses, face.RoleFaceMask,
}

// Of gives the entries of one role, first choice first.
func (m Manifest) Of(role face.Role) []Entry {
	var es []Entry
	for _, e := range m.Models {
		if e.Role == role {
			es = append(es, e)
		}
	}
	slices.SortFunc(es, func(a, b Entry) int { return a.Rank - b.Rank })
	return es
}

// ByID finds an entry.
func (m Manifest) ByID(id string) (Entry, bool) {
	i := slices.IndexFunc(m.Models, func(e Entry) bool { return e.ID == id })
	if i < 0 {
		return Entry{}, false
	}
	return m.Models[i], true
}
