// Package keys holds the central service's private keys: the root, whose
// fingerprint enrolment codes carry, one key for each purpose, the keys that
// open packets, and the campus key. They lie in one file, which several
// processes of one service share; nothing of it is in the database.
package keys

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/durable"
	"campuskiosk/sync/api"

	"filippo.io/age"
)

// File is the name of the file in its folder.
const File = "central.keys"

// Errors for people.
var (
	// ErrFile is a file of keys that can't be read.
	ErrFile = booth.Fail("central.keys",
		"密钥文件无法读取或已损坏。请从备份恢复 central.keys，不要新建：用旧密钥封存的封包只有它能打开。",
		"The file of keys can't be read or is damaged. Restore central.keys from a backup and don't make a new one: only it opens the packets that are sealed already.")
	// ErrOpen is a file that others may read.
	ErrOpen = booth.Fail("central.keys_readable",
		"密钥文件的权限过宽。请执行 chmod 600 后再试。",
		"Others can read the file of keys. Run chmod 600 on it and try again.")
)

// Keys are the service's keys. They print as "keys".
type Keys struct {
	root, ticket, time, command, receipt ed25519.PrivateKey
	packets                              []*age.X25519Identity
	campus                               []byte
	set                                  api.KeySet
	chain                                api.KeyChain
}

// String gives "keys".
func (*Keys) String() string { return "keys" }

// GoString gives "keys".
func (*Keys) GoString() string { return "keys" }

// stored is the file's form. Seeds are Ed25519's, 32 bytes.
type stored struct {
	Version int               `json:"version"`
	Root    []byte            `json:"root"`
	Uses    map[string][]byte `json:"uses"`
	// Packets are age identities; packets are sealed to the last, older ones
	// open what was sealed before.
	Packets []string     `json:"packets"`
	Campus  []byte       `json:"campus"`
	Chain   api.KeyChain `json:"chain"`
}

const version = 1

// New makes keys.
func New(now time.Time) (*Keys, error) {
	k := &Keys{campus: make([]byte, 32)}
	_, _ = rand.Read(k.campus) // never fails (package crypto/rand)
	var err error
	for _, p := range []*ed25519.PrivateKey{&k.root, &k.ticket, &k.time, &k.command, &k.receipt} {
		if _, *p, err = ed25519.GenerateKey(nil); err != nil {
			return nil, err
		}
	}
	return k, k.addPacketKey(now)
}

func (k *Keys) addPacketKey(now time.Time) error {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	k.packets = append(k.packets, id)
	return k.issue(k.root, now)
}

// issue makes a new key set, signed by a root.
func (k *Keys) issue(by ed25519.PrivateKey, now time.Time) error {
	set := api.KeySet{Version: k.set.Version + 1, Issued: now.UTC().Truncate(time.Second), Root: public(k.root)}
	for _, u := range []struct {
		use api.Use
		key ed25519.PrivateKey
	}{{api.UseTicket, k.ticket}, {api.UseTime, k.time}, {api.UseCommand, k.command}, {api.UseReceipt, k.receipt}} {
		p := public(u.key)
		set.Keys = append(set.Keys, api.Key{ID: api.KeyIDOf(p), Use: u.use, Public: p})
	}
	recipient := k.packets[len(k.packets)-1].Recipient().String()
	set.Keys = append(set.Keys, api.Key{ID: api.KeyIDOf([]byte(recipient)), Use: api.UsePacket, Recipient: recipient})
	signed, err := api.Seal(api.ForKeySet, by, set)
	if err != nil {
		return err
	}
	// Of the sets of one root the last is enough; one that brought another root
	// stays, so that a kiosk that was away finds its way.
	if n := len(k.chain.Sets); n > 0 && bytes.Equal(k.set.Root, set.Root) && !k.broughtRoot() {
		k.chain.Sets = k.chain.Sets[:n-1]
	}
	k.set, k.chain.Sets = set, append(k.chain.Sets, signed)
	return nil
}

// broughtRoot reports whether the last set of the chain is signed by another
// root than its own.
func (k *Keys) broughtRoot() bool {
	last := k.chain.Sets[len(k.chain.Sets)-1]
	return last.Key != api.KeyIDOf(k.set.Root)
}

func public(key ed25519.PrivateKey) ed25519.PublicKey {
	p, _ := key.Public().(ed25519.PublicKey)
	return p
}

// RollPackets makes a new key for packets. What was sealed to older ones can
// still be opened.
func (k *Keys) RollPackets(now time.Time) error { return k.addPacketKey(now) }

// RollRoot makes a new root: a set that the old one signs, for who knows the
// old one, and after it a set of its own.
func (k *Keys) RollRoot(now time.Time) error {
	old := k.root
	_, root, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	k.root = root
	if err := k.issue(old, now); err != nil {
		return err
	}
	return k.issue(root, now)
}

// Fingerprint is the root's.
func (k *Keys) Fingerprint() api.Fingerprint { return api.FingerprintOf(public(k.root)) }

// Set is the present key set, Chain what leads to it.
func (k *Keys) Set() api.KeySet { return k.set }

// Chain is the chain of key sets.
func (k *Keys) Chain() api.KeyChain { return k.chain }

// Campus is the campus key, which makes students' keys.
func (k *Keys) Campus() []byte { return bytes.Clone(k.campus) }

// Identities open packets.
func (k *Keys) Identities() []age.Identity {
	all := make([]age.Identity, 0, len(k.packets))
	for _, p := range k.packets {
		all = append(all, p)
	}
	return all
}

// SignTime signs the time.
func (k *Keys) SignTime(t api.SignedTime) (api.Signed, error) {
	return api.Seal(api.ForTime, k.time, t)
}

// SignCommand signs a command.
func (k *Keys) SignCommand(c api.Command) (api.Signed, error) {
	return api.Seal(api.ForCommand, k.command, c)
}

// SignReceipt signs a receipt.
func (k *Keys) SignReceipt(r api.Receipt) (api.Signed, error) {
	return api.Seal(api.ForReceipt, k.receipt, r)
}

// Save writes the file, mode 0600.
func (k *Keys) Save(dir string) error {
	s := stored{
		Version: version, Root: k.root.Seed(), Campus: k.campus, Chain: k.chain,
		Uses: map[string][]byte{
			string(api.UseTicket): k.ticket.Seed(), string(api.UseTime): k.time.Seed(),
			string(api.UseCommand): k.command.Seed(), string(api.UseReceipt): k.receipt.Seed(),
		},
	}
	for _, p := range k.packets {
		s.Packets = append(s.Packets, p.String())
	}
	text, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, File), func(w io.Writer) error {
		_, err := w.Write(append(text, '\n'))
		return err
	}, nil)
}

// Load reads the file. An error that wraps fs.ErrNotExist: there is none.
func Load(dir string) (*Keys, error) {
	name := filepath.Join(dir, File)
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("keys: %w", fs.ErrNotExist)
	}
	if err != nil {
		return nil, ErrFile
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, ErrOpen
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, ErrFile
	}
	return read(text)
}

func read(text []byte) (*Keys, error) {
	var s stored
	if err := json.Unmarshal(text, &s); err != nil || s.Version != version || len(s.Campus) != 32 || len(s.Packets) == 0 || len(s.Chain.Sets) == 0 {
		return nil, ErrFile // a cause might quote a key
	}
	k := &Keys{campus: s.Campus, chain: s.Chain}
	for _, f := range []struct {
		to   *ed25519.PrivateKey
		seed []byte
	}{
		{&k.root, s.Root},
		{&k.ticket, s.Uses[string(api.UseTicket)]},
		{&k.time, s.Uses[string(api.UseTime)]},
		{&k.command, s.Uses[string(api.UseCommand)]},
		{&k.receipt, s.Uses[string(api.UseReceipt)]},
	} {
		if len(f.seed) != ed25519.SeedSize {
			return nil, ErrFile
		}
		*f.to = ed25519.NewKeyFromSeed(f.seed)
	}
	for _, p := range s.Packets {
		id, err := age.ParseX25519Identity(p)
		if err != nil {
			return nil, ErrFile
		}
		k.packets = append(k.packets, id)
	}
	set, err := k.chain.First(k.Fingerprint())
	if err != nil {
		return nil, ErrFile
	}
	k.set = set
	return k, nil
}

// LoadOrNew loads the file, or makes one where there is none.
func LoadOrNew(dir string, now time.Time) (*Keys, error) {
	k, err := Load(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if k, err = New(now); err != nil {
		return nil, err
	}
	return k, k.Save(dir)
}
