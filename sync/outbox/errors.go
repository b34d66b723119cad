package outbox

import "campuskiosk/app/booth"

// Errors for people.
var (
	// ErrInUse: another program owns the folder.
	ErrInUse = booth.Fail("outbox.in_use",
		"待传文件夹正被另一个程序使用。请先退出采集程序，再执行此操作。",
		"Another program is using the folder of packets. Close the kiosk program first, then try again.")
	// ErrNotFound: there is no such packet.
	ErrNotFound = booth.Fail("outbox.not_found",
		"没有找到这份照片包，可能已确认并清除。",
		"This packet was not found; it may have been confirmed and removed.")
	// ErrExists: there is a packet under this id already, which stays.
	ErrExists = booth.Fail("outbox.exists",
		"这次提交已经封存过，未作改动。",
		"This submission is sealed already; nothing was changed.")
	// ErrUnconfirmed: removing would lose it.
	ErrUnconfirmed = booth.Fail("outbox.unconfirmed",
		"服务器尚未确认收到这份照片包，不能清除。",
		"The service has not confirmed this packet, so it can't be removed.")
	// ErrChanged: the file is not the one that was sealed.
	ErrChanged = booth.Fail("outbox.changed",
		"照片包的文件缺失或已损坏，无法上传。请保留数据文件夹，并通知技术人员。",
		"The file of this packet is missing or damaged and can't be uploaded. Keep the data folder and call the technician.")
)
