package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
)

// profiles are the files that a build writes about itself, for `go tool pprof`.
type profiles struct {
	cpu, memory string
	writing     *os.File
}

// start begins to measure, where a CPU profile was asked for.
func (p *profiles) start() error {
	if p.cpu == "" {
		return nil
	}
	f, err := os.Create(p.cpu)
	if err != nil {
		return fmt.Errorf("--cpuprofile: %w", err)
	}
	p.writing = f
	return pprof.StartCPUProfile(f)
}

// stop writes what was measured.
func (p *profiles) stop() error {
	var err error
	if p.writing != nil {
		pprof.StopCPUProfile()
		err = p.writing.Close()
	}
	if p.memory == "" {
		return err
	}
	f, wrong := os.Create(p.memory)
	if wrong != nil {
		return errors.Join(err, fmt.Errorf("--memprofile: %w", wrong))
	}
	runtime.GC() // so that what is in use is counted to the last byte
	return errors.Join(err, pprof.Lookup("allocs").WriteTo(f, 0), f.Close())
}
