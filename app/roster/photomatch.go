package roster

import (
	"context"
	"errors"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"campuskiosk/app/booth"
)

// PhotoPlan is how photos meet a list.
type PhotoPlan struct {
	// Files are the pictures that were found, Others files that are none.
	Files, Others int
	// Matched belong to a student of the list.
	Matched int
	// New of them are not the roster's already, Same are.
	New, Same int
	// Unmatched are pictures that belong to nobody in the list; the first
	// unmatchedKept of their names, masked.
	Unmatched      int
	UnmatchedNames []string
	// Without is how many students of the list there is no picture of.
	Without int
}

// unmatchedKept is how many names of unmatched pictures are kept.
const unmatchedKept = 100

// photoChoice is the photo of a line.
type photoChoice struct {
	file int
	id   booth.PhotoID
}

// several stands for a number that belongs to more than one line.
const several = -1

// photoIndex finds lines by the numbers that photos are named by.
type photoIndex map[string]int

func indexLines(lines []line) photoIndex {
	x := photoIndex{}
	for i := range lines {
		p := lines[i].student.Person
		for _, number := range []string{p.ID.Reveal(), p.Number.Reveal(), lines[i].exam.Reveal()} {
			if old, there := x[number]; there && old != i {
				x[number] = several
			} else if number != "" {
				x[number] = i
			}
		}
	}
	return x
}

// matchPhotos finds each photo's student, and looks at the photos that have
// one.
func (p *Plan) matchPhotos(ctx context.Context, photos Photos, progress Progress) error {
	index := indexLines(p.list.lines)
	names := photos.Names()
	for file, name := range names {
		progress.tell(StepPhotos, int64(file), int64(len(names)))
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !pictureFile(name) {
			p.Photos.Others++
			continue
		}
		p.Photos.Files++
		i, found := index.find(name)
		switch {
		case !found:
			p.Photos.Unmatched++
			if len(p.Photos.UnmatchedNames) < unmatchedKept {
				p.Photos.UnmatchedNames = append(p.Photos.UnmatchedNames, maskFileName(name))
			}
		case i == several:
			p.photoProblem(0, name, errPhotoAmbiguous)
		default:
			if err := p.takePhoto(photos, file, i); err != nil {
				return err
			}
		}
	}
	progress.tell(StepPhotos, int64(len(names)), int64(len(names)))
	p.Photos.Without = len(p.list.lines) - len(p.references)
	return nil
}

// takePhoto looks at a photo and gives it to a line. The error is one that
// ends the import.
func (p *Plan) takePhoto(photos Photos, file, i int) error {
	name, row := photos.Names()[file], p.list.lines[i].row
	photo, err := photos.Read(file)
	if err == nil {
		err = checkPhoto(photo)
	}
	if err != nil {
		if errors.Is(err, ErrPhotosUnreadable) || errors.Is(err, ErrPhotosZip) {
			return err
		}
		p.photoProblem(row, name, err)
		return nil
	}
	p.Photos.Matched++
	choice := photoChoice{file, photoID(photo)}
	if old, there := p.references[i]; there && old.id != choice.id {
		p.photoProblem(row, name, errPhotoTwice)
		return nil
	}
	p.references[i] = choice
	return nil
}

func (p *Plan) photoProblem(row int, name string, err error) {
	one := newProblem(row, -1, "", err)
	one.File = maskFileName(name)
	p.Problems.add(one)
}

var runs = regexp.MustCompile(`[0-9A-Z]+`)

// find gives the line that a file's name belongs to: several when its numbers
// belong to more than one.
func (x photoIndex) find(name string) (line int, found bool) {
	base := name[strings.LastIndexByte(name, '/')+1:]
	stem := strings.ToUpper(norm.NFKC.String(strings.TrimSuffix(strings.TrimSpace(base), extension(base))))
	closed := strings.Map(func(r rune) rune {
		if blank(r) {
			return -1
		}
		return r
	}, stem)
	candidates := append(runs.FindAllString(stem, -1), runs.FindAllString(closed, -1)...)
	line, found = x.one(append(candidates, closed))
	if !found {
		line, found = x.one([]string{booth.NormaliseID(stem)})
	}
	return line, found
}

// one gives the line that the numbers belong to.
func (x photoIndex) one(numbers []string) (line int, found bool) {
	for _, n := range numbers {
		i, ok := x[n]
		switch {
		case !ok:
		case i == several, found && i != line:
			return several, true
		default:
			line, found = i, true
		}
	}
	return line, found
}

// maskFileName hides the numbers and names in a file's name, but for the last
// four characters of each number and the first of each word, so that the clerk
// can tell which file it is.
func maskFileName(name string) string {
	base := name[strings.LastIndexByte(name, '/')+1:]
	ext := extension(base)
	return fileWords.ReplaceAllStringFunc(strings.TrimSuffix(base, ext), func(word string) string {
		r := []rune(word)
		if strings.ContainsAny(word, "0123456789") {
			if len(r) <= 4 {
				return word
			}
			return "··" + string(r[len(r)-min(4, len(r)/2):])
		}
		return string(r[:1]) + strings.Repeat("*", len(r)-1)
	}) + ext
}

// fileWords are runs of digits and letters, and runs of other letters.
var fileWords = regexp.MustCompile(`[0-9A-Za-z]+|\p{L}+`)
