// Package standard makes the standard photo: a crop to a specification, the
// background replaced, a JPEG inside the file-size window.
//
// The work is split so that each part can be tested alone. Spec is data, read
// from assets/specs. Solve is pure geometry: from where the head is in a
// picture to the crop that meets the rules, or to the reason why none does.
// The matte and the colours at the edge come next, then the JPEG. Make runs
// them all.
//
// Nothing of the person is changed: no rotation, no mirroring, no
// retouching; nothing is invented. Plain background may be added above and
// beside the person where the person does not reach the picture's edge.
package standard
