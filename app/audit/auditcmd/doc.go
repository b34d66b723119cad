// Package auditcmd is the command "audit verify|head|export" of the kiosk. The
// root command adds it with
//
//	root.AddCommand(auditcmd.New(open))
//
// and ends as package cli says. Exit codes: verify gives 0 for a whole trail,
// 1 for one that was changed, 2 when it can't be read.
package auditcmd
