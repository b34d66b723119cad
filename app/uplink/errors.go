package uplink

import "campuskiosk/app/booth"

// Errors for people.
var (
	// ErrNotEnrolled: the kiosk belongs to no service.
	ErrNotEnrolled = booth.Fail("sync.not_enrolled",
		"本机尚未登记到服务器。请在学籍管理页面生成登记码，然后运行 campuskiosk enrol。",
		"This kiosk is not enrolled. Have the registry's page make an enrolment code, then run campuskiosk enrol.")
	// ErrEnrolled: it belongs to one already.
	ErrEnrolled = booth.Fail("sync.enrolled",
		"本机已登记到服务器，不能再次登记。",
		"This kiosk is enrolled already and can't be enrolled again.")
	// ErrUndelivered: photos of the standalone mode would be left behind.
	ErrUndelivered = booth.Fail("sync.undelivered",
		"单机模式下还有未交付的照片。请先用 campuskiosk deliver 交付，再登记。",
		"There are photos from the standalone mode that were not delivered. Deliver them with campuskiosk deliver, then enrol.")
	// ErrWiped: the service had the kiosk's data destroyed.
	ErrWiped = booth.Fail("sync.wiped",
		"本机数据已按服务器的指令销毁，未上传的照片包仍可用U盘导出。请联系学籍管理部门。",
		"The service had this kiosk's data destroyed; packets that were not uploaded can still be exported to a stick. Call the registry office.")
	// ErrDamaged: what was kept about the enrolment can't be read.
	ErrDamaged = booth.Fail("sync.damaged",
		"登记信息已损坏，请联系技术人员。",
		"What is kept about the enrolment is damaged. Call the technician.")
)
