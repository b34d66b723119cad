// Package outbox keeps sealed packets on the kiosk until the service has
// confirmed them and the retention time is over: one folder with, for each
// packet,
//
//	<session>-<n>.packet   the sealed file; it never changes
//	<session>-<n>.json     when it was sealed, its hashes, how far it is
//	<session>-<n>.upload   where an unfinished upload goes on; may be lost
//
// The record is written before the packet gets its name, so a packet under its
// name is whole and has a record. Both are durable when Add returns. Nothing in
// a record or a name is personal.
//
// One program owns the folder (Open); others may look at it (Look): the USB
// export, "sync status".
package outbox
