package pipeline

import (
	"slices"
	"sync/atomic"
	"time"
)

// Progress says what is being done while it is done, and afterwards how long each
// step took. Begin and Stages are for the one goroutine that does the work; Add and
// Now are safe for concurrent use. A nil *Progress keeps nothing.
type Progress struct {
	step   atomic.Pointer[step]
	stages []Stage // that have ended
}

// A step is what is done at one time.
type step struct {
	name  string
	of    int
	done  atomic.Int64
	began time.Time
}

// A Stage is one step of a build and how long it took.
type Stage struct {
	Name    string  `json:"name"`
	Seconds float64 `json:"seconds"`
	Count   int     `json:"count"` // of files, postmortems or pages, whatever the step counts; 0: nothing
}

// Begin ends the step before and begins one, such as "rendering", which has so many
// parts; 0 where that is not known.
func (p *Progress) Begin(name string, of int) {
	if p != nil {
		p.end()
		p.step.Store(&step{name: name, of: of, began: time.Now()})
	}
}

func (p *Progress) end() {
	if s := p.step.Swap(nil); s != nil {
		p.stages = append(p.stages, Stage{s.name, time.Since(s.began).Seconds(), s.of})
	}
}

// Stages ends the step, and returns all of them in order. Their times add up to that
// of the whole.
func (p *Progress) Stages() []Stage {
	p.end()
	return p.stages
}

// Add counts parts of the step that are done.
func (p *Progress) Add(parts int) {
	if p == nil {
		return
	}
	if s := p.step.Load(); s != nil {
		s.done.Add(int64(parts))
	}
}

// Now is the step, "" before the first, how many of its parts are done, and of how
// many; of is 0 where that is not known.
func (p *Progress) Now() (name string, done, of int) {
	if p == nil {
		return "", 0, 0
	}
	s := p.step.Load()
	if s == nil {
		return "", 0, 0
	}
	return s.name, int(s.done.Load()), s.of
}

// divide ends the step, and has kinds of work instead of the steps from the named one
// on: the time of those is divided by what each kind took on all processors together.
func (p *Progress) divide(from string, kinds []Stage) {
	if p == nil {
		return
	}
	p.end()
	n := slices.IndexFunc(p.stages, func(s Stage) bool { return s.Name == from })
	whole, work := 0.0, 0.0
	for _, s := range p.stages[n:] {
		whole += s.Seconds
	}
	for _, k := range kinds {
		work += k.Seconds
	}
	p.stages = p.stages[:n]
	for _, k := range kinds {
		k.Seconds *= whole / max(work, whole/1e6)
		p.stages = append(p.stages, k)
	}
}

// A clock adds up what one kind of work takes on all processors together.
type clock struct{ spent atomic.Int64 }

// start begins a piece of the work; the function that it returns ends it.
func (c *clock) start() (end func()) {
	began := time.Now()
	return func() { c.spent.Add(int64(time.Since(began))) }
}

// stage is all of the work, of which there was so much.
func (c *clock) stage(name string, count int) Stage {
	return Stage{name, time.Duration(c.spent.Load()).Seconds(), count}
}
