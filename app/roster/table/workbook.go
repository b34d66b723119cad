package table

import (
	"archive/zip"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"campuskiosk/app/roster/internal/safezip"
)

// workbook is an open XLSX file (ECMA-376 part 1, SpreadsheetML).
type workbook struct {
	limits Limits
	parts  map[string]*zip.File // by path, small letters, without a slash in front
	// date1904: dates count from 1904, as in old files of Excel for Mac.
	date1904 bool
	styles   []style
	strings  stringTable
}

// sheetRef is a sheet as the workbook lists it.
type sheetRef struct{ name, state, relation string }

func openXLSX(r io.ReaderAt, size int64, l Limits) (*File, error) {
	z, err := safezip.Open(r, size, directoryBytes)
	if err != nil {
		return nil, zipped(err)
	}
	w := &workbook{limits: l, parts: map[string]*zip.File{}}
	for _, f := range z.File {
		w.parts[partName(f.Name)] = f
	}
	main, err := w.mainPart()
	if err != nil {
		return nil, err
	}
	sheets, err := w.readWorkbook(main)
	if err != nil {
		return nil, err
	}
	relations, err := w.relations(main)
	if err != nil {
		return nil, err
	}
	if err := w.readStyles(relations["/styles"]); err != nil {
		return nil, err
	}
	if err := w.readStrings(relations["/sharedStrings"]); err != nil {
		return nil, err
	}
	return w.file(sheets, relations)
}

// file lists the sheets that can be seen.
func (w *workbook) file(sheets []sheetRef, relations map[string]string) (*File, error) {
	f := &File{Format: XLSX}
	for _, ref := range sheets {
		part := w.parts[relations["/worksheet "+ref.relation]]
		switch {
		case part == nil: // a chart
		case ref.state != "" && ref.state != "visible":
			f.HiddenSheets++
		default:
			s := &worksheet{w, part}
			f.Sheets = append(f.Sheets, &Sheet{Name: ref.name, rows: s.rows, merges: s.merges})
		}
	}
	if len(f.Sheets) == 0 {
		return nil, ErrNoSheet
	}
	return f, nil
}

// partName is how parts are compared (ECMA-376 part 2: without case). Some
// programs write backslashes.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean(strings.ReplaceAll(name, `\`, "/")), "/"))
}

// mainPart finds the workbook, or says what this file is instead.
func (w *workbook) mainPart() (string, error) {
	for _, other := range []struct {
		part string
		err  error
	}{
		{"xl/workbook.bin", ErrBinaryExcel},
		{"content.xml", ErrOpenDocument},
		{"word/document.xml", ErrNotTable},
		{"ppt/presentation.xml", ErrNotTable},
	} {
		if w.parts[other.part] != nil {
			return "", other.err
		}
	}
	if w.parts["_rels/.rels"] != nil {
		relations, err := w.relations("")
		if err != nil {
			return "", err
		}
		if main := relations["/officeDocument"]; w.parts[main] != nil {
			return main, nil
		}
	}
	if main := "xl/workbook.xml"; w.parts[main] != nil {
		return main, nil
	}
	return "", ErrNotTable
}

// walk calls visit for each element of a part. visit may read on.
func (w *workbook) walk(part *zip.File, limit int64, visit func(*stream, xml.StartElement) error) error {
	r, err := safezip.Entry(part, limit)
	if err != nil {
		return zipped(err)
	}
	defer r.Close() //nolint:errcheck // nothing was written
	s := newStream(context.Background(), asZipped{r})
	for {
		t, err := s.next()
		if err == io.EOF { //nolint:errorlint // next returns it unwrapped
			return nil
		}
		if err != nil {
			return err
		}
		if e, ok := t.(xml.StartElement); ok {
			if err := visit(s, e); err != nil {
				return err
			}
		}
	}
}

// readWorkbook reads the list of sheets.
func (w *workbook) readWorkbook(main string) (sheets []sheetRef, err error) {
	err = w.walk(w.parts[main], w.limits.PartBytes, func(_ *stream, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			w.date1904 = isTrue(attr(e, "date1904"))
		case "sheet":
			sheets = append(sheets, sheetRef{name: attr(e, "name"), state: attr(e, "state"), relation: attr(e, "id")})
		}
		return nil
	})
	return sheets, err
}

// relations reads what a part refers to: "/type" → part and, since there are
// several sheets, "/type id" → part.
func (w *workbook) relations(of string) (map[string]string, error) {
	dir, base := path.Split(of)
	part := w.parts[dir+"_rels/"+base+".rels"]
	if part == nil {
		return nil, ErrDamaged.Because(errors.New("table: no relations"))
	}
	all := map[string]string{}
	err := w.walk(part, w.limits.PartBytes, func(_ *stream, e xml.StartElement) error {
		if e.Name.Local != "Relationship" || attr(e, "TargetMode") == "External" {
			return nil
		}
		target := attr(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = dir + target
		}
		kind := attr(e, "Type")
		kind = kind[max(strings.LastIndexByte(kind, '/'), 0):]
		all[kind] = partName(target)
		all[kind+" "+attr(e, "Id")] = partName(target)
		return nil
	})
	return all, err
}

func isTrue(s string) bool { return s == "1" || s == "true" }

// asZipped makes errors of an entry errors for people.
type asZipped struct{ r io.Reader }

func (a asZipped) Read(p []byte) (int, error) {
	n, err := a.r.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // io.Reader returns it unwrapped
		err = zipped(err)
	}
	return n, err
}
