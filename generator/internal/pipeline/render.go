package pipeline

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"

	"afterword/generator/internal/cache"
	"afterword/generator/internal/diag"
	"afterword/generator/internal/publish"
	"afterword/generator/internal/site"
	"afterword/generator/internal/theme"
	"afterword/generator/internal/urls"
)

// A rendering makes the files of one site and hands them to a sink. What it
// needs of memory does not grow with what it makes: a body lives from its
// rendering to that of its page.
type rendering struct {
	opt    Options
	loaded *Loaded
	sink   Sink
	in     *inputs // nil without a cache
	site   *site.Site
	index  *indexing
	clock  *clock
	// buffers are of *bytes.Buffer: outputs are made in them, one after the other.
	buffers sync.Pool
	kept    map[string]publish.Entry // files that the sink holds before anything is rendered, by path

	mu       sync.Mutex
	entries  []publish.Entry
	list     diag.List              // what is wrong with bodies
	failures map[int]*theme.Failure // where layouts fail, by place in the plan
}

// maxBuffer is the largest buffer, in bytes, that is used again: what a few large
// outputs need would otherwise stay in memory.
const maxBuffer = 1 << 20

// render makes everything.
func (r *rendering) render(ctx context.Context, s *site.Site, timings *Timings) (diag.List, error) {
	r.site, r.clock, r.failures = s, newClock(), map[int]*theme.Failure{}
	r.buffers.New = func() any { return new(bytes.Buffer) }
	if r.in != nil {
		r.in.now = r.loaded.Archive.AsOf
	}
	jobs := r.opt.jobs()
	var err error
	if r.index, err = r.newIndex(ctx); err != nil {
		return nil, err
	}
	all := batches(s, r.index.files)
	r.opt.Progress.Begin("rendering", pages(s))
	err = eachOf(ctx, len(all), jobs, 1, func(n int) error { return r.batch(ctx, all[n]) })
	if err == nil {
		copies := s.Copies()
		r.opt.Progress.Begin("copying", len(copies))
		err = each(ctx, len(copies), jobs, func(n int) error {
			defer r.opt.Progress.Add(1)
			_, err := r.put(copyOf(copies[n]))
			return err
		})
	}
	list := r.list
	failures := make([]*theme.Failure, len(s.Plan())) // in order, whoever came first
	for n, f := range r.failures {
		failures[n] = f
	}
	list.Add(places(failures)...)
	if err != nil {
		return list, err
	}
	list.Add(s.CheckFragments()...)
	r.clock.split(timings, [kinds]int{markdownTime: s.Rendered(), pagesTime: len(s.Plan()), writeTime: len(r.entries)})
	if list.Errors() > 0 {
		return list, nil
	}
	r.opt.Progress.Begin("search index", 0)
	done := timings.start("search index")
	err = r.assemble(ctx)
	done(len(s.Bodies()))
	return list, err
}

// batch makes the files of a batch, those of them that the sink does not hold
// as the cache knows them to come out.
func (r *rendering) batch(ctx context.Context, b batch) error {
	plan := r.site.Plan()
	var key cache.Key
	known := make([]publish.Entry, len(b.outputs))
	for n, output := range b.outputs {
		known[n] = r.kept[urls.OutputFile(plan[output].Path)]
	}
	if r.in != nil {
		key = r.in.outputs(b, plan)
		if err := r.keep(key, b, known); err != nil {
			return err
		}
	}
	if b.stretch {
		shown := slices.ContainsFunc(known, func(e publish.Entry) bool { return e.Path == "" })
		if err := r.texts(b.bodies, shown); err != nil {
			return err
		}
		r.invert(b)
		defer func() {
			for _, file := range b.bodies {
				r.site.Release(file)
			}
		}()
	}
	made, whole := 0, true
	for n, output := range b.outputs {
		if plan[output].HTML {
			r.opt.Progress.Add(1)
		}
		if known[n].Path != "" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		entry, ok, err := r.output(output)
		if err != nil {
			return err
		}
		known[n], made, whole = entry, made+1, whole && ok
	}
	r.took(known...)
	if r.in != nil && made > 0 && whole {
		r.opt.Cache.Put(key, encodeEntries(known))
	}
	return nil
}

// keep asks the sink to keep what the cache knows of a batch. Entries without a
// path are those that are to be made.
func (r *rendering) keep(key cache.Key, b batch, known []publish.Entry) error {
	data, ok := r.opt.Cache.Get(key)
	if !ok {
		return nil
	}
	plan := r.site.Plan()
	entries, err := decodeEntries(data, len(b.outputs))
	if err != nil {
		return nil // it is made again, and replaced
	}
	for n, e := range entries {
		if known[n].Path != "" {
			continue
		}
		o := plan[b.outputs[n]]
		e.Path, e.Source = urls.OutputFile(o.Path), o.Owner
		if ok, err := r.sink.Keep(e); err != nil {
			return err
		} else if ok {
			known[n] = e
		}
	}
	return nil
}

// texts renders the bodies of a stretch, or takes them from the cache, and
// reports what is wrong with them. Where no page shows them, knowing that is enough.
func (r *rendering) texts(files []string, shown bool) error {
	defer r.clock.start(markdownTime)()
	known, adopted := false, false
	var reports, texts cache.Key
	if r.in != nil {
		reports, texts = r.in.texts("reports", r.opt, files), r.in.texts("texts", r.opt, files)
		// What cannot be read is made again, and replaced.
		if data, ok := r.opt.Cache.Get(reports); ok {
			known = r.site.AdoptReports(files, data) == nil
		}
		if data, ok := r.opt.Cache.Get(texts); known && shown && ok {
			adopted = r.site.AdoptTexts(files, data) == nil
		}
	}
	var list diag.List
	for _, file := range files {
		list.Add(r.site.CheckBody(file)...)
	}
	if len(list) > 0 {
		r.mu.Lock()
		r.list.Add(list...)
		r.mu.Unlock()
	}
	if r.in == nil || adopted || known && !shown || r.site.LeadToAssets(files) {
		return nil
	}
	r.opt.Cache.Put(texts, r.site.EncodeTexts(files))
	data, err := r.site.EncodeReports(files)
	if err != nil {
		return err
	}
	r.opt.Cache.Put(reports, data)
	return nil
}

// output makes one file of the plan. That a layout fails is no error: others may fail too,
// and all are told.
func (r *rendering) output(n int) (publish.Entry, bool, error) {
	o := r.site.Plan()[n]
	buffer := r.buffers.Get().(*bytes.Buffer)
	defer func() {
		if buffer.Cap() <= maxBuffer {
			r.buffers.Put(buffer)
		}
	}()
	buffer.Reset()
	done := r.clock.start(pagesTime)
	err := o.Render(buffer)
	done()
	var failure *theme.Failure
	if errors.As(err, &failure) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.failures[n] = failure
		return publish.Entry{}, false, nil
	}
	if err != nil {
		return publish.Entry{}, false, err
	}
	defer r.clock.start(writeTime)()
	e, err := r.sink.Put(publish.File{Path: urls.OutputFile(o.Path), Data: buffer.Bytes(), Source: o.Owner})
	return e, true, err
}

// put hands over a file of which the plan knows nothing.
func (r *rendering) put(f publish.File) (publish.Entry, error) {
	defer r.clock.start(writeTime)()
	e, ok := r.kept[f.Path]
	var err error
	if !ok {
		e, err = r.sink.Put(f)
	}
	r.took(e)
	return e, err
}

func (r *rendering) took(entries ...publish.Entry) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.entries = append(r.entries, entries...)
}
