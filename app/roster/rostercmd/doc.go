// Package rostercmd is the commands "roster import|status" and "deliver" of the
// kiosk. The root command adds them with
//
//	root.AddCommand(rostercmd.NewRoster(open), rostercmd.NewDeliver(open))
//
// and ends as package cli says. Exit codes: import gives 0 when the roster is as
// the list says, 1 when the list is refused or nobody agreed, 2 when it can't be
// read or written; status 0 or 2; deliver 0 when all photos of the delivery are
// there, 1 when names are refused or a photo's file is missing or damaged, 2 when
// it can't be written. Students without a photo are no failure: they are in the
// list of who is missing.
//
// What is printed is masked: no whole ID number, no whole name.
package rostercmd
