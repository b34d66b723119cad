package service

import (
	"context"
	"errors"
	"time"

	"campuskiosk/sync/central/store"
)

// How often the background work looks for itself; what this process changes is
// seen at once.
const (
	watchEvery  = time.Second      // changes of other processes
	workEvery   = 10 * time.Second // packets and comparisons that failed before
	cleanEvery  = 10 * time.Minute // what time has ended
	cleanAtOnce = 200
	openAtOnce  = 50
)

// Run does what has to be done in the background, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.watch(ctx)
	}()
	defer func() { <-done }()
	work, clean := time.NewTicker(workEvery), time.NewTicker(cleanEvery)
	defer work.Stop()
	defer clean.Stop()
	for {
		s.tell(ctx, "background work", s.work(ctx))
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-work.C:
		case <-clean.C:
			s.tell(ctx, "cleaning", s.clean(ctx))
		}
	}
}

func (s *Service) tell(ctx context.Context, what string, err error) {
	if err != nil && ctx.Err() == nil {
		s.log.Warn(what, "error", err)
	}
}

// nudge has the background work look now.
func (s *Service) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// watch wakes who waits for changes, also for those of other processes.
func (s *Service) watch(ctx context.Context) {
	last := int64(0)
	err := s.store.View(ctx, func(tx *store.Tx) (err error) {
		_, last, err = tx.FeedState()
		return err
	})
	s.tell(ctx, "the feed could not be read", err)
	s.hub.changed(nil) // who waited before
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		var newest int64
		var scopes []store.Scope
		err := s.store.View(ctx, func(tx *store.Tx) (err error) {
			newest, scopes, err = tx.Changed(last)
			return err
		})
		switch {
		case err != nil:
			s.tell(ctx, "the feed could not be read", err)
		case newest != last:
			last = newest
			s.hub.changed(scopes)
		}
		select {
		case <-ctx.Done():
			s.hub.changed(nil)
			return
		case <-s.hub.poked:
		case <-tick.C:
		}
	}
}

// work opens packets that could not be opened before, and compares.
func (s *Service) work(ctx context.Context) error {
	var whole []store.Upload
	err := s.view(ctx, func(tx *store.Tx) (err error) {
		whole, err = tx.Unopened(openAtOnce)
		return err
	})
	for _, u := range whole {
		err = errors.Join(err, s.open(ctx, u.ID))
	}
	return errors.Join(err, s.compareAll(ctx))
}

// clean forgets what time has ended.
func (s *Service) clean(ctx context.Context) error {
	var blobs []string
	err := s.store.Update(ctx, func(tx *store.Tx) error {
		blobs = nil
		if err := tx.Sweep(); err != nil {
			return err
		}
		over, err := tx.Expired(cleanAtOnce)
		for _, u := range over {
			gone, err := tx.EndUpload(u)
			if err != nil {
				return err
			}
			for _, p := range gone {
				blobs = append(blobs, p.Blob)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.blobs.Delete(ctx, blobs...)
}
