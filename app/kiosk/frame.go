package kiosk

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"

	"campuskiosk/app/ui/preview"
	"campuskiosk/capture/camera"
	"campuskiosk/capture/photo"
)

// frame is a camera frame as the screen hands it back.
type frame = preview.Shot

// rawQuality is the JPEG quality of an original that the camera sent as raw
// pixels: no loss that a check could see.
const rawQuality = 95

// decodeLive decodes a live frame into dst if it fits.
func decodeLive(p *photo.Pipeline, f camera.Frame, dst *image.RGBA) (*image.RGBA, error) {
	if f.Format == camera.YUYV {
		return camera.DecodeYUYV(f, dst), nil
	}
	return p.Engine().DecodeFrame(f.Data, dst)
}

// original gives the file to keep and its picture. A JPEG is kept byte by byte
// and decoded as a file from outside, so that `photo check original.jpg` says
// the same later; a frame of a camera that leaves out what is the same in every
// frame (its Huffman tables) is decoded as a frame.
func original(ctx context.Context, p *photo.Pipeline, f frame) (file []byte, img *image.RGBA, converted bool, err error) {
	if f.Raw {
		img = camera.DecodeYUYV(camera.Frame{Format: camera.YUYV, Width: f.Width, Height: f.Height, Data: f.Data}, nil)
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: rawQuality}); err != nil {
			return nil, nil, false, err
		}
		file, converted = b.Bytes(), true
	} else {
		file = f.Data
	}
	img, _, err = p.Decode(ctx, bytes.NewReader(file))
	if err != nil && !converted {
		if m, e := p.Engine().DecodeFrame(file, nil); e == nil {
			return file, m, false, nil
		}
	}
	return file, img, converted, err
}
