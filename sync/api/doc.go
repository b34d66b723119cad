// Package api is the contract between a kiosk and the central service: the
// file openapi.yaml, the types of its bodies, its problems, and what is signed
// and how. Both sides use it and neither knows the other.
//
// # Bodies
//
// Bodies are JSON. Types of app/booth travel as they are. Where booth masks a
// value (names, ID numbers), the wire carries booth.PersonRecord, whose JSON is
// whole; it appears in RosterEntry and Claim only. Byte strings are
// standard base64, times RFC 3339. Whoever reads tolerates fields and kinds of
// entry that it does not know; whoever writes sends what the file says and
// nothing else.
//
// # Signatures
//
// All are Ed25519 over "campuskiosk/<purpose>/v1", a line feed, and the message;
// a signature for one purpose is none for another. A kiosk signs its requests
// (Signer), its manifests and the proof of its enrolment. The service has a
// root key, whose fingerprint stands in the enrolment QR, and separate keys
// for tickets, time, commands, receipts and packets; the root signs the list of
// them (KeySet). What the service signs travels as Signed: the signed
// bytes themselves, so that no two sides have to agree on a canonical form.
//
// # Success
//
// Only the documented status with the documented body is success; a captive
// portal's 200 is not. A packet is safe when its Receipt says so, signed with the
// service's receipt key; bytes that arrived are not enough.
package api
