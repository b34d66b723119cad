package store

import (
	"errors"
	"syscall"

	"campuskiosk/app/booth"
	"campuskiosk/app/store/durable"
)

// Errors for people.
var (
	// ErrInUse: another program has the data folder open.
	ErrInUse = booth.Fail("store.in_use",
		"数据正被另一个程序使用。请先退出采集程序，再执行此操作。",
		"Another program is using the data. Close the kiosk program first, then try again.")
	// ErrNotCreated: there is no database in the folder.
	ErrNotCreated = booth.Fail("store.not_created",
		"数据文件夹里没有数据库。首次使用请先初始化；如曾使用过，请从备份恢复。",
		"There is no database in the data folder. Set the kiosk up first; if it was in use before, restore a backup.")
	// ErrExists: the folder has data already.
	ErrExists = booth.Fail("store.exists",
		"数据文件夹里已有数据，未作改动。",
		"The data folder already holds data; nothing was changed.")
	// ErrCorrupt: the database can't be read.
	ErrCorrupt = booth.Fail("store.corrupt",
		"数据库已损坏，无法打开。请保留整个数据文件夹，并从最近的备份恢复。",
		"The database is damaged and can't be opened. Keep the whole data folder and restore the latest backup.")
	// ErrWrongKey: the data key is not the one that the data was sealed under.
	ErrWrongKey = booth.Fail("store.wrong_key",
		"数据密钥与数据不配套，无法打开。请检查系统凭据或恢复原来的密钥文件。",
		"The data key does not belong to this data. Check the system credential or bring back the original key file.")
	// ErrNewer: a newer program wrote the data.
	ErrNewer = booth.Fail("store.newer",
		"数据由更新版本的程序写入，请升级程序后再打开。",
		"A newer version of the program wrote this data. Update the program, then open it.")
	// ErrDiskFull: nothing was written, what was there is unchanged.
	ErrDiskFull = booth.Fail("store.disk_full",
		"磁盘空间不足，刚才的操作没有保存。请先释放空间，再重试。",
		"The disk is full and the last step was not saved. Free some space and try again.")
	// ErrWrite: writing failed; the store takes nothing more until it is opened
	// again.
	ErrWrite = booth.Fail("store.write",
		"写入磁盘失败，刚才的操作没有保存。请重新启动程序；如再次出现，请更换磁盘。",
		"Writing to the disk failed and the last step was not saved. Restart the program; if it happens again, replace the disk.")
	// ErrDamaged: one record or photo can't be opened.
	ErrDamaged = booth.Fail("store.damaged",
		"有一条数据无法解密，可能已损坏。请运行数据检查，并通知技术人员。",
		"A piece of the data can't be opened and may be damaged. Run the data check and call the technician.")
	// ErrNotFound: there is no such thing.
	ErrNotFound = booth.Fail("store.not_found",
		"没有找到这条数据，可能已被清除。",
		"This was not found; it may have been erased.")
)

// people makes an error of reading or writing one for people.
func people(err error) error {
	var e *booth.Error
	switch {
	case err == nil, errors.As(err, &e):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return ErrDiskFull.Because(durable.Pathless(err))
	}
	return ErrWrite.Because(durable.Pathless(err))
}
