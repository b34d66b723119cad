package api_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/api/apitest"
)

const recipient = "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq"

// setOf is a key set with a root and keys made of seeds.
func setOf(version int, root byte) api.KeySet {
	s := api.KeySet{Version: version, Issued: day.UTC(), Root: publicOf(keyOf(root))}
	for i, use := range []api.Use{api.UseTime, api.UseCommand, api.UseReceipt, api.UseTicket} {
		k := publicOf(keyOf(100 + byte(i)))
		s.Keys = append(s.Keys, api.Key{ID: api.KeyIDOf(k), Use: use, Public: k})
	}
	s.Keys = append(s.Keys, api.Key{ID: api.KeyIDOf([]byte(recipient)), Use: api.UsePacket, Recipient: recipient})
	return s
}

func sealSet(t *testing.T, s api.KeySet, by byte) api.Signed {
	t.Helper()
	signed, err := api.Seal(api.ForKeySet, keyOf(by), s)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func TestKeysByFingerprint(t *testing.T) {
	one, two := api.FingerprintOf(publicOf(keyOf(1))), api.FingerprintOf(publicOf(keyOf(2)))
	first := sealSet(t, setOf(1, 1), 1)
	rolled := sealSet(t, setOf(2, 2), 1)  // the new root, by the old one
	present := sealSet(t, setOf(3, 2), 2) // by the new root itself
	stolen := sealSet(t, setOf(9, 1), 3)  // names the root, by another key
	for name, c := range map[string]struct {
		sets []api.Signed
		by   api.Fingerprint
		want int // version, 0 for forged
	}{
		"only set":          {[]api.Signed{first}, one, 1},
		"rolled over":       {[]api.Signed{first, rolled, present}, one, 3},
		"new root":          {[]api.Signed{first, rolled, present}, two, 3},
		"old root is last":  {[]api.Signed{first}, two, 0},
		"forged":            {[]api.Signed{stolen}, one, 0},
		"forged behind":     {[]api.Signed{first, stolen}, one, 0},
		"nothing":           {nil, one, 0},
		"unusable, no keys": {[]api.Signed{sealSet(t, api.KeySet{Version: 1, Root: publicOf(keyOf(1))}, 1)}, one, 0},
	} {
		set, err := api.KeyChain{Sets: c.sets}.First(c.by)
		if (err == nil) != (c.want > 0) || err == nil && set.Version != c.want || err != nil && !errors.Is(err, api.ErrForged) {
			t.Errorf("%s: version %d, %v; want %d", name, set.Version, err, c.want)
		}
	}
}

func TestNextKeys(t *testing.T) {
	pinned := setOf(2, 1)
	for name, c := range map[string]struct {
		sets []api.Signed
		want int
		ok   bool
	}{
		"newer":              {[]api.Signed{sealSet(t, setOf(3, 1), 1)}, 3, true},
		"the same":           {[]api.Signed{sealSet(t, setOf(2, 1), 1)}, 2, true},
		"older":              {[]api.Signed{sealSet(t, setOf(1, 1), 1)}, 2, true},
		"another root":       {[]api.Signed{sealSet(t, setOf(3, 2), 2)}, 2, false},
		"root over":          {[]api.Signed{sealSet(t, setOf(3, 2), 1), sealSet(t, setOf(4, 2), 2)}, 4, true},
		"the old root later": {[]api.Signed{sealSet(t, setOf(3, 2), 1), sealSet(t, setOf(5, 1), 1)}, 3, true},
		"nothing":            {nil, 2, false},
	} {
		set, err := api.KeyChain{Sets: c.sets}.Next(pinned)
		if set.Version != c.want || (err == nil) != c.ok {
			t.Errorf("%s: version %d, %v; want %d", name, set.Version, err, c.want)
		}
	}
}

// TestPurposesAreApart: a signature is good for its purpose, its use and its
// text only.
func TestPurposesAreApart(t *testing.T) {
	keys := setOf(1, 1)
	command := api.Command{ID: "1", Kiosk: "k1", Order: api.OrderWipe, Seq: 1, Issued: day.UTC()}
	commandKey, timeKey := keyOf(101), keyOf(100)
	good, err := api.Seal(api.ForCommand, commandKey, command)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := api.OpenCommand(good, keys, "k1"); err != nil || got != command {
		t.Fatalf("%+v, %v", got, err)
	}
	byTimeKey, _ := api.Seal(api.ForCommand, timeKey, command)
	asTime, _ := api.Seal(api.ForTime, commandKey, command)
	renamed := byTimeKey
	renamed.Key = good.Key
	changed := good
	changed.Payload = append([]byte(nil), good.Payload...)
	changed.Payload[10] ^= 1
	short := good
	short.Signature = short.Signature[:63]
	for name, s := range map[string]api.Signed{
		"a key for time": byTimeKey, "another purpose": asTime, "under another key's name": renamed,
		"changed": changed, "short": short, "nothing": {},
	} {
		if _, err := api.OpenCommand(s, keys, "k1"); !errors.Is(err, api.ErrForged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := api.OpenCommand(good, keys, "k2"); !errors.Is(err, api.ErrForged) {
		t.Errorf("another kiosk's: %v", err)
	}
}

func TestTime(t *testing.T) {
	keys := setOf(1, 1)
	ask := api.NewTimeRequest()
	answer, err := api.Seal(api.ForTime, keyOf(100), api.SignedTime{Nonce: ask.Nonce, At: day.UTC()})
	if err != nil {
		t.Fatal(err)
	}
	if at, err := ask.OpenTime(answer, keys); err != nil || !at.Equal(day) {
		t.Fatalf("%v, %v", at, err)
	}
	if _, err := api.NewTimeRequest().OpenTime(answer, keys); !errors.Is(err, api.ErrForged) {
		t.Errorf("an answer to another question: %v", err)
	}
}

func TestReceipt(t *testing.T) {
	keys := setOf(1, 1)
	const packet, digest = "01KBZ8N4Q0X5E7R9T2V4W6Y8ZA-1", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	s, err := api.Seal(api.ForReceipt, keyOf(102), api.Receipt{Packet: packet, Kiosk: "k1", SHA256: digest, Bytes: 1, State: api.Stored, At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := api.OpenReceipt(s, keys, "k1", packet, digest); err != nil || !r.Safe() {
		t.Errorf("%v, %v", r, err)
	}
	if _, err := api.OpenReceipt(s, keys, "k1", packet, booth.PhotoID(digest[1:]+"0")); !errors.Is(err, api.ErrPacketConflict) {
		t.Errorf("another file: %v", err)
	}
	if _, err := api.OpenReceipt(s, keys, "k2", packet, digest); !errors.Is(err, api.ErrForged) {
		t.Errorf("another kiosk's: %v", err)
	}
	for state, safe := range map[api.ReceiptState]bool{api.Received: false, api.Stored: true, api.RefusedByRule: true, api.Damaged: false, "": false} {
		if (api.Receipt{State: state}).Safe() != safe {
			t.Errorf("%q: safe is not %v", state, safe)
		}
	}
}

// TestPayloadsAreTheFiles compares what is signed with its schemas.
func TestPayloadsAreTheFiles(t *testing.T) {
	c := apitest.Load(t)
	problem := api.ProblemOf(booth.ErrSubmissionsUsed)
	for schema, v := range map[string]any{
		"KeySet":     setOf(1, 1),
		"SignedTime": api.SignedTime{Nonce: api.NewTimeRequest().Nonce, At: day},
		"Command":    api.Command{ID: "1", Kiosk: "k1", Order: api.OrderLogLevel, Level: "debug", Seq: 1, Issued: day},
		"Receipt": api.Receipt{
			Packet: "01KBZ8N4Q0X5E7R9T2V4W6Y8ZA-1", Kiosk: "k1", SHA256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", Bytes: 1,
			Manifest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", State: api.RefusedByRule, Review: true, Problem: &problem, At: day,
		},
	} {
		if err := c.Matches(schema, v); err != nil {
			t.Errorf("%s: %v", schema, err)
		}
	}
	for _, o := range []api.Order{api.OrderLock, api.OrderUnlock, api.OrderRevoke, api.OrderWipe} {
		if err := c.Matches("Command", api.Command{ID: "1", Kiosk: "k1", Order: o, Seq: 1, Issued: day}); err != nil {
			t.Errorf("%s: %v", o, err)
		}
	}
	for _, s := range []api.ReceiptState{api.Received, api.Stored, api.RefusedByRule, api.Damaged} {
		enum := c.Doc.Components.Schemas["Receipt"].Value.Properties["state"].Value.Enum
		if !slices.Contains(enum, any(string(s))) {
			t.Errorf("the file has no state %s", s)
		}
	}
}
