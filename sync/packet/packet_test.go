package packet_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/packet"
	"campuskiosk/sync/packet/packettest"

	"filippo.io/age"
)

var update = flag.Bool("update", false, "write the golden packet anew")

func open(t *testing.T, id api.PacketID, file []byte) (packet.Opened, packet.Pictures, error) {
	t.Helper()
	pictures := packet.Pictures{}
	o, err := packet.Open(bytes.NewReader(file), packettest.Identities(t), id, packettest.KeyOf, pictures.Sink)
	return o, pictures, err
}

func TestSealedIsOpened(t *testing.T) {
	s, original, standard := packettest.Session(1)
	s.CollectionCode = []byte("采集码 1234567")
	s.Overrides = []booth.Override{{Rule: booth.RuleV3, Reason: "换了眼镜", Helper: "h1", At: s.Started}}
	id, file, hash := packettest.Seal(t, s, original, standard)
	o, pictures, err := open(t, id, file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(pictures["original.jpg"], original) || !bytes.Equal(pictures["standard.jpg"], standard) || len(pictures) != 2 {
		t.Error("other pictures came out")
	}
	if !bytes.Equal(o.Code, s.CollectionCode) || o.Hash != hash {
		t.Errorf("code %q, manifest %s, sealed as %s", o.Code, o.Hash, hash)
	}
	if got := o.Manifest.Whole(); got != s.Student {
		t.Errorf("student %v, was %v", got, s.Student)
	}
	m := o.Manifest
	if m.Packet != id || m.Kiosk != s.Kiosk || !m.Identity || m.Camera != "cam-1" || m.Policy.Spec != "chsi" || len(m.Uses) != 1 || m.Uses[0].Kiosk != s.Kiosk {
		t.Errorf("manifest %+v", m)
	}
	if !reflect.DeepEqual(m.Submission, s.Pending) {
		t.Errorf("submission %+v, was %+v", m.Submission, s.Pending)
	}
	r := o.Report
	if len(r.Shot.Checks) != 10 || len(r.Comparisons) != 1 || r.Overrides[0].Reason != "换了眼镜" || !r.Checklist[booth.EarsFree] || r.Attestation.Helper != "h1" {
		t.Errorf("report %+v", r)
	}
	if !api.Verify(api.ForManifest, packettest.Key(1).Public().(ed25519.PublicKey), o.Text, o.Signature) {
		t.Error("the evidence is not signed")
	}
}

// TestNobodyElseOpens: neither the kiosk, which has its signing key only, nor
// another service.
func TestNobodyElseOpens(t *testing.T) {
	id, file, _ := packettest.Sealed(t, 1)
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := packet.Open(bytes.NewReader(file), []age.Identity{other}, id, packettest.KeyOf, packet.Discard); !errors.Is(err, api.ErrPacketDamaged) {
		t.Errorf("with another key: %v", err)
	}
	s, original, standard := packettest.Session(1)
	for what, secret := range map[string][]byte{
		"name": []byte(s.Student.Person.Name.Reveal()), "id": []byte(s.Student.Person.ID.Reveal()),
		"original": original[:64], "standard": standard[:64], "manifest": []byte("submission"),
	} {
		if bytes.Contains(file, secret) {
			t.Errorf("the %s lies readable in the packet", what)
		}
	}
	_, again, _ := packettest.Sealed(t, 1)
	if bytes.Equal(file, again) {
		t.Error("two packets are the same: the keys are not random")
	}
}

// TestSeveralKeys: during a rollover packets are sealed to both keys.
func TestSeveralKeys(t *testing.T) {
	next, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	s, original, standard := packettest.Session(1)
	m, r, err := packet.Describe(s, s.Pending, false)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	c := packet.Content{Original: packet.Bytes(original), Standard: packet.Bytes(standard), Report: r}
	if _, err := packet.Seal(&b, []string{packettest.Recipient, next.Recipient().String()}, packettest.Key(1), m, c); err != nil {
		t.Fatal(err)
	}
	for _, ids := range [][]age.Identity{packettest.Identities(t), {next}} {
		if _, err := packet.Open(bytes.NewReader(b.Bytes()), ids, api.PacketOf(s.Pending.ID), packettest.KeyOf, packet.Discard); err != nil {
			t.Error(err)
		}
	}
	if _, err := packet.Seal(io.Discard, nil, packettest.Key(1), m, c); err == nil {
		t.Error("sealed to nobody")
	}
	if _, err := packet.Seal(io.Discard, []string{"age1nonsense"}, packettest.Key(1), m, c); err == nil {
		t.Error("sealed to nonsense")
	}
}

// TestOneBit: whatever single bit is another one, the packet is refused. The
// pictures are short, so that a bit of every byte of age's header and of many
// bytes behind it can be tried; CAMPUSKIOSK_ALL_BITS=1 tries all bits.
func TestOneBit(t *testing.T) {
	original, standard := []byte("\xFF\xD8\xFForiginal"), []byte("\xFF\xD8\xFFstandard")
	id, file, _ := packettest.Seal(t, packettest.With(1, original, standard), original, standard)
	header := bytes.Index(file, []byte("\n--- ")) + 50
	if header < 100 {
		t.Fatal("where does age's header end?")
	}
	ids, all := packettest.Identities(t), os.Getenv("CAMPUSKIOSK_ALL_BITS") != ""
	try := func(at, bit int) {
		file[at] ^= 1 << bit
		if _, err := packet.Open(bytes.NewReader(file), ids, id, packettest.KeyOf, packet.Discard); !errors.Is(err, api.ErrPacketDamaged) {
			t.Errorf("byte %d of %d, bit %d: %v", at, len(file), bit, err)
		}
		file[at] ^= 1 << bit
	}
	for at := range file {
		switch {
		case all:
			for bit := range 8 {
				try(at, bit)
			}
		case at < header || at%32 == 0 || at > len(file)-20:
			try(at, at%8)
		}
	}
	if _, _, err := open(t, id, file); err != nil {
		t.Fatal(err)
	}
}

func TestCutOffOrExtended(t *testing.T) {
	id, file, _ := packettest.Sealed(t, 2)
	for n := 0; n < len(file); n += 1 + len(file)/60 {
		if _, _, err := open(t, id, file[:n]); !errors.Is(err, api.ErrPacketDamaged) {
			t.Errorf("the first %d of %d bytes: %v", n, len(file), err)
		}
	}
	for _, more := range []string{"\x00", strings.Repeat("\x00", 1024), string(file)} {
		if _, _, err := open(t, id, append(bytes.Clone(file), more...)); !errors.Is(err, api.ErrPacketDamaged) {
			t.Errorf("%d more bytes: %v", len(more), err)
		}
	}
}

func TestAnotherOutside(t *testing.T) {
	_, file, _ := packettest.Sealed(t, 1)
	other, _, _ := packettest.Sealed(t, 2)
	if _, _, err := open(t, other, file); !errors.Is(err, api.ErrPacketDamaged) {
		t.Errorf("under another packet's name: %v", err)
	}
}

// TestFailuresThatAreNoDamage: what the reader, the disk or the list of kiosks
// says is not blamed on the packet.
func TestFailuresThatAreNoDamage(t *testing.T) {
	id, file, _ := packettest.Sealed(t, 1)
	trouble := errors.New("trouble")
	half := io.MultiReader(bytes.NewReader(file[:len(file)/2]), failing{trouble})
	if _, err := packet.Open(half, packettest.Identities(t), id, packettest.KeyOf, packet.Discard); !errors.Is(err, trouble) || errors.Is(err, api.ErrPacketDamaged) {
		t.Errorf("a reader's: %v", err)
	}
	full := func(packet.File) (io.WriteCloser, error) { return failing{trouble}, nil }
	if _, err := packet.Open(bytes.NewReader(file), packettest.Identities(t), id, packettest.KeyOf, full); !errors.Is(err, trouble) || errors.Is(err, api.ErrPacketDamaged) {
		t.Errorf("the sink's: %v", err)
	}
	closed := func(packet.File) (io.WriteCloser, error) { return closing{trouble}, nil }
	if _, err := packet.Open(bytes.NewReader(file), packettest.Identities(t), id, packettest.KeyOf, closed); !errors.Is(err, trouble) {
		t.Errorf("the sink's, at the end: %v", err)
	}
	nobody := func(booth.KioskID) (ed25519.PublicKey, error) { return nil, trouble }
	if _, err := packet.Open(bytes.NewReader(file), packettest.Identities(t), id, nobody, packet.Discard); !errors.Is(err, trouble) {
		t.Errorf("the kiosks': %v", err)
	}
}

// TestChangingPicture: a picture that changes between the two readings is not
// sealed.
func TestChangingPicture(t *testing.T) {
	s, original, standard := packettest.Session(1)
	m, r, err := packet.Describe(s, s.Pending, false)
	if err != nil {
		t.Fatal(err)
	}
	for _, second := range [][]byte{original[1:], append(bytes.Clone(original), 1), append([]byte{1}, original[1:]...)} {
		n := 0
		changing := func() (io.ReadCloser, error) {
			n++
			if n > 1 {
				return packet.Bytes(second)()
			}
			return packet.Bytes(original)()
		}
		if _, err := packet.Seal(io.Discard, []string{packettest.Recipient}, packettest.Key(1), m, packet.Content{Original: changing, Standard: packet.Bytes(standard), Report: r}); err == nil {
			t.Error("sealed")
		}
	}
	if _, err := packet.Seal(io.Discard, []string{packettest.Recipient}, packettest.Key(1), m, packet.Content{Original: packet.Bytes(standard), Standard: packet.Bytes(standard), Report: r}); err == nil {
		t.Error("another picture than the submission's is sealed")
	}
}

func TestDescribeNeedsThePictures(t *testing.T) {
	s, _, _ := packettest.Session(1)
	sub := s.Pending
	sub.Shot = sub.Photo
	if _, _, err := packet.Describe(s, sub, false); err == nil {
		t.Error("a shot that is not there")
	}
	sub = s.Pending
	sub.ID.Session = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
	if _, _, err := packet.Describe(s, sub, false); err == nil {
		t.Error("another session's submission")
	}
}

// TestGolden: a packet that the first version sealed opens for ever.
func TestGolden(t *testing.T) {
	name := filepath.Join("testdata", "v1.packet")
	const want = "9dd71163992415be6c1be7ad2219c309a94bd284312acf08b2fb7f3f253a8301"
	original, standard := []byte("\xFF\xD8\xFFthe golden original"), []byte("\xFF\xD8\xFFthe golden photo")
	if *update {
		_, file, hash := packettest.Seal(t, packettest.With(7, original, standard), original, standard)
		t.Logf("manifest %s", hash)
		if err := os.WriteFile(name, file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	o, pictures, err := open(t, "01KAJ3Z8Y30000000000000007-1", file)
	if err != nil {
		t.Fatal(err)
	}
	if o.Hash != want || !bytes.Equal(pictures["original.jpg"], original) || !bytes.Equal(pictures["standard.jpg"], standard) {
		t.Errorf("manifest %s, want %s", o.Hash, want)
	}
	m := o.Manifest
	if m.Version != 1 || m.Person.Person().IsZero() || m.Student.Key.IsZero() || m.Trust != booth.TimeVerified || m.Policy.Validate() != nil || m.Models["detector"] != "yunet" {
		t.Errorf("%+v", m)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error)  { return 0, f.err }
func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (f failing) Close() error              { return nil }

type closing struct{ err error }

func (closing) Write(p []byte) (int, error) { return len(p), nil }
func (c closing) Close() error              { return c.err }
