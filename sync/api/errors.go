package api

import (
	"net/http"

	"campuskiosk/app/booth"
)

// The problems of this contract. Their codes and statuses are part of it;
// refusals of rules travel too, with the code and rule of app/booth and status
// 422.
var (
	ErrMalformed = booth.Fail("request.malformed",
		"请求格式不正确，请升级程序或联系技术人员。",
		"The request can't be understood. Please update the program or call the technician.")
	ErrTooLarge = booth.Fail("request.too_large",
		"内容超过大小上限，未被接收。",
		"The content is above the size limit and was not taken.")
	ErrDigest = booth.Fail("request.digest",
		"内容在传输中发生变化，请重新发送。",
		"The content changed on its way. Please send it again.")
	ErrUnsigned = booth.Fail("request.unsigned",
		"请求没有签名，未被接受。",
		"The request is not signed and was not accepted.")
	// ErrSignature stands for every kiosk that is not known, too: nobody learns
	// which kiosks there are.
	ErrSignature = booth.Fail("request.signature",
		"签名无效，请求未被接受。请检查这台设备是否已登记。",
		"The signature is not valid, so the request was not accepted. Check that this kiosk is enrolled.")
	ErrClock = booth.Fail("request.clock",
		"设备时间与服务端相差超过5分钟，请先校时。",
		"The kiosk's clock is more than five minutes off. Please get the time first.")
	ErrReplayed = booth.Fail("request.replayed",
		"同一请求已经收到过，未再执行。",
		"This very request was received before and was not carried out again.")
	ErrRevoked = booth.Fail("kiosk.revoked",
		"这台设备的登记已被撤销，请联系学籍部门。",
		"This kiosk's enrolment was revoked. Please contact the registry office.")
	ErrForged = booth.Fail("service.forged",
		"服务端的签名无效，内容未被采用。请检查网络，并联系技术人员。",
		"The service's signature is not valid, so nothing was taken over. Check the network and call the technician.")
	ErrNotThere = booth.Fail("request.not_found",
		"没有找到，或无权查看。",
		"Not found, or not for you.")
	ErrMethod = booth.Fail("request.method",
		"不支持这种请求。",
		"That is not possible here.")
	ErrMediaType = booth.Fail("request.media_type",
		"内容类型不正确。",
		"The content has the wrong type.")
	ErrCursor = booth.Fail("feed.cursor",
		"同步位置已失效，将重新全量同步。",
		"The position in the feed is no longer known; everything is fetched anew.")
	ErrBusy = booth.Fail("service.busy",
		"请求过于频繁，稍后自动重试。",
		"Too many requests; it is tried again later.")
	ErrUnavailable = booth.Fail("service.unavailable",
		"服务暂时不可用，稍后自动重试。",
		"The service is not available now; it is tried again later.")
	ErrStorageFull = booth.Fail("service.storage_full",
		"服务端存储空间不足，稍后自动重试。请通知管理员。",
		"The service's storage is full; it is tried again later. Please tell the administrator.")
)

// About enrolment.
var (
	ErrEnrolCodeForm = booth.Fail("enrol.code_form",
		"登记码不完整或不正确，请重新扫描或输入。",
		"The enrolment code is not complete or not right. Please scan or type it again.")
	// ErrEnrolCode is for codes that never were, that are over and that are used.
	ErrEnrolCode = booth.Fail("enrol.code",
		"登记码无效、已过期或已使用。请在学籍部门页面重新生成。",
		"The enrolment code is not valid, is over or was used. Please make a new one on the registry's page.")
	ErrEnrolProof = booth.Fail("enrol.proof",
		"设备密钥的证明无效，未能登记。",
		"The proof of the kiosk's key is not valid, so it was not enrolled.")
)

// About packets.
var (
	ErrPacketConflict = booth.Fail("packet.conflict",
		"服务端已有同一编号但内容不同的封包，请人工处理。",
		"The service has another packet of the same number. A person has to look at it.")
	ErrPacketMetadata = booth.Fail("packet.metadata",
		"封包的编号或校验值不正确。",
		"The packet's number or digest is not right.")
	ErrPacketTooLarge = booth.Fail("packet.too_large",
		"封包超过大小上限，请联系技术人员。",
		"The packet is above the size limit. Please call the technician.")
	ErrPacketDamaged = booth.Fail("packet.damaged",
		"封包已损坏或被改动，无法打开，未被接受。",
		"The packet is damaged or was changed; it can't be opened and was not accepted.")
	ErrPacketVersion = booth.Fail("packet.version",
		"封包由更新的程序生成，请先升级。",
		"The packet was made by a newer program. Please update first.")
	ErrUploadOffset = booth.Fail("upload.offset",
		"续传位置不一致，请重新查询后继续。",
		"The upload stands at another place. Ask for it and go on from there.")
	ErrUploadChecksum = booth.Fail("upload.checksum",
		"这一段在传输中损坏，请重新发送。",
		"This chunk was damaged on its way. Please send it again.")
	ErrUploadGone = booth.Fail("upload.gone",
		"这次上传已过期，请重新开始。",
		"This upload is over. Please begin again.")
	ErrTusVersion = booth.Fail("upload.tus_version",
		"上传协议版本不一致。",
		"The upload protocol's version is another one.")
)

// StatusChecksum is tus' status of a chunk whose checksum differs.
const StatusChecksum = 460

// StatusRule is the status of a refusal by a rule of the collection.
const StatusRule = http.StatusUnprocessableEntity

// statuses are the status of each code.
var statuses = map[booth.Code]int{
	ErrMalformed.Code:      http.StatusBadRequest,
	ErrTooLarge.Code:       http.StatusRequestEntityTooLarge,
	ErrDigest.Code:         http.StatusBadRequest,
	ErrUnsigned.Code:       http.StatusUnauthorized,
	ErrSignature.Code:      http.StatusUnauthorized,
	ErrClock.Code:          http.StatusUnauthorized,
	ErrReplayed.Code:       http.StatusUnauthorized,
	ErrRevoked.Code:        http.StatusForbidden,
	ErrNotThere.Code:       http.StatusNotFound,
	ErrMethod.Code:         http.StatusMethodNotAllowed,
	ErrMediaType.Code:      http.StatusUnsupportedMediaType,
	ErrCursor.Code:         http.StatusGone,
	ErrBusy.Code:           http.StatusTooManyRequests,
	ErrUnavailable.Code:    http.StatusServiceUnavailable,
	ErrStorageFull.Code:    http.StatusInsufficientStorage,
	ErrEnrolCodeForm.Code:  http.StatusBadRequest,
	ErrEnrolCode.Code:      http.StatusForbidden,
	ErrEnrolProof.Code:     http.StatusForbidden,
	ErrPacketConflict.Code: http.StatusConflict,
	ErrPacketMetadata.Code: http.StatusBadRequest,
	ErrPacketTooLarge.Code: http.StatusRequestEntityTooLarge,
	ErrPacketDamaged.Code:  http.StatusUnprocessableEntity,
	ErrPacketVersion.Code:  http.StatusUnprocessableEntity,
	ErrUploadOffset.Code:   http.StatusConflict,
	ErrUploadChecksum.Code: StatusChecksum,
	ErrUploadGone.Code:     http.StatusGone,
	ErrTusVersion.Code:     http.StatusPreconditionFailed,
	booth.ErrInternal.Code: http.StatusInternalServerError,
}
