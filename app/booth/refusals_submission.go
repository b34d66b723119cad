package booth

// Refusals about submission and review.
var (
	ErrSubmissionsUsed = Refuse(RuleV1, "submission.used_up",
		"提交次数已用完，请联系学籍部门。",
		"All submissions are used up. Please contact the registry office.")
	ErrReplacementUsed = Refuse(RuleV2, "submission.replacement_used",
		"审核前的更换次数已用完，请等待审核结果。",
		"The photo has been replaced already. Please wait for the review.")
	ErrApproved = Refuse(RuleV2, "submission.approved",
		"照片已经审核通过，不能再更改。",
		"The photo is approved and can't be changed any more.")
	ErrLocalScoreLow = Refuse(RuleV3, "submission.local_score_low",
		"本机比对分数低于要求（仅供参考）。请重拍；如要提交，请工作人员填写原因。",
		"The local comparison is below the mark (advice only). Please take a new photo, or let the helper give a reason to hand it in.")
	ErrPhotoFailed = Refuse(RuleV3, "submission.photo_failed",
		"这张照片在服务端比对没有通过，请重新拍摄。",
		"This photo failed the service's comparison. Please take a new one.")
	ErrCaseOpen = Refuse(RuleV3, "submission.case_open",
		"多张照片比对都没有通过，已转学籍部门处理。请联系学籍部门。",
		"Several photos have failed the comparison, so the registry office has the case. Please contact the office.")
	ErrSentToOffice = Refuse(RuleV3, "submission.sent_to_office",
		"这一情况已转学籍部门处理，请联系学籍部门。",
		"This case has gone to the registry office. Please contact the office.")
	ErrReasonMissing = Refuse(RuleV3, "submission.reason_missing",
		"请填写原因。",
		"Please give a reason.")
	ErrNotOverridable = Refuse(RuleV9, "submission.not_overridable",
		"这一项只有服务端能决定，工作人员不能放行。",
		"Only the service can decide this; a helper can't override it.")
	ErrStatusStep = Refuse(RuleV6, "submission.status_step",
		"照片状态不能这样变化，请联系技术人员。",
		"A photo's status can't change like that. Please call the technician.")
	ErrEnded = Fail("session.ended",
		"这次操作已经结束，请从头开始。",
		"This session has ended. Please start again.")
	ErrNotNow = Fail("session.not_now",
		"现在不能这样做，请按屏幕提示操作。",
		"That is not possible now. Please follow the screen.")
)
