// Package delivery hands a task's finished photos to the registry: a folder or
// a ZIP file with
//
//	照片/      one JPEG for each student, named by the task's template
//	名单.xlsx  two sheets: 已采集 (who is in it, with the file's name) and
//	           未采集 (who is missing, and why)
//
// Prepare decides what goes in and checks all names before anything is
// written. Write makes the delivery beside its place, under a temporary name,
// and renames it when it is whole and on the disk. A folder that was
// interrupted is gone on with: photos that are there already stay. The same
// content gives the same bytes.
//
// All cells are texts in the text format, so that nothing in them becomes a
// formula or loses digits, also when the clerk edits them.
package delivery
