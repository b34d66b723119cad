package powercut

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// KernelEnv names the kernel, if it is not at its usual place.
const KernelEnv = "CAMPUSKIOSK_UML"

// usualKernel is where the shared device lab has it, from the project's root.
const usualKernel = "../shared/devicelab/linux-6.1-uml.gz"

// ErrNoKernel means: there is no kernel to boot.
var ErrNoKernel = errors.New("powercut: no User-Mode Linux kernel: set " + KernelEnv + " (packaging/powercut/README.md tells how to build one)")

// FindKernel gives the kernel's file: that of $CAMPUSKIOSK_UML, else the usual
// one, looked for from the folder root.
func FindKernel(root string) (string, error) {
	name := os.Getenv(KernelEnv)
	if name == "" {
		name = filepath.Join(root, usualKernel)
	}
	if _, err := os.Stat(name); err != nil {
		return "", ErrNoKernel
	}
	return filepath.Abs(name)
}

// unpack gives an executable kernel in dir.
func unpack(kernel, dir string) (string, error) {
	if !strings.HasSuffix(kernel, ".gz") {
		return kernel, nil
	}
	in, err := os.Open(kernel)
	if err != nil {
		return "", err
	}
	defer in.Close() //nolint:errcheck // only read
	z, err := gzip.NewReader(in)
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "linux")
	out, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o700) //nolint:gosec // it is a program
	if err != nil {
		return "", err
	}
	_, err = io.Copy(out, z) //nolint:gosec // the operator's kernel
	return name, errors.Join(err, out.Close())
}

// bootLimit is how long a guest may live. It is no measure of anything.
const bootLimit = 5 * time.Minute

// boot runs this program as the only process of a guest with the disks, and
// gives what it said.
func (l *Lab) boot(ctx context.Context, what string, seed uint64, ops int, disks ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, bootLimit)
	defer cancel()
	args := []string{
		"mem=512M", "rootfstype=hostfs", "rootflags=/", "ro", "init=" + l.program, "con=null", "con0=fd:0,fd:1", "con1=null", "quiet",
		GuestEnv + "=" + what, envSeed + "=" + strconv.FormatUint(seed, 10), envOps + "=" + strconv.Itoa(ops),
	}
	for i, d := range disks {
		args = append(args, fmt.Sprintf("ubd%d=%s", i, d))
	}
	cmd := exec.CommandContext(ctx, l.kernel, args...) // #nosec G204 -- the lab's own kernel
	cmd.Dir = l.dir
	cmd.Env = append(os.Environ(), "TMPDIR="+l.dir)
	out := console{flooded: cancel}
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	for line := range strings.Lines(string(out.last)) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), said); ok {
			if problem, bad := strings.CutPrefix(text, "failed: "); bad {
				return "", fmt.Errorf("powercut: in the guest: %s", problem)
			}
			return text, nil
		}
	}
	return "", fmt.Errorf("%w (%w): %s", errSilent, err, out.last[max(0, len(out.last)-2000):])
}

// errSilent means: the guest ended without a word about its task, which says
// nothing about the store.
var errSilent = errors.New("powercut: the guest said nothing")

// How much of a guest's console is kept, and after how much it is ended: it
// has a line to say, but a kernel that is lost can talk until memory is full.
const (
	consoleKept = 1 << 20
	consoleMost = 64 << 20
)

// console keeps the end of what a guest says.
type console struct {
	last    []byte
	total   int
	flooded func()
}

func (c *console) Write(p []byte) (int, error) {
	c.last = append(c.last, p...)
	if len(c.last) > 2*consoleKept {
		c.last = append([]byte(nil), c.last[len(c.last)-consoleKept:]...)
	}
	if c.total += len(p); c.total > consoleMost {
		c.flooded()
	}
	return len(p), nil
}
