package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"afterword/generator/internal/changes"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/scan"
)

// record reads the record that a build is to keep, and returns its text; nil without one. One that
// cannot be read, or is of another edition, is a *UsageError.
func (p project) record(o Options, opt *pipeline.Options) ([]byte, error) {
	if o.Record == "" {
		return nil, nil
	}
	if o.Drafts {
		return nil, &UsageError{errors.New("--record keeps what is published, and --drafts shows what is not"), "Leave one of them out."}
	}
	text, err := os.ReadFile(p.absolute(o.Record))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	s, err := scan.Settings(p.content, p.display(p.content), o.Edition)
	if err != nil {
		return nil, err
	}
	edition := ""
	if s.Editions != nil {
		edition = s.Editions.Chosen
	}
	r, err := changes.ReadRecord(text, edition)
	if err != nil {
		return nil, &UsageError{fmt.Errorf("--record %s: %w", o.Record, err), "Name a file that does not exist to begin a record."}
	}
	opt.Record = &r
	return text, nil
}

// replace writes a file as a whole: a reader sees what it was, or all of the new text.
func replace(name string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), "_record-*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name()) // the first error says more
	}
	return err
}
