// Package picturetest makes picture files for tests, out of any picture: the
// kinds that Go's encoders don't write (CMYK, EXIF, colour profiles, WebP) and
// those that are wrong on purpose.
package picturetest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
)

// Figure draws a picture that no turn or mirroring maps to itself: grey
// shades from left to right, a red mark top left, a green one top right, a
// blue one bottom left.
func Figure(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			v := uint8(60 + 160*x/w)
			img.SetRGBA(x, y, color.RGBA{v, v, v, 255})
		}
	}
	mark := func(r image.Rectangle, c color.RGBA) {
		draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
	}
	mark(image.Rect(0, 0, w/4, h/4), color.RGBA{220, 30, 30, 255})
	mark(image.Rect(w-w/4, 0, w, h/4), color.RGBA{30, 200, 30, 255})
	mark(image.Rect(0, h-h/4, w/4, h), color.RGBA{30, 30, 220, 255})
	return img
}

// JPEG encodes img at quality 95.
func JPEG(img image.Image) []byte {
	var b bytes.Buffer
	must(jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}))
	return b.Bytes()
}

// Grey encodes img's luminance as a JPEG of one component.
func Grey(img image.Image) []byte {
	return JPEG(plane(img, func(c color.Color) uint8 { return greyOf(c) }))
}

func greyOf(c color.Color) uint8 { return color.GrayModel.Convert(c).(color.Gray).Y }

func plane(img image.Image, value func(color.Color) uint8) *image.Gray {
	b := img.Bounds()
	g := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			g.Pix[y*g.Stride+x] = value(img.At(b.Min.X+x, b.Min.Y+y))
		}
	}
	return g
}

// CMYK encodes img as a JPEG of four components in the inverted way of
// Adobe's programs: four one-component scans, each taken from a grey JPEG.
func CMYK(img image.Image) []byte {
	inks := func(i int) func(color.Color) uint8 {
		return func(c color.Color) uint8 {
			k := color.CMYKModel.Convert(c).(color.CMYK)
			return 255 - [4]uint8{k.C, k.M, k.Y, k.K}[i]
		}
	}
	out := []byte{0xff, 0xd8}
	out = append(out, segment(0xee, []byte("Adobe\x00\x64\x00\x00\x00\x00\x00"))...) // transform 0: plain CMYK
	for i := range 4 {
		grey := JPEG(plane(img, inks(i)))
		for _, s := range segments(grey) {
			switch s.marker {
			case 0xdb, 0xc4: // tables: the same for all four
				if i == 0 {
					out = append(out, segment(s.marker, s.body)...)
				}
			case 0xc0:
				if i == 0 {
					frame := append(bytes.Clone(s.body[:5]), 4)
					for c := byte(1); c <= 4; c++ {
						frame = append(frame, c, 0x11, 0)
					}
					out = append(out, segment(0xc0, frame)...)
				}
			case 0xda:
				out = append(out, segment(0xda, []byte{1, byte(i + 1), 0, 0, 63, 0})...)
				out = append(out, s.rest...)
			}
		}
	}
	return append(out, 0xff, 0xd9)
}

type jpegSegment struct {
	marker byte
	body   []byte
	rest   []byte // after a scan's header: its data, without the end marker
}

func segments(data []byte) []jpegSegment {
	var out []jpegSegment
	for off := 2; off+4 <= len(data); {
		end := off + 2 + int(binary.BigEndian.Uint16(data[off+2:]))
		s := jpegSegment{marker: data[off+1], body: data[off+4 : end]}
		if s.marker == 0xda {
			s.rest = data[end : len(data)-2]
			return append(out, s)
		}
		out = append(out, s)
		off = end
	}
	return out
}

func segment(marker byte, body []byte) []byte {
	out := []byte{0xff, marker, 0, 0}
	binary.BigEndian.PutUint16(out[2:], uint16(len(body)+2))
	return append(out, body...)
}

// Oriented puts an EXIF orientation (1–8) into a JPEG; the pixels stay.
func Oriented(data []byte, orientation int) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00")
	tiff[19] = byte(orientation)
	return insert(data, segment(0xe1, append([]byte("Exif\x00\x00"), tiff...)))
}

// AdobeRGB marks a JPEG as Adobe RGB in the way of cameras: EXIF's
// interoperability index "R03", no profile. The pixels stay.
func AdobeRGB(data []byte) []byte {
	entry := func(tag, kind uint16, count, value uint32) []byte {
		e := binary.BigEndian.AppendUint16(nil, tag)
		e = binary.BigEndian.AppendUint16(e, kind)
		e = binary.BigEndian.AppendUint32(e, count)
		return binary.BigEndian.AppendUint32(e, value)
	}
	directory := func(e []byte) []byte { return append(append([]byte{0, 1}, e...), 0, 0, 0, 0) }
	const size = 18 // of a directory with one entry
	tiff := []byte("MM\x00*\x00\x00\x00\x08")
	tiff = append(tiff, directory(entry(0x8769, 4, 1, 8+size))...)                 // IFD0: where the EXIF directory is
	tiff = append(tiff, directory(entry(0xa005, 4, 1, 8+2*size))...)               // EXIF: where the interoperability directory is
	tiff = append(tiff, directory(entry(0x0001, 2, 4, 'R'<<24|'0'<<16|'3'<<8))...) // "R03"
	return insert(data, segment(0xe1, append([]byte("Exif\x00\x00"), tiff...)))
}

// WithProfile puts an ICC profile into a JPEG.
func WithProfile(data, icc []byte) []byte {
	return insert(data, segment(0xe2, append([]byte("ICC_PROFILE\x00\x01\x01"), icc...)))
}

func insert(data, seg []byte) []byte {
	out := append([]byte{}, data[:2]...)
	return append(append(out, seg...), data[2:]...)
}

// PNG encodes img.
func PNG(img image.Image) []byte {
	var b bytes.Buffer
	must(png.Encode(&b, img))
	return b.Bytes()
}

// PNG16 encodes img with 16 bits per channel.
func PNG16(img image.Image) []byte {
	b := img.Bounds()
	deep := image.NewRGBA64(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(deep, deep.Rect, img, b.Min, draw.Src)
	return PNG(deep)
}

// HugePNG is a valid PNG of w×h black pixels, one bit each: 30,000×30,000 take
// about 100 KB.
func HugePNG(w, h int) []byte {
	var packed bytes.Buffer
	z, err := zlib.NewWriterLevel(&packed, zlib.BestCompression)
	must(err)
	row := make([]byte, 1+(w+7)/8)
	for range h {
		_, err := z.Write(row)
		must(err)
	}
	must(z.Close())
	ihdr := binary.BigEndian.AppendUint32(nil, uint32(w))
	ihdr = binary.BigEndian.AppendUint32(ihdr, uint32(h))
	ihdr = append(ihdr, 1, 0, 0, 0, 0)
	out := []byte("\x89PNG\r\n\x1a\n")
	out = append(out, Chunk("IHDR", ihdr)...)
	out = append(out, Chunk("IDAT", packed.Bytes())...)
	return append(out, Chunk("IEND", nil)...)
}

// Chunk is one PNG chunk with its checksum.
func Chunk(kind string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, kind...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// AnimatedGIF encodes frames copies of img, each after the first inverted.
func AnimatedGIF(img image.Image, frames int) []byte {
	b := img.Bounds()
	g := &gif.GIF{}
	for i := range frames {
		p := image.NewPaletted(image.Rect(0, 0, b.Dx(), b.Dy()), palette.Plan9)
		draw.Draw(p, p.Rect, img, b.Min, draw.Src)
		if i > 0 {
			for j := range p.Pix {
				p.Pix[j] = 255 - p.Pix[j]
			}
		}
		g.Image, g.Delay = append(g.Image, p), append(g.Delay, 10)
	}
	var out bytes.Buffer
	must(gif.EncodeAll(&out, g))
	return out.Bytes()
}

// CutOff is the first part of data: share 0–1 of its bytes.
func CutOff(data []byte, share float64) []byte { return data[:int(float64(len(data))*share)] }

func must(err error) {
	if err != nil {
		panic(err)
	}
}
