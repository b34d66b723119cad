package stick_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/storetest"
	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
	"campuskiosk/sync/packet"
	"campuskiosk/sync/packet/packettest"
	"campuskiosk/sync/packet/stick"

	"filippo.io/age"
)

// kiosk is an outbox with packets.
func kiosk(t *testing.T, from, to int) *outbox.Folder {
	t.Helper()
	f, err := outbox.Open(filepath.Join(t.TempDir(), "packets"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	for n := from; n < to; n++ {
		id, file, manifest := packettest.Sealed(t, n)
		sub, _ := id.Submission()
		if _, err := f.Add(sub, storetest.Start, func(w io.Writer) (string, error) {
			_, err := w.Write(file)
			return manifest, err
		}); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func packetID(n int) api.PacketID {
	return api.PacketOf(booth.SubmissionID{Session: storetest.SessionID(n), N: 1})
}

func export(t *testing.T, f stick.Source, dir string) stick.Exported {
	t.Helper()
	e, err := stick.Export(context.Background(), f, dir, stick.Unconfirmed, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// service opens and keeps packets as a central service does.
type service struct {
	ids   []age.Identity
	taken []api.PacketID
	fail  map[api.PacketID]error
}

func newService(t *testing.T) *service {
	return &service{ids: packettest.Identities(t), fail: map[api.PacketID]error{}}
}

func (s *service) Take(_ context.Context, id api.PacketID, size int64, r io.ReadSeeker) (api.Receipt, error) {
	if err := s.fail[id]; err != nil {
		return api.Receipt{}, err
	}
	if _, err := io.Copy(io.Discard, r); err != nil { // as one that hashes first
		return api.Receipt{}, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return api.Receipt{}, err
	}
	n := &counter{r: r}
	if _, err := packet.Open(n, s.ids, id, packettest.KeyOf, packet.Discard); err != nil {
		if errors.Is(err, api.ErrPacketDamaged) {
			p := api.ProblemOf(err)
			return api.Receipt{Packet: id, State: api.Damaged, Problem: &p}, nil
		}
		return api.Receipt{}, err
	}
	if n.n != size {
		return api.Receipt{}, errors.New("another size")
	}
	s.taken = append(s.taken, id)
	return api.Receipt{Packet: id, State: api.Stored}, nil
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

func TestThereAndBack(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "stick")
	one, two := kiosk(t, 0, 3), kiosk(t, 3, 5)
	if e := export(t, two, dir); e.Copied != 2 || e.Bytes == 0 {
		t.Errorf("%+v", e)
	}
	if e := export(t, one, dir); e.Copied != 3 || e.Already != 0 {
		t.Errorf("%+v", e)
	}
	if e := export(t, one, dir); e.Copied != 0 || e.Already != 3 || len(e.Damaged) != 0 {
		t.Errorf("again: %+v", e)
	}
	if tool, err := exec.LookPath("sha256sum"); err == nil {
		c := exec.Command(tool, "--check", "--strict", "--quiet", stick.SumsName)
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("sha256sum: %v\n%s", err, out)
		}
	}
	s := newService(t)
	last := int64(0)
	results, err := stick.Import(context.Background(), dir, s, func(done, total int64) {
		if done < last || done > total {
			t.Errorf("progress %d after %d of %d", done, last, total)
		}
		last = done
	})
	if err != nil || len(results) != 5 {
		t.Fatalf("%v, %v", results, err)
	}
	for n, r := range results {
		if !r.Taken() || r.Packet != packetID(n) || r.Problem != nil {
			t.Errorf("%+v", r)
		}
	}
	info, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := int64(0)
	for _, f := range info {
		if i, err := f.Info(); err == nil && f.Name() != stick.SumsName {
			all += 2 * i.Size()
		}
	}
	if last != all || !slices.Equal(s.taken, []api.PacketID{packetID(0), packetID(1), packetID(2), packetID(3), packetID(4)}) {
		t.Errorf("order %v, progress %d of %d", s.taken, last, all)
	}
}

func TestOnlyWhatIsChosen(t *testing.T) {
	f, dir := kiosk(t, 0, 3), t.TempDir()
	confirmed, _ := packetID(1).Submission()
	if err := f.Confirm(confirmed, nil, storetest.Start); err != nil {
		t.Fatal(err)
	}
	if e := export(t, f, dir); e.Copied != 2 {
		t.Errorf("%+v", e)
	}
	if _, err := os.Stat(filepath.Join(dir, packetID(1).File())); !os.IsNotExist(err) {
		t.Error("a confirmed packet was exported")
	}
}

// TestDamagedCopyIsReplaced: a stick whose bytes are other ones, or fewer.
func TestDamagedCopyIsReplaced(t *testing.T) {
	f, dir := kiosk(t, 0, 3), t.TempDir()
	export(t, f, dir)
	flip(t, filepath.Join(dir, packetID(0).File()))
	if err := os.Truncate(filepath.Join(dir, packetID(1).File()), 100); err != nil {
		t.Fatal(err)
	}
	results, err := stick.Import(context.Background(), dir, newService(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	for n, r := range results {
		if bad := n < 2; bad != (r.Problem != nil) || bad && r.Problem.Code != stick.ErrCopy.Code || bad == r.Taken() {
			t.Errorf("%d: %+v", n, r)
		}
	}
	if e := export(t, f, dir); e.Copied != 2 || e.Already != 1 {
		t.Errorf("%+v", e)
	}
	results, err = stick.Import(context.Background(), dir, newService(t), nil)
	if err != nil || slices.ContainsFunc(results, func(r stick.Result) bool { return !r.Taken() }) {
		t.Errorf("%v, %v", results, err)
	}
}

func flip(t *testing.T, name string) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// broken is an outbox of which one file can't be had.
type broken struct {
	*outbox.Folder
	id booth.SubmissionID
}

func (b broken) Read(id booth.SubmissionID) (*os.File, error) {
	if id == b.id {
		return nil, outbox.ErrChanged
	}
	return b.Folder.Read(id)
}

// TestDamagedOnTheKiosk: one bad packet doesn't keep the others.
func TestDamagedOnTheKiosk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "packets")
	f, err := outbox.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for n := range 3 {
		id, file, m := packettest.Sealed(t, n)
		sub, _ := id.Submission()
		if _, err := f.Add(sub, storetest.Start, func(w io.Writer) (string, error) { _, err := w.Write(file); return m, err }); err != nil {
			t.Fatal(err)
		}
	}
	flip(t, filepath.Join(dir, packetID(0).File()))
	second, _ := packetID(1).Submission()
	to := t.TempDir()
	e := export(t, broken{f, second}, to)
	if e.Copied != 1 || !slices.Equal(e.Damaged, []api.PacketID{packetID(0), packetID(1)}) {
		t.Errorf("%+v", e)
	}
	files, err := filepath.Glob(filepath.Join(to, "*"))
	if err != nil || len(files) != 2 {
		t.Errorf("on the stick: %v", files)
	}
}

func TestNoStick(t *testing.T) {
	f := kiosk(t, 0, 1)
	away := filepath.Join(t.TempDir(), "unplugged", "packets")
	if _, err := stick.Export(context.Background(), f, away, stick.Unconfirmed, nil); !errors.Is(err, stick.ErrNoFolder) {
		t.Errorf("export: %v", err)
	}
	if _, err := os.Stat(filepath.Dir(away)); !os.IsNotExist(err) {
		t.Error("folders above were made")
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := stick.Export(context.Background(), f, file, stick.Unconfirmed, nil); !errors.Is(err, stick.ErrNoFolder) {
		t.Errorf("to a file: %v", err)
	}
	if _, err := stick.Import(context.Background(), away, newService(t), nil); !errors.Is(err, stick.ErrNoFolder) {
		t.Errorf("import: %v", err)
	}
}

func TestStopped(t *testing.T) {
	f, dir := kiosk(t, 0, 4), t.TempDir()
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	_, err := stick.Export(ctx, f, dir, stick.Unconfirmed, func(done, total int64) {
		if done > total/2 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if half, _ := filepath.Glob(filepath.Join(dir, "*.part")); len(half) != 0 {
		t.Errorf("left %v", half)
	}
	e := export(t, f, dir)
	if e.Copied+e.Already != 4 || e.Already == 0 {
		t.Errorf("gone on: %+v", e)
	}
	ctx, stop = context.WithCancel(context.Background())
	defer stop()
	s := newService(t)
	results, err := stick.Import(ctx, dir, s, func(done, total int64) {
		if done > total/2 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || len(results) == 4 {
		t.Errorf("%v, %v", results, err)
	}
}

// TestWhatTheServiceSays: about one packet it is kept with the packet; a full
// service ends the import.
func TestWhatTheServiceSays(t *testing.T) {
	f, dir := kiosk(t, 0, 4), t.TempDir()
	export(t, f, dir)
	if err := os.Remove(filepath.Join(dir, packetID(2).File())); err != nil {
		t.Fatal(err)
	}
	s := newService(t)
	s.fail[packetID(0)] = api.ErrPacketConflict
	s.fail[packetID(3)] = api.ErrStorageFull
	results, err := stick.Import(context.Background(), dir, s, nil)
	if !errors.Is(err, api.ErrStorageFull) || len(results) != 3 {
		t.Fatalf("%v, %v", results, err)
	}
	if results[0].Problem.Code != api.ErrPacketConflict.Code || !results[1].Taken() || results[2].Problem.Code != stick.ErrMissing.Code {
		t.Errorf("%+v", results)
	}
	if strings.Contains(results[0].Problem.EN, "internal") {
		t.Errorf("%+v", results[0].Problem)
	}
}

// TestForeignFiles: other files on the stick are nobody's business, and a
// stick without a list is read as well.
func TestForeignFiles(t *testing.T) {
	f, dir := kiosk(t, 0, 2), t.TempDir()
	export(t, f, dir)
	for name, text := range map[string]string{"holiday.jpg": "x", "x.packet": "x", "01KAJ3Z8Y30000000000000001-01.packet": "x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, packetID(9).File()), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, stick.SumsName), bytes.Repeat([]byte{0xFF, '\n'}, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	results, err := stick.Import(context.Background(), dir, newService(t), nil)
	if err != nil || len(results) != 2 || !results[0].Taken() || !results[1].Taken() {
		t.Errorf("%v, %v", results, err)
	}
}
