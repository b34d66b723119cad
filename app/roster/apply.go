package roster

import (
	"context"
	"slices"
)

// writeBatch is how many students are written at a time.
const writeBatch = 1000

// Apply carries out a plan: all of it or nothing. A plan with problems is
// refused with ErrProblems, one for a roster that was changed since with
// ErrChanged. A plan is applied once.
func Apply(ctx context.Context, b Book, p *Plan, progress Progress) error {
	if p.Problems.Total > 0 {
		return ErrProblems.With(p.Problems.Total)
	}
	c := Change{Added: p.Added, Changed: p.Changed, Unchanged: p.Unchanged, Photos: p.Photos.New}
	if p.RemoveMissing {
		c.Removed = p.Missing
	}
	return b.Replace(ctx, p.Task, p.Base, c, func(w Writer) error { return p.write(ctx, w, progress) })
}

func (p *Plan) write(ctx context.Context, w Writer, progress Progress) error {
	done, total := int64(0), int64(p.Total())
	tell := func(n int) error {
		done += int64(n)
		progress.tell(StepWriting, done, total)
		return ctx.Err()
	}
	for keys := range slices.Chunk(p.keep, writeBatch) {
		if err := w.Keep(keys...); err != nil {
			return err
		}
		if err := tell(len(keys)); err != nil {
			return err
		}
	}
	for lines := range slices.Chunk(p.put, writeBatch) {
		entries := make([]Entry, 0, len(lines))
		for _, i := range lines {
			entries = append(entries, p.list.lines[i].entry())
		}
		if err := w.Put(entries...); err != nil {
			return err
		}
		if err := tell(len(lines)); err != nil {
			return err
		}
	}
	return p.storePhotos(ctx, w, progress)
}

// storePhotos brings the new photos, in the order of the list.
func (p *Plan) storePhotos(ctx context.Context, w Writer, progress Progress) error {
	done, total := int64(0), int64(len(p.references))
	for _, i := range p.put {
		choice, ok := p.references[i]
		if !ok {
			continue
		}
		photo, err := p.source.Read(choice.file)
		if err != nil {
			return err
		}
		if photoID(photo) != choice.id {
			return ErrPhotoChanged
		}
		if err := w.PutReference(p.list.lines[i].student.Key, photo); err != nil {
			return err
		}
		done++
		progress.tell(StepStoring, done, total)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}
