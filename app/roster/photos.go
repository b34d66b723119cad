package roster

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	_ "image/jpeg" // the formats that reference photos may have
	_ "image/png"
	"io"
	"os"
	"strings"

	"campuskiosk/app/booth"
)

// Limits of reference photos.
const (
	// MaxPhotoBytes is the size of one photo's file.
	MaxPhotoBytes = 10 << 20
	// MaxPhotoPixels is the size of one photo.
	MaxPhotoPixels = 50_000_000
	// MinPhotoSide in pixels: below it there are fewer than 20 pixels between the
	// eyes, and no network recognises a face.
	MinPhotoSide = 60
	// MaxPhotos is how many files a folder or ZIP may have.
	MaxPhotos = 400_000
)

// Errors of reference photos as a whole.
var (
	ErrPhotosUnreadable = booth.Fail("roster.photos_unreadable",
		"照片文件夹或 ZIP 打不开。请检查是否存在、U 盘是否插好、是否有读取权限。",
		"The folder or ZIP file with photos can't be opened. Check that it exists, that the USB stick is plugged in, and that reading is allowed.")
	ErrPhotosZip = booth.Fail("roster.photos_zip",
		"照片 ZIP 已损坏，或需要密码。请重新打包（不加密码），或先解压，再给出文件夹。",
		"The ZIP file with photos is damaged or needs a password. Pack it again without one, or unpack it and give the folder.")
	ErrPhotosBomb = booth.Fail("roster.photos_bomb",
		"照片 ZIP 解压后大得不正常，已拒绝。请检查它的来源。",
		"The ZIP file with photos unpacks to far more than photos have, so it is refused. Check where it comes from.")
	ErrPhotosPath = booth.Fail("roster.photos_path",
		"照片 ZIP 里有指向外面的路径或链接，已拒绝。请重新打包。",
		"The ZIP file with photos has paths or links that lead out of it, so it is refused. Pack it again.")
	ErrPhotosTooMany = booth.Fail("roster.photos_too_many",
		"照片超过 %d 个文件，已拒绝。请分批导入。",
		"There are more than %d files with photos. Import them in several parts.")
)

// Why a photo is refused.
var (
	errPhotoFormat = booth.Fail("photo.format",
		"这个照片文件不是 JPEG 或 PNG，或已损坏。请重新导出。",
		"This photo is no JPEG or PNG file, or it is damaged. Export it again.")
	errPhotoLarge = booth.Fail("photo.too_large",
		"照片太大（上限 10 MB、5000 万像素）。请缩小后再导入。",
		"The photo is too large (at most 10 MB and 50 megapixels). Make it smaller and import it again.")
	errPhotoSmall = booth.Fail("photo.too_small",
		"照片太小（宽高至少 60 像素），无法用来比对。请换原图。",
		"The photo is too small to compare with (at least 60 pixels on each side). Use the original.")
	errPhotoTwice = booth.Fail("photo.twice",
		"同一名学生有两张不同的照片。请只留一张。",
		"There are two different photos of one student. Leave one.")
	errPhotoAmbiguous = booth.Fail("photo.ambiguous",
		"文件名里的号码对得上不止一名学生。请改成只含一个号码。",
		"The numbers in the file's name fit more than one student. Rename it so that it has one number.")
)

// Photos are reference photos to import: a folder or a ZIP file.
type Photos interface {
	// Names are the files' names, with their folders; an index of it names a
	// file.
	Names() []string
	// Read gives a file of at most MaxPhotoBytes; a longer one is errPhotoLarge.
	Read(file int) ([]byte, error)
	Close() error
}

// OpenPhotos opens a folder, with all folders in it, or a ZIP file. Nothing is
// unpacked to a disk.
func OpenPhotos(name string) (Photos, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, ErrPhotosUnreadable.Because(err)
	case info.IsDir():
		return openPhotoDir(name)
	}
	return openPhotoZip(name)
}

// pictureFile reports whether a file's name is that of a picture, and not of
// what systems leave in folders.
func pictureFile(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	if strings.HasPrefix(base, ".") || strings.HasPrefix(name, "__MACOSX/") || strings.Contains(name, "/__MACOSX/") {
		return false
	}
	switch strings.ToLower(extension(base)) {
	case ".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".heic", ".jfif", ".jpe":
		return true
	}
	return false
}

func extension(base string) string {
	if i := strings.LastIndexByte(base, '.'); i > 0 {
		return strings.TrimSpace(base[i:])
	}
	return ""
}

// readPhoto reads at most MaxPhotoBytes.
func readPhoto(r io.Reader) ([]byte, error) {
	photo, err := io.ReadAll(io.LimitReader(r, MaxPhotoBytes+1))
	if err == nil && len(photo) > MaxPhotoBytes {
		err = errPhotoLarge
	}
	return photo, err
}

// checkPhoto looks at a photo's header. It is decoded elsewhere.
func checkPhoto(photo []byte) error {
	c, format, err := image.DecodeConfig(bytes.NewReader(photo))
	switch {
	case err != nil, format != "jpeg" && format != "png":
		return errPhotoFormat
	case int64(c.Width)*int64(c.Height) > MaxPhotoPixels:
		return errPhotoLarge
	case min(c.Width, c.Height) < MinPhotoSide:
		return errPhotoSmall
	}
	return nil
}

// photoID is the id of a picture: the hash of its bytes.
func photoID(photo []byte) booth.PhotoID {
	sum := sha256.Sum256(photo)
	return booth.PhotoID(hex.EncodeToString(sum[:]))
}
