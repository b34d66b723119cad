package keyring

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"campuskiosk/app/store/durable"
)

// DemoFile is the name of the key file in the data folder that is made where
// there is no credential.
const DemoFile = "demo.key"

// Root is the data key: all other keys hang on it.
type Root struct {
	key  Key
	demo bool
}

// Demo reports whether the key lies in a file beside the data, so that
// whoever takes the disk has both. "doctor" calls that "demo only".
func (r *Root) Demo() bool { return r.demo }

// String gives "data key".
func (Root) String() string { return "data key" }

// GoString gives "data key".
func (Root) GoString() string { return "data key" }

// Derive gives the key for a purpose, by HKDF-SHA-256.
func (r *Root) Derive(purpose string) Key { return derive(r.key, purpose) }

func derive(from Key, purpose string) Key {
	k, err := hkdf.Key(sha256.New, from[:], nil, "campuskiosk/store/v1/"+purpose, KeySize)
	if err != nil {
		panic(err) // the length is right
	}
	return Key(k)
}

// NewRoot makes a root of a given key, for tests and for restoring.
func NewRoot(k Key) *Root { return &Root{key: k} }

// FromCredential reads the data key from a systemd credential: the file name
// in dir, which is $CREDENTIALS_DIRECTORY. It holds 32 bytes, or 64
// hexadecimal digits. Errors: ErrNoKey when there is none, ErrKeyForm.
func FromCredential(dir, name string) (*Root, error) {
	k, err := readKey(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	return &Root{key: k}, nil
}

// FromFile reads the data key from the demo file in the data folder. Errors:
// ErrNoKey, ErrKeyForm, ErrKeyOpen when others than the owner may read it.
func FromFile(dir string) (*Root, error) {
	name := filepath.Join(dir, DemoFile)
	info, err := os.Lstat(name)
	if err != nil {
		return nil, missing(err)
	}
	if !info.Mode().IsRegular() || info.Mode().Perm()&0o077 != 0 {
		return nil, ErrKeyOpen
	}
	k, err := readKey(name)
	if err != nil {
		return nil, err
	}
	return &Root{key: k, demo: true}, nil
}

// MakeFile makes the demo file with a new key. One that is there stays.
func MakeFile(dir string) (*Root, error) {
	if r, err := FromFile(dir); !errors.Is(err, ErrNoKey) {
		return r, err
	}
	k := NewKey()
	err := durable.WriteFile(filepath.Join(dir, DemoFile), func(w io.Writer) error {
		_, err := w.Write(hex.AppendEncode(nil, k[:]))
		return err
	}, nil)
	if err != nil {
		return nil, ErrKeyWrite.Because(durable.Pathless(err))
	}
	return FromFile(dir)
}

// readKey reads 32 bytes or 64 hexadecimal digits.
func readKey(name string) (Key, error) {
	f, err := os.Open(name)
	if err != nil {
		return Key{}, missing(err)
	}
	defer f.Close() //nolint:errcheck // only read
	b, err := io.ReadAll(io.LimitReader(f, 1024))
	if err != nil {
		return Key{}, ErrKeyForm.Because(durable.Pathless(err))
	}
	if len(b) == KeySize {
		return Key(b), nil
	}
	var k Key
	if b = bytes.TrimSpace(b); hex.DecodedLen(len(b)) != KeySize || len(b)%2 != 0 {
		return Key{}, ErrKeyForm
	}
	if _, err := hex.Decode(k[:], b); err != nil {
		return Key{}, ErrKeyForm
	}
	return k, nil
}

func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNoKey
	}
	return ErrNoKey.Because(durable.Pathless(err))
}
