package booth

import "time"

// TaskKind is what a task is for (rule W1).
type TaskKind string

// The kinds of task.
const (
	Collection TaskKind = "collection" // 图像采集
	Recheck    TaskKind = "recheck"    // 新生入学资格复查
)

// ReferencePhoto is the photo to compare with.
type ReferencePhoto string

// The reference photos.
const (
	NoReference    ReferencePhoto = "none"
	AdmissionPhoto ReferencePhoto = "admission" // 录取照片
	RegistryPhoto  ReferencePhoto = "registry"  // 学籍照片
)

// Association is how a student is found in the roster (rule W4).
type Association string

// The association modes.
const (
	ByIDNumber      Association = "id_number"      // ID number + name
	ByStudentNumber Association = "student_number" // student number + name
)

// CoolDown is what follows when the day's standardisations are used up (S2).
type CoolDown string

// The kinds of cool-down.
const (
	CoolDown24h     CoolDown = "24h"      // 24 hours from the last one
	CoolDownNextDay CoolDown = "next_day" // until the next day begins
)

// Source is where a picture comes from (rule P7).
type Source string

// The sources.
const (
	FromCamera Source = "camera"
	FromImport Source = "import" // a file from a USB stick
)

// PaymentRule says what is due before the photo (rule B2).
type PaymentRule string

// The payment rules.
const (
	// NoPayment: the task costs nothing.
	NoPayment PaymentRule = "none"
	// PayLater: unpaid students may be photographed, the service holds the packet.
	PayLater PaymentRule = "pay_later"
	// PayFirst: unpaid students are not photographed.
	PayFirst PaymentRule = "pay_first"
)

// Payment is whether a student has paid for a task.
type Payment string

// The states of payment. Unknown is the zero value: a kiosk without network
// may not know.
const (
	PaymentUnknown Payment = ""
	Paid           Payment = "paid"
	Unpaid         Payment = "unpaid"
)

// Window is the time in which a task takes submissions: From ≤ t < Until. A
// zero bound is no bound.
type Window struct {
	From  time.Time `json:"from,omitzero"`
	Until time.Time `json:"until,omitzero"`
}

// Support is whom to ask, shown wherever a student is sent away.
type Support struct {
	Phone string `json:"phone"`
	// Hours are when the phone is answered, in words.
	Hours Text `json:"hours"`
	// Office says where the registry office is, in words; may be empty.
	Office Text `json:"office,omitzero"`
}
