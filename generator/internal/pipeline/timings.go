package pipeline

import (
	"sync"
	"sync/atomic"
	"time"
)

// A Stage is one part of a build and how long it took.
type Stage struct {
	Name  string
	Time  time.Duration
	Count int // of files, postmortems or pages, whatever the stage counts; 0: nothing
}

// Timings collect stages in the order in which they began. Stages follow one
// another: their times add up to that of the whole. A nil *Timings collects nothing.
type Timings struct {
	mu     sync.Mutex
	stages []Stage
}

// Stages are those that have ended.
func (t *Timings) Stages() []Stage {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]Stage(nil), t.stages...)
}

// start begins a stage; the function it gives ends it.
func (t *Timings) start(name string) func(count int) {
	if t == nil {
		return func(int) {}
	}
	began := time.Now()
	return func(count int) { t.add(Stage{name, time.Since(began), count}) }
}

func (t *Timings) add(s Stage) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stages = append(t.stages, s)
}

// The kinds of work of the rendering stage, which are done side by side.
const (
	markdownTime = iota
	pagesTime
	searchTime
	writeTime
	kinds
)

// A clock adds up what each kind of work takes on all processors together.
type clock struct {
	began time.Time
	spent [kinds]atomic.Int64
}

func newClock() *clock { return &clock{began: time.Now()} }

func (c *clock) start(kind int) func() {
	began := time.Now()
	return func() { c.spent[kind].Add(int64(time.Since(began))) }
}

// split divides the time since the clock began by what its kinds of work took of it, so
// that work done side by side still adds up.
func (c *clock) split(t *Timings, counts [kinds]int) {
	if t == nil {
		return
	}
	whole := time.Since(c.began)
	var sum int64
	for k := range c.spent {
		sum += c.spent[k].Load()
	}
	for k, name := range [kinds]string{"markdown", "pages", "inversion", "writing"} {
		share := 0.0
		if sum > 0 {
			share = float64(c.spent[k].Load()) / float64(sum)
		}
		t.add(Stage{name, time.Duration(share * float64(whole)), counts[k]})
	}
}
