package main

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// processor is the name of the processor.
func processor() string {
	name, err := unix.Sysctl("machdep.cpu.brand_string")
	if err != nil {
		return runtime.GOARCH
	}
	return name
}

// fileSystem names the kind that a folder lies on.
func fileSystem(dir string) string {
	var stat unix.Statfs_t
	if err := unix.Statfs(dir, &stat); err != nil {
		return unknown
	}
	return unix.ByteSliceToString(stat.Fstypename[:])
}
