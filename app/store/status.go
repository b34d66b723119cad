package store

import (
	"os"
	"path/filepath"
)

// Status is the state of the data folder for "doctor" and health. Nothing in
// it is personal.
type Status struct {
	// DemoKey: the data key lies in a file beside the data. "demo only".
	DemoKey bool `json:"demo_key"`
	// Failed: writing failed, nothing is taken any more.
	Failed bool `json:"failed"`
	// Schema of the database.
	Schema uint64 `json:"schema"`
	// Bytes of the database file, and of it free for new records.
	Bytes     int64 `json:"bytes"`
	FreeBytes int64 `json:"free_bytes"`
	// Pending is what a rotation would make final.
	Pending Pending `json:"pending"`
}

// Status tells how the data folder is.
func (s *Store) Status() (Status, error) {
	st := Status{DemoKey: s.demo, Failed: s.failed.Load()}
	info, err := os.Stat(filepath.Join(s.dir, dbFile))
	if err != nil {
		return st, people(err)
	}
	st.Bytes = info.Size()
	stats := s.db.Stats()
	st.FreeBytes = int64(stats.FreeAlloc)
	if st.Schema, err = s.schema(); err != nil {
		return st, people(err)
	}
	st.Pending, err = s.Pending()
	return st, err
}
