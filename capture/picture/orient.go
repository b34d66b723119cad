package picture

import "image"

// upright applies an EXIF orientation (1–8) to a tight picture. 1 and anything
// out of range give img itself.
func upright(img *image.RGBA, orientation int) *image.RGBA {
	if orientation < 2 || orientation > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	// Where the pixel (x,y) goes: index of (0,0), step per x, step per y, in
	// pixels of the new picture. EXIF 2.32, tag 0x0112, names the sides that
	// the stored row 0 and column 0 show.
	nw, nh := w, h
	if orientation >= 5 {
		nw, nh = h, w
	}
	var origin, dx, dy int
	switch orientation {
	case 2: // row 0 top, column 0 right
		origin, dx, dy = w-1, -1, nw
	case 3: // bottom, right
		origin, dx, dy = w*h-1, -1, -nw
	case 4: // bottom, left
		origin, dx, dy = (h-1)*nw, 1, -nw
	case 5: // left, top
		origin, dx, dy = 0, nw, 1
	case 6: // right, top
		origin, dx, dy = nw-1, nw, -1
	case 7: // right, bottom
		origin, dx, dy = w*h-1, -nw, -1
	case 8: // left, bottom
		origin, dx, dy = (nh-1)*nw, -nw, 1
	}
	out := image.NewRGBA(image.Rect(0, 0, nw, nh))
	for y := range h {
		src := img.Pix[y*img.Stride : y*img.Stride+4*w]
		to := origin + y*dy
		for x := 0; x < len(src); x += 4 {
			copy(out.Pix[4*to:4*to+4], src[x:x+4])
			to += dx
		}
	}
	return out
}
