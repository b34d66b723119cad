package booth

// Why an ID number is refused (rule W5). None contains what was typed.
var (
	ErrIDKindUnknown = Refuse(RuleW5, "id.kind",
		"不认识这种证件类型，请重新选择。",
		"This kind of ID is not known. Please choose again.")
	ErrIDCharacter = Refuse(RuleW5, "id.character",
		"证件号里有不该出现的字符，请核对后重新输入。",
		"The ID number has a character that can't be part of it. Please check and type it again.")
	ErrIDTooLong = Refuse(RuleW5, "id.too_long",
		"证件号位数太多，请核对后重新输入。",
		"The ID number is too long. Please check and type it again.")
	ErrIDTooShort = Refuse(RuleW5, "id.too_short",
		"证件号还没有输完，请补全。",
		"The ID number is not complete yet. Please type the rest.")
	ErrIDRegion = Refuse(RuleW5, "id.region",
		"证件号开头的地区代码不存在，请核对前两位。",
		"No region has the code at the start of this ID number. Please check the first two digits.")
	ErrIDBirthDate = Refuse(RuleW5, "id.birth_date",
		"证件号里的出生日期不可能存在，请核对第7到14位。",
		"The birth date in this ID number can't be. Please check digits 7 to 14.")
	ErrIDChecksum = Refuse(RuleW5, "id.checksum",
		"证件号有一位不对（校验码不符），请对照证件逐位核对。",
		"One character of the ID number is wrong: its check character doesn't fit. Please compare it with the card.")
	ErrIDForm = Refuse(RuleW5, "id.form",
		"这不是港澳台证件的号码格式，请核对号码，或换一种证件类型。",
		"No ID of Hong Kong, Macao or Taiwan has a number like this. Please check it, or choose another kind of ID.")
	ErrIDPermitAsResident = Refuse(RuleW5, "id.permit_as_resident",
		"这是港澳台居民居住证的号码，请把证件类型改为“港澳台身份证号”。",
		"This is the number of a residence permit for Hong Kong, Macao or Taiwan. Please choose that kind of ID.")
	ErrIDKindForOrigin = Refuse(RuleW5, "id.kind_for_origin",
		"证件类型与学生身份不符：内地学生用居民身份证，港澳台学生用身份证号，留学生用护照。请重新选择。",
		"The kind of ID doesn't fit: mainland students use the resident card, students from Hong Kong, Macao and Taiwan their ID number, overseas students the passport. Please choose again.")
)
