package vision

import "campuskiosk/app/booth"

// What can go wrong here, for people.
var (
	// ErrPicture: the picture has no pixels, or its memory doesn't fit its
	// size.
	ErrPicture = booth.Fail("vision.picture",
		"这张图片无法处理，请换一张。",
		"This picture can't be worked with; take another one.")
	// ErrFrame: what came from the camera is no whole JPEG within the limits.
	ErrFrame = booth.Fail("vision.frame",
		"摄像头送来的画面不完整，正在等待下一帧；若一直如此，请重新插拔摄像头。",
		"The camera sent a damaged picture; waiting for the next one. If this goes on, unplug the camera and plug it in again.")
	// ErrRole: a network that the call needs is not there.
	ErrRole = booth.Fail("vision.role_unavailable",
		"缺少所需的识别模型，请联系技术人员安装。",
		"A model that is needed for this is not installed; ask the technician to install it.")
	// ErrModel: a model file can't be read or is not what it should be.
	ErrModel = booth.Fail("vision.model_broken",
		"识别模型文件损坏，请联系技术人员重新安装。",
		"A model file is damaged; ask the technician to install it again.")
	// ErrNetwork: a network that was loaded failed while it ran.
	ErrNetwork = booth.Fail("vision.network",
		"识别时出错，请重试；若仍不行，请联系技术人员。",
		"Looking at the picture failed. Try again, and call the technician if it happens again.")
	// ErrNoPerson: there is nobody in the picture whom a mask could be made of.
	ErrNoPerson = booth.Fail("vision.no_person",
		"图片中没有找到人，请重新拍摄。",
		"Nobody was found in the picture; take it again.")
	// ErrClosed: the engine was closed.
	ErrClosed = booth.Fail("vision.closed",
		"程序正在退出。",
		"The program is shutting down.")
)
