// Package remote is the kiosk's client of the central service's contract
// (sync/api). It is the only package that knows the HTTP client.
//
// Success is only the documented status with the documented body, verified
// where the service signs it. Everything else is a worker.Trouble with its
// cause. Nothing is retried here: every attempt is signed anew by whoever asks
// again.
package remote
