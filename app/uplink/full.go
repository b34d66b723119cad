package uplink

import (
	"maps"

	"campuskiosk/app/booth"
	"campuskiosk/app/store"
	"campuskiosk/sync/api"
)

// full gathers what the full state names, so that what it does not name can
// go. It lives in memory: a full state that was interrupted begins anew.
type full struct {
	on       bool
	tasks    map[booth.TaskID]bool
	students map[booth.TaskID]map[booth.StudentKey]bool
	helpers  map[booth.HelperID]bool
}

func (f *full) begin() {
	*f = full{on: true, tasks: map[booth.TaskID]bool{}, students: map[booth.TaskID]map[booth.StudentKey]bool{}, helpers: map[booth.HelperID]bool{}}
}

func (f *full) task(id booth.TaskID) {
	if f.on {
		f.tasks[id] = true
	}
}

func (f *full) helper(id booth.HelperID) {
	if f.on {
		f.helpers[id] = true
	}
}

func (f *full) student(task booth.TaskID, key booth.StudentKey) {
	if !f.on {
		return
	}
	if f.students[task] == nil {
		f.students[task] = map[booth.StudentKey]bool{}
	}
	f.students[task][key] = true
}

// end removes what was not named. Manual entries that the service does not
// know yet stay.
func (f *full) end(s *store.Store) error {
	tasks, err := s.Tasks()
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if !f.tasks[t.ID] {
			if err := s.RemoveTask(t.ID); err != nil {
				return err
			}
			continue
		}
		var gone []booth.StudentKey
		for e, err := range s.Students(t.ID) {
			if err != nil {
				return err
			}
			if e.Student.Manual == booth.FromRoster && !f.students[t.ID][e.Student.Key] {
				gone = append(gone, e.Student.Key)
			}
		}
		for len(gone) > 0 {
			n := min(len(gone), api.MaxPage)
			if err := s.RemoveStudents(t.ID, gone[:n]); err != nil {
				return err
			}
			gone = gone[n:]
		}
	}
	err = change(s, settingHelpers, func(all map[booth.HelperID]api.Helper) {
		maps.DeleteFunc(all, func(id booth.HelperID, _ api.Helper) bool { return !f.helpers[id] })
	})
	*f = full{}
	return err
}
