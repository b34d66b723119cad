package stick

import "campuskiosk/app/booth"

// Errors for people.
var (
	ErrNoFolder = booth.Fail("stick.no_folder",
		"没有找到目标文件夹。请确认U盘已插好，再试一次。",
		"The folder is not there. Check that the USB stick is plugged in, and try again.")
	ErrFull = booth.Fail("stick.full",
		"U盘空间不足，还需要 %d MB。请换一个U盘，或先删除其他文件。",
		"The USB stick lacks %d MB of room. Use another one, or remove other files first.")
	ErrWrite = booth.Fail("stick.write",
		"无法写入U盘。请检查U盘是否被拔出或写保护，再试一次；已写好的不会重写。",
		"The USB stick can't be written. Check that it is plugged in and not write-protected, and try again; what is written already stays.")
	ErrVerify = booth.Fail("stick.verify",
		"写入后核对不一致，U盘可能已损坏。请换一个U盘。照片包仍在本机，没有丢失。",
		"What was read back is not what was written; the USB stick may be broken. Use another one. The packets are still on the kiosk.")
	ErrKioskFile = booth.Fail("stick.kiosk_file",
		"有 %d 个照片包在本机的文件缺失或已损坏，没有导出。请保留数据文件夹，并通知技术人员。",
		"The files of %d packets on this kiosk are missing or damaged and were not exported. Keep the data folder and call the technician.")
	ErrRead = booth.Fail("stick.read",
		"无法读取U盘。请检查U盘，再试一次。",
		"The USB stick can't be read. Check it and try again.")
	ErrCopy = booth.Fail("stick.copy",
		"U盘上的这一份已损坏，请回到采集设备重新导出。照片包仍在设备上。",
		"This copy on the USB stick is damaged. Export it from the kiosk again; the packet is still there.")
	ErrMissing = booth.Fail("stick.missing",
		"U盘的清单上有这一份，但文件不在。请回到采集设备重新导出。",
		"The stick's list names this packet but its file is not there. Export it from the kiosk again.")
)
