package powercut

import (
	"bytes"
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
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	for line := range strings.Lines(out.String()) {
		if text, ok := strings.CutPrefix(strings.TrimSpace(line), said); ok {
			if problem, bad := strings.CutPrefix(text, "failed: "); bad {
				return "", fmt.Errorf("powercut: in the guest: %s", problem)
			}
			return text, nil
		}
	}
	return "", fmt.Errorf("powercut: the guest said nothing (%w): %s", err, out.Bytes()[max(0, out.Len()-2000):])
}
