package booth

// Refusals about the task.
var (
	ErrPolicy = Refuse(RuleW1, "task.policy",
		"任务设置有误（%s），这台设备不能使用它。请联系学籍部门修改任务。",
		"The task's settings are wrong (%s), so it can't be used here. Please ask the registry office to correct it.")
	ErrRecheckReference = Refuse(RuleW1, "task.recheck_reference",
		"复查任务必须使用录取照片，请联系学籍部门修改任务。",
		"A re-check must use the admission photo. Please ask the registry office to correct the task.")
	ErrWindowNotOpen = Refuse(RuleW2, "task.not_open_yet",
		"采集还没有开始，请在开始时间之后再来。",
		"The collection has not begun yet. Please come back after it opens.")
	ErrWindowClosed = Refuse(RuleW2, "task.closed",
		"采集时间已经结束，不能再提交。请联系学籍部门。",
		"The collection is over and takes no more photos. Please contact the registry office.")
	ErrTaskOther = Refuse(RuleW2, "task.other",
		"这名学生属于另一个任务，请返回重新选择任务。",
		"This student belongs to another task. Please go back and choose again.")
)
