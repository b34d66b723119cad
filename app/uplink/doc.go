// Package uplink is the kiosk's side of its service: it enrols the kiosk,
// applies the changes feed to the store, obeys signed commands, keeps the
// time, reports, and has sync/worker bring packets away. It is where sync
// meets app/store; neither knows the other.
//
// What it keeps are settings of the store (sealed, destroyed by a wipe) under
// names that begin with "sync/": who the kiosk is, the service's keys, the
// cursor, helpers, notices, and whether the kiosk is locked. Whoever runs
// beside the kiosk's program, as "sync status" does, reads the file status.json
// in the folder of packets.
package uplink
