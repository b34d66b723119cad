package packet

import (
	"bytes"
	"slices"
)

// Names of files in a packet.
const (
	ManifestName  = "manifest.json"
	SignatureName = "manifest.sig"
	StandardName  = "standard.jpg"
	ReportName    = "report.json"
	CodeName      = "collection-code.bin"
)

// Originals are the names that an original may have.
func Originals() []string { return []string{"original.jpg", "original.png", "original.bin"} }

// OriginalName is the name of an original, by what its bytes begin with.
func OriginalName(beginning []byte) string {
	switch {
	case bytes.HasPrefix(beginning, []byte("\xFF\xD8\xFF")):
		return "original.jpg"
	case bytes.HasPrefix(beginning, []byte("\x89PNG\r\n\x1a\n")):
		return "original.png"
	}
	return "original.bin"
}

// Limits of what is in a packet, in bytes.
const (
	maxManifest  = 1 << 20
	maxOriginal  = 64 << 20
	maxStandard  = 64 << 20
	maxReport    = 1 << 20
	maxCode      = 4 << 10
	maxSignature = 64
)

// The order of files behind the manifest and its signature.
const (
	orderUnknown = iota
	orderOriginal
	orderStandard
	orderReport
	orderCode
)

func order(name string) int {
	switch {
	case slices.Contains(Originals(), name):
		return orderOriginal
	case name == StandardName:
		return orderStandard
	case name == ReportName:
		return orderReport
	case name == CodeName:
		return orderCode
	}
	return orderUnknown
}

// limitOf is the largest size of a file; -1 for names that can't be.
func limitOf(name string) int64 {
	return []int64{orderUnknown: -1, orderOriginal: maxOriginal, orderStandard: maxStandard, orderReport: maxReport, orderCode: maxCode}[order(name)]
}
