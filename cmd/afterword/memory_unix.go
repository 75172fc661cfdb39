//go:build unix

package main

import (
	"runtime"
	"syscall"
)

// peakMemory is the most memory that this process has had in use, in bytes; 0
// where the system does not say. https://man7.org/linux/man-pages/man2/getrusage.2.html
func peakMemory() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(usage.Maxrss) // bytes there, KiB elsewhere
	}
	return int64(usage.Maxrss) << 10
}
