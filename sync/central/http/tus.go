package http

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // tus 1.0.0 demands SHA-1 of every server with checksums; what counts is Content-Digest
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"hash"
	"io"
	nethttp "net/http"
	"strconv"
	"strings"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/central/service"
)

// tus says what the upload server can do.
func (h *handler) tus(w nethttp.ResponseWriter, _ *nethttp.Request) error {
	for name, value := range map[string]string{
		"Tus-Resumable": api.TusResumable, "Tus-Version": api.TusResumable, "Tus-Extension": api.TusExtensions,
		"Tus-Checksum-Algorithm": "sha1,sha256", "Tus-Max-Size": strconv.Itoa(api.MaxPacket),
	} {
		w.Header().Set(name, value)
	}
	w.WriteHeader(nethttp.StatusNoContent)
	return nil
}

// resumable checks the protocol's version.
func resumable(w nethttp.ResponseWriter, r *nethttp.Request) error {
	w.Header().Set("Tus-Resumable", api.TusResumable)
	if r.Header.Get("Tus-Resumable") != api.TusResumable {
		w.Header().Set("Tus-Version", api.TusResumable)
		return api.ErrTusVersion
	}
	return nil
}

// number reads a header that is a whole number.
func number(r *nethttp.Request, header string) (int64, error) {
	n, err := strconv.ParseInt(r.Header.Get(header), 10, 64)
	if err != nil || n < 0 {
		return 0, api.ErrMalformed
	}
	return n, nil
}

func expires(w nethttp.ResponseWriter, u service.Upload) {
	w.Header().Set("Upload-Expires", u.Expires.UTC().Format(nethttp.TimeFormat))
}

// begin is the extension "creation".
func (h *handler) begin(w nethttp.ResponseWriter, r *nethttp.Request, kiosk booth.KioskID) error {
	if err := resumable(w, r); err != nil {
		return err
	}
	size, err := number(r, "Upload-Length")
	if err != nil {
		return err
	}
	if len(r.Header.Get("Upload-Metadata")) > 1024 {
		return api.ErrPacketMetadata
	}
	meta, err := api.ParsePacketMeta(r.Header.Get("Upload-Metadata"))
	if err != nil {
		return err
	}
	u, receipt, err := h.s.BeginUpload(r.Context(), kiosk, meta, size)
	if err != nil {
		return err
	}
	if receipt != nil {
		return writeJSON(w, nethttp.StatusOK, receipt)
	}
	w.Header().Set("Location", api.PathPackets+"/"+u.ID)
	expires(w, u)
	w.WriteHeader(nethttp.StatusCreated)
	return nil
}

func (h *handler) offset(w nethttp.ResponseWriter, r *nethttp.Request, kiosk booth.KioskID) error {
	if err := resumable(w, r); err != nil {
		return err
	}
	u, err := h.s.Upload(r.Context(), kiosk, r.PathValue("upload"))
	if err != nil {
		return err
	}
	w.Header().Set("Upload-Offset", strconv.FormatInt(u.Offset, 10))
	w.Header().Set("Upload-Length", strconv.FormatInt(u.Size, 10))
	expires(w, u)
	w.WriteHeader(nethttp.StatusOK)
	return nil
}

func (h *handler) chunk(w nethttp.ResponseWriter, r *nethttp.Request, kiosk booth.KioskID) error {
	if err := resumable(w, r); err != nil {
		return err
	}
	if r.Header.Get("Content-Type") != api.OffsetOctets {
		return api.ErrMediaType
	}
	offset, err := number(r, "Upload-Offset")
	if err != nil {
		return err
	}
	if r.ContentLength < 0 {
		return api.ErrMalformed // a chunk's size is known before it comes
	}
	body, err := checked(r)
	if err != nil {
		return err
	}
	u, err := h.s.Append(r.Context(), kiosk, r.PathValue("upload"), offset, r.ContentLength, body)
	if err != nil {
		var known *booth.Error
		if r.Context().Err() == nil && !errors.As(err, &known) && errors.Is(err, io.ErrUnexpectedEOF) {
			return api.ErrMalformed.Because(err) // the line was cut
		}
		return err
	}
	h.metrics.received(r.ContentLength)
	w.Header().Set("Upload-Offset", strconv.FormatInt(u.Offset, 10))
	expires(w, u)
	w.WriteHeader(nethttp.StatusNoContent)
	return nil
}

// checked is the body, which fails at its end where it is not what
// Upload-Checksum says (extension "checksum").
func checked(r *nethttp.Request) (io.Reader, error) {
	values := r.Header.Values("Upload-Checksum")
	if len(values) == 0 {
		return r.Body, nil
	}
	name, text, _ := strings.Cut(values[0], " ")
	want, err := base64.StdEncoding.DecodeString(text)
	c := &checksum{body: r.Body, want: want}
	switch {
	case err != nil || len(values) != 1:
		return nil, api.ErrMalformed
	case name == "sha256":
		c.hash = sha256.New()
	case name == "sha1":
		c.hash = sha1.New() //nolint:gosec // see the import
	default:
		return nil, api.ErrMalformed
	}
	return c, nil
}

type checksum struct {
	body io.Reader
	hash hash.Hash
	want []byte
}

// Read reads.
func (c *checksum) Read(p []byte) (int, error) {
	n, err := c.body.Read(p)
	_, _ = c.hash.Write(p[:n]) // never fails (package hash)
	if errors.Is(err, io.EOF) && !bytes.Equal(c.hash.Sum(nil), c.want) {
		return n, api.ErrUploadChecksum
	}
	return n, err
}
