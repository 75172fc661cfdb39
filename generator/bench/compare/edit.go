package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"afterword/themes"
)

// overwrite replaces a file, and gives what puts the old one back.
func overwrite(name string, change func(old []byte) ([]byte, error)) (undo func() error, err error) {
	old, err := os.ReadFile(name)
	existed := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	text, err := change(old)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return nil, err
	}
	if err := os.WriteFile(name, text, 0o644); err != nil {
		return nil, err
	}
	return func() error {
		if !existed {
			return os.Remove(name)
		}
		return os.WriteFile(name, old, 0o644)
	}, nil
}

// editBody adds a sentence to a report: another report in each of so many runs,
// if there are as many.
func editBody(a archive, run, runs int) (undo func() error, err error) {
	name := a.postmortems[(2*run+1)*len(a.postmortems)/(2*runs)]
	return overwrite(name, func(old []byte) ([]byte, error) {
		return fmt.Appendf(bytes.Clone(old), "\nOnly afterwards did we learn that %d replicas had been lagging.\n", run+2), nil
	})
}

// editTheme adds a rule to the style sheet, to whose address every page links:
// it holds a hash of the text.
func editTheme(a archive, run int) (undo func() error, err error) {
	return overwrite(filepath.Join(a.content(), "assets", "site.css"), func(old []byte) ([]byte, error) {
		if old == nil {
			var err error
			if old, err = fs.ReadFile(themes.FS(), "default/assets/site.css"); err != nil {
				return nil, fmt.Errorf("reading the theme: %w", err)
			}
		}
		return fmt.Appendf(bytes.Clone(old), "\nmain { border-top: %dpx solid; }\n", run+1), nil
	})
}
