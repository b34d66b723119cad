package outbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/durable"
	"campuskiosk/sync/api"
)

const (
	packetSuffix = api.PacketSuffix
	recordSuffix = ".json"
	uploadSuffix = ".upload"
	lockName     = "lock"
)

// Folder is an open outbox. It is safe for concurrent use.
type Folder struct {
	dir  string
	lock *os.File // nil when it is only looked at

	mu    sync.Mutex
	items []Item // the oldest first
	index map[booth.SubmissionID]time.Time
	added chan struct{}
	// uploads are where unfinished uploads go on.
	uploads map[booth.SubmissionID]string
}

// Open opens the folder, makes it where there is none, and removes what a
// crash left. One program can have it open: ErrInUse.
func Open(dir string) (*Folder, error) {
	if err := durable.Mkdir(dir); err != nil {
		return nil, durable.Pathless(err)
	}
	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, durable.Pathless(err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrInUse.Because(err), lock.Close())
	}
	f := &Folder{dir: dir, lock: lock, added: make(chan struct{}, 1)}
	if err := f.load(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return f, nil
}

// Look reads the folder as it is now, beside the program that owns it. A
// folder that is not there is empty. Nothing can be changed.
func Look(dir string) (*Folder, error) {
	f := &Folder{dir: dir}
	return f, f.load()
}

// Close gives the folder back.
func (f *Folder) Close() error {
	if f.lock == nil {
		return nil
	}
	return f.lock.Close()
}

// load reads all records.
func (f *Folder) load() error {
	f.index, f.uploads = map[booth.SubmissionID]time.Time{}, map[booth.SubmissionID]string{}
	entries, err := os.ReadDir(f.dir)
	if errors.Is(err, fs.ErrNotExist) && f.lock == nil {
		return nil
	}
	if err != nil {
		return durable.Pathless(err)
	}
	there := map[string]bool{}
	for _, e := range entries {
		there[e.Name()] = true
	}
	for name := range there {
		base, isPacket := strings.CutSuffix(name, packetSuffix)
		if isPacket {
			if id, ok := ParseName(base); ok {
				if err := f.loadItem(id); err != nil {
					return err
				}
			}
			continue
		}
		if f.lock == nil {
			continue
		}
		base = strings.TrimSuffix(strings.TrimSuffix(name, recordSuffix), uploadSuffix)
		id, ours := ParseName(base)
		if ours && name == base+uploadSuffix {
			if where, err := os.ReadFile(filepath.Join(f.dir, name)); err == nil {
				f.uploads[id] = string(where)
			}
		}
		if strings.HasSuffix(name, durable.TempSuffix) || ours && base != name && !there[base+packetSuffix] {
			if err := durable.Remove(f.dir, name); err != nil {
				return durable.Pathless(err)
			}
		}
	}
	return nil
}

// loadItem reads the record of a packet. Where it is missing or damaged it is
// made anew from the file, so that no packet is ever forgotten.
func (f *Folder) loadItem(id booth.SubmissionID) error {
	var it Item
	text, err := os.ReadFile(f.path(id, recordSuffix))
	if err == nil {
		err = json.Unmarshal(text, &it)
	}
	if err == nil && it.ID == id && it.State != "" {
		f.put(it)
		return nil
	}
	info, err := os.Stat(f.path(id, packetSuffix))
	if errors.Is(err, fs.ErrNotExist) { // removed while we look
		return nil
	}
	if err != nil {
		return durable.Pathless(err)
	}
	it = Item{ID: id, Sealed: info.ModTime().UTC(), Bytes: info.Size(), State: Waiting}
	if it.SHA256, err = f.digest(id); err != nil {
		return err
	}
	f.put(it)
	if f.lock == nil {
		return nil
	}
	return f.write(it)
}

// find tells where a packet is, or would be, in the order of age.
func (f *Folder) find(it Item) (int, bool) {
	return slices.BinarySearchFunc(f.items, it, Older)
}

// put keeps an item in its place.
func (f *Folder) put(it Item) {
	f.index[it.ID] = it.Sealed
	at, found := f.find(it)
	if found {
		f.items[at] = it
		return
	}
	f.items = slices.Insert(f.items, at, it)
}

// get finds an item.
func (f *Folder) get(id booth.SubmissionID) (Item, bool) {
	sealed, known := f.index[id]
	if !known {
		return Item{}, false
	}
	at, found := f.find(Item{ID: id, Sealed: sealed})
	if !found {
		return Item{}, false
	}
	return f.items[at], true
}

// Items are all packets, the oldest first.
func (f *Folder) Items() []Item {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.items)
}

// Item gives a packet's; the error is ErrNotFound.
func (f *Folder) Item(id booth.SubmissionID) (Item, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	it, found := f.get(id)
	if !found {
		return it, ErrNotFound
	}
	return it, nil
}

// Added is sent to when a packet came in or was released.
func (f *Folder) Added() <-chan struct{} { return f.added }

// Add takes a packet: write writes its bytes and gives the hash of its signed
// manifest. It is durable when Add returns; when it fails, nothing is left. A
// second packet of the same id is ErrExists: a packet is sealed once.
func (f *Folder) Add(id booth.SubmissionID, sealed time.Time, write func(io.Writer) (manifest string, err error)) (Item, error) {
	it := Item{ID: id, Sealed: sealed.UTC(), State: Waiting, At: sealed.UTC()}
	if _, err := f.Item(id); err == nil {
		return it, ErrExists
	}
	if _, ok := ParseName(Name(id)); !ok {
		return it, ErrNotFound
	}
	sum := sha256.New()
	err := durable.WriteFile(f.path(id, packetSuffix), func(w io.Writer) (err error) {
		n := counter{w: io.MultiWriter(w, sum)}
		it.Manifest, err = write(&n)
		it.Bytes, it.SHA256 = n.n, hex.EncodeToString(sum.Sum(nil))
		if err != nil {
			return err
		}
		return f.write(it) // before the packet has its name
	}, nil)
	if err != nil {
		_ = durable.Remove(f.dir, Name(id)+packetSuffix, Name(id)+recordSuffix) // it has its name if only the folder's writing failed
		return it, durable.Pathless(err)
	}
	f.mu.Lock()
	f.put(it)
	f.mu.Unlock()
	f.tell()
	return it, nil
}

// counter counts the bytes that go through.
type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}

// Read opens a packet. The error is ErrChanged when the file is not there or
// has another size.
func (f *Folder) Read(id booth.SubmissionID) (*os.File, error) {
	it, err := f.Item(id)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(f.path(id, packetSuffix))
	if err != nil {
		return nil, ErrChanged.Because(durable.Pathless(err))
	}
	if info, err := file.Stat(); err != nil || info.Size() != it.Bytes {
		return nil, errors.Join(ErrChanged, file.Close())
	}
	return file, nil
}

// Confirm records that the service has this very packet. why is not nil where
// it has it and a rule does not allow the submission. It survives a crash of the
// process; after a power cut the service may be asked again, which says the same.
func (f *Folder) Confirm(id booth.SubmissionID, why *Reason, at time.Time) error {
	return f.change(id, f.writeSoon, func(it *Item) { it.State, it.At, it.Reason = Confirmed, at.UTC(), why })
}

// Park records that the service refused a packet, or has another one under
// its id (state Conflict).
func (f *Folder) Park(id booth.SubmissionID, state State, why Reason, at time.Time) error {
	return f.change(id, f.write, func(it *Item) { it.State, it.At, it.Reason = state, at.UTC(), &why })
}

// Release lets a parked packet be tried again.
func (f *Folder) Release(id booth.SubmissionID, at time.Time) error {
	err := f.change(id, f.write, func(it *Item) {
		if it.State == Parked || it.State == Conflict {
			it.State, it.At, it.Reason = Waiting, at.UTC(), nil
		}
	})
	f.tell()
	return err
}

// Remove removes a packet that the service confirmed; ErrUnconfirmed for
// others. One that is not there is all right.
func (f *Folder) Remove(id booth.SubmissionID) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	it, found := f.get(id)
	switch {
	case !found:
		return nil
	case it.State != Confirmed:
		return ErrUnconfirmed
	}
	// The packet goes first: a record without one is removed at the next start.
	if err := durable.Remove(f.dir, Name(id)+packetSuffix, Name(id)+uploadSuffix, Name(id)+recordSuffix); err != nil {
		return durable.Pathless(err)
	}
	at, _ := f.find(it)
	f.items = slices.Delete(f.items, at, at+1)
	delete(f.index, id)
	delete(f.uploads, id)
	return nil
}

// Upload is where an unfinished upload of a packet goes on; empty when there
// is none. It is not durable: losing it costs one request.
func (f *Folder) Upload(id booth.SubmissionID) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.uploads[id]
}

// SetUpload keeps where an upload goes on; "" forgets it.
func (f *Folder) SetUpload(id booth.SubmissionID, where string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	name := f.path(id, uploadSuffix)
	switch {
	case where == f.uploads[id]:
		return nil
	case where == "":
		delete(f.uploads, id)
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return durable.Pathless(err)
		}
		return nil
	}
	f.uploads[id] = where
	return durable.Pathless(os.WriteFile(name, []byte(where), 0o600))
}

// change writes a changed record.
func (f *Folder) change(id booth.SubmissionID, write func(Item) error, how func(*Item)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	it, found := f.get(id)
	if !found {
		return ErrNotFound
	}
	how(&it)
	if err := write(it); err != nil {
		return err
	}
	f.put(it)
	return nil
}

func (f *Folder) write(it Item) error {
	if f.lock == nil {
		return ErrInUse
	}
	text, err := json.Marshal(it)
	if err != nil {
		return err
	}
	return durable.Pathless(durable.WriteFile(f.path(it.ID, recordSuffix), func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}, nil))
}

// writeSoon writes a record without waiting for the disk.
func (f *Folder) writeSoon(it Item) error {
	if f.lock == nil {
		return ErrInUse
	}
	text, err := json.Marshal(it)
	if err != nil {
		return err
	}
	name := f.path(it.ID, recordSuffix)
	if err := os.WriteFile(name+durable.TempSuffix, text, 0o600); err != nil {
		return durable.Pathless(err)
	}
	return durable.Pathless(os.Rename(name+durable.TempSuffix, name))
}

func (f *Folder) digest(id booth.SubmissionID) (string, error) {
	file, err := os.Open(f.path(id, packetSuffix))
	if err != nil {
		return "", durable.Pathless(err)
	}
	defer file.Close() //nolint:errcheck // nothing was written
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", durable.Pathless(err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func (f *Folder) path(id booth.SubmissionID, suffix string) string {
	return filepath.Join(f.dir, Name(id)+suffix)
}

func (f *Folder) tell() {
	select {
	case f.added <- struct{}{}:
	default:
	}
}
