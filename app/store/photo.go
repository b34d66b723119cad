package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/sealed"
)

// PhotoRole is what a photo is. The words are persisted.
type PhotoRole string

// The roles.
const (
	Original      PhotoRole = "original"  // the frame as the camera sent it, or the imported file
	Standard      PhotoRole = "standard"  // the finished photo
	ReferenceFile PhotoRole = "reference" // the admission or registry photo of a roster
)

// NewPhoto is a photo to keep.
type NewPhoto struct {
	Role  PhotoRole
	Bytes []byte
}

// PhotoIDOf is the id of a picture: the hash of its bytes.
func PhotoIDOf(photo []byte) booth.PhotoID {
	sum := sha256.Sum256(photo)
	return booth.PhotoID(hex.EncodeToString(sum[:]))
}

// ErrPhotoMissing means: the record of a photo is there, its file is not or can't be
// opened.
var ErrPhotoMissing = booth.Fail("store.photo_missing",
	"这张照片的文件缺失或已损坏，无法打开。请重新拍摄，并通知技术人员。",
	"The file of this photo is missing or damaged. Take the photo again and call the technician.")

// photoRecord is kept for each file, under its file id.
type photoRecord struct {
	ID      booth.PhotoID   `json:"id"`
	Role    PhotoRole       `json:"role"`
	Session booth.SessionID `json:"session,omitempty"` // none: of a roster
	Bytes   int             `json:"bytes"`
	At      time.Time       `json:"at"`
}

// A fileID is the random part of a sealed file's name.
type fileID []byte

const fileSuffix = ".age"

func fileOf(name string) fileID {
	id, err := hex.DecodeString(name[:max(0, len(name)-len(fileSuffix))])
	if err != nil {
		return nil
	}
	return id
}

func (f fileID) name() string { return hex.EncodeToString(f) + fileSuffix }

// written is a sealed file that has no record yet.
type written struct {
	photoRecord
	file fileID
	key  []byte
}

// seal writes photos' files. On an error none is left.
func (s *Store) seal(session booth.SessionID, photos []NewPhoto) (all []written, err error) {
	now := s.Now().At
	for _, p := range photos {
		name, key, err := s.photos.Write(p.Bytes)
		if err != nil {
			s.unseal(all)
			return nil, people(err)
		}
		all = append(all, written{
			photoRecord{ID: PhotoIDOf(p.Bytes), Role: p.Role, Session: session, Bytes: len(p.Bytes), At: now},
			fileOf(name), key,
		})
	}
	return all, nil
}

// unseal removes files whose transaction did not take place. After a failed
// write nobody knows whether it did: the next start does.
func (s *Store) unseal(all []written) {
	if s.failed.Load() {
		return
	}
	for _, w := range all {
		_ = s.photos.Remove(w.file.name())
	}
}

// putPhoto records a sealed file. A photo that the session already has is not
// kept twice: the new file goes.
func (w *writer) putPhoto(owner subject, p written) error {
	_, _, found, err := w.findPhoto(owner, p.Session, p.ID)
	if err != nil {
		return err
	}
	if found {
		w.gone = append(w.gone, p.file.name())
		return nil
	}
	if err := w.putJSON(tablePhotos, p.file, owner, p.photoRecord); err != nil {
		return err
	}
	return w.putPhotoKey(owner, p.file, p.key)
}

// putPhotoKey wraps a photo's key by its owner's key, then by the epoch of
// photos.
func (w *writer) putPhotoKey(owner subject, f fileID, key []byte) error {
	box, err := w.box(owner)
	if err != nil {
		return err
	}
	place := placeOf(bucketKeys, f)
	return w.tx.Bucket(bucketKeys).Put(f, w.photoEpoch.Wrap.Seal(box.Seal(key, place), place))
}

// photoKey undoes putPhotoKey.
func (r *reader) photoKey(owner subject, f fileID) ([]byte, error) {
	box, err := r.box(owner)
	if err != nil {
		return nil, damaged(bucketKeys, err)
	}
	place := placeOf(bucketKeys, f)
	inner, err := r.photoEpoch.Wrap.Open(r.tx.Bucket(bucketKeys).Get(f), place)
	if err != nil {
		return nil, damaged(bucketKeys, err)
	}
	key, err := box.Open(inner, place)
	if err != nil {
		return nil, damaged(bucketKeys, err)
	}
	return key, nil
}

// findPhoto finds a photo among those of its owner.
func (r *reader) findPhoto(owner subject, session booth.SessionID, id booth.PhotoID) (f fileID, rec photoRecord, found bool, err error) {
	err = r.photosOf(owner, func(file fileID, p photoRecord) (bool, error) {
		if p.ID == id && p.Session == session {
			f, rec, found = file, p, true
		}
		return !found, nil
	})
	return f, rec, found, err
}

// photosOf goes through a subject's photos.
func (r *reader) photosOf(owner subject, yield func(fileID, photoRecord) (bool, error)) error {
	files, err := r.ownedBy(owner, tablePhotos)
	if err != nil {
		return err
	}
	for _, f := range files {
		var rec photoRecord
		if _, found, err := r.getJSON(tablePhotos, f, &rec); err != nil || !found {
			return errors.Join(err, missingRecord(found))
		}
		if more, err := yield(f, rec); err != nil || !more {
			return err
		}
	}
	return nil
}

func missingRecord(found bool) error {
	if found {
		return nil
	}
	return damaged(bucketOwned, errors.New("names a record that is not there"))
}

// removePhoto removes a photo's record and key, and its file after the
// transaction.
func (w *writer) removePhoto(f fileID) error {
	f = bytes.Clone(f)
	if err := w.remove(tablePhotos, f); err != nil {
		return err
	}
	if err := w.tx.Bucket(bucketKeys).Delete(f); err != nil {
		return err
	}
	w.gone = append(w.gone, f.name())
	return w.count(metaPhotosGone)
}

// readPhoto opens a file, outside of the transaction that found it.
func (s *Store) readPhoto(f fileID, rec photoRecord, key []byte) ([]byte, error) {
	photo, err := s.photos.Read(f.name(), key)
	if err != nil {
		return nil, ErrPhotoMissing.Because(err)
	}
	if PhotoIDOf(photo) != rec.ID {
		return nil, ErrPhotoMissing.Because(sealed.ErrDamaged)
	}
	return photo, nil
}

// Photo gives a photo of a session, whole or not at all. Errors: ErrNotFound
// when it was never kept or is erased, ErrPhotoMissing when it should be
// there.
func (s *Store) Photo(session booth.SessionID, id booth.PhotoID) ([]byte, error) {
	return s.photo(session, id, func(r *reader) (subject, error) {
		owner, ok := subjectAt(r.tx.Bucket(tableSessions.name).Get([]byte(session)))
		if !ok {
			return owner, ErrNotFound
		}
		return owner, nil
	})
}

func (s *Store) photo(session booth.SessionID, id booth.PhotoID, ownerOf func(*reader) (subject, error)) ([]byte, error) {
	defer s.files.hold(s.photos)()
	var file fileID
	var rec photoRecord
	var key []byte
	err := s.view(func(r *reader) error {
		owner, err := ownerOf(r)
		if err != nil {
			return err
		}
		var found bool
		file, rec, found, err = r.findPhoto(owner, session, id)
		if err != nil {
			return err
		}
		if !found {
			return ErrNotFound
		}
		key, err = r.photoKey(owner, file)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.readPhoto(file, rec, key)
}

// sweepPhotos removes files without a record.
func (s *Store) sweepPhotos() error {
	return s.view(func(r *reader) error {
		b := r.tx.Bucket(tablePhotos.name)
		_, err := s.photos.Sweep(func(name string) bool { return b.Get(fileOf(name)) != nil })
		return people(err)
	})
}
