package booth

// Refusals before the photo.
var (
	ErrConsentMissing = Refuse(RuleConsent, "consent.missing",
		"还没有同意处理人脸信息，不能继续。",
		"Consent to the processing of face data has not been given, so this can't go on.")
	ErrConsentVersion = Refuse(RuleConsent, "consent.version",
		"同意的不是现在的文本，请重新阅读并确认。",
		"The consent was given to another text. Please read the present one and confirm.")
	ErrConsentRecord = Refuse(RuleConsent, "consent.record",
		"没有记录是谁、以什么方式同意的，请重新确认。",
		"It was not recorded who consented and how. Please confirm again.")
	ErrNoticeUnread = Refuse(RuleB1, "notice.unread",
		"请先阅读并确认温馨提示和拍照说明。",
		"Please read and acknowledge the notice and the photo instructions first.")
	ErrUnpaid = Refuse(RuleB2, "payment.unpaid",
		"还没有缴费。请在手机上缴费，这里不收费。",
		"Payment is due. Please pay on the phone; nothing is paid here.")
	ErrReferenceUnconfirmed = Refuse(RuleB3, "reference.unconfirmed",
		"请先确认录取照片。",
		"Please confirm the reference photo first.")
	ErrReferenceNotMe = Refuse(RuleB3, "reference.not_me",
		"录取照片缺失或不是本人，先不要比对。请联系学籍部门，这次不会产生任何结果。",
		"The reference photo is missing or shows someone else, so nothing is compared. Please contact the registry office; this visit leaves no result.")
	ErrCameraGone = Refuse(RuleB4, "camera.gone",
		"找不到摄像头。请检查USB线是否插好，已拍的照片都在。",
		"The camera is gone. Please check its USB cable; photos already taken are safe.")
	ErrCameraPermission = Refuse(RuleB4, "camera.permission",
		"没有使用摄像头的权限。请联系技术人员。",
		"This program may not use the camera. Please call the technician.")
	ErrCameraBusy = Refuse(RuleB4, "camera.busy",
		"摄像头正被别的程序占用。请关闭那个程序后重试。",
		"Another program is using the camera. Please close it and try again.")
)
