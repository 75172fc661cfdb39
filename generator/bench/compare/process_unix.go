//go:build unix

package main

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"

	"golang.org/x/sys/unix"
)

// group puts a process into a group of its own, which is killed as a whole:
// Pagefind is a script that starts a program.
func group(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}

// peak is in bytes: the system counts kibibytes, but bytes on macOS. It is that
// of the process or of the largest child that it waited for.
// https://man7.org/linux/man-pages/man2/getrusage.2.html
func peak(state *os.ProcessState) int64 {
	usage, ok := state.SysUsage().(*syscall.Rusage)
	switch {
	case !ok:
		return 0
	case runtime.GOOS == "darwin":
		return int64(usage.Maxrss)
	}
	return int64(usage.Maxrss) << 10
}

// flush writes to the disk what was not written yet, so that no command pays
// for another. Where it cannot, figures are a little less steady.
func flush() { unix.Sync() }
