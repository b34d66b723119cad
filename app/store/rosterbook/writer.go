package rosterbook

import (
	"bytes"
	"context"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/store"
)

// Pieces of an import: large transactions make a roster fast, few photos at a
// time keep memory bounded.
const (
	entriesAtOnce = 5_000
	photosAtOnce  = 32
)

// writer writes an import in pieces.
type writer struct {
	ctx     context.Context
	i       *store.Import
	entries []store.Entry
	photos  []store.ReferencePhoto
}

// Put writes entries.
func (w *writer) Put(entries ...roster.Entry) error {
	for _, e := range entries {
		s, err := ToStore(e)
		if err != nil {
			return err
		}
		w.entries = append(w.entries, s)
	}
	if len(w.entries) < entriesAtOnce {
		return w.ctx.Err()
	}
	return w.flushEntries()
}

// Keep takes students over from the present roster.
func (w *writer) Keep(students ...booth.StudentKey) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	return w.i.Keep(students...)
}

// PutReference keeps the reference photo of a student that was written.
func (w *writer) PutReference(student booth.StudentKey, photo []byte) error {
	w.photos = append(w.photos, store.ReferencePhoto{Student: student, Photo: bytes.Clone(photo)})
	if len(w.photos) < photosAtOnce {
		return w.ctx.Err()
	}
	return w.flush()
}

// flush writes what is left. Photos belong to students that were written
// before.
func (w *writer) flush() error {
	if err := w.flushEntries(); err != nil || len(w.photos) == 0 {
		return err
	}
	err := w.i.PutReferences(w.photos...)
	w.photos = nil
	return err
}

func (w *writer) flushEntries() error {
	if err := w.ctx.Err(); err != nil || len(w.entries) == 0 {
		return err
	}
	err := w.i.Put(w.entries...)
	w.entries = nil
	return err
}
