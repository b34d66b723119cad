package service_test

import (
	"context"
	"io"
	"testing"

	"campuskiosk/app/booth"
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
