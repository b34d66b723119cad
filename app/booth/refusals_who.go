package booth

// Refusals about who stands here.
var (
	ErrAssociation = Refuse(RuleW4, "who.association",
		"本任务不用这种号码查找学生，请换另一种号码。",
		"This task doesn't find students by that number. Please use the other one.")
	ErrNotOnList = Refuse(RuleW4, "who.not_on_list",
		"学生不在名单中，请联系学籍部门添加。这次没有产生任何结果。",
		"The student is not on the list. Please ask the registry office to add the student; this visit leaves no result.")
	ErrManualNotAllowed = Refuse(RuleW4, "who.manual_not_allowed",
		"本任务不允许人工录入，请联系学籍部门把学生加入名单。",
		"This task takes no manual entries. Please ask the registry office to add the student to the list.")
	ErrManualIncomplete = Refuse(RuleW4, "who.manual_incomplete",
		"请把姓名、证件号、学历类别和年级都填完整。",
		"Please fill in name, ID number, category and grade.")
	ErrManualRefused = Refuse(RuleW4, "who.manual_refused",
		"学籍部门没有通过这次人工录入，请联系学籍部门。",
		"The registry office has refused this manual entry. Please contact the office.")
	ErrNotSame = Refuse(RuleW6, "who.not_same",
		"姓名或号码与学籍信息不一致，请核对后重新输入。",
		"Name or number differ from the registry's. Please check and type them again.")
	ErrUnbindTooLate = Refuse(RuleW6, "who.unbind_too_late",
		"照片已经提交，不能再在这里解绑。请联系学籍部门。",
		"The photo is already handed in, so this can't be undone here. Please contact the registry office.")
	ErrActingInRecheck = Refuse(RuleV8, "who.acting_in_recheck",
		"复查不能代替他人操作，请学生用自己的帐号。",
		"In a re-check nobody can act for another. The student has to use their own account.")
	ErrActingBeforeOwn = Refuse(RuleV8, "who.acting_before_own",
		"请先完成本人的采集任务，再代替他人操作。",
		"Please finish your own collection before acting for someone else.")
	ErrBoundElsewhere = Refuse(RuleV8, "who.bound_elsewhere",
		"这名学生已绑定另一个帐号。请先在原帐号里解绑，或请学籍部门解绑。",
		"This student is bound to another account. Please unbind it there first, or ask the registry office to.")
	ErrRosterLocked = Refuse(RuleLease, "who.roster_locked",
		"设备太久没有联网，名单已锁定。请连接网络，或让学生出示手机上的码。",
		"This kiosk has been offline too long, so its list is locked. Please connect it, or let the student show the code on the phone.")
	ErrStudentKey = Refuse(RuleKey, "who.student_key",
		"学生记录与证件号对不上，请重新查找。若仍不行，请联系技术人员。",
		"The student's record doesn't belong to this ID number. Please look the student up again, or call the technician.")
)
