package uplink

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/durable"
	"campuskiosk/sync/worker"
)

// stateName is the file's name in the folder of packets.
const stateName = "status.json"

// State is what is known beside the kiosk's program: nothing personal.
type State struct {
	Kiosk   booth.KioskID `json:"kiosk"`
	Service string        `json:"service"` // without its scheme
	Lock    Lock          `json:"lock"`
	Sync    worker.Status `json:"sync"`
}

// ReadState reads what the kiosk's program wrote last; false if it never did.
func ReadState(packets string) (State, bool, error) {
	var s State
	text, err := os.ReadFile(filepath.Join(packets, stateName))
	if errors.Is(err, fs.ErrNotExist) {
		return s, false, nil
	}
	if err != nil {
		return s, false, durable.Pathless(err)
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return s, false, nil //nolint:nilerr // half written before a power cut
	}
	return s, true, nil
}

// show passes the status on, also to the file. The file is no record: it is not
// synchronised, and failing to write it changes nothing.
func (u *Uplink) show(s worker.Status) {
	if u.o.Show != nil {
		u.o.Show(s)
	}
	if u.o.Folder == "" {
		return
	}
	_, at, _ := strings.Cut(u.member.Service, "://")
	text, err := json.Marshal(State{Kiosk: u.member.Kiosk, Service: at, Lock: u.Lock(), Sync: s})
	if err != nil {
		return
	}
	u.file.Lock()
	defer u.file.Unlock()
	name := filepath.Join(u.o.Folder, stateName)
	if os.WriteFile(name+durable.TempSuffix, text, 0o600) == nil {
		_ = os.Rename(name+durable.TempSuffix, name)
	}
}
