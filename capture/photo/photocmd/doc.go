// Package photocmd is the command line of the photo pipeline: "photo check",
// "make", "compare", "serve" and "specs", and "doctor". Both programs have it:
//
//	root.AddCommand(photocmd.New(), photocmd.NewDoctor(true))
//
// and end as package cli says. Exit codes: 0 good; 1 a check failed, or the
// picture was refused (not one face, geometry that can't be met, a score below
// 80); 2 it could not be done. Of several files the worst counts.
//
// Output is in the language of the terminal (package cli) or of --lang; with
// --json it is one JSON object a line, one line for each file.
package photocmd
