package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"campuskiosk/app/audit"
	"campuskiosk/app/store/durable"
	"campuskiosk/app/store/keyring"
)

// CredentialName is the name of the data key among the credentials of the
// kiosk's systemd unit (LoadCredentialEncrypted=).
const CredentialName = "campuskiosk-data-key"

// OpenOrCreate opens a data folder, or makes it at the first start. The data
// key is the credential CredentialName in the folder credentials, which is
// $CREDENTIALS_DIRECTORY and may be empty; where there is none it is the demo
// file in the data folder, made at the first start only: a folder with data
// and without its key is keyring.ErrNoKey. first is the trail's first record.
func OpenOrCreate(dir, credentials string, first audit.Record) (*Store, error) {
	if err := durable.Mkdir(dir); err != nil {
		return nil, people(err)
	}
	there, err := hasData(dir)
	if err != nil {
		return nil, err
	}
	if there {
		return OpenFolder(dir, credentials)
	}
	root, err := findRoot(dir, credentials)
	if errors.Is(err, keyring.ErrNoKey) {
		root, err = keyring.MakeFile(dir)
	}
	if err != nil {
		return nil, err
	}
	return Create(dir, root, first)
}

// OpenFolder opens a data folder that is there, with its key as OpenOrCreate
// finds it. The error is ErrNotCreated where there is none.
func OpenFolder(dir, credentials string) (*Store, error) {
	there, err := hasData(dir)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, ErrNotCreated
	}
	root, err := findRoot(dir, credentials)
	if err != nil {
		return nil, err
	}
	return Open(dir, root)
}

// hasData reports whether a folder has a database.
func hasData(dir string) (bool, error) {
	_, err := os.Stat(filepath.Join(dir, dbFile))
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	}
	return false, people(err)
}

// findRoot finds the data key. The error is keyring.ErrNoKey where there is
// none.
func findRoot(dir, credentials string) (*keyring.Root, error) {
	if credentials != "" {
		if root, err := keyring.FromCredential(credentials, CredentialName); !errors.Is(err, keyring.ErrNoKey) {
			return root, err
		}
	}
	return keyring.FromFile(dir)
}

// Key says where a data folder's key is, for "doctor".
type Key string

// Where the key is.
const (
	// KeyNone: there is no key, and no data that would need one. The first start
	// makes a demo key.
	KeyNone Key = "none"
	// KeyDemo: in a file beside the data.
	KeyDemo Key = "demo"
	// KeyCredential: a credential of the system.
	KeyCredential Key = "credential"
)

// FindKey tells where the key of a data folder is, without opening the data.
// Errors are those of package keyring: ErrNoKey for data without its key,
// ErrKeyForm, ErrKeyOpen.
func FindKey(dir, credentials string) (Key, error) {
	root, err := findRoot(dir, credentials)
	if errors.Is(err, keyring.ErrNoKey) {
		there, failed := hasData(dir)
		if failed != nil {
			return "", failed
		}
		if !there {
			return KeyNone, nil
		}
	}
	switch {
	case err != nil:
		return "", err
	case root.Demo():
		return KeyDemo, nil
	}
	return KeyCredential, nil
}
