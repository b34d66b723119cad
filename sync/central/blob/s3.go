package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"campuskiosk/app/booth"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3 keeps blobs in a bucket.
type S3 struct {
	client *minio.Client
	bucket string
	prefix string
}

// ErrAddress is an address of S3 storage that can't be read.
var ErrAddress = booth.Fail("central.s3_address",
	"对象存储地址文件的内容不正确。请写成 https://密钥名:密钥@主机/桶/前缀 的形式。",
	"The file with the storage's address can't be understood. It should read https://key:secret@host/bucket/prefix.")

// OpenS3 opens a bucket, which must be there, by an address with the
// credentials, "https://KEY:SECRET@HOST[:PORT]/BUCKET[/PREFIX][?region=R]".
// It comes from a file, never from a command line, and is in no error.
func OpenS3(address string) (*S3, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.User == nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return nil, ErrAddress // the parser's error repeats the address
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	secret, ok := u.User.Password()
	if bucket == "" || !ok {
		return nil, ErrAddress
	}
	region := u.Query().Get("region")
	if region == "" {
		region = "us-east-1" // what S3-compatible servers call themselves
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(u.User.Username(), secret, ""), Secure: u.Scheme == "https", Region: region,
		TrailingHeaders: false, // not every server takes checksums behind the body
	})
	if err != nil {
		return nil, ErrAddress
	}
	if prefix != "" {
		prefix += "/"
	}
	return &S3{client, bucket, prefix}, nil
}

// short keeps the code of an error and drops names and addresses.
func short(err error) error {
	if err == nil || errors.Is(err, errSize) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	r := minio.ToErrorResponse(err)
	switch r.Code {
	case minio.NoSuchKey:
		return ErrNotFound
	case "XMinioStorageFull", "QuotaExceeded", "XAmzQuotaExceeded":
		return ErrFull
	case "":
		return fmt.Errorf("blob: s3: %w", err)
	}
	if r.StatusCode == 507 { // insufficient storage
		return ErrFull
	}
	return fmt.Errorf("blob: s3: %s, status %d", r.Code, r.StatusCode)
}

// Put keeps a blob.
func (s *S3) Put(ctx context.Context, key string, size int64, r io.Reader) error {
	if !valid(key) {
		return errKey
	}
	e := &exactly{r, size}
	_, err := s.client.PutObject(ctx, s.bucket, s.prefix+key, e, size, minio.PutObjectOptions{
		ContentType: "application/octet-stream", DisableMultipart: size <= 64<<20, SendContentMd5: true,
	})
	if err == nil && e.left == 0 { // the client asks for no more than size
		n, more := r.Read(make([]byte, 1))
		if errors.Is(more, io.EOF) {
			more = nil
		}
		if n > 0 {
			more = errSize
		}
		if more != nil {
			return errors.Join(more, s.Delete(ctx, key))
		}
	}
	return short(err)
}

// Get opens a blob.
func (s *S3) Get(ctx context.Context, key string) (io.ReadCloser, error) {
	if !valid(key) {
		return nil, errKey
	}
	// One request: the client's own object asks twice, and fails when the blob
	// was put again in between.
	body, _, _, err := minio.Core{Client: s.client}.GetObject(ctx, s.bucket, s.prefix+key, minio.GetObjectOptions{})
	if err != nil {
		return nil, short(err)
	}
	return body, nil
}

// Delete removes blobs.
func (s *S3) Delete(ctx context.Context, keys ...string) error {
	var all error
	for _, k := range keys {
		if !valid(k) {
			return errKey
		}
		err := short(s.client.RemoveObject(ctx, s.bucket, s.prefix+k, minio.RemoveObjectOptions{}))
		if !errors.Is(err, ErrNotFound) {
			all = errors.Join(all, err)
		}
	}
	return all
}

// Check writes an object and removes it.
func (s *S3) Check(ctx context.Context) error {
	const key = "check"
	return errors.Join(s.Put(ctx, key, 5, strings.NewReader("check")), s.Delete(ctx, key))
}
