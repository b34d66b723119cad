package table

import (
	"errors"

	"campuskiosk/app/booth"
	"campuskiosk/app/roster/internal/safezip"
)

// Errors for people.
var (
	// ErrEmpty: the file has no bytes.
	ErrEmpty = booth.Fail("table.empty",
		"名单文件是空的。请重新导出或复制一份。",
		"The list is an empty file. Export or copy it again.")
	// ErrNotTable: neither XLSX nor CSV.
	ErrNotTable = booth.Fail("table.not_a_table",
		"这个文件不是表格。请提供 Excel 工作簿（.xlsx）或 CSV 文件。",
		"This file is no table. Give an Excel workbook (.xlsx) or a CSV file.")
	// ErrOldExcel: the binary format of Excel 97–2003.
	ErrOldExcel = booth.Fail("table.old_excel",
		"这是旧版 Excel 97–2003 文件（.xls）。请用 Excel 或 WPS 打开，“另存为”Excel 工作簿（.xlsx）后再导入。",
		"This is a file of Excel 97–2003 (.xls). Open it in Excel or WPS, save it as Excel workbook (.xlsx), and import that.")
	// ErrPassword: an encrypted workbook.
	ErrPassword = booth.Fail("table.password",
		"这个工作簿有打开密码。请在 Excel 里打开，在“文件→信息→保护工作簿→用密码进行加密”中清空密码，保存后再导入。",
		"This workbook has a password. Open it in Excel, clear the password under File → Info → Protect Workbook → Encrypt with Password, save it, and import it again.")
	// ErrBinaryExcel: XLSB.
	ErrBinaryExcel = booth.Fail("table.xlsb",
		"这是二进制工作簿（.xlsb）。请在 Excel 里“另存为”Excel 工作簿（.xlsx）后再导入。",
		"This is a binary workbook (.xlsb). Save it as Excel workbook (.xlsx) in Excel, and import that.")
	// ErrOpenDocument: ODS.
	ErrOpenDocument = booth.Fail("table.ods",
		"这是 OpenDocument 表格（.ods）。请“另存为”Excel 工作簿（.xlsx）或 CSV 后再导入。",
		"This is an OpenDocument spreadsheet (.ods). Save it as Excel workbook (.xlsx) or CSV, and import that.")
	// ErrHTML: a web page, as many systems call "Excel export".
	ErrHTML = booth.Fail("table.html",
		"这其实是一个网页，只是文件名像表格（有些系统这样导出）。请用 Excel 打开，“另存为”Excel 工作簿（.xlsx）后再导入。",
		"This is a web page with the name of a spreadsheet, as some systems export it. Open it in Excel, save it as Excel workbook (.xlsx), and import that.")
	// ErrDamaged: the content contradicts itself.
	ErrDamaged = booth.Fail("table.damaged",
		"名单文件已损坏或不完整。请重新复制；仍不行，请用 Excel 打开后另存一份。",
		"The list is damaged or incomplete. Copy it again; if that doesn't help, open it in Excel and save a new copy.")
	// ErrTooLarge: the file is larger than Limits.FileBytes.
	ErrTooLarge = booth.Fail("table.too_large",
		"名单文件太大（上限 %d MB）。请删去图片和不需要的工作表，或分成几个文件。",
		"The list is too large (at most %d MB). Remove pictures and sheets that aren't needed, or split it.")
	// ErrBomb: a little data unpacks to very much.
	ErrBomb = booth.Fail("table.unpacks_too_large",
		"名单文件解压后大得不正常，已拒绝。请把学生数据复制到一个新的工作簿后再导入。",
		"The list unpacks to far more than a roster has, so it is refused. Copy the students into a new workbook and import that.")
	// ErrNoSheet: a workbook without a visible sheet.
	ErrNoSheet = booth.Fail("table.no_sheet",
		"工作簿里没有可见的工作表。请取消隐藏名单所在的工作表，或新建一个。",
		"The workbook has no visible sheet. Unhide the one with the list, or make a new one.")
	// ErrLongCell: a cell longer than Excel allows; in a CSV a quote that does
	// not end.
	ErrLongCell = booth.Fail("table.long_cell",
		"第 %d 行有一个单元格长得不正常，多半是前面少了一个引号。请检查这一行附近。",
		"A cell in row %d is far too long; probably a quotation mark is missing before it. Check the rows around it.")
	// ErrUnreadable: the system won't let us read it.
	ErrUnreadable = booth.Fail("table.unreadable",
		"名单文件打不开。请检查文件是否存在、U 盘是否插好、是否有读取权限。",
		"The list can't be opened. Check that it exists, that the USB stick is plugged in, and that reading is allowed.")
)

// zipped explains an error of package safezip.
func zipped(err error) error {
	switch {
	case errors.Is(err, safezip.ErrTooLarge), errors.Is(err, safezip.ErrOverlap), errors.Is(err, safezip.ErrDirectory):
		return ErrBomb.Because(err)
	case errors.Is(err, safezip.ErrEncrypted):
		return ErrPassword.Because(err)
	}
	return ErrDamaged.Because(err)
}
