package auditcmd

import (
	"errors"

	"campuskiosk/app/audit"
	"campuskiosk/app/booth"
)

// ErrHead means: --head is none.
var ErrHead = booth.Fail("audit.head",
	"--head 的格式是“编号:64位十六进制哈希”，请原样复制。",
	"--head is NUMBER:HASH with 64 hexadecimal digits; copy it as it was printed.")

// ErrUnreadable means: the trail can't be read to its end.
var ErrUnreadable = booth.Fail("audit.unreadable",
	"审计记录无法读取，请检查文件或磁盘。",
	"The trail can't be read. Check the file and the disk.")

// What verify says of a broken trail.
var problems = []struct {
	err  error
	says *booth.Error
}{
	{audit.ErrEdited, booth.Fail("audit.edited",
		"第 %d 条审计记录被改动，此后的记录不可信。请保留现场并通知管理员。",
		"Record %d of the trail was changed; what follows can't be relied on. Leave everything as it is and tell the administrator.")},
	{audit.ErrMissing, booth.Fail("audit.missing",
		"第 %d 条审计记录缺失，此后的记录不可信。请保留现场并通知管理员。",
		"Record %d of the trail is missing; what follows can't be relied on. Leave everything as it is and tell the administrator.")},
	{audit.ErrOrder, booth.Fail("audit.order",
		"第 %d 条审计记录位置不对（重复或被调换）。请保留现场并通知管理员。",
		"Record %d of the trail is in the wrong place: something was repeated or moved. Leave everything as it is and tell the administrator.")},
	{audit.ErrTruncated, booth.Fail("audit.truncated",
		"审计记录从第 %d 条起被截断。请保留现场并通知管理员。",
		"The trail was cut off from record %d on. Leave everything as it is and tell the administrator.")},
	{audit.ErrMalformed, booth.Fail("audit.malformed",
		"第 %d 条审计记录无法辨认。请保留现场并通知管理员。",
		"Record %d of the trail is not readable. Leave everything as it is and tell the administrator.")},
}

// explain says in words where the trail is broken.
func explain(b *audit.Broken) error {
	for _, p := range problems {
		if errors.Is(b, p.err) {
			return p.says.With(b.Seq).Because(b)
		}
	}
	return b
}
