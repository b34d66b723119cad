package api

import (
	"net/url"
	"time"

	"campuskiosk/app/booth"
)

// Paths of the calls.
const (
	PathKeys       = "/v1/keys"
	PathEnrolments = "/v1/enrolments"
	PathChanges    = "/v1/changes"
	PathBlobs      = "/v1/blobs/" // + SHA-256 in hex
	PathCounts     = "/v1/counts"
	PathPackets    = "/v1/packets"   // + "/" + the upload's id, see Location
	PathReceipts   = "/v1/receipts/" // + PacketID
	PathTime       = "/v1/time"
	PathHealth     = "/v1/health"
)

// Media types.
const (
	JSON          = "application/json"
	ProblemJSON   = "application/problem+json" // RFC 9457
	OffsetOctets  = "application/offset+octet-stream"
	TusResumable  = "1.0.0"
	TusExtensions = "creation,checksum,expiration"
)

// Limits. Bodies above them are refused before they are read.
const (
	// MaxBody is the largest JSON body of a request, in bytes.
	MaxBody = 1 << 20
	// MaxPage is the largest number of entries in a page of the feed.
	MaxPage = 1000
	// MaxPageBytes is the largest page, in bytes: a kiosk reads no more. A page
	// ends earlier rather than exceed it.
	MaxPageBytes = 8 << 20
	// MaxWait is the longest long poll.
	MaxWait = 30 * time.Second
	// MaxPacket is the largest packet, in bytes: two photos of the size that the
	// kiosk's store takes, and some room.
	MaxPacket = 144 << 20
	// MaxChunk is the largest body of one PATCH, in bytes.
	MaxChunk = 4 << 20
	// DefaultChunk is the chunk of a kiosk that was told nothing else, in bytes.
	DefaultChunk = 256 << 10
	// MaxBlob is the largest blob, in bytes.
	MaxBlob = 16 << 20
	// MaxCounts is the largest number of students in one POST of counts.
	MaxCounts = 1000
	// CodeLife is how long an enrolment code is good.
	CodeLife = 15 * time.Minute
)

// BlobPath is the path of a blob.
func BlobPath(id booth.PhotoID) string { return PathBlobs + url.PathEscape(string(id)) }

// ReceiptPath is the path of a packet's receipt.
func ReceiptPath(id PacketID) string { return PathReceipts + url.PathEscape(string(id)) }

// ChangesQuery is the query of a poll: what is new since a cursor ("" for
// everything), waiting at most so long for something, in whole seconds.
func ChangesQuery(since string, wait time.Duration) string {
	q := url.Values{"wait": {itoa(int64(min(wait, MaxWait) / time.Second))}}
	if since != "" {
		q.Set("since", since)
	}
	return PathChanges + "?" + q.Encode()
}
