package store

import (
	"errors"

	"campuskiosk/app/booth"
)

// ErrNotFound says that there is no such record.
var ErrNotFound = errors.New("store: not found")

// ErrTaken says that a record with this key, or a name that must be the only
// one, is there already.
var ErrTaken = errors.New("store: taken")

// Failures that people are told.
var (
	// ErrAddress is a connection string that can't be read.
	ErrAddress = booth.Fail("central.database_address",
		"数据库地址文件的内容不正确。请写成 postgres://用户:密码@主机/数据库 的形式。",
		"The file with the database's address can't be understood. It should read postgres://user:password@host/database.")
	// ErrNewer is a database that a newer program wrote.
	ErrNewer = booth.Fail("central.database_newer",
		"数据库来自更新的版本。请升级本程序，不要用旧版本打开。",
		"The database was written by a newer version. Upgrade this program; don't open it with an older one.")
)
