package camera

import "strings"

// Open starts the camera that spec names:
//
//	sim:          the simulated camera (also for an empty spec); options after
//	              the colon, comma separated: picture=PATH, start=PHASE, seed=N
//	dir:PATH      the JPEGs of a folder one after the other, for ever
//	file:PATH     one JPEG, for ever
//	v4l2:PATH     a camera of this machine; without PATH the first there is
//
// A camera that is not plugged in yet opens all the same: Next then says so.
// The errors are ErrSpec, and those that no waiting can mend.
func Open(spec string) (Camera, error) {
	kind, rest, _ := strings.Cut(spec, ":")
	switch kind {
	case "", "sim":
		o, err := parseSimOptions(rest)
		if err != nil {
			return nil, err
		}
		s, err := NewSim(o)
		if err != nil {
			return nil, err
		}
		return s, nil
	case "dir":
		return opened(start(&stills{path: rest, many: true}))
	case "file":
		return opened(start(&stills{path: rest}))
	case "v4l2":
		return opened(start(&v4l2{path: rest}))
	}
	return nil, ErrSpec
}

// opened keeps a nil *pump from becoming a Camera that is not nil.
func opened(p *pump, err error) (Camera, error) {
	if err != nil {
		return nil, err
	}
	return p, nil
}
