package vision

import (
	"errors"
	"fmt"
	"image"
	"log/slog"
	"sync"
	"sync/atomic"

	"gocv.io/x/gocv"

	"campuskiosk/app/booth"
	"campuskiosk/capture/face"
	"campuskiosk/capture/models"
)

// Options are the engine's settings; the zero value is right for the kiosk.
type Options struct {
	// Threads is the number of threads OpenCV uses inside one call; 0 = 2.
	Threads int
	// Cascades is the folder of Debian's opencv-data with the cascades of the
	// stand-in detector; empty = CascadeFolder.
	Cascades string
	// Observe, when set, is told of every pass of every network. It is called
	// from the goroutine that runs the network and must return quickly.
	Observe func(Pass)
}

// State says how a role is filled.
type State string

// The states of a role.
const (
	Network     State = "network"
	StandIn     State = "stand-in"
	Unavailable State = "unavailable"
)

// RoleStatus says what fills a role.
type RoleStatus struct {
	Role  face.Role `json:"role"`
	State State     `json:"state"`
	// Models are the manifest ids of the networks in use (several only for
	// the embedding and the segmentation), or the stand-in's name.
	Models []string `json:"models,omitempty"`
	// Reason says why it is not the network of first choice; empty when it is.
	Reason booth.Text `json:"reason,omitzero"`
}

// Engine runs the networks. It is safe for concurrent use.
type Engine struct {
	detector     finder
	landmarks    *network
	iris         *network
	eyeState     *network
	headPose     *network
	body         *network
	segmentation segmenter
	portrait     segmenter // a second opinion on head-and-shoulders pictures; may be nil
	glasses      *network
	faceMask     *network
	embeddings   []*network

	closers []interface{ close() }
	status  []RoleStatus

	closed    atomic.Bool
	frameLock sync.Mutex
	frame     gocv.Mat // the last camera frame, BGR
}

// Open loads every network of set once and runs it once, so that the first
// picture is as quick as all others. A model that is missing or broken leaves
// its role to the next choice, then to a stand-in, then not available; Status
// says which and why. Open fails only when nothing can work at all.
func Open(set models.Set, opts Options) (*Engine, error) {
	if opts.Threads == 0 {
		opts.Threads = 2
	}
	if opts.Cascades == "" {
		opts.Cascades = CascadeFolder
	}
	if opts.Threads < 1 {
		return nil, booth.ErrInternal.Because(fmt.Errorf("%d threads", opts.Threads))
	}
	if err := setup(opts.Threads); err != nil {
		return nil, booth.ErrInternal.Because(err)
	}
	e := &Engine{frame: gocv.NewMat()}
	for _, role := range models.Roles {
		e.status = append(e.status, e.fill(role, set.All(role), opts))
	}
	trim()
	return e, nil
}

// fill finds what does a role.
func (e *Engine) fill(role face.Role, choices []models.Found, opts Options) RoleStatus {
	st := RoleStatus{Role: role, State: Unavailable}
	if len(choices) == 0 {
		st.Reason = booth.Text{ZH: "没有找到模型文件", EN: "no model file was found"}
	}
	for _, f := range choices {
		n, err := load(f, opts.Observe)
		if err == nil {
			if err = warm(n); err != nil {
				n.close()
			}
		}
		if err != nil {
			slog.Warn("model not used", "role", string(role), "model", f.ID, "err", err)
			st.Reason = booth.Text{ZH: "模型文件损坏：" + f.ID, EN: "the model file is damaged: " + f.ID}
			continue
		}
		e.closers = append(e.closers, n)
		st.State = Network
		st.Models = append(st.Models, n.id)
		e.assign(n)
		// The embedding may use several networks, the segmentation two.
		if role != face.RoleEmbedding && (role != face.RoleSegmentation || len(st.Models) == 2) {
			return st
		}
	}
	if st.State == Network {
		return st
	}
	switch role {
	case face.RoleDetector:
		c, err := newCascade(opts.Cascades)
		if err != nil {
			slog.Warn("stand-in not used", "role", string(role), "model", cascadeID, "err", err)
			return st
		}
		e.detector = c
		e.closers = append(e.closers, c)
	case face.RoleSegmentation:
		g := newGrabCutter()
		e.segmentation = g
		e.closers = append(e.closers, g)
	default:
		return st
	}
	st.State = StandIn
	st.Models = []string{standIns[role]}
	return st
}

// standIns are what the two roles fall back on that have one.
var standIns = map[face.Role]string{
	face.RoleDetector:     cascadeID,
	face.RoleSegmentation: grabCutID,
}

func (e *Engine) assign(n *network) {
	switch n.role {
	case face.RoleDetector:
		e.detector = newDetector(n)
	case face.RoleLandmarks:
		e.landmarks = n
	case face.RoleIris:
		e.iris = n
	case face.RoleEyeState:
		e.eyeState = n
	case face.RoleHeadPose:
		e.headPose = n
	case face.RoleBody:
		e.body = n
	case face.RoleSegmentation:
		if e.segmentation == nil {
			e.segmentation = segmentationNet{n}
		} else {
			e.portrait = segmentationNet{n}
		}
	case face.RoleGlasses:
		e.glasses = n
	case face.RoleFaceMask:
		e.faceMask = n
	case face.RoleEmbedding:
		e.embeddings = append(e.embeddings, n)
	}
}

// warm runs a network once on a grey picture: memory is laid out, and a file
// that loads but can't run is found out now.
func warm(n *network) error {
	grey := image.NewRGBA(image.Rect(0, 0, 64, 36))
	for i := range grey.Pix {
		grey.Pix[i] = 128
	}
	w, h := n.feed.w, n.feed.h
	if w == 0 {
		w, h = overviewSide, 192
	}
	return n.run(grey, rectangle(face.Point{X: 32, Y: 18}, 64, 36, 0, w, h), black, w, h, func(out []tensor) error {
		if len(out) == 0 || len(out[0].data) == 0 {
			return errors.New("no output")
		}
		return nil
	})
}

// Status says what fills each role, in the order of models.Roles.
func (e *Engine) Status() []RoleStatus { return append([]RoleStatus(nil), e.status...) }

// Close frees all memory outside Go's. Calls that are under way finish first;
// later ones fail with ErrClosed.
func (e *Engine) Close() error {
	if e.closed.Swap(true) {
		return nil
	}
	for _, c := range e.closers {
		c.close()
	}
	e.frameLock.Lock()
	defer e.frameLock.Unlock()
	return e.frame.Close()
}
