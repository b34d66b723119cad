package models_test

import (
	"strings"
	"testing"

	"campuskiosk/assets"
	"campuskiosk/capture/face"
	"campuskiosk/capture/models"
)

func TestLoadNamesAModelForEveryRole(t *testing.T) {
	m, err := models.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range models.Roles {
		es := m.Of(r)
		if len(es) == 0 {
			t.Errorf("role %s has no entry", r)
		}
		for i := 1; i < len(es); i++ {
			if es[i-1].Rank >= es[i].Rank {
				t.Errorf("role %s is not in order of rank", r)
			}
		}
	}
	for role, first := range map[face.Role]string{
		face.RoleDetector:     "yunet_2022mar",
		face.RoleSegmentation: "selfie_segmentation_256",
		face.RoleEmbedding:    "sface_2021dec",
	} {
		if got := m.Of(role)[0].ID; got != first {
			t.Errorf("first choice for %s is %s, want %s", role, got, first)
		}
	}
}

// A converted file has no official address of its own, and a file used as it
// is has no recipe.
func TestEveryEntryHasAddressOrRecipe(t *testing.T) {
	m, err := models.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range m.Models {
		for _, f := range e.Files {
			if e.Convert != nil && f.URL != "" {
				t.Errorf("%s is converted and yet has an address", f.Name)
			}
			if f.URL != "" && !strings.HasPrefix(f.URL, "https://") {
				t.Errorf("%s: address is not https", f.Name)
			}
		}
	}
}

func TestParseRefuses(t *testing.T) {
	good := string(assets.ModelsJSON)
	for name, change := range map[string][2]string{
		"another version":  {`"version": 1`, `"version": 2`},
		"a path as a name": {`"face_landmark_468.onnx"`, `"../face_landmark_468.onnx"`},
		"a hidden name":    {`"face_landmark_468.onnx"`, `".face_landmark_468.onnx"`},
		"no size":          {`"size": 345478`, `"size": 0`},
		"half a digest":    {`50ef07f702a31741ca46a4c0d947773b`, ``},
		"an unknown role":  {`"role": "iris"`, `"role": "ear"`},
		"an id twice":      {`"id": "yunet_n_320"`, `"id": "yunet_2022mar"`},
		"a rank twice":     {`"rank": 2`, `"rank": 1`},
		"a file twice":     {`"yunet_n_320_320.onnx"`, `"face_detection_yunet_2022mar.onnx"`},
		"an unknown field": {`"version": 1`, `"version": 1, "extra": 1`},
		"not JSON":         {`{`, ``},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if bad == good {
			t.Fatalf("%s: the manifest was not changed", name)
		}
		if _, err := models.Parse([]byte(bad)); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
