// Package roster brings students' lists in and takes deliveries out, as
// registries really have them. It knows no store: a Book is given to it.
//
// An import has three steps. ReadList reads a table (package table) to its end
// and collects every problem, with the row number that Excel shows. PlanImport
// compares it with the present roster and says what would change. Apply does
// it, all or nothing.
//
// # Decisions
//
//   - Cells that say who somebody is (name, ID number, student number,
//     candidate number) are never guessed or repaired: a number of more than 15
//     digits that Excel kept as a quantity, a date, a fraction, an error, a merged
//     cell is a problem. What can't be told apart from a typing error is the
//     checksum's business (booth.ParseID).
//   - Formulas are not computed. The value that Excel computed when it saved is
//     what the clerk sees, so it is taken, and said; a formula without one is a
//     problem.
//   - Merged cells are filled down where they hold what many students share
//     (college, major, class, grade, category, kind of ID).
//   - Hidden sheets are not read; hidden rows are, and both are said.
//   - Without a kind of ID only numbers of 18 characters are taken: eight digits
//     may be a permit or a passport, and the kind is part of the student's key.
//   - Students that the list lacks stay in the roster: supplements are lists
//     too. RemoveMissing takes them off.
//   - The same student twice with the same content counts once; with other
//     content it is a problem.
//   - Nothing in a problem, a note or an error is personal: they say where, not
//     what. Samples of a plan and names of photos' files are masked.
//
// # Look-up
//
// Keys gives what a student is found by, for an index; QueryKeys what a helper
// may have meant; Find puts both together.
//
// Deliveries are package delivery, the commands package rostercmd.
package roster
