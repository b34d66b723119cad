package quality

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"campuskiosk/assets"
	"campuskiosk/capture/face"
)

// Vertex is one point of the canonical face: the number of a mesh vertex and
// its place in inter-eye distances, x to the subject's left, y down, z away
// from the camera.
type Vertex struct {
	Index int     `json:"vertex"`
	X     float64 `json:"x"`
	Y     float64 `json:"y"`
	Z     float64 `json:"z"`
}

func (v Vertex) point() face.Point3 { return face.Point3{X: v.X, Y: v.Y, Z: v.Z} }

// canonicalFace is the face that angles are measured against
// (assets/quality/canonical_face.json).
var canonicalFace = func() []Vertex {
	v, err := readCanonical(assets.CanonicalFaceJSON)
	if err != nil {
		panic(err) // embedded at build time; TestCanonicalFace reads it too
	}
	return v
}()

func readCanonical(data []byte) ([]Vertex, error) {
	var out []Vertex
	if err := json.Unmarshal(data, &out); err != nil {
		return nil, fmt.Errorf("canonical face: %w", err)
	}
	for _, v := range out {
		if v.Index < 0 || v.Index >= len(face.Mesh{}.Points) {
			return nil, fmt.Errorf("canonical face: no vertex %d", v.Index)
		}
	}
	return out, nil
}

// The vertices of the canonical face: those that neither mouth nor jaw nor
// lids move. Pairs are the subject's right and left.
var (
	canonicalPairs = [][2]int{
		{33, 263},
		{133, 362},
		{98, 327},
		{129, 358},
		{48, 278},
		{67, 297},
		{109, 338},
		{103, 332},
		{54, 284},
		{21, 251},
		{162, 389},
		{127, 356},
		{234, 454},
		{93, 323},
		{50, 280},
		{117, 346},
		{101, 330},
		{36, 266},
		{116, 345},
		{123, 352},
		{111, 340},
		{122, 351},
		{188, 412},
	}
	canonicalMiddle = []int{6, 168, 197, 195, 5, 4, 1, 2, 10, 151, 9, 8}
)

// MeanFace makes the canonical face: the mean of the meshes, each turned and
// scaled onto the mean of all, made symmetric. Yaw and roll 0 follow from the
// symmetry. Pitch 0 is a convention: the turn at which the median pitch of the
// meshes, which should be of people posing for portraits, is 0.
func MeanFace(meshes []*face.Mesh) []Vertex {
	var mean []Vertex
	for _, p := range canonicalPairs {
		mean = append(mean, Vertex{Index: p[0]}, Vertex{Index: p[1]})
	}
	for _, i := range canonicalMiddle {
		mean = append(mean, Vertex{Index: i})
	}
	for i := range mean {
		q := meshes[0].Points[mean[i].Index]
		mean[i].X, mean[i].Y, mean[i].Z = q.X, q.Y, q.Z
	}
	even := make([]float64, len(mean))
	for i := range even {
		even[i] = 1
	}
	for range 20 {
		normalise(mean)
		sum := make([]Vertex, len(mean))
		for _, m := range meshes {
			r, scale, from, to := fitRotation(m, mean, even)
			for i, v := range mean {
				// Back from the picture to the face's own axes.
				c := r.transposed().apply(sub3(m.Points[v.Index], to))
				n := float64(len(meshes))
				sum[i].Index = v.Index
				sum[i].X += (c.X/scale + from.X) / n
				sum[i].Y += (c.Y/scale + from.Y) / n
				sum[i].Z += (c.Z/scale + from.Z) / n
			}
		}
		mean = sum
	}
	normalise(mean)
	pitches := make([]float64, len(meshes))
	for i, m := range meshes {
		a, _ := fitAngles(m, mean)
		pitches[i] = a.Pitch
	}
	slices.Sort(pitches)
	tip(mean, pitches[len(pitches)/2])
	return mean
}

// normalise makes the face symmetric, moves the eyes' middle to the origin and
// scales the eyes' distance (between the middles of their corners) to 1.
func normalise(mean []Vertex) {
	at := map[int]*Vertex{}
	for i := range mean {
		at[mean[i].Index] = &mean[i]
	}
	var axis float64
	for _, p := range canonicalPairs {
		axis += (at[p[0]].X + at[p[1]].X) / 2 / float64(len(canonicalPairs))
	}
	for _, p := range canonicalPairs {
		r, l := at[p[0]], at[p[1]]
		half, y, z := (l.X-r.X)/2, (l.Y+r.Y)/2, (l.Z+r.Z)/2
		*r, *l = Vertex{p[0], axis - half, y, z}, Vertex{p[1], axis + half, y, z}
	}
	for _, i := range canonicalMiddle {
		at[i].X = axis
	}
	ro, ri := at[vRightEyeOuter], at[vRightEyeInner]
	scale := 2 * (axis - (ro.X+ri.X)/2)
	y, z := (ro.Y+ri.Y)/2, (ro.Z+ri.Z)/2
	for i := range mean {
		v := &mean[i]
		v.X, v.Y, v.Z = (v.X-axis)/scale, (v.Y-y)/scale, (v.Z-z)/scale
	}
}

// tip turns the face by so many degrees of pitch.
func tip(mean []Vertex, pitch float64) {
	s, c := math.Sincos(-pitch / degrees)
	for i := range mean {
		v := &mean[i]
		v.Y, v.Z = c*v.Y-s*v.Z, s*v.Y+c*v.Z
	}
}
