package roster_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/membook"
	"campuskiosk/app/roster/rostertest"
)

// picture is a plain picture of a colour of its own.
func picture(n, side int) []byte {
	img := image.NewGray(image.Rect(0, 0, side, side))
	for i := range img.Pix {
		img.Pix[i] = uint8(n + i/side)
	}
	img.SetGray(0, 0, color.Gray{uint8(n >> 8)})
	var b bytes.Buffer
	if n%2 == 0 {
		must(jpeg.Encode(&b, img, nil))
	} else {
		must(png.Encode(&b, img))
	}
	return b.Bytes()
}

func folder(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		name = filepath.Join(dir, name)
		must(os.MkdirAll(filepath.Dir(name), 0o700))
		must(os.WriteFile(name, data, 0o600))
	}
	return dir
}

func zipped(t *testing.T, files map[string][]byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "照片.zip")
	must(os.WriteFile(name, rostertest.Zip(nil, func(z *zip.Writer) {
		for n, data := range files {
			w, err := z.Create(n)
			must(err)
			_, err = w.Write(data)
			must(err)
		}
	}), 0o600))
	return name
}

func openPhotos(t *testing.T, name string) roster.Photos {
	t.Helper()
	p, err := roster.OpenPhotos(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(p.Close()) })
	return p
}

// Photos as admission offices and schools name them, with spaces, capitals and
// words around the number.
func TestPhotosFindTheirStudents(t *testing.T) {
	list := rostertest.Students(31, 60)
	hk := list[50] // 港澳居民来往内地通行证
	names := map[string]int{
		list[0].ID + ".jpg": 0, list[1].Number + ".JPG": 1, list[2].Exam + ".png": 2, "照片_" + list[3].ID + ".jpg": 3,
		"计算机学院/一班/" + list[4].Number + "_" + list[4].Name + ".jpeg": 4, list[5].Name + " " + list[5].Number + ".jpg": 5,
		" " + list[6].Number + " .jpg": 6, list[7].ID[:6] + " " + list[7].ID[6:14] + " " + list[7].ID[14:] + ".jpg": 7,
		strings.ToLower(list[8].ID) + ".Jpg": 8, wide(list[9].Number) + ".jpg": 9, list[10].Number + "(1).jpg": 10,
		"IMG_" + list[11].Number + "-副本.jpg": 11, strings.ToLower(hk.ID) + ".jpg": 50,
	}
	files := map[string][]byte{
		"别人.jpg": picture(900, 80), "IMG_0001.jpg": picture(901, 80), "Thumbs.db": {1}, "名单.xlsx": {1}, ".hidden.jpg": picture(902, 80),
		"__MACOSX/._" + list[0].ID + ".jpg": {0},
	}
	for name, i := range names {
		files[name] = picture(i, 80)
	}
	for source, open := range map[string]func(*testing.T, map[string][]byte) string{"folder": folder, "ZIP": zipped} {
		b := membook.New()
		p := plan(t, b, rostertest.CSV(list), roster.PlanOptions{Photos: openPhotos(t, open(t, files))})
		for _, problem := range p.Problems.Kept {
			t.Errorf("%s: %v %s", source, problem, problem.File)
		}
		ph := p.Photos
		if ph.Matched != len(names) || ph.New != len(names) || ph.Unmatched != 2 || ph.Others != 4 || ph.Without != 60-len(names) {
			t.Errorf("%s: %+v", source, ph)
		}
		apply(t, b, p)
		got := map[string]roster.Entry{}
		for _, e := range students(t, b) {
			got[e.Student.Person.Number.Reveal()] = e
		}
		for name, i := range names {
			e := got[list[i].Number]
			if !bytes.Equal(b.Reference(e.Student.Key, e.Student.Reference), picture(i, 80)) {
				t.Errorf("%s: %s does not belong to student %d", source, name, i)
			}
		}
		if b.Change.Photos != len(names) {
			t.Errorf("%s: the trail is told %+v", source, b.Change)
		}
		// Again: nothing new. With one picture changed: that one.
		if again := plan(t, b, rostertest.CSV(list), roster.PlanOptions{Photos: openPhotos(t, open(t, files))}); !again.Empty() || again.Photos.Same != len(names) {
			t.Errorf("%s again: %+v", source, again.Photos)
		}
		// An import without photos keeps them.
		list2 := append([]rostertest.Student(nil), list...)
		list2[0].Class = "另一班"
		apply(t, b, plan(t, b, rostertest.CSV(list2), roster.PlanOptions{}))
		for _, e := range students(t, b) {
			if e.Student.Person.Number.Reveal() == list[0].Number && e.Student.Reference != got[list[0].Number].Student.Reference {
				t.Errorf("%s: the photo is lost by an import without photos", source)
			}
		}
	}
}

func TestPhotosThatAreRefused(t *testing.T) {
	list := rostertest.Students(32, 20)
	list[1].Exam = list[0].Number // one number, two students
	id := func(i int) string { return list[i].ID + ".jpg" }
	huge := picture(2, 100)
	at := bytes.Index(huge, []byte{0xFF, 0xC0})
	binary.BigEndian.PutUint16(huge[at+5:], 60000)
	binary.BigEndian.PutUint16(huge[at+7:], 60000)
	for name, c := range map[string]struct {
		files map[string][]byte
		code  booth.Code
		row   int
	}{
		"no picture":           {map[string][]byte{id(2): []byte("text")}, "photo.format", 4},
		"a GIF named .jpg":     {map[string][]byte{id(2): []byte("GIF89a\x50\x00\x50\x00\x00\x00\x00;")}, "photo.format", 4},
		"empty":                {map[string][]byte{id(2): {}}, "photo.format", 4},
		"60,000 × 60,000":      {map[string][]byte{id(2): huge}, "photo.too_large", 4},
		"eleven megabytes":     {map[string][]byte{id(2): append(picture(2, 80), noise(11<<20)...)}, "photo.too_large", 4},
		"a thumbnail":          {map[string][]byte{id(2): picture(2, 40)}, "photo.too_small", 4},
		"two of one student":   {map[string][]byte{id(2): picture(2, 80), list[2].Number + ".jpg": picture(4, 80)}, "photo.twice", 4},
		"a number of two":      {map[string][]byte{list[0].Number + ".jpg": picture(2, 80)}, "photo.ambiguous", 0},
		"two numbers":          {map[string][]byte{list[2].Number + "_" + list[3].Number + ".jpg": picture(2, 80)}, "photo.ambiguous", 0},
		"copy of another's":    {map[string][]byte{list[2].Number + " " + list[3].Number + ".jpg": picture(2, 80)}, "photo.ambiguous", 0},
		"BMP for a student":    {map[string][]byte{list[2].ID + ".bmp": []byte("BM\x00\x00")}, "photo.format", 4},
		"two of one, the same": {map[string][]byte{id(2): picture(2, 80), list[2].Number + ".jpg": picture(2, 80)}, "", 0},
	} {
		for source, open := range map[string]func(*testing.T, map[string][]byte) string{"folder": folder, "ZIP": zipped} {
			b := membook.New()
			p := plan(t, b, rostertest.CSV(list), roster.PlanOptions{Photos: openPhotos(t, open(t, c.files))})
			if c.code == "" {
				if p.Problems.Total != 0 {
					t.Errorf("%s in a %s: %v", name, source, p.Problems.Kept)
				}
				continue
			}
			if p.Problems.Total != 1 || p.Problems.Kept[0].Code != c.code || p.Problems.Kept[0].Row != c.row {
				t.Errorf("%s in a %s: %v", name, source, p.Problems.Kept)
				continue
			}
			if f := p.Problems.Kept[0].File; strings.Contains(f, list[2].ID) || strings.Contains(f, list[2].Number) || f == "" {
				t.Errorf("%s in a %s: the file's name is told as %q", name, source, f)
			}
			if err := roster.Apply(t.Context(), b, p, nil); !errors.Is(err, roster.ErrProblems) {
				t.Errorf("%s: applied all the same: %v", name, err)
			}
		}
	}
}

// noise does not pack.
func noise(n int) []byte {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return b
}

func TestHostilePhotoZips(t *testing.T) {
	file := func(data []byte) string {
		name := filepath.Join(t.TempDir(), "p.zip")
		must(os.WriteFile(name, data, 0o600))
		return name
	}
	one := func(h *zip.FileHeader, data []byte) []byte {
		return rostertest.Zip(nil, func(z *zip.Writer) {
			w, err := z.CreateHeader(h)
			must(err)
			_, err = w.Write(data)
			must(err)
		})
	}
	link := &zip.FileHeader{Name: "1.jpg"}
	link.SetMode(fs.ModeSymlink | 0o777)
	encrypted := one(&zip.FileHeader{Name: "1.jpg"}, picture(2, 80))
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1
	bomb := rostertest.Zip(nil, func(z *zip.Writer) {
		zeros := make([]byte, 9<<20)
		for i := range 20 {
			w, err := z.Create(fmt.Sprint(i, ".jpg"))
			must(err)
			_, err = w.Write(zeros)
			must(err)
		}
	})
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"path up":         {one(&zip.FileHeader{Name: "../../etc/1.jpg"}, nil), roster.ErrPhotosPath},
		"path in between": {one(&zip.FileHeader{Name: "a/../../1.jpg"}, nil), roster.ErrPhotosPath},
		"backslashes":     {one(&zip.FileHeader{Name: `..\..\1.jpg`}, nil), roster.ErrPhotosPath},
		"absolute":        {one(&zip.FileHeader{Name: "/tmp/1.jpg"}, nil), roster.ErrPhotosPath},
		"drive":           {one(&zip.FileHeader{Name: `C:\1.jpg`}, nil), roster.ErrPhotosPath},
		"link":            {one(link, []byte("/etc/passwd")), roster.ErrPhotosPath},
		"bomb":            {bomb, roster.ErrPhotosBomb},
		"no ZIP":          {[]byte("PK is not enough"), roster.ErrPhotosZip},
	} {
		if _, err := roster.OpenPhotos(file(c.data)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if p := openPhotos(t, file(encrypted)); true {
		if _, err := p.Read(0); !errors.Is(err, roster.ErrPhotosZip) {
			t.Errorf("encrypted: %v", err)
		}
	}
	// An entry larger than the directory says, and than a photo may be.
	big := one(&zip.FileHeader{Name: "1.jpg", Method: zip.Deflate}, make([]byte, 12<<20))
	binary.LittleEndian.PutUint32(big[bytes.Index(big, []byte("PK\x01\x02"))+24:], 1000)
	if photo, err := openPhotos(t, file(big)).Read(0); err == nil || len(photo) > roster.MaxPhotoBytes {
		t.Errorf("lying: %d bytes, %v", len(photo), err)
	}
	if _, err := roster.OpenPhotos(filepath.Join(t.TempDir(), "nothing")); !errors.Is(err, roster.ErrPhotosUnreadable) {
		t.Errorf("missing: %v", err)
	}
}

// Windows packs names in GBK without saying so.
func TestPhotoNamesInGBK(t *testing.T) {
	list := rostertest.Students(33, 1)
	name, err := simplifiedchinese.GBK.NewEncoder().String("照片_" + list[0].Number + ".jpg")
	must(err)
	data := rostertest.Zip(nil, func(z *zip.Writer) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, NonUTF8: true})
		must(err)
		_, err = w.Write(picture(2, 80))
		must(err)
	})
	file := filepath.Join(t.TempDir(), "p.zip")
	must(os.WriteFile(file, data, 0o600))
	p := openPhotos(t, file)
	if got := p.Names()[0]; got != "照片_"+list[0].Number+".jpg" {
		t.Errorf("name %q", got)
	}
	b := membook.New()
	if pl := plan(t, b, rostertest.CSV(list), roster.PlanOptions{Photos: p}); pl.Photos.Matched != 1 {
		t.Errorf("%+v", pl.Photos)
	}
}

// Links in a folder lead nowhere outside of it.
func TestLinksInAPhotoFolder(t *testing.T) {
	list := rostertest.Students(34, 2)
	outside := folder(t, map[string][]byte{"secret.jpg": picture(2, 80)})
	dir := folder(t, map[string][]byte{list[0].ID + ".jpg": picture(4, 80)})
	must(os.Symlink(filepath.Join(outside, "secret.jpg"), filepath.Join(dir, list[1].ID+".jpg")))
	must(os.Symlink(outside, filepath.Join(dir, "more")))
	p := plan(t, membook.New(), rostertest.CSV(list), roster.PlanOptions{Photos: openPhotos(t, dir)})
	if p.Photos.Matched != 1 || p.Photos.Files != 1 {
		t.Errorf("%+v", p.Photos)
	}
}

func TestAPhotoThatChangedSinceThePreview(t *testing.T) {
	list := rostertest.Students(35, 3)
	dir := folder(t, map[string][]byte{list[0].ID + ".jpg": picture(4, 80)})
	b := membook.New()
	p := plan(t, b, rostertest.CSV(list), roster.PlanOptions{Photos: openPhotos(t, dir)})
	must(os.WriteFile(filepath.Join(dir, list[0].ID+".jpg"), picture(6, 80), 0o600))
	if err := roster.Apply(t.Context(), b, p, nil); !errors.Is(err, roster.ErrPhotoChanged) {
		t.Errorf("got %v", err)
	}
	if n := len(students(t, b)); n != 0 {
		t.Errorf("%d students all the same", n)
	}
}
