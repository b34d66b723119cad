package booth

// IDKind is the kind of ID that a student chooses (rule W5). The values are
// persisted and enter the student key: they never change.
type IDKind string

// The kinds of ID.
const (
	// ResidentID is the resident identity card: mainland students.
	ResidentID IDKind = "resident"
	// HMTID is an ID number of Hong Kong, Macao or Taiwan, in one of the forms
	// of IDForm.
	HMTID IDKind = "hmt"
	// Passport is a passport of any country: overseas students.
	Passport IDKind = "passport"
)

// IDKinds are all kinds in the order people see them.
func IDKinds() []IDKind { return []IDKind{ResidentID, HMTID, Passport} }

// Label is what people read.
func (k IDKind) Label() Text {
	switch k {
	case ResidentID:
		return Text{"居民身份证", "Resident identity card"}
	case HMTID:
		return Text{"港澳台身份证号", "Hong Kong, Macao or Taiwan ID number"}
	case Passport:
		return Text{"护照", "Passport"}
	}
	return Text{"未知证件", "Unknown kind of ID"}
}

// IDForm is the form that a number has within its kind.
type IDForm string

// The forms.
const (
	// FormResidentCard: 18 characters, GB 11643-1999, MOD 11-2 of ISO/IEC 7064.
	FormResidentCard IDForm = "resident_card"
	// FormResidencePermit: 港澳台居民居住证, same build, region codes 81 (Hong
	// Kong), 82 (Macao) and 83 (Taiwan).
	FormResidencePermit IDForm = "residence_permit"
	// FormHongKongID: one or two letters, six digits, check character; written
	// A123456(3).
	FormHongKongID IDForm = "hong_kong_id"
	// FormEightDigits: 台胞证 (Mainland travel permit for Taiwan residents) or a
	// Macao identity card 1234567(8). Both are eight digits; Macao's check digit
	// has no public rule.
	FormEightDigits IDForm = "eight_digits"
	// FormTaiwanID: a letter and nine digits, the last a check digit.
	FormTaiwanID IDForm = "taiwan_id"
	// FormHomeReturn: 回乡证 (Mainland travel permit for Hong Kong and Macao
	// residents), H or M and eight digits. Older cards print two more digits,
	// the count of renewals, which are dropped.
	FormHomeReturn IDForm = "home_return_permit"
	// FormPassport: 1–9 letters and digits (ICAO Doc 9303 part 4, document
	// number).
	FormPassport IDForm = "passport"
)

// Origin is where a student comes from, which decides the kind of ID that is
// required (W5) and the checks that are made (V4).
type Origin string

// Origins.
const (
	Mainland Origin = "mainland"
	HMT      Origin = "hmt" // Hong Kong, Macao, Taiwan
	Overseas Origin = "overseas"
)

// Origin gives the origin that a kind of ID stands for.
func (k IDKind) Origin() Origin {
	switch k {
	case ResidentID:
		return Mainland
	case HMTID:
		return HMT
	default:
		return Overseas
	}
}
