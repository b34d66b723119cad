package models

import "campuskiosk/app/booth"

// What can go wrong with model files, for people. Every one of them leaves the
// models that are already there as they were.
var (
	// ErrOffline: the source could not be reached at all.
	ErrOffline = booth.Fail("models.offline",
		"连不上网络，模型没有下载完；已收到的部分会保留。联网后再运行一次，或者用 U 盘拷贝后加 --from 文件夹。",
		"The network can't be reached, so the models were not fetched; what has arrived is kept. Run it again when the network is back, or copy them from a stick with --from FOLDER.")
	// ErrPortal: somebody else answered, as sign-in pages of campus networks do.
	ErrPortal = booth.Fail("models.portal",
		"收到的是网页而不是模型文件：这个网络可能要求先登录。请先在浏览器里登录网络，再运行一次。",
		"A web page came instead of the model: this network probably wants a sign-in first. Sign in with a browser, then run it again.")
	// ErrCut: the transfer stopped in the middle and trying again did not help.
	ErrCut = booth.Fail("models.cut",
		"下载中断了；已收到的部分会保留。再运行一次会接着下载。",
		"The transfer was cut; what has arrived is kept. Run it again to go on from there.")
	// ErrTime: the time that was allowed is over.
	ErrTime = booth.Fail("models.time",
		"规定的时间内没有下载完；已收到的部分会保留。再运行一次会接着下载。",
		"The time allowed was over before all models had arrived; what has arrived is kept. Run it again to go on from there.")
	// ErrStopped: somebody stopped it.
	ErrStopped = booth.Fail("models.stopped",
		"已停止；已收到的部分会保留。再运行一次会接着下载。",
		"Stopped; what has arrived is kept. Run it again to go on from there.")
	// ErrDigest: the whole file came and is not the one the manifest names.
	ErrDigest = booth.Fail("models.digest",
		"来源提供的 %s 与清单中的校验值不符，没有安装。请换一个来源。",
		"The source's %s is not the file that the manifest names (its SHA-256 differs); it was not installed. Use another source.")
	// ErrNoSource: a converted file has no official address.
	ErrNoSource = booth.Fail("models.no_source",
		"%s 是由官方文件转换而来，没有官方下载地址。请用 --from 指定存放它的网址或文件夹。",
		"%s is converted from its official file and has no address of its own. Say with --from at which URL or in which folder it lies.")
	// ErrNotThere: the source answers and does not have the file.
	ErrNotThere = booth.Fail("models.not_there",
		"来源处没有 %s。请检查 --from 指定的网址或文件夹。",
		"The source does not have %s. Check the URL or folder given with --from.")
	// ErrServer: the source answers with an error.
	ErrServer = booth.Fail("models.server",
		"来源的服务器出错，没有给出 %s。请稍后再试，或换一个来源。",
		"The source's server failed to give %s. Try again later, or use another source.")
	// ErrDiskFull: no room for the file.
	ErrDiskFull = booth.Fail("models.disk_full",
		"磁盘空间不足，装不下 %s；没有写完的部分已删除。请清理磁盘后再试。",
		"The disk has no room for %s; the unfinished part was removed. Make room and try again.")
	// ErrWrite: the target folder can't be written.
	ErrWrite = booth.Fail("models.write",
		"无法写入模型文件夹。请检查文件夹权限，或用 --to 指定别的文件夹。",
		"The folder for models can't be written. Check its permissions, or choose another with --to.")
	// ErrBusy: another process is fetching the same file.
	ErrBusy = booth.Fail("models.busy",
		"另一个程序正在下载同一个模型。请等它完成。",
		"Another program is fetching the same model. Wait until it is done.")
	// ErrUnknown: an ID that the manifest does not have.
	ErrUnknown = booth.Fail("models.unknown",
		"清单里没有 %s。用 models list 查看全部名称。",
		"The manifest has no %s. See models list for the names.")
	// ErrNone: nothing to verify.
	ErrNone = booth.Fail("models.none",
		"这台机器上没有找到任何模型。请先运行 models fetch。",
		"No models were found on this machine. Run models fetch first.")
)
