package generator

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// revision writes the archive as git has it at a revision into a new folder, which the caller
// removes, and returns the short hash of the commit. Nothing is checked out: the work tree, the index
// and the branches stay as they are.
func (p project) revision(ctx context.Context, name string) (dir, commit string, err error) {
	commit, err = p.commit(ctx, name)
	if errors.Is(err, exec.ErrNotFound) {
		return "", "", &UsageError{fmt.Errorf("there is no folder with an archive called %q, and reading a revision needs git, which is not installed", name),
			"Install git, or name a folder that holds content/."}
	}
	if err != nil {
		return "", "", &UsageError{fmt.Errorf("there is no folder with an archive, and no revision of git, called %q", name),
			"Name a commit, a branch or a tag, or a folder that holds content/."}
	}
	if dir, err = os.MkdirTemp("", "afterword-"); err != nil {
		return "", "", err
	}
	read, write := io.Pipe()
	unpacked := make(chan error, 1)
	go func() {
		err := unpack(dir, read)
		if err == nil {
			_, err = io.Copy(io.Discard, read) // what fills the last block
		}
		read.CloseWithError(err) // git is not to write on
		unpacked <- err
	}()
	_, err = p.git(ctx, nil, write, "archive", "--format=tar", commit) // of this folder alone, as git does below the top
	write.Close()                                                      // a pipe's end never fails to close
	if failed := <-unpacked; failed != nil && (err == nil || !errors.Is(failed, io.ErrUnexpectedEOF)) {
		err = failed // of which that of git follows, but where it is git that broke off
	}
	if err != nil {
		os.RemoveAll(dir) // the first error says more
		return "", "", fmt.Errorf("reading the archive at %s: %w", commit, err)
	}
	return dir, commit, nil
}

// commit is the short hash of a revision.
func (p project) commit(ctx context.Context, name string) (string, error) {
	hash, err := p.git(ctx, nil, nil, "rev-parse", "--verify", "--quiet", "--short", "--end-of-options", name+"^{commit}")
	return strings.TrimSpace(hash), err
}

// git runs the git program in the archive's folder. It reads in, where that is not nil; its output goes to out, or
// is returned where that is nil.
func (p project) git(ctx context.Context, in io.Reader, out io.Writer, args ...string) (string, error) {
	var answer, complaint bytes.Buffer
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = p.content, in, &answer, &complaint
	if out != nil {
		cmd.Stdout = out
	}
	err := cmd.Run()
	if text := strings.TrimSpace(complaint.String()); err != nil && text != "" {
		err = errors.New(text)
	}
	return answer.String(), err
}

// unpack writes the files of a tar archive below a folder, which nothing in it can leave. Links are
// left out, as they are when an archive is read.
func unpack(dir string, from io.Reader) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close() // what was written through it is closed
	for files := tar.NewReader(from); ; {
		head, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if head.Typeflag != tar.TypeReg || !filepath.IsLocal(head.Name) {
			continue
		}
		if err := root.MkdirAll(path.Dir(head.Name), 0o700); err != nil {
			return err
		}
		f, err := root.Create(head.Name)
		if err != nil {
			return err
		}
		_, err = io.Copy(f, files)
		if err = errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
}
