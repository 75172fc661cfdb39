package generator

import (
	"context"
	"path"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/linkcheck"
	"afterword/generator/internal/pipeline"
)

// A CheckReport says what a check found.
type CheckReport struct {
	Files       int      // Markdown files read
	Asked       int      // addresses of other sites
	SetAside    []string // files that an import has left for a person to complete, within the archive
	Diagnostics diag.List
}

// Check reads the archive, renders every page, and reports every problem. It
// publishes nothing. Errors are as Build's. Other
// sites are asked even then, so that one run reports everything.
func Check(ctx context.Context, o Options) (CheckReport, error) {
	var report CheckReport
	p, err := find(o)
	if err != nil {
		return report, err
	}
	opt := p.options(o)
	built, list, err := pipeline.Build(ctx, opt)
	if err != nil {
		return report, verdict(o, list, err)
	}
	defer built.Loaded.Close() // it was only read
	report.SetAside = built.Loaded.Files.SetAside
	report.Files = len(built.Loaded.Files.Postmortems) + len(built.Loaded.Files.Pages)
	list.Add(built.Loaded.CheckDrafts()...)
	if o.Links && list.Errors() == 0 {
		o.Progress.Begin("following links", 0)
		for _, d := range linkcheck.Within(built.Tree, built.Loaded.Base) {
			d.File = path.Join(p.display(p.out), d.File)
			list.Add(d)
		}
	}
	if o.External {
		o.Progress.Begin("asking other sites", 0)
		var found diag.List
		found, report.Asked, err = built.External(ctx, opt, o.Agent)
		list.Add(found...)
	}
	report.Diagnostics = list.Sorted()
	return report, verdict(o, report.Diagnostics, err)
}
