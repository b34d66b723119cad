// Package keyring holds the keys of a kiosk's data folder and how they hang
// together:
//
//	data key          systemd credential, or a 0600 file ("demo only")
//	├── record key    records that name nobody: tasks, audit trail, settings
//	└── epoch files   keys/<family>-<number>.key, sealed under the data key
//	    ├── wrapping key   wraps the keys of students, or of photos
//	    └── index key      keyed look-ups (blind index)
//
// The wrapped keys lie in the database. A database never forgets: freed pages
// keep old content, and backups keep all of it. So the keys that wrap them lie
// in small files outside the database and its backups, and a wrapped key is
// destroyed by beginning a new epoch: all keys that shall live are wrapped
// anew, and the file of the old epoch is overwritten and removed. Whatever old
// page or backup holds a key wrapped by the old epoch is worthless from then
// on.
//
// Where flash memory kept the old blocks of an epoch file, it is still sealed
// under the data key; with the data key as a TPM-bound systemd credential that
// does not leave the machine.
package keyring
