package generator

import (
	"context"
	"fmt"

	"afterword/generator/internal/edition"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/scan"
)

// An EditionReport says what one edition of an archive leaves out.
type EditionReport struct {
	ID     string       `json:"id"`
	Hidden []HiddenPart `json:"hidden"`
}

// A HiddenPart is something that an edition does not show.
type HiddenPart = edition.Hidden

// Editions lists what each edition of an archive leaves out, the widest first. Errors are as Build's.
func Editions(ctx context.Context, o Options) (reports []EditionReport, err error) {
	p, err := find(o)
	if err != nil {
		return nil, err
	}
	s, err := scan.Settings(p.content, p.display(p.content), "")
	if err != nil {
		return nil, err
	}
	if s.Editions == nil {
		return nil, &UsageError{fmt.Errorf("the archive has no editions"), "List them under editions: in archive.yaml."}
	}
	for _, id := range s.Editions.IDs {
		o.Edition = id
		opened, err := open(ctx, o, pipeline.Indexed)
		if err != nil {
			opened.close()
			return nil, err
		}
		reports = append(reports, EditionReport{id, append([]HiddenPart{}, opened.line.Hidden()...)}) // [] in JSON where there is none
		opened.close()
	}
	return reports, nil
}
