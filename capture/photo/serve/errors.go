package serve

import "campuskiosk/app/booth"

// The failures of the protocol; those of the work itself are the pipeline's.
var (
	// ErrInUse means that another server answers on the socket.
	ErrInUse = booth.Fail("serve.in_use",
		"该套接字已有服务在运行。请先停止它，或换一个路径。",
		"Another server is running on this socket. Stop it first or choose another path.")
	// ErrSocket means that the socket can't be made.
	ErrSocket = booth.Fail("serve.socket",
		"无法创建套接字。请检查路径是否可写、是否被其他文件占用、是否过长。",
		"The socket can't be made. Check that its folder can be written, that no other file is in its place, and that the path is short.")
	// ErrConnection means that requests can't be read or answers not written.
	ErrConnection = booth.Fail("serve.connection",
		"连接中断，回答未能送达。",
		"The connection broke; answers could not be delivered.")
)
