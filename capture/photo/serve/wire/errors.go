package wire

import "campuskiosk/app/booth"

// The failures of the protocol.
var (
	// ErrBadRequest is a line that is no request.
	ErrBadRequest = booth.Fail("serve.bad_request",
		"请求格式不正确：%s",
		"The request can't be understood: %s")
	// ErrTooLong is a line over the limit.
	ErrTooLong = booth.Fail("serve.too_long",
		"请求太长（上限 %d MB）。请改用文件路径。",
		"The request is too long (at most %d MB). Name a file instead of sending its bytes.")
)
