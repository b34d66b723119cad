package store

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/durable"
	"campuskiosk/app/store/keyring"
)

// Names in a backup, which is a tar file: the head, the database, the photos,
// and the digest of all that came before, without which it is not whole.
const (
	backupHead = "backup.json"
	backupEnd  = "end"
)

// BackupHead is the first file of a backup.
type BackupHead struct {
	Format int       `json:"format"` // 1
	Made   time.Time `json:"made,omitzero"`
	// Students and Photos are the epochs whose keys open it: keys/ of the same
	// time.
	Students uint64 `json:"students"`
	Photos   uint64 `json:"photos"`
}

// ErrBackup means: a backup is cut off, changed, or none.
var ErrBackup = booth.Fail("store.backup",
	"备份文件不完整或已损坏，没有恢复任何数据。请换一份备份。",
	"The backup is incomplete or damaged; nothing was restored. Use another one.")

// Backup writes a consistent copy of database and photos while the kiosk
// works. The keys are not in it: keep a copy of keys/ (and the data key) in
// another place, and replace it after each rotation. A backup from before a
// rotation can't be opened any more; that is what makes erasure final.
func (s *Store) Backup(ctx context.Context, to io.Writer) error {
	defer s.files.hold(s.photos)()
	b := backupWriter{tar.NewWriter(to), sha256.New()}
	err := s.view(func(r *reader) error {
		head, err := json.Marshal(BackupHead{1, s.Now().At, r.epoch.N, r.photoEpoch.N})
		if err != nil {
			return err
		}
		if err := b.file(backupHead, head); err != nil {
			return err
		}
		w, err := b.next(dbFile, r.tx.Size())
		if err != nil {
			return err
		}
		if _, err := r.tx.WriteTo(w); err != nil {
			return err
		}
		return r.tx.Bucket(bucketKeys).ForEach(func(f, _ []byte) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			name := fileID(f).name()
			err := s.photos.Copy(name, func(size int64) (io.Writer, error) { return b.next(photosDir+"/"+name, size) })
			if err != nil {
				return ErrPhotoMissing.Because(err)
			}
			return nil
		})
	})
	if err != nil {
		return people(err)
	}
	return people(errors.Join(b.file(backupEnd, b.digest()), b.tar.Close()))
}

// backupWriter writes files and hashes their names, sizes and content.
type backupWriter struct {
	tar *tar.Writer
	sum hash.Hash
}

// next begins a file.
func (b backupWriter) next(name string, size int64) (io.Writer, error) {
	backupName(b.sum, name, size)
	err := b.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, Typeflag: tar.TypeReg, Format: tar.FormatUSTAR})
	return io.MultiWriter(b.tar, b.sum), err
}

func (b backupWriter) file(name string, content []byte) error {
	w, err := b.next(name, int64(len(content)))
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return err
}

// digest is that of all files so far.
func (b backupWriter) digest() []byte { return hex.AppendEncode(nil, b.sum.Sum(nil)) }

func backupName(sum hash.Hash, name string, size int64) {
	_, _ = fmt.Fprintf(sum, "%s\n%d\n", name, size)
}

// Restore writes a backup into a folder that has no database, beside the keys
// folder that was kept for it, and opens it. Nothing is left when it fails.
// Errors means: ErrBackup, ErrExists, those of writing and of Open.
func Restore(ctx context.Context, from io.Reader, dir string, root *keyring.Root) (*Store, error) {
	if _, err := os.Stat(filepath.Join(dir, dbFile)); !errors.Is(err, fs.ErrNotExist) {
		return nil, ErrExists
	}
	photos := filepath.Join(dir, photosDir)
	for _, d := range []string{dir, photos} {
		if err := durable.Mkdir(d); err != nil {
			return nil, people(err)
		}
	}
	temp := filepath.Join(dir, dbFile+durable.TempSuffix)
	err := restoreFiles(ctx, from, temp, photos)
	if err == nil {
		err = people(errors.Join(durable.SyncDir(photos), os.Rename(temp, filepath.Join(dir, dbFile)), durable.SyncDir(dir)))
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(photos), os.RemoveAll(temp))
	}
	return Open(dir, root)
}

// restoreFiles writes the files of a backup and checks its end.
func restoreFiles(ctx context.Context, from io.Reader, db, photos string) error {
	sum := sha256.New()
	files := tar.NewReader(from)
	for n := 0; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		h, err := files.Next()
		if err != nil {
			return ErrBackup.Because(err)
		}
		before := hex.EncodeToString(sum.Sum(nil))
		backupName(sum, h.Name, h.Size)
		content := io.TeeReader(files, sum)
		photo, isPhoto := strings.CutPrefix(h.Name, photosDir+"/")
		switch {
		case n == 0 && h.Name == backupHead:
			err = checkBackupHead(content)
		case n == 1 && h.Name == dbFile:
			err = restoreFile(db, content)
		case n > 1 && isPhoto && fileOf(photo) != nil && fileOf(photo).name() == photo:
			err = restoreFile(filepath.Join(photos, photo), content)
		case n > 1 && h.Name == backupEnd:
			want, err := io.ReadAll(io.LimitReader(files, sha256.Size*2))
			if err != nil || string(want) != before {
				return ErrBackup
			}
			return nil
		default:
			return ErrBackup
		}
		if err != nil {
			return err
		}
	}
}

// checkBackupHead refuses a backup of a form that it does not know.
func checkBackupHead(from io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(from, 4096))
	var head BackupHead
	if err != nil || json.Unmarshal(text, &head) != nil || head.Format != 1 {
		return ErrBackup
	}
	return nil
}

func restoreFile(name string, from io.Reader) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return people(err)
	}
	if _, err := io.Copy(f, from); err != nil {
		return errors.Join(ErrBackup.Because(durable.Pathless(err)), f.Close())
	}
	return people(errors.Join(f.Sync(), f.Close()))
}
