// Package stick carries packets on a USB stick: Export copies them from a
// kiosk, verifies every copy by reading it back from the device, and says when the
// stick is safe to remove; Import brings them to the service. A stick's folder
// holds
//
//	<session>-<n>.packet   the sealed files, as they would go over the network
//	SHA256SUMS             their digests, as sha256sum writes and checks them
//
// of any number of kiosks. Both sides may be stopped and begun again. Nothing on
// a stick can be opened or changed unnoticed without the service's keys; the
// digests only tell a damaged copy from a packet that was damaged before.
// A kiosk lets go of a packet when the service's receipt comes by the feed, and
// never because it was copied.
package stick
