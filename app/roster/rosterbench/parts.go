package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
	"campuskiosk/app/clock"
	"campuskiosk/app/roster"
	"campuskiosk/app/roster/rostertest"
	"campuskiosk/app/roster/storebook"
	"campuskiosk/app/roster/table"
	"campuskiosk/app/store"
	"campuskiosk/app/store/keyring"
)

func theTask() booth.Task {
	return booth.Task{ID: "bench", Name: "bench", Policy: booth.DefaultPolicy(booth.Collection)}
}

// root is the data key of the measured stores, whose students are made up.
func root() *keyring.Root { return keyring.NewRoot(keyring.Key{1, 2, 3}) }

func create(dir string) (*store.Store, error) {
	r := audit.Record{At: time.Now(), Trust: booth.TimeUnverified, Who: audit.Actor{Role: audit.Admin}, What: "store.created"}
	return store.Create(dir, root(), r)
}

func bookOf(s *store.Store) (*storebook.Book, error) {
	state, err := s.ClockState()
	if err != nil {
		return nil, err
	}
	s.UseClock(clock.New(clock.System(), state, clock.BuildTime()))
	return storebook.New(s, audit.Actor{Role: audit.Admin}), nil
}

// prepare writes the lists, and makes the stores.
func prepare(z size, dir string) (any, error) {
	students := rostertest.Students(seed, z.students)
	data := rostertest.XLSX(students)
	if err := writePhotos(filepath.Join(dir, photosZip), students[:z.photos]); err != nil {
		return nil, err
	}
	files := map[string][]byte{"list.xlsx": data, "formatted.xlsx": million(false), "filled.xlsx": million(true)}
	sizes := map[string]int{}
	for name, data := range files {
		sizes[name] = len(data)
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{dataOf(dir), filepath.Join(dir, "empty")} {
		s, err := create(name)
		if err != nil {
			return nil, err
		}
		if err := s.Close(); err != nil {
			return nil, err
		}
	}
	return map[string]any{"students": z.students, "photos": z.photos, "bytes": sizes}, nil
}

// photosZip is the name of the file of reference photos.
const photosZip = "photos.zip"

// writePhotos writes a reference photo for each student, named as schools name
// them; each has other pixels.
func writePhotos(name string, students []rostertest.Student) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	z := zip.NewWriter(f)
	img := image.NewGray(image.Rect(0, 0, 96, 128))
	for i, s := range students {
		for at := range img.Pix {
			img.Pix[at] = uint8(at*(1+i%7) + i>>(at%17)) // #nosec G115 -- any grey will do
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: s.Number + " " + s.Name + ".jpg", Method: zip.Store})
		if err != nil {
			return errors.Join(err, f.Close())
		}
		if err := jpeg.Encode(w, img, nil); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return errors.Join(z.Close(), f.Close())
}

// million is a sheet of Excel's 1,048,576 rows: twelve formatted empty cells
// each, or a student each.
func million(filled bool) []byte {
	return rostertest.Workbook(func(w io.Writer) {
		var b bytes.Buffer
		b.WriteString(`<sheetData>`)
		rostertest.TextRow(&b, 1, "姓名", "证件类型", "证件号码", "年级", "学历类别")
		for r := 2; r <= 1<<20; r++ {
			row := strconv.Itoa(r)
			b.WriteString(`<row r="` + row + `">`)
			if filled {
				b.WriteString(`<c t="str"><v>张三</v></c><c t="str"><v>护照</v></c><c t="str"><v>E` + row + `</v></c><c><v>2025</v></c><c t="str"><v>本科</v></c>`)
			} else {
				for c := range 12 {
					b.WriteString(`<c r="` + table.ColumnName(c) + row + `" s="3"/>`)
				}
			}
			b.WriteString(`</row>`)
			if b.Len() > 1<<20 {
				_, _ = b.WriteTo(w)
			}
		}
		b.WriteString(`</sheetData>`)
		_, _ = b.WriteTo(w)
	})
}

// readFile reads a list.
func readFile(ctx context.Context, name string, keyOf func(booth.IDNumber) (booth.StudentKey, error)) (*roster.List, error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // nothing was written
	info, err := in.Stat()
	if err != nil {
		return nil, err
	}
	t, err := table.Open(in, info.Size(), table.Limits{})
	if err != nil {
		return nil, err
	}
	return roster.ReadList(ctx, t, roster.Options{Task: theTask(), KeyOf: keyOf, Today: time.Now()})
}

type imported struct {
	Added        int     `json:"added"`
	Unchanged    int     `json:"unchanged"`
	Photos       int     `json:"new_photos"`
	ReadS        float64 `json:"read_s"`
	CompareS     float64 `json:"compare_s"`
	WriteS       float64 `json:"write_s"`
	AfterReadMB  int     `json:"peak_after_reading_mb"`
	PeakMB       int     `json:"peak_mb"`
	DatabaseMB   int     `json:"database_mb"`
	ProgressSeen int     `json:"progress_calls"`
}

// importList imports the list, or compares it when it was imported.
func importList(_ size, dir string) (any, error) {
	ctx := context.Background()
	s, err := store.Open(dataOf(dir), root())
	if err != nil {
		return nil, err
	}
	b, err := bookOf(s)
	if err != nil {
		return nil, err
	}
	var m imported
	start := time.Now()
	l, err := readFile(ctx, filepath.Join(dir, "list.xlsx"), b.KeyOf)
	if err != nil {
		return nil, err
	}
	m.ReadS, m.AfterReadMB = time.Since(start).Seconds(), peakMB()
	progress := func(roster.Step, int64, int64) { m.ProgressSeen++ }
	start = time.Now()
	photos, err := roster.OpenPhotos(filepath.Join(dir, photosZip))
	if err != nil {
		return nil, err
	}
	defer photos.Close() //nolint:errcheck // only read
	p, err := roster.PlanImport(ctx, b, l, roster.PlanOptions{Photos: photos, Progress: progress}, theTask().ID)
	if err != nil {
		return nil, err
	}
	if p.Problems.Total > 0 {
		return nil, fmt.Errorf("%d problems, such as %v", p.Problems.Total, p.Problems.Kept[0].Code)
	}
	m.Photos = p.Photos.New
	m.CompareS, m.Added, m.Unchanged = time.Since(start).Seconds(), p.Added, p.Unchanged
	start = time.Now()
	if !p.Empty() {
		if err := roster.Apply(ctx, b, p, progress); err != nil {
			return nil, err
		}
	}
	m.WriteS, m.PeakMB = time.Since(start).Seconds(), peakMB()
	st, err := s.Status()
	m.DatabaseMB = int(st.Bytes >> 20)
	return m, errors.Join(err, s.Close())
}

type opened struct {
	FullMS  float64 `json:"full_ms"`
	EmptyMS float64 `json:"empty_ms"`
	PeakMB  int     `json:"peak_mb"`
}

// openStore opens the full store and the empty one, several times each.
func openStore(_ size, dir string) (any, error) {
	var o opened
	const times = 10
	for _, one := range []struct {
		name string
		ms   *float64
	}{{filepath.Join(dir, "empty"), &o.EmptyMS}, {dataOf(dir), &o.FullMS}} {
		for range times {
			start := time.Now()
			s, err := store.Open(one.name, root())
			if err != nil {
				return nil, err
			}
			*one.ms += time.Since(start).Seconds() * 1000 / times
			if err := s.Close(); err != nil {
				return nil, err
			}
		}
	}
	o.PeakMB = peakMB()
	return o, nil
}

type read struct {
	Answer  string  `json:"answer"`
	Seconds float64 `json:"seconds"`
	PeakMB  int     `json:"peak_mb"`
}

// readMillion reads one of the large sheets.
func readMillion(name string) func(size, string) (any, error) {
	return func(_ size, dir string) (any, error) {
		campus := []byte("campus key for measurements")
		start := time.Now()
		l, err := readFile(context.Background(), filepath.Join(dir, name), func(id booth.IDNumber) (booth.StudentKey, error) {
			return booth.KeyFor(campus, id), nil
		})
		answer := fmt.Sprint(l)
		if err != nil {
			answer = string(booth.Explain(err).Code)
		}
		return read{answer, time.Since(start).Seconds(), peakMB()}, nil
	}
}
