package models_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"testing"

	"campuskiosk/capture/face"
	"campuskiosk/capture/models"
)

// tiny is a manifest of small files whose contents the tests know: "first" and
// "second" detectors and a mask network of two files.
func tiny(t *testing.T) []byte {
	t.Helper()
	entry := func(id string, role face.Role, rank int, files ...models.File) models.Entry {
		return models.Entry{
			ID: id, Role: role, Rank: rank, Files: files, Licence: "MIT",
			Source: models.Source{Repository: "https://example.org/r", Path: "p"}, Input: "none",
		}
	}
	b, err := json.Marshal(models.Manifest{Version: 1, Models: []models.Entry{
		entry("second", face.RoleDetector, 2, file("one-second.onnx", "second")),
		entry("first", face.RoleDetector, 1, file("one.onnx", "first")),
		entry("two", face.RoleFaceMask, 1, file("two.bin", "weights"), file("two.txt", "text")),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func file(name, content string) models.File {
	h := sha256.Sum256([]byte(content))
	return models.File{Name: name, SHA256: hex.EncodeToString(h[:]), Size: int64(len(content))}
}
