package store

import (
	"time"

	"campuskiosk/app/booth"
)

// Upload is a packet on its way.
type Upload struct {
	// ID can't be guessed.
	ID     string
	Packet string
	Kiosk  booth.KioskID
	// SHA256 is what the file is to have, hex.
	SHA256   string
	Size     int64 // bytes
	Received int64 // bytes
	// Done: the packet was looked at; it is whole.
	Done    bool
	Created time.Time
	Expires time.Time
}

// Part is a piece of a packet.
type Part struct {
	Start, Size int64
	Blob        string
}

// BeginUpload adds an upload, or gives the one that was begun before with the
// same kiosk, packet and digest.
func (t *Tx) BeginUpload(u Upload) (Upload, error) {
	_, err := t.exec(`insert into uploads (id, packet, kiosk, sha256, size, created, expires) values ($1, $2, $3, $4, $5, $6, $7)
		on conflict (kiosk, packet, sha256) do nothing`, u.ID, u.Packet, string(u.Kiosk), u.SHA256, u.Size, ms(t.Now()), ms(u.Expires))
	if err != nil {
		return u, err
	}
	return t.upload("kiosk = $1 and packet = $2 and sha256 = $3", string(u.Kiosk), u.Packet, u.SHA256)
}

const uploadColumns = "id, packet, kiosk, sha256, size, received, done, created, expires"

func scanUpload(scan func(...any) error) (Upload, error) {
	var u Upload
	var kiosk string
	var created, expires int64
	err := scan(&u.ID, &u.Packet, &kiosk, &u.SHA256, &u.Size, &u.Received, &u.Done, &created, &expires)
	u.Kiosk, u.Created, u.Expires = booth.KioskID(kiosk), at(created), at(expires)
	return u, err
}

func (t *Tx) upload(where string, args ...any) (Upload, error) {
	return scanUpload(func(into ...any) error {
		return t.one("select "+uploadColumns+" from uploads where "+where, args, into...)
	})
}

// Upload gives an upload; ErrNotFound.
func (t *Tx) Upload(id string) (Upload, error) { return t.upload("id = $1", id) }

// UploadOf gives a kiosk's upload of a packet, the one that is furthest;
// ErrNotFound.
func (t *Tx) UploadOf(kiosk booth.KioskID, packet string) (Upload, error) {
	return t.upload("kiosk = $1 and packet = $2 order by received desc limit 1", string(kiosk), packet)
}

// LockUpload gives an upload and keeps others from it to the end of the
// transaction; ErrNotFound.
func (t *Tx) LockUpload(id string) (Upload, error) {
	n, err := t.exec("update uploads set received = received where id = $1", id)
	if err != nil {
		return Upload{}, err
	}
	if n == 0 {
		return Upload{}, ErrNotFound
	}
	return t.Upload(id)
}

// AddPart notes a piece that begins where the upload stands; false when it
// stands elsewhere.
func (t *Tx) AddPart(id string, p Part, expires time.Time) (bool, error) {
	n, err := t.exec("update uploads set received = received + $3, expires = $4 where id = $1 and received = $2 and received + $3 <= size",
		id, p.Start, p.Size, ms(expires))
	if err != nil || n == 0 {
		return false, err
	}
	_, err = t.exec("insert into parts (upload, start, size, blob) values ($1, $2, $3, $4)", id, p.Start, p.Size, p.Blob)
	return err == nil, err
}

// Parts are an upload's pieces in order.
func (t *Tx) Parts(id string) ([]Part, error) {
	var all []Part
	err := t.each("select start, size, blob from parts where upload = $1 order by start", []any{id}, func(scan func(...any) error) error {
		var p Part
		err := scan(&p.Start, &p.Size, &p.Blob)
		all = append(all, p)
		return err
	})
	return all, err
}

// DoneUpload notes that an upload's packet was looked at.
func (t *Tx) DoneUpload(id string) error {
	_, err := t.exec("update uploads set done = true where id = $1", id)
	return err
}

// EndUpload forgets an upload that is over. The parts of one that was never
// done go with it and are given, so that their blobs can go too.
func (t *Tx) EndUpload(u Upload) (gone []Part, err error) {
	if _, err := t.exec("delete from uploads where id = $1", u.ID); err != nil || u.Done {
		return nil, err
	}
	if gone, err = t.Parts(u.ID); err != nil {
		return nil, err
	}
	_, err = t.exec("delete from parts where upload = $1", u.ID)
	return gone, err
}

// Expired are uploads that are over, at most limit. One that is whole and was
// not looked at is never over.
func (t *Tx) Expired(limit int) ([]Upload, error) {
	return t.uploads("expires < $1 and (done = true or received < size) order by expires limit $2", ms(t.Now()), limit)
}

// Unopened are uploads that are whole and whose packets nobody has looked at,
// at most limit.
func (t *Tx) Unopened(limit int) ([]Upload, error) {
	return t.uploads("received = size and done = false order by created limit $1", limit)
}

func (t *Tx) uploads(where string, args ...any) ([]Upload, error) {
	var all []Upload
	err := t.each("select "+uploadColumns+" from uploads where "+where, args, func(scan func(...any) error) error {
		u, err := scanUpload(scan)
		all = append(all, u)
		return err
	})
	return all, err
}
