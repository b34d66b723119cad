package roster

import "campuskiosk/app/booth"

// Why a list is refused as a whole.
var (
	ErrNoHeader = booth.Fail("roster.no_header",
		"前 %d 行里没有找到表头。请保证有一行写着列名，至少有“姓名”和“证件号码”。",
		"There is no header within the first %d rows. One row must name the columns, at least 姓名 (name) and 证件号码 (ID number).")
	ErrNoColumn = booth.Fail("roster.no_column",
		"名单缺少一列：%s。请补上这一列后重新导入。",
		"The list lacks a column: %s. Add it and import the list again.")
	ErrColumnTwice = booth.Fail("roster.column_twice",
		"第 %s 列和第 %s 列是同一种内容，不知道用哪一列。请删去一列，或改掉它的表头。",
		"Columns %s and %s are of the same kind. Delete one of them, or change its header.")
	ErrNoCategory = booth.Fail("roster.no_category",
		"名单里没有“学历类别”列，任务又有多个类别。请补上这一列，或用 --category 说明全部学生的类别。",
		"The list has no column 学历类别 (category) and the task has several. Add it, or give the category of all students with --category.")
	ErrNoGrade = booth.Fail("roster.no_grade",
		"名单里没有“年级”列。请补上这一列，或用 --grade 说明全部学生的年级。",
		"The list has no column 年级 (grade). Add it, or give the grade of all students with --grade.")
	ErrCategoryUnknown = booth.Fail("roster.category_unknown",
		"本任务没有这个学历类别，请核对 --category。",
		"The task has no such category. Check --category.")
	ErrSeveralSheets = booth.Fail("roster.several_sheets",
		"工作簿里有 %d 个工作表都像名单（第 %s 个）。请用 --sheet 指定名称或序号。",
		"%d sheets of the workbook look like a list (sheets %s). Choose one with --sheet, by name or number.")
	ErrNoSuchSheet = booth.Fail("roster.no_such_sheet",
		"没有这个可见的工作表，请核对 --sheet。",
		"There is no such visible sheet. Check --sheet.")
	ErrTooManyStudents = booth.Fail("roster.too_many",
		"名单超过 %d 名学生，已拒绝。请按类别或年级分成几个任务。",
		"The list has more than %d students, which is too many for one task. Split it by category or grade.")
	ErrNoStudents = booth.Fail("roster.no_students",
		"表头下面没有学生。请检查选对了文件和工作表。",
		"There are no students below the header. Check that this is the right file and sheet.")
	ErrProblems = booth.Fail("roster.problems",
		"名单有 %d 处问题，没有导入任何内容。请按上面的行号改好后重新导入。",
		"The list has %d problems, so nothing was imported. Correct the rows named above and import it again.")
	ErrChanged = booth.Fail("roster.changed",
		"预览之后名单已被改动，没有导入。请重新预览。",
		"The roster was changed after the preview, so nothing was imported. Look at a new preview.")
	ErrPhotoChanged = booth.Fail("roster.photo_changed",
		"预览之后照片文件有变化，没有导入。请重新预览。",
		"A photo's file was changed after the preview, so nothing was imported. Look at a new preview.")
)

// Why a row is refused. The sentences never contain what stands there.
var (
	errEmpty = booth.Fail("row.empty",
		"这一格是空的，请填写。",
		"This cell is empty. Fill it in.")
	errCell = booth.Fail("row.cell_error",
		"这一格是 Excel 的错误值（如 #N/A）。请改成真实内容。",
		"This cell is an Excel error such as #N/A. Put in what it should be.")
	errFormula = booth.Fail("row.formula",
		"这一格是没有结果的公式。请在 Excel 里选中整列，复制，“选择性粘贴→数值”，保存后再导入。",
		"This cell is a formula without a result. In Excel, copy the whole column, paste it as values, save, and import again.")
	errRounded = booth.Fail("row.rounded",
		"Excel 把这个号码当成了数字，只保留 15 位，后面的数字已经丢失（如 1.1E+17）。请把整列设为“文本”格式，从原始数据重新粘贴号码。",
		"Excel took this number for a quantity and kept 15 digits only; the rest is lost (as in 1.1E+17). Format the column as Text and paste the numbers again from where they came from.")
	errDate = booth.Fail("row.date",
		"Excel 把这一格变成了日期。请把整列设为“文本”格式后重新填写。",
		"Excel turned this cell into a date. Format the column as Text and type it again.")
	errFraction = booth.Fail("row.fraction",
		"这里应是号码，却是小数。请把整列设为“文本”格式后重新填写。",
		"This should be a whole number and has decimals. Format the column as Text and type it again.")
	errMerged = booth.Fail("row.merged",
		"姓名或号码所在的单元格被合并了，看不出属于哪一行。请取消合并并逐行填写。",
		"Cells with names or numbers are merged, so it is unclear whose they are. Unmerge them and fill in each row.")
	errNameCharacters = booth.Fail("row.name_characters",
		"姓名里有不该出现的字符（数字或符号），请核对。",
		"The name has characters that no name has (digits or signs). Please check it.")
	errNameLost = booth.Fail("row.name_lost",
		"姓名里有“?”或“□”，多半是生僻字丢失了。请按身份证重新填写。",
		"The name contains ? or □: a rare character was probably lost. Type it as it is on the ID.")
	errNameLong = booth.Fail("row.name_long",
		"姓名太长，请核对这一格。",
		"The name is too long. Please check this cell.")
	errLong = booth.Fail("row.long",
		"这一格太长（上限 %d 个字），请核对。",
		"This cell is too long (at most %d characters). Please check it.")
	errNumberCharacters = booth.Fail("row.number_characters",
		"号码里有不该出现的字符，请核对。",
		"The number has characters that don't belong there. Please check it.")
	errIDKindUnknown = booth.Fail("row.id_kind",
		"不认识这种证件类型。请写“居民身份证”“港澳居民来往内地通行证”“台湾居民来往大陆通行证”“港澳台居民居住证”或“护照”。",
		"This kind of ID is not known. Write 居民身份证, 港澳居民来往内地通行证, 台湾居民来往大陆通行证, 港澳台居民居住证 or 护照.")
	errIDKindNeeded = booth.Fail("row.id_kind_needed",
		"这不是18位居民身份证号。如果是港澳台证件或护照，请在“证件类型”列注明。",
		"This is no resident ID number of 18 characters. If it is a passport or an ID of Hong Kong, Macao or Taiwan, say so in a column 证件类型 (kind of ID).")
	errIDOld = booth.Fail("row.id_old",
		"这是15位的旧身份证号。请换成18位号码。",
		"This is an old ID number of 15 digits. Put in the one of 18.")
	errGrade = booth.Fail("row.grade",
		"年级不是年份，请核对（如“2025”）。",
		"The grade is no year. Please check it, for example 2025.")
	errGradeTask = booth.Fail("row.grade_task",
		"这个任务不收这个年级的学生。请核对年级，或删去这一行。",
		"The task is not for this grade. Check the grade, or delete the row.")
	errCategory = booth.Fail("row.category",
		"这个任务没有这种学历类别，请核对。",
		"The task has no such category. Please check it.")
	errSameID = booth.Fail("row.same_id",
		"证件号码与第 %d 行相同，但其他内容不同。请核对这两行，删去错的一行。",
		"The ID number is that of row %d, but the rest differs. Compare the two rows and delete the wrong one.")
	errSameNumber = booth.Fail("row.same_number",
		"学号与第 %d 行相同，但不是同一个人。请核对这两行。",
		"The student number is that of row %d, but the person is another. Compare the two rows.")
	errSameExam = booth.Fail("row.same_exam",
		"考生号与第 %d 行相同，但不是同一个人。请核对这两行。",
		"The candidate number is that of row %d, but the person is another. Compare the two rows.")
	errNumberTaken = booth.Fail("row.number_taken",
		"现有名单里这个学号属于另一个姓名的学生，而他不在这份文件里。请核对；如果原来的学生应当移出名单，加 --remove-missing。",
		"In the present roster this student number belongs to a student of another name, who is not in this file. Please check; if that student is to leave the roster, add --remove-missing.")
)
