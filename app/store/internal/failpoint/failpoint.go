// Package failpoint names the places between two steps that must survive the
// death of the process. Tests set Hook and kill themselves there; in the
// product Hook is nil and a point costs one comparison.
package failpoint

// Name is a point's name: the step that has just been done, or is about to.
type Name string

// Hook is called at each point, if it is set. Set it before the store is
// opened.
var Hook func(Name)

// At is called by the store at the point.
func At(n Name) {
	if Hook != nil {
		Hook(n)
	}
}
