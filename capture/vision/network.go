package vision

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gocv.io/x/gocv"

	"campuskiosk/capture/face"
	"campuskiosk/capture/models"
)

// openNets counts the networks in memory; tests look at it.
var openNets atomic.Int64

// network is one loaded network with the memory it works in. Its lock makes
// it safe for concurrent use: one pass at a time, and the outputs are read
// before the next.
type network struct {
	role face.Role
	id   string
	feed feed

	observe func(Pass)

	mu      sync.Mutex
	net     cnet
	crop    gocv.Mat // the input's pixels, RGBA
	scratch gocv.Mat // for strong reductions
	blob    gocv.Mat // the input's tensor
}

// load reads a network's files and loads it. It has not run yet. Only the very
// bytes that the manifest names are parsed: what OpenCV does with others is not
// always an exception that could be caught.
func load(f models.Found, observe func(Pass)) (*network, error) {
	spec, ok := feeds[f.ID]
	if !ok {
		return nil, fmt.Errorf("no code for model %q", f.ID)
	}
	if spec.framework == "" {
		spec.framework = "onnx"
	}
	data := make([][]byte, 2)
	for i := range f.Files {
		b, err := os.ReadFile(f.Path(i))
		if err != nil {
			return nil, errors.New("the file can't be read")
		}
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != f.Files[i].SHA256 {
			return nil, errors.New("the file is not the one that the manifest names")
		}
		if i < len(data) {
			data[i] = b
		}
	}
	c, err := openNet(spec.framework, data[0], data[1], spec.outputs)
	if err != nil {
		return nil, err
	}
	return &network{
		role: f.Role, id: f.ID, feed: spec, observe: observe,
		net: c, crop: gocv.NewMat(), scratch: gocv.NewMat(), blob: gocv.NewMat(),
	}, nil
}

// run gives the network the crop a of img, w×h pixels, and lets read look at
// the outputs, which are valid until read returns.
func (n *network) run(img *image.RGBA, a affine, b border, w, h int, read func([]tensor) error) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.net.p == nil {
		return ErrClosed
	}
	if err := warp(img, a, b, w, h, &n.crop, &n.scratch); err != nil {
		return ErrNetwork.Because(fmt.Errorf("%s: crop: %w", n.id, err))
	}
	prepare, forward, err := n.net.forward(&n.crop, &n.blob, &n.feed)
	if err != nil {
		return ErrNetwork.Because(fmt.Errorf("%s: %w", n.id, err))
	}
	if n.observe != nil {
		n.observe(Pass{Role: n.role, Model: n.id, Input: n.input(a, b, w, h), Prepare: prepare, Forward: forward})
	}
	out, err := n.net.outputs()
	if err != nil {
		return ErrNetwork.Because(fmt.Errorf("%s: %w", n.id, err))
	}
	if err := read(out); err != nil {
		return ErrNetwork.Because(fmt.Errorf("%s: %w", n.id, err))
	}
	return nil
}

// fixed runs a network of fixed input size.
func (n *network) fixed(img *image.RGBA, a affine, b border, read func([]tensor) error) error {
	return n.run(img, a, b, n.feed.w, n.feed.h, read)
}

func (n *network) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.net.p == nil {
		return
	}
	n.net.close()
	_ = n.crop.Close()
	_ = n.scratch.Close()
	_ = n.blob.Close()
}

// Pass is one run of one network, for measuring.
type Pass struct {
	Role  face.Role
	Model string
	// Input is what the network was fed with.
	Input Input
	// Prepare is the time for turning the crop into the input tensor, Forward
	// the network's own.
	Prepare, Forward time.Duration
}

// Input says how a network was fed, completely enough to do the same again
// elsewhere.
type Input struct {
	// Framework is "onnx" or "caffe", Outputs the layers that were asked for;
	// none means the network's own outputs.
	Framework string
	Outputs   []string
	// Width and Height are the input's size in pixels.
	Width, Height int
	// Crop maps the input's positions to the picture's: X = Crop[0]x +
	// Crop[1]y + Crop[2], Y = Crop[3]x + Crop[4]y + Crop[5], both from the
	// top-left corner of the top-left pixel.
	Crop [6]float64
	// RepeatEdge says that the picture's edge is repeated outside of it; else
	// it is black there.
	RepeatEdge bool
	// BGR is the order of the channels; the network sees
	// (value − Mean)·Scale per channel, in that order, of values 0–255.
	BGR         bool
	Mean, Scale [3]float32
}

func (n *network) input(a affine, b border, w, h int) Input {
	in := Input{
		Framework: n.feed.framework, Width: w, Height: h, Crop: a, RepeatEdge: b == repeatEdge,
		BGR: n.feed.bgr, Mean: n.feed.mean, Scale: n.feed.scale,
	}
	if n.feed.outputs != "" {
		in.Outputs = strings.Split(n.feed.outputs, "\n")
	}
	return in
}

// want checks that output i of a network has n numbers.
func want(out []tensor, i, n int) ([]float32, error) {
	if i >= len(out) {
		return nil, fmt.Errorf("output %d is missing", i)
	}
	if len(out[i].data) != n {
		return nil, fmt.Errorf("output %d has %d numbers, not %d", i, len(out[i].data), n)
	}
	return out[i].data, nil
}
