package rostertest

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"sort"
	"strings"
)

// CSV gives the students as a CSV file in UTF-8.
func CSV(students []Student) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	check(w.Write(Header()))
	for i, s := range students {
		check(w.Write(s.Row(i + 1)))
	}
	w.Flush()
	check(w.Error())
	return b.Bytes()
}

// XLSX gives the students as a workbook of one sheet with texts inside the
// cells.
func XLSX(students []Student) []byte {
	return Workbook(func(w io.Writer) {
		must(fmt.Fprint(w, `<sheetData>`))
		TextRow(w, 1, Header()...)
		for i, s := range students {
			TextRow(w, i+2, s.Row(i+1)...)
		}
		must(fmt.Fprint(w, `</sheetData>`))
	})
}

// TextRow writes a row of texts.
func TextRow(w io.Writer, number int, texts ...string) {
	var b bytes.Buffer
	fmt.Fprintf(&b, `<row r="%d">`, number)
	for i, t := range texts {
		if t == "" {
			continue
		}
		fmt.Fprintf(&b, `<c r="%s%d" t="inlineStr"><is><t xml:space="preserve">`, column(i), number)
		check(xml.EscapeText(&b, []byte(t)))
		b.WriteString(`</t></is></c>`)
	}
	b.WriteString(`</row>`)
	_, err := w.Write(b.Bytes())
	check(err)
}

func column(i int) string {
	if i < 26 {
		return string(rune('A' + i))
	}
	return column(i/26-1) + column(i%26)
}

const (
	main      = `http://schemas.openxmlformats.org/spreadsheetml/2006/main`
	relations = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
	packages  = `http://schemas.openxmlformats.org/package/2006/relationships`
)

// Parts are the small parts of a workbook with one sheet, "名单", whose part
// is missing.
func Parts() map[string]string {
	return map[string]string{
		"[Content_Types].xml": `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>` +
			`<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` +
			`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
		"_rels/.rels": `<Relationships xmlns="` + packages + `"><Relationship Id="rId1" Type="` + relations + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns="` + main + `" xmlns:r="` + relations + `"><sheets>` +
			`<sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="` + packages + `">` +
			`<Relationship Id="rId1" Type="` + relations + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + relations + `/styles" Target="styles.xml"/></Relationships>`,
		// Style 1 is a date, 2 a year, 3 eight digits.
		"xl/styles.xml": `<styleSheet xmlns="` + main + `"><numFmts count="2"><numFmt numFmtId="170" formatCode="yyyy&quot;级&quot;"/>` +
			`<numFmt numFmtId="171" formatCode="00000000"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/>` +
			`<xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>`,
	}
}

// Workbook gives an XLSX file whose one sheet is what body writes within the
// element worksheet.
func Workbook(body func(io.Writer)) []byte {
	return Zip(Parts(), func(z *zip.Writer) {
		w, err := z.Create("xl/worksheets/sheet1.xml")
		check(err)
		must(fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="%s">`, main))
		body(w)
		must(fmt.Fprint(w, `</worksheet>`))
	})
}

// Zip gives a ZIP file of texts, and of what more writes.
func Zip(parts map[string]string, more func(*zip.Writer)) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	names := make([]string, 0, len(parts))
	for n := range parts {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		w, err := z.Create(n)
		check(err)
		_, err = io.Copy(w, strings.NewReader(parts[n]))
		check(err)
	}
	if more != nil {
		more(z)
	}
	check(z.Close())
	return b.Bytes()
}

// check panics: what is written here goes to memory.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

// must stops a test's preparation that could not be written.
func must(_ int, err error) { check(err) }
