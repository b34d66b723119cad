// Package faults is a bad network in one process: a TCP proxy that
// understands HTTP/1.1 just enough to cut a connection after so many bytes of a
// body, to let the service do its work and lose the answer, to answer in its
// place, to be slow, to show a wrong certificate, or not to be there. It also
// counts what went through, so that a test can tell how many bytes of an upload
// were sent twice.
//
// It is for tests and for "make faults"; nothing of the product imports it.
package faults
