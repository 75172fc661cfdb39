package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A cost is what a process took, with the children that it waited for.
type cost struct {
	wall, cpu time.Duration // cpu is of the user and the system together
	peak      int64         // the most memory one of them had in use, in bytes; 0 where the system does not tell
	output    size
}

// and adds up what two took one after the other: the memory of the first is
// free when the second begins.
func (c cost) and(other cost) cost {
	return cost{
		wall: c.wall + other.wall, cpu: c.cpu + other.cpu, peak: max(c.peak, other.peak),
		output: size{c.output.bytes + other.output.bytes, c.output.files + other.output.files},
	}
}

// A command is a program, its arguments, and the folder that it is called in.
type command struct {
	dir  string
	args []string
	env  []string // beside that of the bench
}

func (c command) String() string { return strings.Join(c.args, " ") }

// exec runs a command to its end and gives what it wrote to standard output.
// When the context ends, the command is killed together with its children.
func (b *bench) exec(ctx context.Context, c command) (cost, string, error) {
	stdout, stderr := filepath.Join(b.dir, "stdout"), filepath.Join(b.dir, "stderr")
	took, err := b.start(ctx, c, stdout, stderr)
	// Files, not pipes: nobody has to read while the clock runs.
	text, e := os.ReadFile(stdout)
	if err == nil {
		err = e
	}
	switch {
	case err == nil:
	case ctx.Err() != nil:
		err = fmt.Errorf("%s: %w", c, ctx.Err())
	default:
		said, _ := os.ReadFile(stderr) // the first error says more
		err = fmt.Errorf("%s: %w%s", c, err, tail(string(said)+string(text)))
	}
	return took, string(text), err
}

func (b *bench) start(ctx context.Context, c command, stdout, stderr string) (cost, error) {
	process := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
	process.Dir, process.Env = c.dir, append(b.env[:len(b.env):len(b.env)], c.env...)
	process.WaitDelay = 10 * time.Second
	group(process)
	out, err := os.Create(stdout)
	if err != nil {
		return cost{}, err
	}
	defer out.Close() // the process writes through a handle of its own
	errs, err := os.Create(stderr)
	if err != nil {
		return cost{}, err
	}
	defer errs.Close()
	process.Stdout, process.Stderr = out, errs
	began := time.Now()
	err = process.Run()
	took := cost{wall: time.Since(began)}
	if err != nil {
		return took, err
	}
	took.cpu = process.ProcessState.UserTime() + process.ProcessState.SystemTime()
	took.peak = peak(process.ProcessState)
	return took, nil
}

// tail is the end of what a program said, where an error has to be told.
func tail(text string) string {
	const most = 2000
	text = strings.TrimSpace(text)
	if len(text) > most {
		text = "…" + strings.ToValidUTF8(text[len(text)-most:], "")
	}
	if text == "" {
		return ""
	}
	return "\n" + text
}

// timed runs a command once all that was written before is on the disk, and
// measures what it made in a folder.
func (b *bench) timed(ctx context.Context, c command, reads, writes string) (cost, string, error) {
	if err := warmUp(ctx, reads); err != nil {
		return cost{}, "", err
	}
	flush()
	took, text, err := b.exec(ctx, c)
	if err != nil {
		return took, text, err
	}
	took.output, err = sizeOf(writes)
	return took, text, err
}
