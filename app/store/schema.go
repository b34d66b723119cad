package store

import (
	"bytes"
	"encoding/binary"
	"errors"

	berrors "go.etcd.io/bbolt/errors"
)

// Schema is the version of the database's form that this program writes.
const Schema = 2

// Buckets. What they hold is sealed unless said otherwise.
var (
	bucketMeta     = []byte("meta")     // plain: schema, epochs; sealed: check, audit head
	bucketSettings = []byte("settings") // by name
	bucketTasks    = []byte("tasks")    // by task id
	bucketAudit    = []byte("audit")    // by number
	bucketSubjects = []byte("subjects") // subject → flags, wrapped key
	bucketOwned    = []byte("owned")    // subject | tag | key → nothing
	bucketStudents = []byte("students") // task → generation → subject
	bucketRosters  = []byte("rosters")  // by task id
	bucketIndex    = []byte("index")    // epoch → scope → entry
	bucketKeys     = []byte("photokeys")
	bucketOpen     = []byte("open") // ids of sessions that have not ended → nothing
)

// A table holds records that belong to a subject: subject | sealed record. The
// tag is the table's name in the bucket of what a subject owns.
type table struct {
	name []byte
	tag  byte
}

// The tables.
var (
	tableSessions    = table{[]byte("sessions"), 's'}    // session id
	tablePhotos      = table{[]byte("photos"), 'p'}      // file id
	tableUses        = table{[]byte("uses"), 'u'}        // subject | day | kiosk
	tableSubmissions = table{[]byte("submissions"), 'b'} // session id | number
	tableComparisons = table{[]byte("comparisons"), 'c'} // subject | number
	tableStandings   = table{[]byte("standings"), 'k'}   // subject | task
	tableConsents    = table{[]byte("consents"), 'o'}    // subject | number
)

func tables() []table {
	return []table{tableSessions, tablePhotos, tableUses, tableSubmissions, tableComparisons, tableStandings, tableConsents}
}

// buckets are all buckets of the first level.
func buckets() [][]byte {
	all := [][]byte{
		bucketMeta, bucketSettings, bucketTasks, bucketAudit, bucketSubjects, bucketOwned,
		bucketStudents, bucketRosters, bucketIndex, bucketKeys, bucketOpen,
	}
	for _, t := range tables() {
		all = append(all, t.name)
	}
	return all
}

// Names in bucketMeta.
var (
	metaSchema       = []byte("schema")        // uint32
	metaCheck        = []byte("check")         // sealed: tells a wrong data key
	metaEpoch        = []byte("epoch")         // uint64: of students
	metaNextEpoch    = []byte("next_epoch")    // uint64: while a rotation runs
	metaPhotoEpoch   = []byte("photo_epoch")   // uint64
	metaHead         = []byte("audit_head")    // sealed
	metaGone         = []byte("gone")          // uint64: erasures that a rotation makes final
	metaPhotosGone   = []byte("photos_gone")   // uint64
	metaLastRotation = []byte("last_rotation") // uint64: milliseconds
)

func u64(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func readU64(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// join makes a key of several parts. All but the last must be of a fixed
// length, or end where no other part can begin.
func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func isNoBucket(err error) bool { return errors.Is(err, berrors.ErrBucketNotFound) }
