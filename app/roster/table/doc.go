// Package table reads the rows of a spreadsheet that comes from outside: XLSX
// and CSV, one row at a time, in bounded memory, never writing anything to a
// disk.
//
// # Why the rows of an XLSX file are read here
//
// excelize, which writes our deliveries, reads a sheet only whole: a sheet of
// 1,048,576 rows and 12 columns (47 MB zipped, 540 MB of XML) took it 1.6 GB of
// memory, or a readable copy of the sheet in the temporary folder. Its row
// reader gives texts only; a roster must know whether a cell was a number (an ID
// number stored as one has lost digits), a date, an error or a formula. So this
// package walks over the XML of the one sheet that is needed with encoding/xml:
// about 10 MB for the sheet above. Tests hold it against excelize.
//
// # What is refused
//
// Files are recognised by their content; the extension doesn't matter. Each
// part of an XLSX file has a limit that counts what comes out of it, not what
// its directory says (package safezip); parts that are not needed are never
// unpacked. A single piece of XML (a text, a tag, a comment) and the depth of
// nesting have limits too, since a decoder holds them in memory. Formulas are never
// evaluated and nothing they name is opened: their cached values are what the
// clerk sees in Excel.
package table
