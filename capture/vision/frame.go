package vision

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
)

// DecodeFrame decodes one JPEG from the camera. dst is reused when it has the
// frame's size; the picture that is returned is the one to go on with. Files
// from outside are not for this: package picture decodes those.
func (e *Engine) DecodeFrame(frame []byte, dst *image.RGBA) (*image.RGBA, error) {
	// The size is read before a decoder may believe it.
	c, err := jpeg.DecodeConfig(bytes.NewReader(frame))
	if err != nil {
		return nil, ErrFrame.Because(err)
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width*c.Height > maxPixels {
		return nil, ErrFrame.Because(fmt.Errorf("size %d×%d", c.Width, c.Height))
	}
	// A frame that was cut off lacks the end marker; the decoder would fill
	// the rest with grey.
	if !bytes.Contains(frame[max(0, len(frame)-tail):], []byte{0xFF, 0xD9}) {
		return nil, ErrFrame.Because(fmt.Errorf("no end marker"))
	}
	e.frameLock.Lock()
	defer e.frameLock.Unlock()
	if e.closed.Load() {
		return nil, ErrClosed
	}
	w, h, err := decodeJPEG(frame, &e.frame)
	if err != nil {
		return nil, ErrFrame.Because(err)
	}
	if w != c.Width || h != c.Height {
		return nil, ErrFrame.Because(fmt.Errorf("decoded %d×%d, header says %d×%d", w, h, c.Width, c.Height))
	}
	if dst == nil || dst.Rect != image.Rect(0, 0, w, h) || check(dst) != nil {
		dst = image.NewRGBA(image.Rect(0, 0, w, h))
	}
	if err := copyDecoded(&e.frame, dst); err != nil {
		return nil, ErrFrame.Because(err)
	}
	return dst, nil
}

// tail is how far from the end of a frame its end marker may be: cameras pad
// frames to whole transfers.
const tail = 64 << 10
