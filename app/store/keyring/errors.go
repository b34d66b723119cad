package keyring

import "campuskiosk/app/booth"

// ErrNoKey means: the data key is not there.
var ErrNoKey = booth.Fail("store.no_key",
	"找不到数据密钥，已有数据无法打开。请检查系统凭据（systemd-creds）或恢复密钥文件，不要新建。",
	"The data key is not there, so the data can't be opened. Check the system credential (systemd-creds) or bring back the key file; don't make a new one.")

// ErrKeyForm means: what is there is no data key.
var ErrKeyForm = booth.Fail("store.key_form",
	"数据密钥格式不对：应为 32 字节，或 64 位十六进制。",
	"The data key has the wrong form: it is 32 bytes, or 64 hexadecimal digits.")

// ErrKeyOpen means: others may read the key file.
var ErrKeyOpen = booth.Fail("store.key_open",
	"密钥文件权限过宽，其他用户可以读取。请执行 chmod 600 后重试。",
	"Other users may read the key file. Run chmod 600 on it and try again.")

// ErrKeyWrite means: the key file could not be written.
var ErrKeyWrite = booth.Fail("store.key_write",
	"无法写入密钥文件，请检查数据文件夹的权限和磁盘空间。",
	"The key file could not be written. Check the data folder's permissions and the disk's free space.")

// ErrEpochLost means: the file of an epoch is missing or damaged, or sealed under
// another data key.
var ErrEpochLost = booth.Fail("store.epoch_lost",
	"包装密钥缺失、损坏，或与数据密钥不配套，数据无法打开。请恢复 keys 文件夹。",
	"A wrapping key is missing, damaged, or belongs to another data key, so the data can't be opened. Bring back the keys folder.")
