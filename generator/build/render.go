package build

import (
	"context"
	"errors"
	"sync"

	"afterword/generator/diag"
	"afterword/generator/site"
	"afterword/generator/theme"
	"afterword/generator/tree"
	"afterword/generator/urls"
)

// A rendering makes the files of one site and hands them to a sink. What it
// needs of memory does not grow with the number of pages: a body lives from its
// rendering to that of its page.
type rendering struct {
	site  *site.Site
	sink  Sink
	clock *clock

	mu       sync.Mutex
	list     diag.List        // what is wrong with bodies
	failures []*theme.Failure // where layouts fail
}

// run renders all batches, those that depend on nothing else first.
func (r *rendering) run(ctx context.Context, all []batch, jobs int) error {
	return eachOf(ctx, len(all), jobs, 1, func(n int) error { return r.batch(ctx, all[n]) })
}

func (r *rendering) batch(ctx context.Context, b batch) error {
	if b.stretch {
		done := r.clock.start(markdownTime)
		var list diag.List
		for _, file := range b.bodies {
			list.Add(r.site.CheckBody(file)...)
		}
		done()
		if len(list) > 0 {
			r.mu.Lock()
			r.list.Add(list...)
			r.mu.Unlock()
		}
		defer func() {
			for _, file := range b.bodies {
				r.site.Release(file)
			}
		}()
	}
	plan := r.site.Plan()
	for _, n := range b.outputs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.output(plan[n]); err != nil {
			return err
		}
	}
	return nil
}

// output makes one file. That a layout fails is no error: others may fail too,
// and all are told.
func (r *rendering) output(o site.Output) error {
	done := r.clock.start(pagesTime)
	data, err := o.Render()
	done()
	var failure *theme.Failure
	if errors.As(err, &failure) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.failures = append(r.failures, failure)
		return nil
	}
	if err != nil {
		return err
	}
	defer r.clock.start(writeTime)()
	return r.sink.Put(tree.File{Path: urls.OutputFile(o.Path), Data: data, Owner: o.Owner})
}

// copies hands over the files that the site holds as they are.
func (r *rendering) copies(ctx context.Context, jobs int) error {
	all := r.site.Copies()
	return each(ctx, len(all), jobs, func(n int) error {
		defer r.clock.start(writeTime)()
		return r.sink.Put(copyOf(all[n]))
	})
}
