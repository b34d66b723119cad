package kiosk

import "campuskiosk/app/booth"

// What can keep the window from opening, or a photo from being kept.
var (
	ErrNoDisplay = booth.Fail("display.none",
		"这里没有显示器，窗口打不开。请在图形界面里运行；没有显示器时可用 make demo 查看各个画面。",
		"There is no display here, so the window can't open. Run it in a graphical session; without one, make demo shows the screens.")
	ErrDisplay = booth.Fail("display.failed",
		"显示器打不开。请检查 DISPLAY 设置以及是否允许当前用户使用。",
		"The display can't be opened. Check DISPLAY, and that this user may use it.")
	ErrWindow = booth.Fail("window.failed",
		"窗口出错并关闭，已保存的照片不受影响。请重新启动程序。",
		"The window failed and closed; photos already saved are safe. Start the program again.")
	ErrLang = booth.Fail("usage.lang",
		"--lang 只能是 zh 或 en。",
		"--lang must be zh or en.")
	ErrSize = booth.Fail("usage.size",
		"--size 的写法是 宽x高，例如 1280x720。",
		"--size is written WIDTHxHEIGHT, such as 1280x720.")
	ErrNoXvfb = booth.Fail("demo.no_xvfb",
		"没有找到 Xvfb，无法演示。请运行 packaging/deps.sh 安装。",
		"Xvfb was not found, so there is nothing to show the demo on. Run packaging/deps.sh to install it.")
	ErrDemo = booth.Fail("demo.failed",
		"演示没有完成。请查看上面的日志。",
		"The demo did not get to its end. See the log above.")
	ErrSave = booth.Fail("album.save",
		"照片保存不了：请检查磁盘空间和数据文件夹的权限，然后再按一次保存。照片还在屏幕上，没有丢失。",
		"The photo can't be saved: check free space and the data folder's permissions, then press save again. The photo is still here, nothing is lost.")
	ErrNoPicture = booth.Fail("shutter.no_picture",
		"现在还没有画面，请等画面出现后再拍。",
		"There is no picture yet. Wait until you see it, then take the photo.")
	ErrModels = booth.Fail("models.failed",
		"模型打不开，检查和指引暂时不能用。请联系技术人员运行 campuskiosk doctor。",
		"The models can't be loaded, so nothing can be checked. Ask the technician to run campuskiosk doctor.")
)
