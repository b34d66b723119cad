package service_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/store/storetest"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/blob"
	"campuskiosk/sync/central/centraltest"
)

func reference(t *testing.T, c *centraltest.Central, id booth.PhotoID) []byte {
	t.Helper()
	r, err := c.Blobs.Get(context.Background(), "photos/"+string(id[:2])+"/"+string(id))
	if err != nil {
		return nil
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// feed reads a kiosk's feed to its end.
func feed(t *testing.T, c *centraltest.Central, id booth.KioskID, since string) []api.Entry {
	t.Helper()
	var all []api.Entry
	for {
		page, err := c.Changes(t.Context(), id, since, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, raw := range page.Entries {
			var e api.Entry
			if err := json.Unmarshal(raw, &e); err != nil || !e.Filled() {
				t.Fatalf("%s: %v", raw, err)
			}
			all = append(all, e)
		}
		if since = page.Cursor; !page.More {
			return all
		}
	}
}

func cursorOf(t *testing.T, c *centraltest.Central, id booth.KioskID) string {
	t.Helper()
	since := ""
	for {
		page, err := c.Changes(t.Context(), id, since, 0)
		if err != nil {
			t.Fatal(err)
		}
		if since = page.Cursor; !page.More {
			return since
		}
	}
}

var errBroken = errors.New("the disk does not answer")

// flakyBlobs can't be read while fail is set.
type flakyBlobs struct {
	blob.Store
	fail atomic.Bool
}

func (f *flakyBlobs) Get(ctx context.Context, key string) (io.ReadCloser, error) {
	if f.fail.Load() {
		return nil, errBroken
	}
	return f.Store.Get(ctx, key)
}

// strangers is a comparison to which nobody looks like anybody.
type strangers struct{}

func (strangers) Compare(context.Context, []byte, []byte) (float64, bool, error) {
	return 12, true, nil
}
func (strangers) Embed(context.Context, []byte) ([][]byte, error) { return nil, nil }

// withReference puts students on the roster who have a reference photo.
func withReference(t *testing.T, c *centraltest.Central, n int) {
	t.Helper()
	b := c.Book(admin)
	base, err := b.Info(t.Context(), centraltest.Task)
	if err != nil {
		t.Fatal(err)
	}
	err = b.Replace(t.Context(), centraltest.Task, base, roster.Change{}, func(w roster.Writer) error {
		for i := range n {
			photo := storetest.Photo(1000 + i)
			e := c.Entry(t, i)
			e.Student.Reference = centraltest.MetaOf("", photo).SHA256
			if err := errors.Join(w.Put(e), w.PutReference(e.Student.Key, photo)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func waitFor(t *testing.T, what func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !what(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it never came")
		}
	}
}

// breaking is a comparison that fails each time.
type breaking struct{ strangers }

func (breaking) Compare(context.Context, []byte, []byte) (float64, bool, error) {
	return 0, false, errBroken
}
