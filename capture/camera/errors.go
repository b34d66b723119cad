package camera

import (
	"errors"

	"campuskiosk/app/booth"
)

// ErrClosed is returned by Next after Close.
var ErrClosed = errors.New("camera closed")

// What can be wrong with a camera, each with what to do.
var (
	ErrSpec = booth.Fail("camera.spec",
		"摄像头的写法不对。可用：sim:、dir:文件夹、file:图片.jpg、v4l2:/dev/video0。",
		"This is not a camera we know. Use sim:, dir:FOLDER, file:PICTURE.jpg or v4l2:/dev/video0.")
	ErrNotFound = booth.Fail("camera.not_found",
		"没有找到摄像头。请检查 USB 线是否插好，插好后会自动继续。",
		"No camera was found. Check its USB cable; it goes on by itself once it is plugged in.")
	ErrGone = booth.Fail("camera.gone",
		"摄像头断开了，已拍的照片不受影响。请重新插好 USB 线，插好后会自动继续。",
		"The camera was unplugged; photos already taken are safe. Plug it in again and it goes on by itself.")
	ErrBusy = booth.Fail("camera.busy",
		"摄像头正被其他程序使用。请关闭那个程序，之后会自动继续。",
		"Another program is using the camera. Close that program and it goes on by itself.")
	ErrPermission = booth.Fail("camera.permission",
		"没有使用摄像头的权限。请让管理员把当前用户加入 video 组，然后重新登录。",
		"This user may not use the camera. Ask the administrator to add the user to the group video, then log in again.")
	ErrSilent = booth.Fail("camera.silent",
		"摄像头没有画面。请稍等；若一直没有，请拔下摄像头再插上。",
		"The camera sends no picture. Wait a moment; if it stays so, unplug the camera and plug it in again.")
	ErrGarbled = booth.Fail("camera.garbled",
		"摄像头的画面已损坏。请换一个 USB 口或换一根线。",
		"The camera's pictures arrive damaged. Try another USB port or another cable.")
	ErrFormat = booth.Fail("camera.format",
		"这个摄像头的画面格式不支持。请换一个支持 MJPEG 的摄像头。",
		"This camera offers no picture format that we can use. Use a camera with MJPEG.")
	ErrNoPictures = booth.Fail("camera.no_pictures",
		"这里没有可以播放的 JPEG 图片。请检查路径和读取权限。",
		"There is no JPEG picture to play here. Check the path and the permission to read it.")
)
