// Package wire is the server's side of reading its protocol: lines of limited
// length, and the requests in them. It is apart from package serve, which
// documents the protocol, so that it can be tested and fuzzed without the
// networks.
package wire
