package quality

import (
	"math"

	"campuskiosk/capture/face"
)

// What the mesh makes of a known turn. Heads turned by a known angle (package
// accuracy's simulation, calibration half, ±5–25°) read 0.54 of their yaw and
// 0.71 of their pitch, evenly over the range: the landmark network draws faces
// towards the frontal. On real turned heads the ratio of the fit with depth to
// one without says about 0.59 for yaw; the middle is used.
const (
	meshYaw   = 0.57
	meshPitch = 0.71
)

// headAngles are the head's yaw, pitch and roll by the mesh, corrected for
// what the landmark network loses.
func headAngles(m *face.Mesh) face.Angles {
	a, _ := fitAngles(m, canonicalFace)
	a.Yaw = clamp(a.Yaw/meshYaw, -90, 90)
	a.Pitch = clamp(a.Pitch/meshPitch, -90, 90)
	return a
}

// The head-pose network's answer to the same turns: 0.96 of the pitch, with
// 0 for people posing for a portrait at -4.5 (median of the calibration half);
// its yaw is noisier than the mesh's (5.4 against 1.4 degrees) and is not used.
const (
	netPitch     = 0.96
	netPitchZero = -4.5
)

// fusePitch averages both estimates of pitch: the mesh's errs with the shape
// of the face (a long nose looks like a lowered head), the network's with
// light and hair, so they err apart.
func fusePitch(mesh float64, net *face.Angles) float64 {
	if net == nil {
		return mesh
	}
	return (mesh + (net.Pitch-netPitchZero)/netPitch) / 2
}

// fitAngles turns the mesh's rotation against the canonical face into angles.
// The rotation is fitted to vertices that no expression moves, each weighted
// down by how badly it fits (Cauchy weights), so an occluded part does not
// turn the head. The second result is the remaining misfit: the root mean
// square distance of the vertices in IED.
func fitAngles(m *face.Mesh, canon []Vertex) (face.Angles, float64) {
	weights := make([]float64, len(canon))
	for i := range weights {
		weights[i] = 1
	}
	var r matrix
	var misfit float64
	for range 4 {
		var scale float64
		var from, to face.Point3
		r, scale, from, to = fitRotation(m, canon, weights)
		var sum, total float64
		for i, v := range canon {
			q := sub3(m.Points[v.Index], to)
			c := r.apply(sub3(v.point(), from))
			d := math.Sqrt(sq(q.X/scale-c.X) + sq(q.Y/scale-c.Y) + sq(q.Z/scale-c.Z))
			sum += weights[i] * d * d
			total += weights[i]
			// A vertex half this wide of the mark (4 % of the IED) counts
			// a fifth less.
			weights[i] = 1 / (1 + sq(d/0.08))
		}
		misfit = math.Sqrt(sum / total)
	}
	return r.angles(), misfit
}

// angles are yaw, pitch and roll of a rotation from the face to the picture,
// in degrees, signed as face.Angles. Roll is the slope of the eye line in the
// picture; yaw and pitch are those of the picture turned upright.
func (m matrix) angles() face.Angles {
	roll := math.Atan2(m[1][0], m[0][0])
	c, s := math.Cos(-roll), math.Sin(-roll)
	// The face looks along −z; its direction in the picture, turned upright.
	x, y, z := -m[0][2], -m[1][2], -m[2][2]
	x, y = c*x-s*y, s*x+c*y
	return face.Angles{
		Yaw:   math.Atan2(x, -z) * degrees,
		Pitch: math.Asin(clamp(-y, -1, 1)) * degrees,
		Roll:  roll * degrees,
	}
}

// matrix is a 3×3 matrix by rows.
type matrix [3][3]float64

func (m matrix) transposed() matrix {
	return matrix{{m[0][0], m[1][0], m[2][0]}, {m[0][1], m[1][1], m[2][1]}, {m[0][2], m[1][2], m[2][2]}}
}

func (m matrix) apply(p face.Point3) face.Point3 {
	return face.Point3{
		X: m[0][0]*p.X + m[0][1]*p.Y + m[0][2]*p.Z,
		Y: m[1][0]*p.X + m[1][1]*p.Y + m[1][2]*p.Z,
		Z: m[2][0]*p.X + m[2][1]*p.Y + m[2][2]*p.Z,
	}
}

// fitRotation finds the rotation and scale that take the canonical vertices,
// less their mean from, to the mesh's, less their mean to (weighted
// orthogonal Procrustes).
func fitRotation(m *face.Mesh, canon []Vertex, weights []float64) (r matrix, scale float64, from, to face.Point3) {
	var total float64
	for i, v := range canon {
		w, q := weights[i], m.Points[v.Index]
		total += w
		from = face.Point3{X: from.X + w*v.X, Y: from.Y + w*v.Y, Z: from.Z + w*v.Z}
		to = face.Point3{X: to.X + w*q.X, Y: to.Y + w*q.Y, Z: to.Z + w*q.Z}
	}
	from = face.Point3{X: from.X / total, Y: from.Y / total, Z: from.Z / total}
	to = face.Point3{X: to.X / total, Y: to.Y / total, Z: to.Z / total}
	var cross matrix
	var size, seen float64
	for i, v := range canon {
		c, q, w := sub3(v.point(), from), sub3(m.Points[v.Index], to), weights[i]
		a, b := [3]float64{q.X, q.Y, q.Z}, [3]float64{c.X, c.Y, c.Z}
		for j := range 3 {
			for k := range 3 {
				cross[j][k] += w * a[j] * b[k]
			}
		}
		size += w * (b[0]*b[0] + b[1]*b[1] + b[2]*b[2])
		seen += w * (a[0]*a[0] + a[1]*a[1] + a[2]*a[2])
	}
	return nearestRotation(cross), math.Sqrt(seen / size), from, to
}

// nearestRotation is the rotation nearest to m, the orthogonal factor of its
// polar decomposition, by Newton's iteration R ← (R + R⁻ᵀ)/2. A matrix that
// is (nearly) singular or mirrors gives the last usable iterate.
func nearestRotation(m matrix) matrix {
	var norm float64
	for _, row := range m {
		norm += row[0]*row[0] + row[1]*row[1] + row[2]*row[2]
	}
	if norm = math.Sqrt(norm); norm == 0 {
		return matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	}
	for i := range m {
		for j := range m[i] {
			m[i][j] /= norm
		}
	}
	for range 30 {
		inv, ok := m.inverseTransposed()
		if !ok {
			return m
		}
		var change float64
		for i := range m {
			for j := range m[i] {
				next := (m[i][j] + inv[i][j]) / 2
				change = math.Max(change, math.Abs(next-m[i][j]))
				m[i][j] = next
			}
		}
		if change < 1e-10 {
			break
		}
	}
	return m
}

// inverseTransposed is the matrix of cofactors over the determinant.
func (m matrix) inverseTransposed() (matrix, bool) {
	var c matrix
	for i := range 3 {
		for j := range 3 {
			a, b, k, l := (i+1)%3, (i+2)%3, (j+1)%3, (j+2)%3
			c[i][j] = m[a][k]*m[b][l] - m[a][l]*m[b][k]
		}
	}
	det := m[0][0]*c[0][0] + m[0][1]*c[0][1] + m[0][2]*c[0][2]
	if math.Abs(det) < 1e-12 {
		return m, false
	}
	for i := range c {
		for j := range c[i] {
			c[i][j] /= det
		}
	}
	return c, true
}

func sub3(a, b face.Point3) face.Point3 { return face.Point3{X: a.X - b.X, Y: a.Y - b.Y, Z: a.Z - b.Z} }

func sq(v float64) float64 { return v * v }
