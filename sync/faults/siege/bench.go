package siege

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
)

// Pace is how fast packets arrive on a good network.
type Pace struct {
	Packets int   `json:"packets"`
	Bytes   int64 `json:"bytes"`
	// Worker is the kiosk's sync, Curl one curl process that makes the same
	// requests (begin, send, ask for the receipt) on one connection, with
	// signatures made beforehand. Both in packets a second.
	Worker float64 `json:"worker_packets_per_second"`
	Curl   float64 `json:"curl_packets_per_second"`
	// Ratio is the worker's to curl's.
	Ratio float64 `json:"ratio"`
}

// errCurl: a request of curl's was not answered as it should be.
var errCurl = errors.New("siege: curl's requests were not all answered with success")

// Bench measures both on fresh packets of the same sizes, on the same service.
func Bench(ctx context.Context, o Options) (Pace, error) {
	s := &siege{o: o, more: []string{"curl"}}
	p := Pace{Packets: o.Packets}
	address, err := freeAddress()
	if err != nil {
		return p, err
	}
	link, err := s.found(ctx, "http://"+address)
	if err != nil {
		return p, err
	}
	s.central = newChild(o.Central, "serve", "--data", s.centralDir(), "--listen", address, "--photo", "none")
	if err := s.central.start(); err != nil {
		return p, err
	}
	defer s.central.end()
	if err := errors.Join(waitFor(ctx, address), s.fill(ctx, link)); err != nil {
		return p, err
	}
	config, err := s.curlConfig(ctx, "http://"+address)
	if err != nil {
		return p, err
	}
	began := time.Now()
	out, err := exec.CommandContext(ctx, "curl", "--silent", "--config", config).Output() //nolint:gosec // our own file
	if err != nil {
		return p, fmt.Errorf("curl: %w", err)
	}
	took := time.Since(began)
	if got := strings.Count(string(out), "201 204 200 "); got != o.Packets {
		return p, fmt.Errorf("%w: %d of %d", errCurl, got, o.Packets)
	}
	p.Curl = float64(o.Packets) / took.Seconds()

	s.kiosk = newChild(o.Kiosk, s.kioskDir())
	began = time.Now()
	if err := s.kiosk.start(); err != nil {
		return p, err
	}
	defer s.kiosk.end()
	for s.waiting() > 0 {
		if err := ctx.Err(); err != nil {
			return p, err
		}
		time.Sleep(5 * time.Millisecond)
	}
	p.Worker = float64(o.Packets) / time.Since(began).Seconds()
	p.Ratio = p.Worker / p.Curl
	box, err := outbox.Look(filepath.Join(s.kioskDir(), "packets"))
	if err != nil {
		return p, err
	}
	for _, it := range box.Items() {
		p.Bytes += it.Bytes
	}
	return p, nil
}

// curlConfig writes curl's list of requests. Every upload is begun here, since
// only the answer names its place; curl begins it once more and gets the same.
func (s *siege) curlConfig(ctx context.Context, base string) (string, error) {
	box, err := outbox.Look(filepath.Join(s.kioskDir(), "curl"))
	if err != nil {
		return "", err
	}
	signer := api.Signer{Kiosk: s.member.Kiosk, Key: s.member.Key(), Now: time.Now}
	var b strings.Builder
	request := func(method, target, file string, header http.Header, digest [sha256.Size]byte) {
		if b.Len() > 0 {
			b.WriteString("next\n")
		}
		signer.SignParts(method, target, header, digest)
		fmt.Fprintf(&b, "url = %q\nrequest = %q\noutput = \"/dev/null\"\nwrite-out = \"%%{http_code} \"\nheader = \"Expect:\"\n", base+target, method)
		for name := range header {
			fmt.Fprintf(&b, "header = %q\n", name+": "+header.Get(name))
		}
		if file != "" {
			fmt.Fprintf(&b, "data-binary = %q\n", "@"+file)
		}
	}
	nothing := sha256.Sum256(nil)
	for _, it := range box.Items() {
		id := api.PacketOf(it.ID)
		begin := http.Header{
			"Tus-Resumable": {api.TusResumable}, "Upload-Length": {strconv.FormatInt(it.Bytes, 10)},
			"Upload-Metadata": {api.PacketMeta{Packet: id, SHA256: booth.PhotoID(it.SHA256)}.Header()},
		}
		where, err := beginAt(ctx, base, signer, begin.Clone())
		if err != nil {
			return "", err
		}
		file := filepath.Join(s.kioskDir(), "curl", id.File())
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		request(http.MethodPost, api.PathPackets, "", begin, nothing)
		request(http.MethodPatch, where, file, http.Header{
			"Tus-Resumable": {api.TusResumable}, "Upload-Offset": {"0"}, "Content-Type": {api.OffsetOctets},
		}, sha256.Sum256(text))
		request(http.MethodGet, api.ReceiptPath(id), "", http.Header{}, nothing)
	}
	name := filepath.Join(s.o.Dir, "curl.conf")
	return name, os.WriteFile(name, []byte(b.String()), 0o600)
}

func beginAt(ctx context.Context, base string, signer api.Signer, header http.Header) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+api.PathPackets, nil)
	if err != nil {
		return "", err
	}
	r.Header = header
	signer.Sign(r, sha256.Sum256(nil))
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	if err := res.Body.Close(); err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusCreated {
		return "", fmt.Errorf("siege: an upload was not begun: %d", res.StatusCode)
	}
	return res.Header.Get("Location"), nil
}
