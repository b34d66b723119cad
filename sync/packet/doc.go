// Package packet makes and opens packets: one file for each submission, sealed
// to the service's keys and signed by the kiosk.
//
// A packet is an age file (age-encryption.org/v1) to all packet keys of the
// service; the kiosk has no key that opens it. Inside is a tar archive (USTAR)
// of exactly these files, in this order:
//
//	manifest.json        who, which task, when by which clock, which kiosk,
//	                     which rules and consents, and the hashes of the rest
//	manifest.sig         Ed25519 of the kiosk over manifest.json (api.ForManifest)
//	original.*           the frame as the camera sent it, or the imported file
//	standard.jpg         the finished photo
//	report.json          the ten checks, comparisons, checklist, reasons
//	collection-code.bin  the national platform's code, if one was scanned
//
// The manifest's version is that of this form; an older program refuses a newer
// one by name. Both sides stream: no photo is held in memory.
//
// age encrypts with random keys, so sealing twice gives two different files:
// whoever seals makes the result durable before anything else (sync/outbox) and
// never seals a submission again.
package packet
