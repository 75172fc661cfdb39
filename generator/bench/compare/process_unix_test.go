//go:build unix

package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// A command that is given up ends together with the programs that it has started.
func TestChildrenEnd(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	b := &bench{dir: t.TempDir(), env: os.Environ(), stderr: io.Discard}
	name := script(t, "(sleep 60; echo alive) > \"$1\" &\nwait\n")
	done := make(chan error, 1)
	go func() {
		_, _, err := b.exec(ctx, command{args: []string{name, pipe}})
		done <- err
	}()
	f, err := os.Open(pipe) // once the child has opened it too
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("the command ends with %v", err)
	}
	if said, err := io.ReadAll(f); err != nil || len(said) > 0 { // until nobody has it open any more
		t.Errorf("the child says %q, %v", said, err)
	}
}

// Processes are measured, and their children with them.
func TestCost(t *testing.T) {
	b := &bench{dir: t.TempDir(), env: os.Environ(), stderr: io.Discard}
	name := script(t, "n=0; while [ $n -lt 20000 ]; do n=$((n+1)); done; echo done $1\n")
	parent := script(t, name+" \"$1\"\n")
	took, text, err := b.exec(context.Background(), command{args: []string{parent, "and said"}})
	if err != nil || text != "done and said\n" {
		t.Errorf("%q, %v", text, err)
	}
	if took.wall <= 0 || took.cpu <= 0 || took.peak < 1<<18 || took.peak > 1<<30 {
		t.Errorf("it took %+v", took)
	}
}
