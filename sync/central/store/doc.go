// Package store keeps what the central service knows: schools, tasks, rosters,
// kiosks, students' standings, submissions, clerks, the feed of changes and
// the trail. It is the only package that knows SQL. One SQL runs on two
// databases: SQLite, a file beside the service, and PostgreSQL, where several
// processes serve one campus. Package storetest says what both must do.
//
// # Transactions
//
// View and Update give a Tx, which has all methods. What a use case reads and
// writes in one Update is one transaction. On SQLite there is one writer at a
// time. On PostgreSQL transactions are READ COMMITTED; what must not happen
// twice at once takes the row's lock first (Tx.LockStudent, Tx.LockUpload),
// and locks are always taken in the order student, upload, feed, trail.
//
// # The feed
//
// Changes have a scope (all kiosks, a task, one kiosk), a kind and a key. Of
// each key only the latest change is kept, so a feed read from its start is
// the present state and nothing else. Numbers are given out at the end of a
// transaction under the lock of one row: who reads up to a number has seen
// all below it, which a database's sequence does not promise.
//
// # Times
//
// Times are milliseconds since 1970 in UTC; 0 is the zero time.
package store
