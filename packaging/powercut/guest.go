package powercut

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"

	"campuskiosk/app/store/crashtest"
)

// GuestEnv is set in the environment of the guest's first process; its value is
// what to do there.
const GuestEnv = "POWERCUT_GUEST"

// What to do in the guest, and what it is given by the kernel's command line.
const (
	guestRecord = "record"
	guestJudge  = "judge"
	envSeed     = "POWERCUT_SEED"
	envOps      = "POWERCUT_OPS"
)

// said begins the line on the console that tells the outcome.
const said = "POWERCUT "

// Guest is the first and only process of the guest: the caller is the init
// of a kernel that has this machine's files, read-only, as its root. It never
// returns.
func Guest() {
	out, err := guest(os.Getenv(GuestEnv))
	if err != nil {
		out = "failed: " + err.Error()
	}
	fmt.Println("\n" + said + out)
	syscall.Sync()
	_ = syscall.Reboot(syscall.LINUX_REBOOT_CMD_POWER_OFF)
	select {}
}

func guest(what string) (string, error) {
	for _, m := range [][3]string{{"proc", "/proc", "proc"}, {"sysfs", "/sys", "sysfs"}, {"devtmpfs", "/dev", "devtmpfs"}, {"tmpfs", "/tmp", "tmpfs"}} {
		if err := syscall.Mount(m[0], m[1], m[2], 0, ""); err != nil && !errors.Is(err, syscall.EBUSY) {
			return "", fmt.Errorf("mount %s: %w", m[1], err)
		}
	}
	const mnt = "/tmp/disk"
	if err := os.Mkdir(mnt, 0o700); err != nil {
		return "", err
	}
	seed, err1 := strconv.ParseUint(os.Getenv(envSeed), 10, 64)
	ops, err2 := strconv.Atoi(os.Getenv(envOps))
	if err := errors.Join(err1, err2); err != nil {
		return "", err
	}
	w := crashtest.Writer{Dir: mnt + "/data", Ops: crashtest.Ops{Seed: seed}, Stop: ops}
	if what == guestJudge {
		return judgeHere(w, mnt, ops)
	}
	return "recorded", record(w, mnt)
}

// record writes on a logged disk.
func record(w crashtest.Writer, mnt string) error {
	size, err := os.ReadFile("/sys/block/ubda/size")
	if err != nil {
		return err
	}
	sectors, err := strconv.ParseUint(strings.TrimSpace(string(size)), 10, 64)
	if err != nil {
		return err
	}
	dm, err := logWrites("cut", "/dev/ubda", "/dev/ubdb", sectors)
	if err != nil {
		return err
	}
	if err := syscall.Mount("/dev/dm-0", mnt, "ext4", 0, ""); err != nil {
		return fmt.Errorf("mount: %w", err)
	}
	if err := os.MkdirAll(w.Dir, 0o700); err != nil {
		return err
	}
	w.Ack = func(op int) error { return dm.mark(strconv.Itoa(op)) }
	err = w.Run()
	return errors.Join(err, syscall.Unmount(mnt, 0), dm.remove())
}

// judgeHere mounts the disk that a cut left, which makes ext4 recover, and
// judges.
func judgeHere(w crashtest.Writer, mnt string, acknowledged int) (string, error) {
	if err := syscall.Mount("/dev/ubda", mnt, "ext4", 0, ""); err != nil {
		return "", fmt.Errorf("mount: %w", err)
	}
	if err := os.MkdirAll(w.Dir, 0o700); err != nil {
		return "", err
	}
	v, err := w.Judge(acknowledged)
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(v)
	return string(text), errors.Join(err, syscall.Unmount(mnt, 0))
}
