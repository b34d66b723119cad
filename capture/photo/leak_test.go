package photo_test

import (
	"bufio"
	"bytes"
	"context"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"campuskiosk/capture/models/modelstest"
	"campuskiosk/capture/photo"
)

// resident is the process's resident memory in KiB.
func resident(t *testing.T) int {
	t.Helper()
	debug.FreeOSMemory()
	f, err := os.Open("/proc/self/status")
	if err != nil {
		modelstest.Missing(t, "no /proc")
	}
	defer f.Close()
	s := bufio.NewScanner(f)
	for s.Scan() {
		if v, ok := strings.CutPrefix(s.Text(), "VmRSS:"); ok {
			kb, err := strconv.Atoi(strings.Fields(v)[0])
			if err != nil {
				t.Fatal(err)
			}
			return kb
		}
	}
	t.Fatal("no VmRSS")
	return 0
}

// TestMemory guards: photo after photo (decoded, checked, made, described,
// compared) takes no more memory. The long run is `make bench`.
func TestMemory(t *testing.T) {
	p := pipeline(t)
	data := modelstest.Photo(t, "max/Paul.jpeg")
	spec, colour, err := photo.Order{}.Resolve()
	if err != nil {
		t.Fatal(err)
	}
	one := func() {
		img, _, err := p.Decode(context.Background(), bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		c := check(t, p, img)
		if _, err := p.Make(context.Background(), c, spec, colour); err != nil {
			t.Fatal(err)
		}
		if _, err := p.EmbedChecked(context.Background(), c); err != nil {
			t.Fatal(err)
		}
	}
	const warm, photos = 6, 24
	for range warm {
		one()
	}
	before := resident(t)
	for range photos {
		one()
	}
	gained := resident(t) - before
	t.Logf("%d photos: %+d KiB", photos, gained)
	// One picture of this size (512×720) is 1,440 KiB: a leak of one picture,
	// or of one network's input, per photo would be seen.
	if gained > 12<<10 {
		t.Errorf("%d photos took %d KiB", photos, gained)
	}
}
