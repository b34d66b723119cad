package booth

// Refusals about the photo.
var (
	ErrChecklistOpen = Refuse(RuleP2, "photo.checklist",
		"请先逐项勾选检查表。",
		"Please answer every item of the checklist first.")
	ErrNoRetake = Refuse(RuleP3, "photo.no_retake",
		"现在不能重拍。",
		"A retake is not possible now.")
	ErrChecksMissing = Refuse(RuleP4, "photo.checks_missing",
		"照片检测没有做完，请重拍。",
		"The photo's checks are not complete. Please take it again.")
	ErrCheckBlocks = Refuse(RuleP5, "photo.check_blocks",
		"照片有必须合格的项目没有通过，请重拍。",
		"A check that this task requires has failed. Please take the photo again.")
	ErrNoCamera = Refuse(RuleP6, "photo.no_camera",
		"照片没有摄像头标识，不能使用。请重拍。",
		"The photo doesn't say which camera took it, so it can't be used. Please take it again.")
	ErrNotAttested = Refuse(RuleP6, "photo.not_attested",
		"请工作人员确认：镜头前是学生本人，不是翻拍。",
		"The helper has to confirm that this is the student in person and not a picture.")
	ErrTrackLost = Refuse(RuleP6, "photo.track_lost",
		"拍摄过程中人脸离开过画面。请工作人员再次核对本人并填写原因，或重拍。",
		"The face left the picture in between. The helper has to check the person again and give a reason, or take the photo again.")
	ErrSourceNotAllowed = Refuse(RuleP7, "photo.source",
		"本任务不允许使用已有照片，请现场拍摄。",
		"This task doesn't take existing pictures. Please take the photo here.")
	ErrSpec = Refuse(RuleS1, "standard.spec",
		"标准照与任务要求的规格不符，请重新制作。若仍不行，请联系技术人员。",
		"The standard photo doesn't meet the task's specification. Please make it again, or call the technician.")
	ErrNotDeliverable = Refuse(RuleS1, "standard.not_deliverable",
		"设备缺少制作标准照所需的模型，这张照片不能提交。请联系技术人员。",
		"This kiosk lacks a network that a standard photo needs, so this one can't be handed in. Please call the technician.")
	ErrDailyLimit = Refuse(RuleS2, "standard.daily_limit",
		"今天的制作次数已用完，请在冷静期后再来。已拍的照片不受影响。",
		"Today's standard photos are used up. Please come back after the cool-down; nothing is lost.")
	ErrClockJumped = Refuse(RuleClock, "standard.clock",
		"设备时间可能不对，暂时不给新的制作次数。请连接网络校时，或由工作人员输入PIN确认时间。",
		"The kiosk's clock may be wrong, so no new standard photos are given. Please connect it, or let a helper confirm the time with a PIN.")
	ErrNotConfirmed = Refuse(RuleS3, "standard.not_confirmed",
		"请先由学生确认照片。",
		"The student has to confirm the photo first.")
	ErrOriginalNeeded = Refuse(RuleS4, "standard.original_needed",
		"服务端还没有确认收到，原照片必须保留。",
		"The service has not confirmed it yet, so the original has to be kept.")
	ErrRetention = Refuse(RuleS4, "standard.retention",
		"照片的保留期还没有到。",
		"The photo has to be kept for some more days.")
)
