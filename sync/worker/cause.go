package worker

import (
	"errors"
	"fmt"
	"time"

	"campuskiosk/app/booth"
	"campuskiosk/sync/api"
	"campuskiosk/sync/outbox"
)

// Cause is what kind of trouble it was, as far as it decides what to do.
type Cause string

// The causes.
const (
	// Offline: no connection: no route, no such name, refused, no answer to the
	// first packet.
	Offline Cause = "offline"
	// Cut: the connection was made and ended, or stood still, before the answer
	// was whole. The service may have done what was asked.
	Cut Cause = "cut"
	// Stranger: who answers can't show the service's certificate.
	Stranger Cause = "stranger"
	// Portal: an answer that the service does not give: another status or body
	// than documented, as from a captive portal or a proxy.
	Portal Cause = "portal"
	// Busy: 429 or 503.
	Busy Cause = "busy"
	// Broken: another 5xx.
	Broken Cause = "broken"
	// Full: 507, the service has no room.
	Full Cause = "full"
	// Clock: the service refused the request's time.
	Clock Cause = "clock"
	// Revoked: the service does not take this kiosk's requests any more.
	Revoked Cause = "revoked"
	// Refused: 4xx about what was sent. Trying again won't change it.
	Refused Cause = "refused"
	// Other: the service has another packet under the same id.
	Other Cause = "conflict"
	// Pending: the service has all bytes and has not opened them yet.
	Pending Cause = "pending"
	// Local: the kiosk's own file can't be read.
	Local Cause = "local"
)

// Trouble is an error with its cause.
type Trouble struct {
	Cause Cause
	// After is what the service asked to wait (Retry-After); zero for nothing.
	After time.Duration
	// Reason is the service's, for Refused and Other.
	Reason outbox.Reason
	// Command comes with Revoked: what the service orders, signed. Without it a
	// refusal locks nothing.
	Command *api.Signed
	// Err is for the log.
	Err error
}

// Error names the cause.
func (t *Trouble) Error() string {
	switch {
	case t.Err != nil:
		return fmt.Sprintf("%s: %v", t.Cause, t.Err)
	case t.Reason.Code != "":
		return fmt.Sprintf("%s: %d %s", t.Cause, t.Reason.Status, t.Reason.Code)
	}
	return string(t.Cause)
}

// Unwrap gives the cause's error.
func (t *Trouble) Unwrap() error { return t.Err }

// troubleOf finds the Trouble in an error. An error without one counts as a
// cut connection: it is tried again.
func troubleOf(err error) *Trouble {
	var t *Trouble
	if errors.As(err, &t) {
		return t
	}
	return &Trouble{Cause: Cut, Err: err}
}

// blames reports whether trouble of this kind may come from the packet that was
// sent rather than from the service or the network.
func (c Cause) blames() bool {
	switch c {
	case Cut, Portal, Busy, Broken:
		return true
	}
	return false
}

// network reports whether the trouble may be over when the network changes.
func (c Cause) network() bool {
	switch c {
	case Offline, Cut, Stranger, Portal:
		return true
	}
	return false
}

// unreached reports whether nobody answered who is the service.
func (c Cause) unreached() bool { return c == Offline || c == Stranger || c == Portal }

// Label is what people read.
func (c Cause) Label() booth.Text { return causeLabels[c] }

var causeLabels = map[Cause]booth.Text{
	"":       {ZH: "已连接", EN: "Connected"},
	Offline:  {ZH: "没有网络，恢复后自动上传", EN: "No network; uploads go on when it is back"},
	Cut:      {ZH: "网络不稳定，正在重试", EN: "The network is unsteady; trying again"},
	Stranger: {ZH: "对方不是本校服务器（证书不符），没有上传任何数据。请联系网络管理员", EN: "Whoever answers is not the service (wrong certificate); nothing was sent. Call the network's administrator"},
	Portal:   {ZH: "网络需要登录或被拦截，请联系网络管理员", EN: "The network asks for a log-in or is blocked; call the network's administrator"},
	Busy:     {ZH: "服务器繁忙，稍后自动重试", EN: "The service is busy; trying again later"},
	Broken:   {ZH: "服务器出错，稍后自动重试", EN: "The service has a problem; trying again later"},
	Full:     {ZH: "服务器存储空间已满，稍后自动重试", EN: "The service has no room left; trying again later"},
	Clock:    {ZH: "本机时间与服务器不一致，正在校准", EN: "This machine's clock differs from the service's; setting it right"},
	Revoked:  {ZH: "本机已被停用，请联系学籍管理部门", EN: "This kiosk was revoked; call the registry office"},
	Refused:  {ZH: "服务器拒绝接收", EN: "Refused by the service"},
	Other:    {ZH: "服务器上已有同一编号的另一份照片包", EN: "The service has another packet under this id"},
	Pending:  {ZH: "已送达，等待服务器核对", EN: "Delivered; the service is checking it"},
	Local:    {ZH: "照片包文件无法读取", EN: "The packet's file can't be read"},
}
