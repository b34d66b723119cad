// Package store keeps what a kiosk knows: tasks, rosters, sessions, photos,
// quotas, submissions, and the audit trail. Records lie in a bbolt database,
// photos in sealed files beside it. It is the only package that knows bbolt.
//
// # Promises
//
//   - What a method acknowledged by returning nil is there after a crash of the
//     process or of the machine. What was not acknowledged is there wholly or
//     not at all.
//   - A photo is durable before the record that names it, and is served whole
//     or not at all.
//   - Nothing personal lies readable in the data folder: no name, ID number,
//     student number or picture, neither in a key of the database nor in a
//     file's name.
//   - What happened and its record in the audit trail are one transaction.
//   - Nothing is removed before the service has confirmed it (or, without a
//     service, before it was delivered) and the retention time is over.
//   - What was erased stays erased: old pages of the database and old backups
//     don't bring it back (see below).
//
// # The data folder
//
//	kiosk.db      records (bbolt)
//	photos/       one age file for each photo, random names
//	keys/         wrapping keys, one file for each epoch; not in backups
//	demo.key      the data key, only where there is no credential
//
// # Keys and erasure
//
// Package keyring tells how keys hang together. Every student has a key of its
// own ("subject"); everything about the student is sealed under it, and the
// student's records name it by a random number that means nothing elsewhere. A
// session has a subject of its own until it is known who stands there. The
// student's key is wrapped by the epoch of students. A photo has a key of its
// own, wrapped by the student's key and then by the epoch of photos.
//
// Erase removes a student's records, files and wrapped key; the database's
// free pages still hold all of it, sealed. Rotate makes that final: a new
// epoch, all living keys wrapped anew, the old epoch's file destroyed. Where a
// living student lost single records (a photo, a removed roster entry), the
// student gets a new key and the remaining records are sealed anew. The blind
// index has an epoch's key too and is built anew, so an old page doesn't even
// tell that somebody was in a roster. Dropping photos needs only the epoch of
// photos, which is cheap.
//
// # Look-ups
//
// Entries of the blind index are HMACs of what is searched for (number, whole
// prefixes of names and spellings) with the student's random number encrypted
// under a key that belongs to the same search word: entries of two words can't
// be linked to the same student, and how often a word occurs tells nothing
// about a student.
package store
