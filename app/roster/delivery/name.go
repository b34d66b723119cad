package delivery

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
)

// longestName in bytes is what ext4 allows (NAME_MAX); FAT and NTFS allow 255
// UTF-16 units, which is more.
const longestName = 255

// reserved are names that Windows keeps, whatever their extension ("Naming
// Files, Paths, and Namespaces", Microsoft).
var reserved = func() map[string]bool {
	all := map[string]bool{"con": true, "prn": true, "aux": true, "nul": true}
	for _, n := range "0123456789¹²³" {
		all["com"+string(n)], all["lpt"+string(n)] = true, true
	}
	return all
}()

// fileName gives the name of a student's photo by the task's template.
func fileName(t booth.Task, e roster.Entry) (string, error) {
	p := e.Student.Person
	template := string(t.Policy.FileName)
	if p.Number.IsZero() && strings.Contains(template, booth.NameStudentNumber) {
		return "", errNoNumber
	}
	name := norm.NFC.String(strings.NewReplacer(
		booth.NameIDNumber, p.ID.Reveal(), booth.NameStudentNumber, p.Number.Reveal(), booth.NamePerson, p.Name.Reveal(),
		booth.NameCategory, t.CategoryName(e.Student.Category).ZH, booth.NameGrade, e.Student.Grade,
	).Replace(template))
	base, _, _ := strings.Cut(name, ".")
	stem := strings.TrimSuffix(name, ".jpg")
	switch {
	case strings.ContainsAny(name, `\/:*?"<>|`), strings.IndexFunc(name, unicode.IsControl) >= 0:
		return "", errCharacter
	case len(name) > longestName:
		return "", errLong
	case reserved[strings.ToLower(strings.TrimSpace(base))], strings.HasPrefix(name, "."), strings.TrimRight(stem, " .") != stem, strings.TrimLeft(name, " ") != name:
		return "", errReserved
	}
	return name, nil
}

// sameName is how file systems without capitals compare names.
func sameName(name string) string { return strings.ToLower(name) }
