// Package audit is the hash-chained trail of what happened at a kiosk: who,
// when, what. Each record names the hash of the one before it, so a record
// that is changed, removed or moved breaks the chain at that place; that
// the end was cut off shows against a head that was seen before (the store
// keeps the newest, the service gets one with each health report).
//
// The trail holds no personal data: it names helpers, kiosks, tasks and
// sessions by their opaque ids, and what a session was about is in the
// session's own record, which is erased with the student's key. A value that
// does not look like an id, a code or a number is written as "withheld".
//
// # Encoding
//
// A record is one line of JSON, fields in the order of the type line, no
// spaces, ASCII only, so that there is exactly one encoding of a record:
// Verify encodes again what it read and compares. The hash is SHA-256 over
// the text "campuskiosk/audit/v1", a line feed, and the line.
package audit
