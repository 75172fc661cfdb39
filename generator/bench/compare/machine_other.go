//go:build !linux && !darwin

package main

import "runtime"

// processor is the architecture: no more is known here.
func processor() string { return runtime.GOARCH }

// fileSystem is not known here.
func fileSystem(string) string { return unknown }
