package picture

import (
	"bytes"
	"strings"

	"github.com/bep/imagemeta"
)

// exifTags are the few EXIF facts that change how the pixels are read.
type exifTags struct {
	// orientation is 1–8; 1 where there is none.
	orientation int
	// adobeRGB is set by cameras that write Adobe RGB without a profile (DCF
	// option file: interoperability index "R03").
	adobeRGB bool
}

var metaFormats = map[Format]imagemeta.ImageFormat{
	JPEG: imagemeta.JPEG, PNG: imagemeta.PNG, WebP: imagemeta.WebP, TIFF: imagemeta.TIFF,
}

// readEXIF reads the tags of IFD0 (the picture itself, never those of its
// thumbnail). Broken EXIF is no reason to refuse a picture: it counts as none.
func readEXIF(format Format, data []byte) exifTags {
	tags := exifTags{orientation: 1}
	f, ok := metaFormats[format]
	if !ok {
		return tags
	}
	seen := false
	_, _ = imagemeta.Decode(imagemeta.Options{
		R:           bytes.NewReader(data),
		ImageFormat: f,
		Sources:     imagemeta.EXIF,
		Warnf:       func(string, ...any) {},
		ShouldHandleTag: func(t imagemeta.TagInfo) bool {
			return t.Tag == "Orientation" && t.Namespace == "IFD0" || inInterop(t)
		},
		HandleTag: func(t imagemeta.TagInfo) error {
			switch v := t.Value.(type) {
			case uint16:
				if t.Tag == "Orientation" && !seen && v >= 1 && v <= 8 {
					tags.orientation, seen = int(v), true
				}
			case string:
				if inInterop(t) && v == "R03" {
					tags.adobeRGB = true
				}
			}
			return nil
		},
	})
	return tags
}

// inInterop goes by the directory alone: the library gives the index tag the
// name of the GPS tag with the same number.
func inInterop(t imagemeta.TagInfo) bool {
	return strings.HasSuffix(t.Namespace, "InteroperabilityIFD")
}
