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
	_, err := os.Stat(filepath.Join(dir, dbFile))
	fresh := errors.Is(err, fs.ErrNotExist)
	if err != nil && !fresh {
		return nil, people(err)
	}
	root, err := findRoot(dir, credentials, fresh)
	if err != nil {
		return nil, err
	}
	if fresh {
		return Create(dir, root, first)
	}
	return Open(dir, root)
}

func findRoot(dir, credentials string, fresh bool) (*keyring.Root, error) {
	if credentials != "" {
		if root, err := keyring.FromCredential(credentials, CredentialName); !errors.Is(err, keyring.ErrNoKey) {
			return root, err
		}
	}
	if fresh {
		return keyring.MakeFile(dir)
	}
	return keyring.FromFile(dir)
}
