package crashtest

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"campuskiosk/app/clock"
	"campuskiosk/app/store"
	"campuskiosk/app/store/storetest"
)

// Writer writes into the store of a folder until it is killed, or has done
// enough.
type Writer struct {
	Dir string
	Ops Ops
	// From is the number of the first op; those before it are in the store.
	From int
	// Schema1: the folder began as storetest.V1.
	Schema1 bool
	// Stop is the number of ops after which to end.
	Stop int
	// Ack is told each op that the store acknowledged, before the next begins.
	Ack func(op int) error
	// Early: ops are acknowledged before they are done, as a store does that
	// answers before its data is durable. Rounds must find that out.
	Early bool
}

// begin is the world before op 0.
func (w Writer) begin() *World {
	if w.Schema1 {
		return NewWorld1()
	}
	return NewWorld()
}

// world is the world before op n.
func (w Writer) world(n int) *World {
	world := w.begin()
	for i := range n {
		world.Apply(w.Ops.At(i, world))
	}
	return world
}

// still is a clock source that stands still: what is written depends on the
// seed only.
type still struct{}

// Wall is always the same.
func (still) Wall() time.Time { return storetest.Start }

// Elapsed is always 0.
func (still) Elapsed() time.Duration { return 0 }

// OpenStore opens the store of a folder, or makes it. Before the folder has a
// database nothing was acknowledged.
func OpenStore(dir string) (*store.Store, error) {
	s, err := store.OpenOrCreate(dir, "", storetest.Audit("store.created"))
	if err != nil {
		return nil, err
	}
	state, err := s.ClockState()
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	s.UseClock(clock.New(still{}, state, storetest.Start))
	return s, nil
}

// Run writes.
func (w Writer) Run() error {
	s, err := OpenStore(w.Dir)
	if err != nil {
		return err
	}
	world := w.world(w.From)
	for i := w.From; i < w.Stop; i++ {
		op := w.Ops.At(i, world)
		do := func() error {
			if err := op.Do(s, world); err != nil {
				return fmt.Errorf("op %d (kind %d): %w", i, op.Kind, err)
			}
			return nil
		}
		steps := []func() error{do, func() error { return w.Ack(i) }}
		if w.Early {
			slices.Reverse(steps)
		}
		for _, step := range steps {
			if err := step(); err != nil {
				return errors.Join(err, s.Close())
			}
		}
		world.Apply(op)
	}
	return s.Close()
}

// AckLines acknowledges by a line on w for each op.
func AckLines(w io.Writer) func(int) error {
	return func(op int) error {
		_, err := fmt.Fprintln(w, op)
		return err
	}
}
