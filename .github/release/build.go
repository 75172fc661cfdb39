// Build makes the archives of a release in a folder, reproducibly: the same
// commit and the same Go give the same bytes, in any folder and on any machine.
//
//	go run .github/release/build.go -version v1.2.3 -out dist
//
// What depends on the place or the moment is left out of the programs (-trimpath,
// -buildid=) and of the archives, whose files have the time of the commit. The
// checksums are in SHA256SUMS, in the form of sha256sum.
package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// A member is a file of an archive.
type member struct {
	name string
	mode int64
	data []byte
}

func main() {
	version := flag.String("version", "", "`TAG` of the release, as in v1.2.3")
	out := flag.String("out", "dist", "`FOLDER` to write to; it must not exist")
	targets := flag.String("targets", "linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64", "systems to build for")
	flag.Parse()
	if err := build(*version, *out, strings.Fields(*targets)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func build(version, out string, targets []string) error {
	// It becomes part of file names.
	if !regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$`).MatchString(version) {
		return fmt.Errorf("-version %q is not a version such as v1.2.3", version)
	}
	changed, err := command("git", "status", "--porcelain")
	if err != nil {
		return err
	}
	if changed != "" {
		return fmt.Errorf("a release is built from a commit alone, and these files differ from it:\n%s", changed)
	}
	committed, err := command("git", "log", "-1", "--format=%ct")
	if err != nil {
		return err
	}
	seconds, err := strconv.ParseInt(committed, 10, 64)
	if err != nil {
		return fmt.Errorf("the time of the commit: %w", err)
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		return err
	}
	if err := os.Mkdir(out, 0o755); err != nil {
		return err
	}
	var sums strings.Builder
	for _, target := range targets {
		system, processor, _ := strings.Cut(target, "/")
		program, err := compile(system, processor)
		if err != nil {
			return fmt.Errorf("building for %s: %w", target, err)
		}
		folder := fmt.Sprintf("afterword-%s-%s-%s", version, system, processor)
		pack, name, executable := tarball, folder+".tar.gz", "afterword"
		if system == "windows" {
			pack, name, executable = zipped, folder+".zip", "afterword.exe"
		}
		var archive bytes.Buffer
		err = pack(&archive, time.Unix(seconds, 0).UTC(), []member{
			{folder + "/" + executable, 0o755, program},
			{folder + "/README.md", 0o644, readme},
		})
		if err != nil {
			return fmt.Errorf("packing %s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(out, name), archive.Bytes(), 0o644); err != nil {
			return err
		}
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(archive.Bytes()), name)
	}
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(sums.String()), 0o644)
}

// compile builds the program for a system, and gives its bytes.
func compile(system, processor string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "release")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir) // what stays of it harms nobody
	file := filepath.Join(dir, "afterword")
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=true", "-ldflags=-s -w -buildid=", "-o", file, "./cmd/afterword")
	// Nothing of the environment may reach the program.
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+processor, "GOFLAGS=", "GOEXPERIMENT=", "GOAMD64=v1", "GOARM64=v8.0", "GOWORK=off")
	if text, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, text)
	}
	return os.ReadFile(file)
}

func tarball(w io.Writer, at time.Time, members []member) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression) // its header holds no time and no name
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	for _, m := range members {
		err := t.WriteHeader(&tar.Header{Name: m.name, Mode: m.mode, Size: int64(len(m.data)), ModTime: at, Format: tar.FormatUSTAR})
		if err != nil {
			return err
		}
		if _, err := t.Write(m.data); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return err
	}
	return z.Close()
}

func zipped(w io.Writer, at time.Time, members []member) error {
	z := zip.NewWriter(w)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate, Modified: at}
		h.SetMode(os.FileMode(m.mode))
		f, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := f.Write(m.data); err != nil {
			return err
		}
	}
	return z.Close()
}

// command runs a program and gives what it prints, without the line's end.
func command(name string, args ...string) (string, error) {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		return "", fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out)), nil
}
