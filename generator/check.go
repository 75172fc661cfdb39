package generator

import (
	"cmp"
	"context"
	"errors"
	"path"
	"slices"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/linkcheck"
	"afterword/generator/internal/pipeline"
	"afterword/generator/internal/scan"
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
	p, err := find(o)
	if err != nil {
		return CheckReport{}, err
	}
	s, err := scan.Settings(p.content, p.display(p.content), "")
	if err != nil || s.Editions == nil || o.Edition != "" {
		return p.check(ctx, o)
	}
	var all CheckReport
	var failed error
	var ids []string
	var lists []diag.List
	for _, id := range slices.Backward(s.Editions.IDs) {
		o.Edition = id
		report, err := p.check(ctx, o)
		if broken, ok := errors.AsType[*ArchiveError](err); ok {
			report.Diagnostics = broken.Diagnostics
		} else if err != nil {
			return all, err
		}
		ids, lists = append(ids, id), append(lists, report.Diagnostics)
		all.SetAside = report.SetAside
		all.Files, all.Asked = max(all.Files, report.Files), max(all.Asked, report.Asked)
		failed = cmp.Or(failed, err)
	}
	if all.Diagnostics = diag.Merge(ids, lists); failed != nil {
		return all, verdict(o, all.Diagnostics, nil)
	}
	return all, nil
}

// check is Check of one edition.
func (p project) check(ctx context.Context, o Options) (report CheckReport, err error) {
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
	if o.Leaks && list.Errors() == 0 {
		o.Progress.Begin("looking for leaks", 0)
		found, err := built.Leaks()
		if err != nil {
			return report, err
		}
		list.Add(found...)
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
