package uplink

import (
	"context"
	"errors"

	"campuskiosk/app/booth"
	"campuskiosk/app/store"
	"campuskiosk/sync/worker"
)

// wanted is a reference photo that an entry names and that is not here.
type wanted struct {
	task    booth.TaskID
	student booth.StudentKey
	photo   booth.PhotoID
}

// blobsAtOnce is how many photos are fetched between two pages.
const blobsAtOnce = 50

// want notes a photo, unless it is here.
func (u *Uplink) want(w wanted) {
	if _, err := u.o.Store.Reference(w.task, w.student); err != nil {
		u.wants = append(u.wants, w)
	}
}

// fetchWanted fetches some of the photos that are wanted. The first time it
// looks for those that an earlier run did not get.
func (u *Uplink) fetchWanted(ctx context.Context) error {
	if !u.scanned {
		if err := u.scan(); err != nil {
			return &worker.Trouble{Cause: worker.Local, Err: err}
		}
		u.scanned = true
	}
	for n := 0; n < blobsAtOnce && len(u.wants) > 0; n++ {
		w := u.wants[0]
		photo, err := u.client.Blob(ctx, w.photo)
		var t *worker.Trouble
		switch {
		case errors.As(err, &t) && t.Cause == worker.Refused:
			u.o.Log.Warn("sync", "blob", "not at the service")
		case err != nil:
			return err
		default:
			err := u.o.Store.PutReference(w.task, w.student, photo)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return &worker.Trouble{Cause: worker.Local, Err: err}
			}
		}
		u.wants = u.wants[1:]
	}
	return nil
}

func (u *Uplink) scan() error {
	tasks, err := u.o.Store.Tasks()
	if err != nil {
		return err
	}
	for _, t := range tasks {
		for e, err := range u.o.Store.Students(t.ID) {
			if err != nil {
				return err
			}
			if e.Student.Reference != "" {
				u.want(wanted{t.ID, e.Student.Key, e.Student.Reference})
			}
		}
	}
	return nil
}
