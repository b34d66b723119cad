package service_test

import (
	"context"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/booktest"
	"campuskiosk/sync/central/centraltest"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
)

// TestBook guards: the service's rosters do what the kiosk's do.
func TestBook(t *testing.T) {
	centraltest.Both(t, func(t *testing.T, backend centraltest.Backend) {
		booktest.Run(t, func(t *testing.T) booktest.Opened {
			c := centraltest.New(t, backend)
			task := centraltest.TheTask()
			task.ID = "t1"
			if err := c.PutTask(context.Background(), service.Console(), task); err != nil {
				t.Fatal(err)
			}
			return booktest.Opened{
				Book: c.Book(service.Console()),
				AddManual: func(id booth.TaskID, e roster.Entry) {
					if err := c.Store.Update(context.Background(), func(tx *store.Tx) error { return tx.PutManual(id, e) }); err != nil {
						t.Fatal(err)
					}
				},
				Reference: func(_ booth.StudentKey, id booth.PhotoID) []byte { return reference(t, c, id) },
			}
		})
	})
}
