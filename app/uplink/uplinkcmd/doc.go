// Package uplinkcmd is the commands "enrol" and "sync status|run|release" of
// the kiosk. Exit codes: enrol gives 0, 1 when the service refuses the code, 2
// when it could not be asked; sync status gives 0 when nothing keeps the
// kiosk from its service and no packet is parked, 1 otherwise; sync run 0 when
// everything arrived or it was called off, 1 when packets are left with --once;
// release 0 or 2.
package uplinkcmd
