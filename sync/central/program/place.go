package program

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/durable"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/blob"
	"campuskiosk/sync/central/keys"
	"campuskiosk/sync/central/service"
	"campuskiosk/sync/central/store"
)

// Place is where a service keeps what it has.
type Place struct {
	// Dir is the data folder. It is made when it is not there.
	Dir string
	// DatabaseFile and StorageFile hold addresses with passwords; empty is
	// SQLite and a folder below Dir.
	DatabaseFile, StorageFile string
	// Address is where kiosks find the service.
	Address string
	// Comparer and Register are the service's (service.Options).
	Comparer service.Comparer
	Register service.Register
	Log      *slog.Logger
}

// Opened is a service that is open.
type Opened struct {
	Service *service.Service
	Keys    *keys.Keys
	store   *store.Store
}

// Errors for people.
var (
	errDir = booth.Fail("central.data",
		"数据目录无法使用。请检查目录是否存在、是否有写入权限（--data）。",
		"The data folder can't be used. Check that it is there and can be written to (--data).")
	errCredential = booth.Fail("central.credential",
		"地址文件无法读取，请检查路径和权限（--database-file、--storage-file）。",
		"A file with an address can't be read. Check its path and rights (--database-file, --storage-file).")
	errDatabase = booth.Fail("central.database",
		"数据库无法打开。请检查数据库是否运行、地址是否正确、磁盘是否已满。",
		"The database can't be opened. Check that it runs, that its address is right and that the disk is not full.")
)

// Open opens the service; Close closes it.
func (p *Place) Open(ctx context.Context) (*Opened, error) {
	if err := os.MkdirAll(p.Dir, 0o700); err != nil {
		return nil, errDir.Because(err)
	}
	if err := durable.SyncDir(p.Dir); err != nil {
		return nil, errDir.Because(err)
	}
	s, err := p.openStore(ctx)
	if err != nil {
		var known *booth.Error
		if errors.As(err, &known) {
			return nil, err
		}
		return nil, errDatabase.Because(err)
	}
	b, err := p.openBlobs()
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	o := &Opened{store: s}
	if o.Keys, err = keys.LoadOrNew(p.Dir, s.Now()); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	o.Service, err = service.New(ctx, service.Options{
		Store: s, Blobs: b, Keys: o.Keys, Address: p.Address, Comparer: p.Comparer, Register: p.Register, Log: p.Log,
	})
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return o, nil
}

// Close closes it.
func (o *Opened) Close() error { return o.store.Close() }

func (p *Place) openStore(ctx context.Context) (*store.Store, error) {
	if p.DatabaseFile == "" {
		return store.OpenSQLite(ctx, p.Dir, store.Options{})
	}
	address, err := readAddress(p.DatabaseFile)
	if err != nil {
		return nil, err
	}
	return store.OpenPostgres(ctx, address, store.Options{})
}

func (p *Place) openBlobs() (blob.Store, error) {
	if p.StorageFile == "" {
		return blob.OpenFolder(filepath.Join(p.Dir, "blobs"))
	}
	address, err := readAddress(p.StorageFile)
	if err != nil {
		return nil, err
	}
	return blob.OpenS3(address)
}

func readAddress(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", errCredential
	}
	return strings.TrimSpace(string(text)), nil
}

// with opens the service for one command.
func (p *Place) with(ctx context.Context, do func(context.Context, *Opened) error) error {
	o, err := p.Open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(do(ctx, o), o.Close())
}

// taker is the service as the command "import" sees it.
type taker struct{ *Opened }

// Take takes a packet of a stick.
func (t taker) Take(ctx context.Context, id api.PacketID, size int64, r io.ReadSeeker) (api.Receipt, error) {
	if size > api.MaxPacket {
		return api.Receipt{}, api.ErrPacketTooLarge
	}
	return t.Service.Import(ctx, id.File(), r)
}
