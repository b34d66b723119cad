package powercut

import (
	"encoding/binary"
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

// The device mapper's ioctls (Linux, include/uapi/linux/dm-ioctl.h): one
// struct of 312 bytes for all, little-endian here, with data behind it.
const (
	dmHead   = 312
	dmBuffer = 4096

	dmCreate  = 3
	dmRemove  = 4
	dmSuspend = 6 // resumes when the suspend flag is not set
	dmLoad    = 9
	dmMessage = 14

	dmOffSize, dmOffStart, dmOffTargets, dmOffName = 12, 16, 20, 48
	dmTargetSpec                                   = 40
)

// mapper is a device of the device mapper.
type mapper struct {
	control *os.File
	name    string
}

// logWrites makes the device /dev/dm-0 that logs writes to dev on log.
func logWrites(name, dev, log string, sectors uint64) (*mapper, error) {
	control, err := os.OpenFile("/dev/mapper/control", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	m := &mapper{control, name}
	if err := m.ioctl(dmCreate, 0, nil); err != nil {
		return nil, fmt.Errorf("create: %w", err)
	}
	spec := make([]byte, dmTargetSpec)
	binary.LittleEndian.PutUint64(spec[8:], sectors)
	copy(spec[24:], "log-writes")
	spec = append(append(spec, dev+" "+log...), 0)
	if err := m.ioctl(dmLoad, 1, spec); err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	if err := m.ioctl(dmSuspend, 0, nil); err != nil {
		return nil, fmt.Errorf("resume: %w", err)
	}
	return m, nil
}

// mark writes a mark into the log.
func (m *mapper) mark(text string) error {
	return m.ioctl(dmMessage, 0, append(append(make([]byte, 8), "mark "+text...), 0))
}

// remove ends the device; the log is then complete.
func (m *mapper) remove() error { return m.ioctl(dmRemove, 0, nil) }

func (m *mapper) ioctl(cmd uintptr, targets uint32, data []byte) error {
	b := make([]byte, dmBuffer)
	le := binary.LittleEndian
	le.PutUint32(b, 4) // version 4.0.0
	le.PutUint32(b[dmOffSize:], dmBuffer)
	le.PutUint32(b[dmOffStart:], dmHead)
	le.PutUint32(b[dmOffTargets:], targets)
	copy(b[dmOffName:], m.name)
	copy(b[dmHead:], data)
	const iowr = 3<<30 | dmHead<<16 | 0xfd<<8
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, m.control.Fd(), iowr|cmd, uintptr(unsafe.Pointer(&b[0]))); e != 0 { //nolint:gosec // that is what an ioctl takes
		return e
	}
	return nil
}
