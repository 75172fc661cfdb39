package main

import (
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// build builds Afterword as `go build` does, with its profile, unless a file was
// named that is to be measured.
func (b *bench) build(ctx context.Context) (string, error) {
	if b.opt.afterword != "" {
		return named("-afterword", b.opt.afterword)
	}
	b.say("building Afterword")
	name := filepath.Join(b.dir, "bin", "afterword")
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	// Modules come from the disk, else not at all.
	env := []string{"GOPROXY=off"}
	_, checkout, err := b.exec(ctx, command{args: []string{"go", "list", "-m", "-f", "{{.Dir}}", "afterword"}, env: env})
	if err == nil {
		args := []string{"go", "build", "-buildvcs=auto", "-o", name, "./cmd/afterword"}
		_, _, err = b.exec(ctx, command{dir: strings.TrimSpace(checkout), args: args, env: env})
	}
	if err != nil {
		return "", fmt.Errorf("building Afterword: %w\n(call this inside of its checkout, after `go mod download`, or name a program with -afterword)", err)
	}
	return name, nil
}

// named finds a program that a flag names.
func named(flag, name string) (string, error) {
	file, err := exec.LookPath(name)
	if err != nil && !errors.Is(err, exec.ErrDot) {
		return "", fmt.Errorf("%s: %w", flag, err)
	}
	return filepath.Abs(file)
}

// rivals finds Hugo and Pagefind, and says what there is none of.
func (b *bench) rivals() (err error) {
	find := func(title, flag, asked, program string) string {
		switch {
		case err != nil, asked == off:
			return ""
		case asked != "":
			var file string
			file, err = named(flag, asked)
			return file
		}
		file, e := exec.LookPath(program)
		if e != nil {
			b.say("%s is not on PATH and is left out; %s names it elsewhere", title, flag)
			return ""
		}
		return file
	}
	b.hugo = find("Hugo", "-hugo", b.opt.hugo, "hugo")
	b.pagefind = find("Pagefind", "-pagefind", b.opt.pagefind, "pagefind")
	if b.hugo == "" && b.pagefind != "" {
		b.say("Pagefind is left out: it has nothing to index without Hugo")
		b.pagefind = ""
	}
	return err
}

// versions names the programs, as they name themselves.
func (b *bench) versions(ctx context.Context) (string, error) {
	var list []string
	for _, args := range [][]string{{b.afterword, "version"}, {b.hugo, "version"}, {b.pagefind, "--version"}} {
		if args[0] == "" {
			continue
		}
		_, text, err := b.exec(ctx, command{args: args})
		if err != nil {
			return "", err
		}
		line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
		if args[0] == b.afterword {
			line += optimised(b.afterword)
		}
		list = append(list, line)
	}
	return strings.Join(list, "; "), nil
}

// optimised reports whether a program was built with a profile.
func optimised(file string) string {
	info, err := buildinfo.ReadFile(file)
	if err != nil {
		return "" // no program of Go, or stripped
	}
	for _, s := range info.Settings {
		if s.Key == "-pgo" && s.Value != "" {
			return " with PGO"
		}
	}
	return " without PGO"
}

// unknown stands for what a system does not tell.
const unknown = "an unknown file system"

// setting tells what was measured on, and how to measure again.
func (b *bench) setting(ctx context.Context) (string, error) {
	versions, err := b.versions(ctx)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("Programs: %s.\nMachine: %d cores of %s, %s/%s, GOMAXPROCS %d; temporary files on %s; Go: %s.\n%s; again with `%s`.\n",
		versions, runtime.NumCPU(), processor(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), fileSystem(b.dir), runtime.Version(),
		b.began.Format("2 January 2006"), again(b.opt, os.Getenv("GOMAXPROCS"))), nil
}

// again is the command line that measures the same; where programs lie is of one
// machine only, and which they are is told.
func again(opt options, cores string) string {
	line := "go run -C generator/bench ./compare"
	if cores != "" {
		line = "GOMAXPROCS=" + cores + " " + line
	}
	switch {
	case len(opt.grow) > 0:
		line += " -grow " + strings.Trim(strings.ReplaceAll(fmt.Sprint(opt.grow), " ", ","), "[]")
	case opt.corpus != "":
		line += " -corpus " + opt.corpus
	default:
		line += fmt.Sprintf(" -n %d", opt.reports)
	}
	line += fmt.Sprintf(" -runs %d", opt.runs)
	if opt.hugo == off {
		line += " -hugo off"
	}
	if opt.pagefind == off {
		line += " -pagefind off"
	}
	if opt.rest > 0 {
		line += " -rest " + opt.rest.String()
	}
	return line
}
