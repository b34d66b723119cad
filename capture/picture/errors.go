package picture

import "campuskiosk/app/booth"

// The failures of decoding. Compare with errors.Is.
var (
	// ErrEmpty is a file of zero bytes.
	ErrEmpty = booth.Fail("picture.empty",
		"文件是空的，里面没有图片。请重新复制或另选一张。",
		"The file is empty. Copy it again or choose another picture.")
	// ErrNotPicture is a file whose content is no picture at all.
	ErrNotPicture = booth.Fail("picture.not_a_picture",
		"这个文件不是图片。请选择 JPEG 或 PNG 图片。",
		"This file is not a picture. Choose a JPEG or PNG picture.")
	// ErrCutOff is a picture whose end is missing.
	ErrCutOff = booth.Fail("picture.cut_off",
		"图片不完整，后半部分缺失。请重新复制原图后再试。",
		"The picture is cut off: its end is missing. Copy the original again and retry.")
	// ErrDamaged is a picture whose content contradicts itself.
	ErrDamaged = booth.Fail("picture.damaged",
		"图片已损坏，无法读取。请重新复制原图，或用看图软件另存为 JPEG。",
		"The picture is damaged and can't be read. Copy the original again, or save it as JPEG with a picture viewer.")
	// ErrTooManyBytes is a file over Limits.Bytes.
	ErrTooManyBytes = booth.Fail("picture.too_many_bytes",
		"文件太大（上限 %d MB）。请另存为较小的 JPEG 后再试。",
		"The file is too big (at most %d MB). Save it as a smaller JPEG and try again.")
	// ErrTooLarge is a picture over Limits.Pixels, known from its header
	// before any of it is decoded.
	ErrTooLarge = booth.Fail("picture.too_large",
		"图片尺寸太大：%d×%d 像素（上限 %d 百万像素）。请缩小后再试。",
		"The picture is too large: %d×%d pixels (at most %d megapixels). Make it smaller and try again.")
	// ErrTooSlow is a picture that was not decoded within Limits.Time.
	ErrTooSlow = booth.Fail("picture.too_slow",
		"读取图片超时，已放弃。请另存为普通 JPEG 后再试。",
		"Reading the picture took too long and was given up. Save it as an ordinary JPEG and try again.")
	// ErrUnsupported is a picture in a format that is not read here.
	ErrUnsupported = booth.Fail("picture.unsupported",
		"暂不支持 %s 格式的图片。请另存为 JPEG 后再试。",
		"Pictures in %s format can't be read here. Save it as JPEG and try again.")
	// ErrUnreadable is a file that the system won't let us read.
	ErrUnreadable = booth.Fail("picture.unreadable",
		"文件打不开。请检查文件是否存在、U 盘是否插好、是否有读取权限。",
		"The file can't be opened. Check that it exists, that the USB stick is plugged in, and that reading is allowed.")
	// ErrNotFile is a folder or a device where a file was expected.
	ErrNotFile = booth.Fail("picture.not_a_file",
		"这不是一个文件（可能是文件夹）。请选择一张图片。",
		"This is not a file (perhaps a folder). Choose a picture.")
)

// The remarks that go with a decoded picture.
var (
	// NoteAnimated says that only the first frame is used.
	NoteAnimated = Note{"animated", booth.Text{
		ZH: "这是动画，只使用了第一帧。",
		EN: "This is an animation; only its first frame is used.",
	}}
	// NoteTransparent says that transparent parts were made white.
	NoteTransparent = Note{"transparent", booth.Text{
		ZH: "图片的透明部分已填为白色。",
		EN: "Transparent parts of the picture were made white.",
	}}
	// NoteCMYK says that the colours come from printing inks.
	NoteCMYK = Note{"cmyk", booth.Text{
		ZH: "这是印刷用的 CMYK 图片，颜色为近似值。请尽量使用原始 RGB 照片。",
		EN: "This picture is in printing colours (CMYK); its colours are approximate. Use the original RGB photo if there is one.",
	}}
	// NoteConverted says that the colours were brought to sRGB.
	NoteConverted = Note{"profile_converted", booth.Text{
		ZH: "图片使用了其他色彩空间，已转换为 sRGB。",
		EN: "The picture was in another colour space and was converted to sRGB.",
	}}
	// NoteProfile says that the colour profile could not be applied.
	NoteProfile = Note{"profile_unsupported", booth.Text{
		ZH: "无法使用图片自带的色彩配置，颜色可能有偏差。",
		EN: "The picture's colour profile can't be applied; its colours may be off.",
	}}
)

// Note is a remark about a picture that was decoded all the same.
type Note struct {
	// Code names the remark for machines.
	Code string `json:"code"`
	// Text is the remark for people.
	Text booth.Text `json:"text"`
}
