package vision

/*
#cgo CXXFLAGS: -std=c++11 -O2
#cgo pkg-config: opencv4
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import (
	"errors"
	"image"
	"runtime"
	"time"
	"unsafe"

	"gocv.io/x/gocv"
)

// This file is the Go half of shim.h: one small function per C function, with
// sizes checked before and errors made after. Nothing here knows what a
// network is for.

// message is the room for a C function's error sentence.
type message [C.VIS_ERR]C.char

func (m *message) ptr() *C.char { return &m[0] }

// result makes an error of a C function's return value.
func (m *message) result(rc C.int) error {
	if rc == 0 {
		return nil
	}
	return errors.New(C.GoString(m.ptr()))
}

func bytePtr(b []byte) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(b)) }

func pixPtr(img *image.RGBA) *C.uint8_t {
	return (*C.uint8_t)(unsafe.Pointer(unsafe.SliceData(img.Pix)))
}

// setup applies to the whole process.
func setup(threads int) error {
	var m message
	return m.result(C.vis_setup(C.int(threads), m.ptr()))
}

// trim gives unused C memory back to the system.
func trim() { C.vis_trim() }

// cnet is a loaded network.
type cnet struct {
	p *C.vis_net
}

// openNet loads a network from memory; framework is "onnx" or "caffe".
func openNet(framework string, model, config []byte, outputs string) (cnet, error) {
	if len(model) == 0 {
		return cnet{}, errors.New("the model file is empty")
	}
	f, o := C.CString(framework), C.CString(outputs)
	defer C.free(unsafe.Pointer(f))
	defer C.free(unsafe.Pointer(o))
	var m message
	var p *C.vis_net
	rc := C.vis_net_open(f, bytePtr(model), C.size_t(len(model)), bytePtr(config), C.size_t(len(config)), o, &p, m.ptr())
	if err := m.result(rc); err != nil {
		return cnet{}, err
	}
	openNets.Add(1)
	return cnet{p}, nil
}

func (n *cnet) close() {
	if n.p == nil {
		return
	}
	C.vis_net_close(n.p)
	n.p = nil
	openNets.Add(-1)
}

// forward runs the network on crop; see shim.h.
func (n *cnet) forward(crop, blob *gocv.Mat, f *feed) (prepare, forward time.Duration, err error) {
	var m message
	var pns, fns C.int64_t
	bgr := C.int(0)
	if f.bgr {
		bgr = 1
	}
	rc := C.vis_net_forward(n.p, unsafe.Pointer(crop.Ptr()), unsafe.Pointer(blob.Ptr()),
		(*C.float)(&f.mean[0]), (*C.float)(&f.scale[0]), bgr, &pns, &fns, m.ptr())
	return time.Duration(pns), time.Duration(fns), m.result(rc)
}

// tensor is one output of a network: a view that is valid until the network
// runs again.
type tensor struct {
	data []float32
	dims []int
}

func (n *cnet) outputs() ([]tensor, error) {
	out := make([]tensor, int(C.vis_net_outputs(n.p)))
	for i := range out {
		var m message
		var data *C.float
		var length, ndims C.int
		var dims [4]C.int
		rc := C.vis_net_output(n.p, C.int(i), &data, &length, &dims[0], &ndims, m.ptr())
		if err := m.result(rc); err != nil {
			return nil, err
		}
		out[i].data = unsafe.Slice((*float32)(data), int(length))
		for d := range int(ndims) {
			out[i].dims = append(out[i].dims, int(dims[d]))
		}
	}
	return out, nil
}

// warp fills dst with w×h pixels of img seen through a, which maps the
// result's positions to the picture's.
func warp(img *image.RGBA, a affine, border border, w, h int, dst, scratch *gocv.Mat) error {
	var m message
	b := C.int(0)
	if border == repeatEdge {
		b = 1
	}
	rc := C.vis_warp(pixPtr(img), C.int(img.Rect.Dx()), C.int(img.Rect.Dy()), C.size_t(img.Stride),
		(*C.double)(&a[0]), b, C.int(w), C.int(h), unsafe.Pointer(dst.Ptr()), unsafe.Pointer(scratch.Ptr()), m.ptr())
	return m.result(rc)
}

func resize(src, dst *image.RGBA) error {
	var m message
	rc := C.vis_resize(pixPtr(src), C.int(src.Rect.Dx()), C.int(src.Rect.Dy()), C.size_t(src.Stride),
		pixPtr(dst), C.int(dst.Rect.Dx()), C.int(dst.Rect.Dy()), C.size_t(dst.Stride), m.ptr())
	return m.result(rc)
}

func guided(guide *image.RGBA, src, dst []float32, radius int, eps float64) error {
	var m message
	rc := C.vis_guided(pixPtr(guide), C.int(guide.Rect.Dx()), C.int(guide.Rect.Dy()), C.size_t(guide.Stride),
		(*C.float)(unsafe.SliceData(src)), (*C.float)(unsafe.SliceData(dst)), C.int(radius), C.double(eps), m.ptr())
	return m.result(rc)
}

func decodeJPEG(jpeg []byte, scratch *gocv.Mat) (w, h int, err error) {
	var m message
	var cw, ch C.int
	rc := C.vis_decode(bytePtr(jpeg), C.size_t(len(jpeg)), unsafe.Pointer(scratch.Ptr()), &cw, &ch, m.ptr())
	runtime.KeepAlive(jpeg)
	return int(cw), int(ch), m.result(rc)
}

func copyDecoded(scratch *gocv.Mat, dst *image.RGBA) error {
	var m message
	rc := C.vis_decode_copy(unsafe.Pointer(scratch.Ptr()), pixPtr(dst),
		C.int(dst.Rect.Dx()), C.int(dst.Rect.Dy()), C.size_t(dst.Stride), m.ptr())
	return m.result(rc)
}

// toMat writes img, scaled to w×h, into dst as BGR or grey.
func toMat(img *image.RGBA, w, h int, grey bool, dst *gocv.Mat) error {
	var m message
	g := C.int(0)
	if grey {
		g = 1
	}
	rc := C.vis_to_mat(pixPtr(img), C.int(img.Rect.Dx()), C.int(img.Rect.Dy()), C.size_t(img.Stride),
		C.int(w), C.int(h), g, unsafe.Pointer(dst.Ptr()), m.ptr())
	return m.result(rc)
}

func grabCut(bgr, mask *gocv.Mat, rounds int, seed uint64) error {
	var m message
	rc := C.vis_grabcut(unsafe.Pointer(bgr.Ptr()), unsafe.Pointer(mask.Ptr()), C.int(rounds), C.uint64_t(seed), m.ptr())
	return m.result(rc)
}

// ccascade is a loaded Haar cascade.
type ccascade struct {
	p *C.vis_cascade
}

func openCascade(path string) (ccascade, error) {
	p := C.CString(path)
	defer C.free(unsafe.Pointer(p))
	var m message
	var k *C.vis_cascade
	if err := m.result(C.vis_cascade_open(p, &k, m.ptr())); err != nil {
		return ccascade{}, err
	}
	openNets.Add(1)
	return ccascade{k}, nil
}

func (k *ccascade) close() {
	if k.p == nil {
		return
	}
	C.vis_cascade_close(k.p)
	k.p = nil
	openNets.Add(-1)
}

// find gives what the cascade sees inside part of a grey picture, at most 64
// rectangles; step is the ratio between the sizes that are tried.
func (k *ccascade) find(grey *gocv.Mat, part image.Rectangle, step float64, neighbours, minSide int) ([]image.Rectangle, error) {
	const most = 64
	var m message
	var found [4 * most]C.int
	var n C.int
	rc := C.vis_cascade_find(k.p, unsafe.Pointer(grey.Ptr()), C.int(part.Min.X), C.int(part.Min.Y), C.int(part.Dx()), C.int(part.Dy()),
		C.double(step), C.int(neighbours), C.int(minSide), &found[0], most, &n, m.ptr())
	if err := m.result(rc); err != nil {
		return nil, err
	}
	var rs []image.Rectangle
	for i := range int(n) {
		x, y, w, h := int(found[4*i]), int(found[4*i+1]), int(found[4*i+2]), int(found[4*i+3])
		rs = append(rs, image.Rect(x, y, x+w, y+h))
	}
	return rs, nil
}
