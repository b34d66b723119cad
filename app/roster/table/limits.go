package table

// Limits bound what a file may cost. A zero field means its default.
type Limits struct {
	// FileBytes is the size of the file as it lies there.
	FileBytes int64
	// TextBytes is the size of a CSV file.
	TextBytes int64
	// SheetBytes is the unpacked size of the sheet that is read. It is never in
	// memory.
	SheetBytes int64
	// StringBytes is the unpacked size of the table of shared strings; its
	// texts are in memory.
	StringBytes int64
	// PartBytes is the unpacked size of each other part.
	PartBytes int64
	// Columns are read of each row; further ones are left out.
	Columns int
}

// DefaultLimits leave room for what registries have: a sheet of 1,048,576 rows (Excel's last) with 12 formatted
// empty cells each is 350 MB of XML; 200,000 students with 12 filled columns are
// 110 MB, their shared strings 60 MB at most.
func DefaultLimits() Limits {
	return Limits{
		FileBytes: 256 << 20, TextBytes: 128 << 20,
		SheetBytes: 1 << 30, StringBytes: 128 << 20, PartBytes: 16 << 20,
		Columns: 256,
	}
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits()
	for _, f := range []struct{ to, from *int64 }{
		{&l.FileBytes, &d.FileBytes},
		{&l.TextBytes, &d.TextBytes},
		{&l.SheetBytes, &d.SheetBytes},
		{&l.StringBytes, &d.StringBytes},
		{&l.PartBytes, &d.PartBytes},
	} {
		if *f.to <= 0 {
			*f.to = *f.from
		}
	}
	if l.Columns <= 0 {
		l.Columns = d.Columns
	}
	return l
}

const (
	// lastRow is Excel's last row.
	lastRow = 1 << 20
	// cellRunes is the longest text of a cell that Excel allows.
	cellRunes = 32767
	// tokenBytes is the longest piece of XML: a cell's text in which each
	// character is an entity is shorter.
	tokenBytes = 1 << 20
	// deepest is how deep elements may be nested; sheets need about 10.
	deepest = 100
	// maxMerges is how many merged ranges are remembered.
	maxMerges = 200_000
	// directoryBytes is the largest directory of an XLSX file.
	directoryBytes = 1 << 20
)
