// Package modelscmd is the command "models list|verify|fetch" of both
// programs. A root command adds it with
//
//	root.AddCommand(modelscmd.New())
//
// and ends as package cli says. Exit codes: list is always 0; verify gives 0
// when every role has a model with the right digest and no file differs, 1 when
// one differs or a role has none, 2 when there is nothing to verify; fetch gives
// 0 when all files are there, else 2.
package modelscmd
