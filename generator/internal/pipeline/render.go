package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"afterword/generator/internal/diag"
	"afterword/generator/internal/edition"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/search"
	"afterword/generator/internal/site"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// Totals count what a site consists of.
type Totals struct {
	Incidents int   `json:"incidents"`
	Pages     int   `json:"pages"` // HTML pages among the files
	Files     int   `json:"files"`
	Drafts    int   `json:"drafts"` // left out
	Size      int64 `json:"bytes"`
}

// A Built site is all files of a site, held in memory or handed to a sink.
type Built struct {
	Totals
	Loaded *Loaded
	Tree   publish.Tree // of Build

	hidden []edition.Hidden // from the edition
}

// Render makes the whole site and hands it to a sink, file by file as they are
// made. Where the list holds errors, the sink does not hold all of it. Errors are
// those of Rebuild and of the sink.
func (p *Pipeline) Render(ctx context.Context, sink Sink) (*Built, diag.List, error) {
	u, list, err := p.Rebuild(ctx, Edits{}, Planned)
	if err == nil && list.Errors() > 0 {
		u, list, err = p.Rebuild(ctx, Edits{}, Checked) // what else is wrong
	}
	b := &Built{Loaded: p.last.loaded}
	if err != nil || list.Errors() > 0 {
		return b, list, err
	}
	r := &rendering{opt: p.opt, site: u.Site, sink: sink, failures: make([]*theme.Failure, len(u.Site.Plan()))}
	r.buffers.New = func() any { return new(bytes.Buffer) }
	found, err := r.render(ctx, u.Loaded)
	list.Add(found...)
	r.Incidents, r.Drafts = len(u.Loaded.Archive.Incidents), u.Loaded.Drafts
	b.Totals = r.Totals
	return b, p.last.waysOut(list).Sorted(), err
}

// A rendering makes the files of one site and hands them to a sink. What it
// needs of memory does not grow with what it makes: a body lives from its
// rendering to that of its page.
type rendering struct {
	opt  Options
	site *site.Site
	sink Sink
	// The kinds of work that are done side by side.
	markdown, pages, inversion, writing clock
	// buffers are of *bytes.Buffer: outputs are made in them, one after the other.
	buffers  sync.Pool
	failures []*theme.Failure // where layouts fail, by place in the plan

	mu sync.Mutex
	Totals
	list diag.List // what is wrong with bodies
}

// render makes everything: first what shows one body, which is then dropped, then
// what shows several or none, then the files that are copied, and last the search
// index. Bodies go through each step many at a time, which keeps the code and the
// tables of the step in the processor's cache.
func (r *rendering) render(ctx context.Context, l *Loaded) (diag.List, error) {
	jobs, plan, copies := r.opt.jobs(), r.site.Plan(), r.site.Copies()
	incidents, files := l.Archive.Incidents, r.site.Bodies() // incidents first, in the same order
	index, err := r.site.NewSearchIndex()
	if err != nil {
		return nil, fmt.Errorf("writing the search index: %w", err)
	}
	pagesOf, others := map[string][]int{}, []int(nil)
	for n, o := range plan {
		if o.HTML {
			r.Pages++
		}
		if len(o.Bodies) == 1 {
			pagesOf[o.Bodies[0]] = append(pagesOf[o.Bodies[0]], n)
		} else {
			others = append(others, n)
		}
	}
	r.opt.Progress.Begin("rendering", r.Pages)
	err = eachRun(ctx, len(files), jobs, func(ctx context.Context, from, to int) error {
		r.check(ctx, files[from:to])
		for _, file := range files[from:to] {
			for _, n := range pagesOf[file] {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := r.output(n); err != nil {
					return err
				}
			}
		}
		defer r.inversion.start()()
		for n := from; n < to; n++ {
			if n < len(incidents) {
				index.Add(n, r.site.SearchBody(incidents[n]))
			}
			r.site.Release(files[n])
		}
		return nil
	})
	if err == nil {
		err = each(ctx, len(others), jobs, func(n int) error { return r.output(others[n]) })
	}
	if err == nil {
		r.opt.Progress.Begin("copying", len(copies))
		err = each(ctx, len(copies), jobs, func(n int) error {
			defer r.opt.Progress.Add(1)
			return r.put(copyOf(copies[n]))
		})
	}
	list := r.list
	list.Add(layoutProblems(r.failures)...)
	if err != nil {
		return list, err
	}
	list.Add(r.site.CheckFragments()...)
	list.Add(r.site.CheckReports()...)
	r.opt.Progress.divide("rendering", []Stage{
		r.markdown.stage("markdown", r.site.Rendered()), r.pages.stage("pages", len(plan)),
		r.inversion.stage("inversion", 0), r.writing.stage("writing", r.Files),
	})
	if list.Errors() > 0 {
		return list, nil
	}
	return list, r.index(ctx, index)
}

// check renders bodies and reports what is wrong with them, until the context ends.
func (r *rendering) check(ctx context.Context, files []string) {
	defer r.markdown.start()()
	var list diag.List
	for _, file := range files {
		if ctx.Err() != nil {
			return
		}
		list.Add(r.site.CheckBody(file)...)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list.Add(list...)
}

// maxBuffer is the largest buffer, in bytes, that is used again: what a few large
// outputs need would otherwise stay in memory.
const maxBuffer = 1 << 20

// output makes one file of the plan. That a layout fails is no error: others may
// fail too, and all are reported.
func (r *rendering) output(n int) error {
	o := r.site.Plan()[n]
	if o.HTML {
		defer r.opt.Progress.Add(1)
	}
	buffer := r.buffers.Get().(*bytes.Buffer)
	defer func() {
		if buffer.Cap() <= maxBuffer {
			r.buffers.Put(buffer)
		}
	}()
	buffer.Reset()
	done := r.pages.start()
	err := o.Render(buffer)
	done()
	if errors.As(err, &r.failures[n]) {
		return nil
	}
	if err != nil {
		return err
	}
	return r.put(publish.File{Path: urls.OutputFile(o.Path), Data: buffer.Bytes(), Size: int64(buffer.Len()), Source: o.Owner})
}

// put hands a file over.
func (r *rendering) put(f publish.File) error {
	defer r.writing.start()()
	r.mu.Lock()
	r.Files++
	r.Size += f.Size
	r.mu.Unlock()
	return r.sink.Put(f)
}

// indexSource is what the files of the search index come from, for messages.
const indexSource = "the search index"

// index writes the search index and hands it over.
func (r *rendering) index(ctx context.Context, b *search.Builder) error {
	r.opt.Progress.Begin("search index", 0)
	files, err := b.Index().Files()
	if err != nil {
		return fmt.Errorf("writing the search index: %w", err)
	}
	return each(ctx, len(files), r.opt.jobs(), func(n int) error {
		f := files[n]
		return r.put(publish.File{Path: urls.OutputFile(urls.Search + f.Path), Data: f.Data, Size: int64(len(f.Data)), Source: indexSource})
	})
}
