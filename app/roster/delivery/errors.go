package delivery

import "campuskiosk/app/booth"

// Errors for people.
var (
	ErrNames = booth.Fail("delivery.names",
		"有 %d 名学生的照片不能命名，没有写出任何文件。请按上面的说明修改名单或文件名模板。",
		"The photos of %d students can't be named, so nothing was written. Correct the roster or the template as said above.")
	ErrTemplate = booth.Fail("delivery.template",
		"文件名模板不对：要以 .jpg 结尾，并含有 {idNumber} 或 {studentNumber}。",
		"The template of file names is wrong: it must end in .jpg and have {idNumber} or {studentNumber} in it.")
	ErrExists = booth.Fail("delivery.exists",
		"目标已存在，没有覆盖。请换一个名称，或加 --overwrite。",
		"The target exists already and was left alone. Choose another name, or add --overwrite.")
	ErrNotADelivery = booth.Fail("delivery.not_a_delivery",
		"目标里有不属于交付包的文件，没有覆盖。请换一个名称。",
		"The target holds files that are not part of a delivery, so it was left alone. Choose another name.")
	ErrFull = booth.Fail("delivery.full",
		"磁盘或 U 盘空间不足，交付包没有完成。请释放空间后再执行一次。",
		"The disk or stick is full and the delivery is not complete. Free some space and run it again.")
	ErrWrite = booth.Fail("delivery.write",
		"交付包写不进去。请检查文件夹是否存在、U 盘是否写保护。",
		"The delivery can't be written. Check that the folder exists and that the stick is not write-protected.")
	ErrPhoto = booth.Fail("delivery.photo",
		"照片文件缺失或已损坏。",
		"The photo's file is missing or damaged.")
)

// Why a photo can't be named.
var (
	errNoNumber = booth.Fail("name.no_number",
		"模板要用学号，但这名学生没有学号。",
		"The template needs the student number, and this student has none.")
	errCharacter = booth.Fail("name.character",
		"文件名会含有 Windows 不允许的字符（\\ / : * ? \" < > |）。",
		"The file's name would have a character that Windows doesn't allow (\\ / : * ? \" < > |).")
	errLong = booth.Fail("name.long",
		"文件名会太长。",
		"The file's name would be too long.")
	errReserved = booth.Fail("name.reserved",
		"文件名会是 Windows 的保留名称，或以空格、句点结尾。",
		"The file's name would be one that Windows keeps for itself, or end in a space or dot.")
	errCollision = booth.Fail("name.collision",
		"文件名会与另一名学生的相同（不分大小写）。请在模板里加上证件号。",
		"The file's name would be another student's too (capitals don't count). Add the ID number to the template.")
)
