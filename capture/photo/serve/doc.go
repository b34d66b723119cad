// Package serve answers requests about photos with the networks loaded once:
// one JSON object a line in, one JSON object a line out, over stdin and stdout
// or over a Unix socket.
//
// # Requests
//
//	{"id": 1, "op": "check", "file": "a.jpg"}
//	{"id": 2, "op": "make", "data": "<base64>", "spec": "chsi", "background": "white", "out": "b.jpg"}
//	{"id": 3, "op": "compare", "a": {"file": "a.jpg"}, "b": {"data": "<base64>"}}
//	{"id": 4, "op": "compare", "a": {"file": "a.jpg"}, "b": {"embeddings": ["<base64>"]}}
//	{"id": 5, "op": "embed", "file": "a.jpg"}
//	{"id": 6, "op": "specs"}
//	{"id": 7, "op": "status"}
//
// id is any JSON value that the answer repeats; it may be left out. A picture
// is either "file", a path that the server can read, or "data", the file's
// bytes in base64. Unknown fields are errors, so that a misspelt one is
// noticed.
//
//   - check: the report, as "photo check --json" prints it.
//   - make: the standard photo. spec and background have the command line's
//     defaults. With "out" it is written to that path, without it it comes
//     back as "data" in base64.
//   - compare: the score, as "photo compare --json" prints it. "embeddings" is
//     what embed gave, for one or several networks.
//   - embed: for each network its id and its packed embedding in base64, at
//     most 128 bytes (package match).
//   - specs: the photo specifications. status: what fills each role.
//
// # Answers
//
//	{"id": 1, "exit": 0, "result": {…}, "error": null}
//
// exit is what the command line would exit with: 0 good, 1 refused or a check
// failed, 2 could not be done. error is null or {"code", "zh", "en"}; result
// is null where there is none.
//
// Requests are worked on in parallel, so that answers may come in another
// order; id tells them apart. A request that is wrong, too long or about a bad
// file is answered with an error and ends nothing. When the client closes its
// side, what was asked is still answered.
//
// # Limits
//
// A line has at most MaxLine bytes. At most Server.Parallel requests are
// worked on at the same time over all connections and at most Server.Clients
// clients are connected; beyond that, reading waits.
//
// A socket is created with mode 0600: only the same user may connect, because
// requests name files that the server reads and writes.
package serve
