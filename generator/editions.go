package generator

import (
	"context"
	"fmt"
	"path"

	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/scan"
)

// An EditionReport says what one edition of an archive leaves out.
type EditionReport struct {
	ID     string       `json:"id"`
	Hidden []HiddenPart `json:"hidden"`
}

// A HiddenPart is something that an edition does not show.
type HiddenPart struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"` // 0 for a file that is published as it is
	Kind    string `json:"kind"`           // report, item, key, text, section, block, words, comment, file
	Edition string `json:"edition"`        // the widest that shows it; "" where none does
}

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
		report := EditionReport{ID: id, Hidden: []HiddenPart{}}
		names, parts := opened.line.Hidden()
		for _, name := range names {
			for _, h := range parts[name] {
				report.Hidden = append(report.Hidden, HiddenPart{path.Join(p.display(p.content), name), h.Line, h.Kind, h.Edition})
			}
		}
		for _, name := range opened.line.Unpublished() {
			report.Hidden = append(report.Hidden, HiddenPart{File: path.Join(p.display(p.content), name), Kind: "file"})
		}
		reports = append(reports, report)
		opened.close()
	}
	return reports, nil
}
