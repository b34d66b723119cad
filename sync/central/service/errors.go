package service

import "campuskiosk/app/booth"

// Errors for the people of the registry.
var (
	ErrNotAllowed = booth.Fail("central.not_allowed",
		"您的角色不能这样做。请联系管理员。",
		"Your role doesn't allow this. Please ask the administrator.")
	ErrLogin = booth.Fail("central.login",
		"用户名或密码不正确。",
		"User name or password are wrong.")
	ErrLocked = booth.Fail("central.login_locked",
		"尝试次数过多，请稍后再试。",
		"Too many tries. Please wait and try again.")
	ErrPassword = booth.Fail("central.password",
		"密码至少12个字符。",
		"A password has at least 12 characters.")
	ErrPIN = booth.Fail("central.pin",
		"PIN码为6至12位数字。",
		"A PIN has 6 to 12 digits.")
	ErrField = booth.Fail("central.field",
		"内容缺失、过长或含有不可用的字符：%s",
		"Missing, too long, or with characters that can't be: %s")
	ErrTaken = booth.Fail("central.taken",
		"已经有同名的记录。",
		"There is one of this name already.")
	ErrReviewed = booth.Fail("central.reviewed",
		"这张照片已经不在审核队列中（已审核或已被替换）。",
		"This photo is not in the queue any more: it was reviewed or replaced.")
	ErrReason = booth.Fail("central.reason",
		"请填写不通过的原因。",
		"Please give the reason.")
	ErrKioskState = booth.Fail("central.kiosk_state",
		"设备现在的状态不能这样做。",
		"The kiosk's state doesn't allow this.")
	// ErrHeldRefused is what a person decided about such a packet.
	ErrHeldRefused = booth.Refuse(booth.RuleV6, "packet.held_refused",
		"学籍部门没有接收这个封包，请联系学籍部门。",
		"The registry office did not accept this packet. Please contact the office.")
	// ErrHeld is why a person looks at a packet first.
	ErrHeld = booth.Fail("packet.held",
		"封包来自已撤销的设备或未分配的任务，等待人工处理。",
		"The packet is from a revoked kiosk or for a task that is not the kiosk's. A person looks at it first.")
)
